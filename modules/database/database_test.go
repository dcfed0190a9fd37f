package database_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/uptrace/bun"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/database"
)

// The health module registers a pool by these methods.
var _ interface {
	Name() string
	Check(ctx context.Context) error
} = (*database.Pool)(nil)

// forEach runs a test on every kind of database.
func forEach(t *testing.T, run func(t *testing.T, url string)) {
	t.Parallel()
	t.Run("sqlite_memory", func(t *testing.T) {
		t.Parallel()
		run(t, "sqlite::memory:")
	})
	t.Run("sqlite_file", func(t *testing.T) {
		t.Parallel()
		run(t, "sqlite://"+filepath.Join(t.TempDir(), "new folder", "a?b#c%41.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		run(t, postgres(t))
	})
}

// postgres returns the URL of a schema of the test's own.
func postgres(t *testing.T) string {
	t.Helper()
	const server = "postgres://postgres@127.0.0.1:5432/test"
	db, err := sql.Open("pgx", server) // registered by the module
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("PostgreSQL is needed in CI: %v", err)
		}
		t.Skipf("no PostgreSQL at 127.0.0.1:5432: %v", err)
	}
	schema := "drey_" + strings.ToLower(rand.Text())
	exec(t, db, "CREATE SCHEMA "+schema)
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
	})
	return server + "?search_path=" + schema
}

// shop has two tables, one with a foreign key.
var shop = fstest.MapFS{
	"00001_shelves.sql": {Data: []byte(`-- +goose Up
CREATE TABLE shelves (name text PRIMARY KEY);
INSERT INTO shelves (name) VALUES ('tools');
-- +goose Down
DROP TABLE shelves;
`)},
	"00002_goods.sql": {Data: []byte(`-- +goose Up
CREATE TABLE goods (
	id     integer PRIMARY KEY,
	shelf  text NOT NULL REFERENCES shelves (name),
	stock  integer NOT NULL,
	stored timestamp NOT NULL
);
-- +goose Down
DROP TABLE goods;
`)},
}

type good struct {
	bun.BaseModel `bun:"table:goods"`

	ID     int64 `bun:",pk"`
	Shelf  string
	Stock  int
	Stored time.Time
}

// start starts an application on a database.
func start(t *testing.T, config database.Config, opts ...drey.AppOption) *dreytest.App {
	t.Helper()
	return dreytest.New(t, drey.NewModule("app", drey.Import(database.ForRoot(config))), opts...)
}

func TestDatabase_stores_what_both_handles_read(t *testing.T) {
	forEach(t, func(t *testing.T, url string) {
		app := start(t, database.Config{URL: url, Migrations: shop})
		ctx, want := t.Context(), good{ID: 7, Shelf: "tools", Stock: 3, Stored: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		if _, err := dreytest.Resolve[*bun.DB](app).NewInsert().Model(&want).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		var got good
		row := dreytest.Resolve[*sql.DB](app).QueryRowContext(ctx, "SELECT id, shelf, stock, stored FROM goods")
		if err := row.Scan(&got.ID, &got.Shelf, &got.Stock, &got.Stored); err != nil {
			t.Fatal(err)
		}
		if got.Stored = got.Stored.UTC(); got != want {
			t.Errorf("stored\n got %+v\nwant %+v", got, want)
		}
	})
}

func TestDatabase_checks_foreign_keys(t *testing.T) {
	forEach(t, func(t *testing.T, url string) {
		app := start(t, database.Config{URL: url, Migrations: shop})
		lost := good{ID: 1, Shelf: "nowhere", Stored: time.Now()}
		if _, err := dreytest.Resolve[*bun.DB](app).NewInsert().Model(&lost).Exec(t.Context()); err == nil {
			t.Error("a row without its parent was stored")
		}
	})
}

func TestDatabase_lets_many_write_at_once(t *testing.T) {
	forEach(t, func(t *testing.T, url string) {
		app := start(t, database.Config{URL: url, Migrations: shop})
		db := dreytest.Resolve[*bun.DB](app)
		exec(t, db.DB, "INSERT INTO goods VALUES (1, 'tools', 0, '2026-01-02 03:04:05')")
		const writers, times = 8, 10
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range times {
					if err := increment(t.Context(), db); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		var stock int
		if err := db.NewSelect().Table("goods").Column("stock").Scan(t.Context(), &stock); err != nil || stock != writers*times {
			t.Errorf("stock is %d (%v), want %d", stock, err, writers*times)
		}
	})
}

// increment reads, then writes, in one transaction.
func increment(ctx context.Context, db *bun.DB) error {
	lock := ""
	if db.Dialect().Name().String() == "pg" {
		lock = " FOR UPDATE"
	}
	return db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		var stock int
		if err := tx.QueryRowContext(ctx, "SELECT stock FROM goods WHERE id = 1"+lock).Scan(&stock); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE goods SET stock = %d WHERE id = 1", stock+1))
		return err
	})
}

func TestPool_is_healthy_until_the_application_has_stopped(t *testing.T) {
	forEach(t, func(t *testing.T, url string) {
		app := start(t, database.Config{URL: url})
		pool := dreytest.Resolve[*database.Pool](app)
		if err := pool.Check(t.Context()); err != nil {
			t.Errorf("healthy: %v", err)
		}
		if err := app.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if pool.Check(t.Context()) == nil {
			t.Error("the pool is open after the stop")
		}
	})
}

func TestMemory_is_private_to_each_application(t *testing.T) {
	t.Parallel()
	module := drey.NewModule("app", drey.Import(database.ForRoot(database.Config{Migrations: shop})))
	a, b := dreytest.New(t, module), dreytest.New(t, module)
	exec(t, dreytest.Resolve[*sql.DB](a), "DELETE FROM shelves")
	var n int
	row := dreytest.Resolve[*sql.DB](b).QueryRowContext(t.Context(), "SELECT count(*) FROM shelves")
	if err := row.Scan(&n); err != nil || n != 1 {
		t.Errorf("the other application has %d shelves (%v), want 1", n, err)
	}
}

func TestMemory_outlives_its_connections(t *testing.T) {
	t.Parallel()
	app := start(t, database.Config{MaxOpen: 1, MaxLifetime: time.Nanosecond, Migrations: shop})
	db := dreytest.Resolve[*sql.DB](app)
	for range 3 {
		var n int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM shelves").Scan(&n); err != nil || n != 1 {
			t.Fatalf("%d shelves (%v), want 1", n, err)
		}
	}
}

func TestFile_is_made_in_the_data_folder(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("DATABASE_URL", "")
	start(t, database.Config{}, drey.Env(drey.Development))
	if _, err := os.Stat("data/app.db"); err != nil {
		t.Error(err)
	}
}

func TestURL_comes_from_DATABASE_URL(t *testing.T) {
	file := filepath.Join(t.TempDir(), "named.db")
	t.Setenv("DATABASE_URL", "sqlite://"+file)
	start(t, database.Config{})
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

func TestForRootAsync_takes_the_config_from_other_providers(t *testing.T) {
	t.Parallel()
	type settings struct{ url string }
	file := filepath.Join(t.TempDir(), "async.db")
	dreytest.New(t, drey.NewModule("app", drey.Import(
		drey.NewModule("settings", drey.Global(), drey.Export(drey.Value(&settings{"sqlite:" + file}))),
		database.ForRootAsync(func(s *settings) database.Config { return database.Config{URL: s.url} }),
	)))
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

func TestURL_that_makes_no_sense_stops_the_boot(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, url, want string }{
		{"another database", "mysql://root:hunter2@localhost/app", "must begin with sqlite: or postgres:"},
		{"no scheme", "hunter2", "must begin with sqlite: or postgres:"},
		{"no file", "sqlite://", "names no file"},
		{"bad escape", "postgres://app:hunter2%zz@localhost/app", "percent-encode"},
		{"bad port", "postgres://app:hunter2@localhost:port/app", "percent-encode"},
		{"bad setting", "postgres://app:hunter2@localhost/app?sslmode=maybe", "sslmode is invalid"},
		{"password as setting", "postgres://localhost/app?sslmode=maybe&password=hunter2", "sslmode is invalid"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := drey.New(drey.NewModule("app", drey.Import(database.ForRoot(database.Config{URL: tt.url})))).Err()
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("boot report: %v\nwant %q and no password", err, tt.want)
			}
		})
	}
}

func TestConfig_reports_all_its_problems(t *testing.T) {
	t.Parallel()
	err := drey.New(drey.NewModule("app", drey.Import(database.ForRoot(database.Config{
		URL: "oracle:", MaxOpen: -1, MaxLifetime: -1, Migrate: 9,
	})))).Err()
	for _, want := range []string{"MaxOpen", "MaxLifetime", "Migrate", "the URL must begin"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("boot report: %v\nwant %q", err, want)
		}
	}
}

func TestStart_fails_kindly_when_the_database_is_out_of_reach(t *testing.T) {
	t.Parallel()
	deaf, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never speaks
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { deaf.Close() })
	for name, host := range map[string]string{"refused": "127.0.0.1:1", "deaf": deaf.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := "postgres://app:hunter2@" + host + "/shop"
			app := drey.New(drey.NewModule("app", drey.Import(database.ForRoot(database.Config{URL: url}))), drey.Detached())
			begin := time.Now()
			err := app.Start(t.Context())
			if took := time.Since(begin); took > 8*time.Second {
				t.Errorf("it took %s", took)
			}
			for _, want := range []string{"postgres://app:xxxxx@" + host + "/shop", "start the PostgreSQL server, or set DATABASE_URL"} {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v\nwant %q", err, want)
				}
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func TestStart_fails_kindly_when_the_file_cannot_be_made(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	url := "sqlite://" + filepath.Join(file, "app.db")
	err := drey.New(drey.NewModule("app", drey.Import(database.ForRoot(database.Config{URL: url}))), drey.Detached()).Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), url) || !strings.Contains(err.Error(), "make its folder writable") {
		t.Errorf("error %v", err)
	}
}

func exec(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestFile_lets_one_write_while_another_reads(t *testing.T) {
	t.Parallel()
	app := start(t, database.Config{URL: "sqlite://" + filepath.Join(t.TempDir(), "wal.db"), Migrations: shop})
	db := dreytest.Resolve[*sql.DB](app)
	rows, err := db.QueryContext(t.Context(), "SELECT name FROM shelves")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if !rows.Next() {
		t.Fatal("no shelf")
	}
	exec(t, db, "INSERT INTO shelves VALUES ('paint')")
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
}
