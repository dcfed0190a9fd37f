package database

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/pressly/goose/v3"
	goosedb "github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"
)

// Migrate applies the migrations of [Config.Migrations] that the database has
// not seen, in order, each in a transaction of its own. The first that fails
// ends it. Several processes may call it at once.
func (p *Pool) Migrate(ctx context.Context) error {
	m, err := p.migrator()
	if err != nil || m == nil {
		return err
	}
	applied, err := m.Up(ctx)
	if partial, ok := errors.AsType[*goose.PartialError](err); ok {
		applied = partial.Applied
		err = fmt.Errorf("%s: %w", path.Base(partial.Failed.Source.Path), partial.Err)
	}
	for _, a := range applied {
		p.log.InfoContext(ctx, "migration applied", "file", path.Base(a.Source.Path), "durationMs", float64(a.Duration.Microseconds())/1000)
	}
	if err != nil {
		return fmt.Errorf("database: migrate %s: %w%s", p.target.name, err, outOfTime(ctx))
	}
	return nil
}

// outOfTime is what to do about migrations that take long.
func outOfTime(ctx context.Context) string {
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ""
	}
	return " (give the start more time with drey.HookTimeout, or apply it before with Pool.Migrate)"
}

// warnPending tells of migrations that somebody has to apply. It only reads.
func (p *Pool) warnPending(ctx context.Context) error {
	m, err := p.migrator()
	if err != nil || m == nil {
		return err
	}
	sources := m.ListSources()
	wanted := sources[len(sources)-1].Version
	if at := p.version(ctx); at < wanted {
		p.log.WarnContext(ctx, "the database lacks migrations; apply them with Pool.Migrate, or at start-up with database.Config{Migrate: database.Always}",
			"version", at, "wanted", wanted)
	}
	return nil
}

// version is the last migration that the database has seen; 0 is none. A
// database that was never migrated has no table to ask.
func (p *Pool) version(ctx context.Context) int64 {
	store, err := goosedb.NewStore(p.target.goose, goose.DefaultTablename)
	if err != nil {
		return 0
	}
	version, err := store.GetLatestVersion(ctx, p.sql)
	if err != nil {
		return 0
	}
	return version
}

// migrator returns nil when there are no migrations.
func (p *Pool) migrator() (*goose.Provider, error) {
	if p.config.Migrations == nil {
		return nil, nil
	}
	files, err := top(p.config.Migrations)
	if err != nil {
		return nil, fmt.Errorf("database: read Config.Migrations: %w", err)
	}
	opts, err := p.target.migrateOptions()
	if err != nil {
		return nil, err
	}
	m, err := goose.NewProvider(p.target.goose, p.sql, files, opts...)
	if errors.Is(err, goose.ErrNoMigrations) {
		p.log.Warn("database.Config.Migrations has no file named like 00001_cats.sql, at its top or in migrations/")
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("database: read Config.Migrations: %w", err)
	}
	return m, nil
}

// top is the folder with the files: an embed.FS keeps the folder it was
// embedded from.
func top(files fs.FS) (fs.FS, error) {
	if found, err := fs.Glob(files, "*.sql"); err != nil || len(found) > 0 {
		return files, err
	}
	if info, err := fs.Stat(files, "migrations"); err == nil && info.IsDir() {
		return fs.Sub(files, "migrations")
	}
	return files, nil
}

// lockPatience is for how many seconds one replica waits for another's
// migrations, at most; the hook's deadline comes first by default.
const lockPatience = 3600

// migrateOptions is what goose has to know of the database. A SQLite file
// belongs to one process. PostgreSQL gets an advisory lock that is tried each
// second: waiting for it inside the server would block CREATE INDEX
// CONCURRENTLY.
func (t *target) migrateOptions() ([]goose.ProviderOption, error) {
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if t.goose != goose.DialectPostgres {
		return opts, nil
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, lockPatience))
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return append(opts, goose.WithSessionLocker(locker)), nil
}
