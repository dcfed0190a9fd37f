package sessions_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	_ "modernc.org/sqlite"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/sessions"
)

// A sqlStore is a store as an application may write one for its database.
type sqlStore struct{ db *sql.DB }

var _ sessions.Store = sqlStore{}

func (s sqlStore) Load(ctx context.Context, id string) (r sessions.Record, err error) {
	var expires int64
	err = s.db.QueryRowContext(ctx, `SELECT data, version, expires FROM sessions WHERE id = ? AND expires > ?`, id, time.Now().UnixMilli()).
		Scan(&r.Data, &r.Version, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return r, sessions.ErrNotFound
	}
	r.Expires = time.UnixMilli(expires)
	return r, err
}

func (s sqlStore) Save(ctx context.Context, id string, r sessions.Record) error {
	if r.Version == 0 {
		return s.one(ctx, sessions.ErrConflict, `INSERT INTO sessions (id, data, version, expires) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING`, id, r.Data, r.Expires.UnixMilli())
	}
	err := s.one(ctx, sessions.ErrConflict, `UPDATE sessions SET data = ?, version = version + 1, expires = ? WHERE id = ? AND version = ?`, r.Data, r.Expires.UnixMilli(), id, r.Version)
	if errors.Is(err, sessions.ErrConflict) {
		if _, gone := s.Load(ctx, id); gone != nil {
			return gone
		}
	}
	return err
}

func (s sqlStore) Touch(ctx context.Context, id string, expires time.Time) error {
	return s.one(ctx, sessions.ErrNotFound, `UPDATE sessions SET expires = ? WHERE id = ? AND expires > ?`, expires.UnixMilli(), id, time.Now().UnixMilli())
}

func (s sqlStore) Move(ctx context.Context, from, to string) error {
	return s.one(ctx, sessions.ErrNotFound, `UPDATE sessions SET id = ? WHERE id = ? AND expires > ?`, to, from, time.Now().UnixMilli())
}

func (s sqlStore) Delete(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM sessions WHERE id = ?`, id)
	return err
}

// one changes a row; when there is none to change, the error is none.
func (s sqlStore) one(ctx context.Context, none error, query string, args ...any) error {
	result, err := s.db.ExecContext(ctx, query, args...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, none)
	}
	return nil
}

func newSQLStore(t *testing.T) sqlStore {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "sessions.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE sessions (id TEXT PRIMARY KEY, data BLOB NOT NULL, version INTEGER NOT NULL, expires INTEGER NOT NULL)`); err != nil {
		t.Fatal(err)
	}
	return sqlStore{db}
}

// TestStores is what a Store promises.
func TestStores(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) sessions.Store{
		"memory": func(*testing.T) sessions.Store { return sessions.NewMemory(0) },
		"sql":    func(t *testing.T) sessions.Store { return newSQLStore(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keepsPromises(t, open(t))
		})
	}
}

func keepsPromises(t *testing.T, s sessions.Store) {
	t.Helper()
	ctx := t.Context()
	later, past := time.Now().Add(time.Hour).Truncate(time.Millisecond), time.Now().Add(-time.Second)
	record := func(data string, version int64) sessions.Record {
		return sessions.Record{Data: []byte(data), Version: version, Expires: later}
	}
	is := func(id, data string, version int64) {
		t.Helper()
		r, err := s.Load(ctx, id)
		if err != nil || string(r.Data) != data || r.Version != version || !r.Expires.Equal(later) {
			t.Errorf("%s is %s, version %d until %s, %v; want %s, version %d", id, r.Data, r.Version, r.Expires, err, data, version)
		}
	}
	want := func(what string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	_, err := s.Load(ctx, "a")
	want("load nothing", err, sessions.ErrNotFound)
	want("change nothing", s.Save(ctx, "a", record("1", 1)), sessions.ErrNotFound)
	want("touch nothing", s.Touch(ctx, "a", later), sessions.ErrNotFound)
	want("move nothing", s.Move(ctx, "a", "b"), sessions.ErrNotFound)
	want("delete nothing", s.Delete(ctx, "a"), nil)

	want("begin", s.Save(ctx, "a", record("1", 0)), nil)
	is("a", "1", 1)
	want("begin twice", s.Save(ctx, "a", record("2", 0)), sessions.ErrConflict)
	want("change", s.Save(ctx, "a", record("2", 1)), nil)
	want("change an old version", s.Save(ctx, "a", record("3", 1)), sessions.ErrConflict)
	is("a", "2", 2)
	want("touch", s.Touch(ctx, "a", later.Add(time.Hour)), nil)
	want("touch back", s.Touch(ctx, "a", later), nil)
	is("a", "2", 2)
	want("move", s.Move(ctx, "a", "b"), nil)
	is("b", "2", 2)
	want("change what has moved", s.Save(ctx, "a", record("3", 2)), sessions.ErrNotFound)
	want("change after the move", s.Save(ctx, "b", record("3", 2)), nil)
	want("delete", s.Delete(ctx, "b"), nil)
	want("change what was deleted", s.Save(ctx, "b", record("4", 3)), sessions.ErrNotFound)

	want("begin another", s.Save(ctx, "c", record("1", 0)), nil)
	want("let it expire", s.Touch(ctx, "c", past), nil)
	_, err = s.Load(ctx, "c")
	want("load what has expired", err, sessions.ErrNotFound)
	want("touch what has expired", s.Touch(ctx, "c", later), sessions.ErrNotFound)
	want("move what has expired", s.Move(ctx, "c", "d"), sessions.ErrNotFound)

	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err = s.Load(over, "a")
	for i, err := range []error{err, s.Save(over, "x", record("1", 0)), s.Touch(over, "a", later), s.Move(over, "a", "b"), s.Delete(over, "a")} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("with a context that has ended, function %d: %v", i, err)
		}
	}
}

// A whole application works with a store that is somewhere else.
func TestSQLStore(t *testing.T) {
	t.Parallel()
	app := start(t, sessions.Config{Store: newSQLStore(t)})
	cookie := cookieOf(t, post(app, "/login", "value", "ann"))
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { app.Post("/count", nil, with(cookie)).WantStatus(201) })
	}
	wg.Wait()
	app.Post("/count", nil, with(cookie)).WantBody("11")
	renewed := cookieOf(t, app.Post("/renew", nil, with(cookie)))
	app.Get("/user", with(cookie)).WantBody("false")
	app.Get("/user", with(renewed)).WantBody("anntrue")
	app.Post("/logout", nil, with(renewed)).WantStatus(204)
	app.Get("/user", with(renewed)).WantBody("false")
}

// A full memory ends the sessions that are nearest to their end, and says so.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	app := start(t, sessions.Config{Store: sessions.NewMemory(10 * 400)}, drey.Logger(slog.New(slog.NewTextHandler(&lines, nil))))
	var all []string
	for i := range 50 {
		all = append(all, cookieOf(t, post(app, "/login", "value", fmt.Sprint(i, strings.Repeat("x", 80)))))
	}
	var kept []int
	for i, cookie := range all {
		if app.Get("/user", with(cookie)).Body != "false" {
			kept = append(kept, i)
		}
	}
	if len(kept) < 8 || len(kept) > 10 || kept[0] != len(all)-len(kept) {
		t.Errorf("of %d sessions these are kept: %v", len(all), kept)
	}
	if n := strings.Count(lines.String(), "sessions end early"); n != 1 {
		t.Errorf("%d lines in the log:\n%s", n, &lines)
	}
	post(app, "/set", "key", "k", "value", strings.Repeat("x", 5000)).WantStatus(204) // alone it may be larger
}

// What has expired makes room without a word.
func TestMemoryForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var lines bytes.Buffer
		app := start(t, sessions.Config{Store: sessions.NewMemory(10 * 400)}, drey.Logger(slog.New(slog.NewTextHandler(&lines, nil))), dreytest.InProcess())
		for range 50 {
			post(app, "/login", "value", strings.Repeat("x", 80))
			pass(5 * time.Minute)
		}
		if lines.Len() > 0 {
			t.Errorf("the log has\n%s", &lines)
		}
	})
}

// A witness counts what a store is asked, and fails, waits or does something
// first when it is told to.
type witness struct {
	sessions.Store
	mu     sync.Mutex
	asked  []string
	before func(ctx context.Context, what string) error
}

func (w *witness) ask(ctx context.Context, what string) error {
	w.mu.Lock()
	w.asked = append(w.asked, what)
	before := w.before
	w.mu.Unlock()
	if before != nil {
		return before(ctx, what)
	}
	return nil
}

// took is what the store was asked since the last call.
func (w *witness) took() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := strings.Join(w.asked, " ")
	w.asked = nil
	return all
}

func (w *witness) when(before func(ctx context.Context, what string) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before = before
}

func (w *witness) Load(ctx context.Context, id string) (sessions.Record, error) {
	if err := w.ask(ctx, "load"); err != nil {
		return sessions.Record{}, err
	}
	return w.Store.Load(ctx, id)
}

func (w *witness) Save(ctx context.Context, id string, r sessions.Record) error {
	if err := w.ask(ctx, "save"); err != nil {
		return err
	}
	return w.Store.Save(ctx, id, r)
}

func (w *witness) Touch(ctx context.Context, id string, expires time.Time) error {
	if err := w.ask(ctx, "touch"); err != nil {
		return err
	}
	return w.Store.Touch(ctx, id, expires)
}

func (w *witness) Move(ctx context.Context, from, to string) error {
	if err := w.ask(ctx, "move"); err != nil {
		return err
	}
	return w.Store.Move(ctx, from, to)
}

func (w *witness) Delete(ctx context.Context, id string) error {
	if err := w.ask(ctx, "delete"); err != nil {
		return err
	}
	return w.Store.Delete(ctx, id)
}

// The store is asked for what is needed, and nothing twice.
func TestStoreIsAskedSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &witness{Store: sessions.NewMemory(0)}
		app := start(t, sessions.Config{Store: store, Idle: time.Hour}, dreytest.InProcess())
		visitor := app.Session()
		for _, step := range []struct {
			name, want string
			do         func()
		}{
			{"no session", "", func() { visitor.Get("/user") }},
			{"renewing none", "", func() { post(visitor, "/renew") }},
			{"removing from none", "", func() { post(visitor, "/drop", "key", "user") }},
			{"the first value", "save", func() { post(visitor, "/login", "value", "ann") }},
			{"a route that asks for none", "", func() { visitor.Get("/plain") }},
			{"a value", "load", func() { visitor.Get("/user") }},
			{"the same value", "load", func() { post(visitor, "/set", "key", "user", "value", "ann") }},
			{"another value", "load save", func() { post(visitor, "/set", "key", "user", "value", "bob") }},
			{"removing nothing", "load", func() { post(visitor, "/drop", "key", "none") }},
			{"removing", "load save", func() { post(visitor, "/drop", "key", "user") }},
			{"soon", "load", func() { pass(5 * time.Minute); visitor.Get("/user") }},
			{"later", "load touch", func() { pass(5 * time.Minute); visitor.Get("/user") }},
			{"soon after", "load", func() { visitor.Get("/user") }},
			{"a login", "load move save save", func() { post(visitor, "/login", "value", "ann") }},
			{"a logout", "load delete", func() { post(visitor, "/logout") }},
			{"a renewal", "load move save", func() { post(visitor, "/login", "value", "ann"); store.took(); post(visitor, "/renew") }},
			{"a logout", "load delete", func() { post(visitor, "/logout") }},
			{"after it", "", func() { visitor.Get("/user") }},
			{"a forged id", "", func() { app.Get("/user", with("session=x")) }},
			{"many ids", "load load load load load load", func() { app.Get("/user", with(strings.Repeat(sealed(t, "x")+"; ", 50))) }},
		} {
			step.do()
			if got := store.took(); got != step.want {
				t.Errorf("%s: %q, want %q", step.name, got, step.want)
			}
		}
	})
}

// A store that fails is a 503, whose reason is in the log only, and changes
// nothing.
func TestStoreFails(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	store := &witness{Store: sessions.NewMemory(0)}
	app := start(t, sessions.Config{Store: store}, drey.Logger(slog.New(slog.NewTextHandler(&lines, nil))))
	cookie := cookieOf(t, post(app, "/login", "value", "ann"))
	for _, tt := range []struct{ fails, method, path, cookie string }{
		{"load", "GET", "/user", cookie},
		{"load", "POST", "/logout", cookie},
		{"load", "POST", "/set?key=user&value=bob", cookie},
		{"save", "POST", "/set?key=user&value=bob", cookie},
		{"save", "POST", "/drop?key=user", cookie},
		{"save", "POST", "/count", cookie},
		{"save", "POST", "/login?value=bob", ""},
		{"move", "POST", "/login?value=bob", cookie},
		{"delete", "POST", "/logout", cookie},
	} {
		lines.Reset()
		store.when(func(_ context.Context, what string) error {
			if what == tt.fails {
				return errors.New("password=hunter2")
			}
			return nil
		})
		res := app.Send(tt.method, tt.path, nil, with(tt.cookie)).WantStatus(503).WantHeader("Set-Cookie", "")
		if p := res.Problem(); p.Detail != "" || strings.Contains(res.Body, "hunter2") {
			t.Errorf("%s when %s fails: %s", tt.path, tt.fails, res.Body)
		}
		if !strings.Contains(lines.String(), "the store of the sessions failed: password=hunter2") {
			t.Errorf("%s when %s fails: the log has\n%s", tt.path, tt.fails, &lines)
		}
		store.when(nil)
		app.Get("/user", with(cookie)).WantBody("anntrue")
	}
}

// A store that does not answer is waited for as long as the config says.
func TestStoreHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &witness{Store: sessions.NewMemory(0)}
		app := start(t, sessions.Config{Store: store, StoreTimeout: 2 * time.Second}, dreytest.InProcess())
		cookie := cookieOf(t, post(app, "/login", "value", "ann"))
		store.when(func(ctx context.Context, _ string) error {
			<-ctx.Done()
			return ctx.Err()
		})
		began := time.Now()
		app.Get("/user", with(cookie)).WantStatus(503)
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}

// A session that another request ends or renews meanwhile does not come back
// with a change.
func TestEndedMeanwhile(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"/logout", "/renew"} {
		store := &witness{Store: sessions.NewMemory(0)}
		app := start(t, sessions.Config{Store: store})
		cookie := cookieOf(t, post(app, "/login", "value", "ann"))
		store.when(func(_ context.Context, what string) error {
			if what == "save" {
				store.when(nil)
				app.Post(end, nil, with(cookie)).WantStatus(204)
			}
			return nil
		})
		p := app.Post("/set?key=user&value=bob", nil, with(cookie)).WantStatus(409).WantHeader("Set-Cookie", "").Problem()
		if p.Code != "session_ended" {
			t.Errorf("%s: problem %+v", end, p)
		}
		app.Get("/user", with(cookie)).WantBody("false")
	}
}

// What another request stores between reading and writing is kept.
func TestChangedMeanwhile(t *testing.T) {
	t.Parallel()
	store := &witness{Store: sessions.NewMemory(0)}
	app := start(t, sessions.Config{Store: store})
	cookie := cookieOf(t, post(app, "/login", "value", "ann"))
	store.when(func(_ context.Context, what string) error {
		if what == "save" {
			store.when(nil)
			app.Post("/count", nil, with(cookie)).WantBody("1")
			app.Post("/set?key=theme&value=dark", nil, with(cookie)).WantStatus(204)
		}
		return nil
	})
	app.Post("/count", nil, with(cookie)).WantBody("2")
	app.Get("/get?key=theme", with(cookie)).WantBody("dark")
	app.Get("/user", with(cookie)).WantBody("anntrue")
}

// Data that is none of this module's is an error, not an empty session.
func TestStoreHoldsSomethingElse(t *testing.T) {
	t.Parallel()
	store := sessions.NewMemory(0)
	app := start(t, sessions.Config{Store: store})
	if err := store.Save(t.Context(), "x", sessions.Record{Data: []byte("gob"), Expires: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	app.Get("/user", with(sealed(t, "x"))).WantStatus(500)
}
