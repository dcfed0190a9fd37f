package database_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pressly/goose/v3/lock"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/database"
)

// logged returns a logger and what it has written.
func logged() (*slog.Logger, *buffer) {
	out := new(buffer)
	return slog.New(slog.NewTextHandler(out, nil)), out
}

func TestMigrations_are_applied_once_and_logged(t *testing.T) {
	forEach(t, func(t *testing.T, url string) {
		log, out := logged()
		for range 2 {
			app := start(t, database.Config{URL: url, Migrations: shop}, drey.Logger(log))
			exec(t, dreytest.Resolve[*sql.DB](app), "SELECT stock FROM goods")
			if err := app.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		want := "00001_shelves.sql 00002_goods.sql"
		if url == "sqlite::memory:" { // a new database each time
			want += " " + want
		}
		if got := strings.Join(out.applied(), " "); got != want {
			t.Errorf("applied %q, want %q", got, want)
		}
	})
}

func TestMigrations_are_applied_once_by_replicas_that_start_together(t *testing.T) {
	t.Parallel()
	url := postgres(t)
	log, out := logged()
	var replicas sync.WaitGroup
	for range 4 {
		replicas.Go(func() {
			app := drey.New(drey.NewModule("app", drey.Import(database.ForRoot(database.Config{URL: url, Migrations: shop}))),
				drey.Detached(), drey.Logger(log))
			if err := app.Start(t.Context()); err != nil {
				t.Error(err)
				return
			}
			if err := app.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	replicas.Wait()
	if got := strings.Join(out.applied(), " "); got != "00001_shelves.sql 00002_goods.sql" {
		t.Errorf("applied %q", got)
	}
}

func TestMigrations_wait_for_another_replicas_lock(t *testing.T) {
	t.Parallel()
	url := postgres(t)
	other, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	other.SetMaxOpenConns(1) // the lock belongs to a session
	exec(t, other, fmt.Sprintf("SELECT pg_advisory_lock(%d)", lock.DefaultLockID))

	log, out := logged()
	app := drey.New(drey.NewModule("app", drey.Import(database.ForRoot(database.Config{URL: url, Migrations: shop}))),
		drey.Detached(), drey.Logger(log), drey.HookTimeout(500*time.Millisecond))
	err = app.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "drey.HookTimeout") || len(out.applied()) > 0 {
		t.Errorf("started beside another replica's migrations: %v, applied %q", err, out.applied())
	}

	exec(t, other, fmt.Sprintf("SELECT pg_advisory_unlock(%d)", lock.DefaultLockID))
	start(t, database.Config{URL: url, Migrations: shop}, drey.Logger(log))
	if len(out.applied()) != 2 {
		t.Errorf("applied %q after the lock was free", out.applied())
	}
}

func TestMigrations_that_fail_stop_the_start_and_leave_nothing_half_done(t *testing.T) {
	forEach(t, func(t *testing.T, url string) {
		files := fstest.MapFS{
			"00001_good.sql": {Data: []byte("-- +goose Up\nCREATE TABLE good (id integer);")},
			"00002_bad.sql":  {Data: []byte("-- +goose Up\nCREATE TABLE half (id integer);\nCREATE TABEL typo;")},
		}
		log, out := logged()
		root := drey.NewModule("app", drey.Import(database.ForRoot(database.Config{URL: url, Migrations: files})))
		err := drey.New(root, drey.Detached(), drey.Logger(log), drey.Env(drey.Test)).Start(t.Context())
		if err == nil || !strings.Contains(err.Error(), "00002_bad.sql") || !strings.Contains(err.Error(), "TABEL") {
			t.Errorf("error %v", err)
		}
		if got := strings.Join(out.applied(), " "); got != "00001_good.sql" {
			t.Errorf("applied %q", got)
		}
		if url == "sqlite::memory:" {
			return // gone with the application
		}
		files["00002_bad.sql"].Data = []byte("-- +goose Up\nCREATE TABLE half (id integer);")
		start(t, database.Config{URL: url, Migrations: files})
	})
}

func TestMigrations_wait_in_production(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		env     drey.Environment
		when    database.When
		applied int
	}{
		{"auto in development", drey.Development, database.Auto, 2},
		{"auto in test", drey.Test, database.Auto, 2},
		{"auto in production", drey.Production, database.Auto, 0},
		{"always in production", drey.Production, database.Always, 2},
		{"never in development", drey.Development, database.Never, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log, out := logged()
			app := start(t, database.Config{URL: "sqlite::memory:", Migrations: shop, Migrate: tt.when}, drey.Env(tt.env), drey.Logger(log))
			if got := out.applied(); len(got) != tt.applied {
				t.Errorf("applied %q, want %d", got, tt.applied)
			}
			if warned := strings.Contains(out.String(), "lacks migrations"); warned != (tt.applied == 0) {
				t.Errorf("warned is %t:\n%s", warned, out)
			}
			if err := dreytest.Resolve[*database.Pool](app).Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := out.applied(); len(got) != 2 {
				t.Errorf("after Migrate: applied %q", got)
			}
		})
	}
}

func TestMigrations_come_before_the_hooks_of_those_who_use_the_database(t *testing.T) {
	t.Parallel()
	seeder := drey.NewModule("seeds", drey.Export(func(db *sql.DB) *seeds { return &seeds{db: db} }))
	app := dreytest.New(t, drey.NewModule("app",
		drey.Import(seeder, database.ForRoot(database.Config{Migrations: shop})), drey.Export(seeder)))
	if seeds := dreytest.Resolve[*seeds](app); seeds.err != nil {
		t.Errorf("the table is not there: %v", seeds.err)
	}
}

// seeds uses the database when it starts.
type seeds struct {
	db  *sql.DB
	err error
}

func (s *seeds) OnModuleInit(ctx context.Context) error {
	_, s.err = s.db.ExecContext(ctx, "INSERT INTO shelves VALUES ('paint')")
	return nil
}

func TestMigrations_are_found_in_the_embedded_folder(t *testing.T) {
	t.Parallel()
	log, out := logged()
	folder := fstest.MapFS{"migrations/00001_shelves.sql": shop["00001_shelves.sql"]}
	start(t, database.Config{Migrations: folder}, drey.Logger(log))
	if got := out.applied(); len(got) != 1 {
		t.Errorf("applied %q", got)
	}
}

func TestMigrations_that_are_missing_are_told(t *testing.T) {
	t.Parallel()
	log, out := logged()
	start(t, database.Config{Migrations: fstest.MapFS{"readme.txt": {}}}, drey.Logger(log))
	if !strings.Contains(out.String(), "has no file named like 00001_cats.sql") {
		t.Errorf("no warning:\n%s", out)
	}
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// applied lists the files of the migrations that were logged.
func (b *buffer) applied() []string {
	var files []string
	for line := range strings.Lines(b.String()) {
		if _, rest, ok := strings.Cut(line, `msg="migration applied" file=`); ok {
			file, _, _ := strings.Cut(rest, " ")
			files = append(files, file)
		}
	}
	return files
}
