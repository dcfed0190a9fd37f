package database_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing/fstest"

	"github.com/uptrace/bun"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/database"
)

// migrations is an embed.FS in an application:
//
//	//go:embed migrations/*.sql
//	var migrations embed.FS
var migrations = fstest.MapFS{
	"migrations/00001_cats.sql": {Data: []byte(`-- +goose Up
CREATE TABLE cats (
	id   integer PRIMARY KEY,
	name text NOT NULL
);

-- +goose Down
DROP TABLE cats;
`)},
}

type Cat struct {
	ID   int64 `bun:",pk,autoincrement"`
	Name string
}

type Repository struct{ db *bun.DB }

func NewRepository(db *bun.DB) *Repository { return &Repository{db} }

func (r *Repository) Create(ctx context.Context, name string) (*Cat, error) {
	cat := &Cat{Name: name}
	_, err := r.db.NewInsert().Model(cat).Exec(ctx)
	return cat, err
}

func Example() {
	app := drey.New(drey.NewModule("shop",
		drey.Import(database.ForRoot(database.Config{Migrations: migrations})),
		drey.Provide(NewRepository),
	), drey.Env(drey.Test), drey.Detached()) // in tests the database is in memory
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	cats, err := drey.Resolve[*Repository](app)
	if err != nil {
		fmt.Println(err)
		return
	}
	cat, err := cats.Create(ctx, "Tom")
	fmt.Println(cat.ID, cat.Name, err)
	// Output:
	// 1 Tom <nil>
}

// A Settings is what the application has read from its environment.
type Settings struct{ DatabaseURL string }

func NewSettings() *Settings { return &Settings{"sqlite::memory:"} }

// The configuration can come from other providers, and migrations can wait for
// somebody to apply them.
func ExampleForRootAsync() {
	settings := drey.NewModule("settings", drey.Global(), drey.Export(NewSettings))
	app := drey.New(drey.NewModule("shop",
		drey.Import(settings, database.ForRootAsync(func(s *Settings) database.Config {
			return database.Config{URL: s.DatabaseURL, Migrations: migrations, Migrate: database.Never}
		})),
		drey.Provide(NewRepository),
	), drey.Detached(), drey.Logger(slog.New(slog.DiscardHandler)))
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	pool, _ := drey.Resolve[*database.Pool](app)
	cats, _ := drey.Resolve[*Repository](app)
	_, err := cats.Create(ctx, "Tom")
	fmt.Println(pool.Name(), "answers:", pool.Check(ctx) == nil, "has cats:", err == nil)
	fmt.Println("migrated:", pool.Migrate(ctx) == nil)
	_, err = cats.Create(ctx, "Tom")
	fmt.Println("has cats:", err == nil)
	// Output:
	// database answers: true has cats: false
	// migrated: true
	// has cats: true
}
