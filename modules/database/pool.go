package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/uptrace/bun"

	drey "github.com/dreygo/drey/framework"
)

// reachTimeout bounds the first connection at start-up.
const reachTimeout = 5 * time.Second

// A Pool is the application's connections: made at boot, tried and migrated
// before anything else starts, closed when everything else has stopped. It is
// a check of the health module.
type Pool struct {
	config Config
	env    drey.Environment
	log    *slog.Logger
	target *target
	sql    *sql.DB
	bun    *bun.DB
	anchor *sql.Conn // keeps a database in memory alive
}

// newPool makes a pool without connecting.
func newPool(config Config, env drey.Environment, log *slog.Logger) (*Pool, error) {
	config = config.withDefaults(env)
	t, err := parseURL(config.URL)
	if err = errors.Join(config.check(), err); err != nil {
		return nil, err
	}
	db, err := t.open()
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	db.SetMaxOpenConns(config.MaxOpen)
	db.SetMaxIdleConns(config.MaxIdle)
	db.SetConnMaxIdleTime(config.MaxIdleTime)
	db.SetConnMaxLifetime(config.MaxLifetime)
	return &Pool{config: config, env: env, log: log, target: t, sql: db, bun: bun.NewDB(db, t.dialect)}, nil
}

// Name is "database", for the health module.
func (p *Pool) Name() string { return "database" }

// Check asks the database for a sign of life.
func (p *Pool) Check(ctx context.Context) error { return p.sql.PingContext(ctx) }

// OnModuleInit connects, so that a database out of reach stops the start, and
// applies the migrations when that is configured.
func (p *Pool) OnModuleInit(ctx context.Context) error {
	if err := p.reach(ctx); err != nil {
		return err
	}
	p.log.InfoContext(ctx, "database connected", "url", p.target.name)
	if p.config.atStart(p.env) {
		return p.Migrate(ctx)
	}
	return p.warnPending(ctx)
}

// OnApplicationShutdown closes all connections.
func (p *Pool) OnApplicationShutdown(context.Context) error {
	if p.anchor != nil {
		_ = p.anchor.Close() // what it kept alive may go now
	}
	return p.bun.Close()
}

// reach opens the first connection within bounded time.
func (p *Pool) reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	if err := p.connect(ctx); err != nil {
		return fmt.Errorf("database: cannot use %s: %w\n\n  fix  %s", p.target.name, err, p.target.hint)
	}
	return nil
}

func (p *Pool) connect(ctx context.Context) error {
	if p.target.file != "" {
		if err := os.MkdirAll(filepath.Dir(p.target.file), 0o755); err != nil {
			return err
		}
	}
	if !p.target.memory {
		return p.sql.PingContext(ctx)
	}
	p.sql.SetMaxOpenConns(p.config.MaxOpen + 1) // one is the anchor
	conn, err := p.sql.Conn(ctx)
	p.anchor = conn
	return err
}
