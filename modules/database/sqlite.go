package database

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver named sqlite
)

// pragmas are what every SQLite connection begins with.
//
//   - A writer that finds another one waits for it instead of failing.
//   - Transactions take the write lock when they begin: one that reads first and
//     writes later could not get it after another's commit, and would fail.
//   - Foreign keys are checked, as everywhere else.
//   - WAL lets readers go on while one writes; with it, NORMAL loses nothing in
//     a crash of the process.
var pragmas = []string{"busy_timeout(5000)", "foreign_keys(1)", "journal_mode(WAL)", "synchronous(NORMAL)"}

// sqlite reads what follows sqlite:// in a URL.
func sqlite(rest string) (*target, error) {
	path, query, _ := strings.Cut(rest, "?")
	settings, err := url.ParseQuery(query)
	if err != nil {
		return nil, errors.New("database: the part of the SQLite URL after ? is malformed")
	}
	settings["_pragma"] = slices.Concat(pragmas, settings["_pragma"])
	if !settings.Has("_txlock") {
		settings.Set("_txlock", "immediate")
	}
	t := &target{
		name:    "sqlite://" + path,
		dialect: sqlitedialect.New(),
		goose:   goose.DialectSQLite3,
	}
	switch path {
	case "":
		return nil, errors.New("database: the SQLite URL names no file (sqlite://data/app.db, or sqlite::memory:)")
	case ":memory:":
		// Every target is a database of its own. SQLite's memdb shares it
		// between connections and, unlike cache=shared, lets them wait.
		t.memory, t.name = true, memoryURL
		settings.Set("vfs", "memdb")
		path = "/drey-" + rand.Text()
	default:
		t.file = path
		t.hint = "make its folder writable, or choose another file with DATABASE_URL"
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
	t.open = func() (*sql.DB, error) { return sql.Open("sqlite", dsn) }
	return t, nil
}
