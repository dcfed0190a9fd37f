package sessions_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/cookies"
	"github.com/dreygo/drey/modules/sessions"
)

func TestVisitor(t *testing.T) {
	t.Parallel()
	app := start(t, sessions.Config{})
	ann, bob := app.Session(), app.Session()
	ann.Get("/user").WantBody("false")
	post(ann, "/login", "value", "ann").WantStatus(204)
	post(bob, "/login", "value", "bob").WantStatus(204)
	ann.Get("/user").WantBody("anntrue")
	bob.Get("/user").WantBody("bobtrue")
	app.Get("/user").WantBody("false")

	post(ann, "/set", "key", "theme", "value", "dark").WantStatus(204)
	post(ann, "/drop", "key", "user").WantStatus(204)
	post(ann, "/drop", "key", "user").WantStatus(204)
	ann.Get("/user").WantBody("false")
	ann.Get("/get?key=theme").WantBody("dark")
	post(bob, "/logout").WantStatus(204)
	bob.Get("/user").WantBody("false")
	post(bob, "/set", "key", "theme", "value", "light").WantStatus(204)
	bob.Get("/get?key=theme").WantBody("light")
}

// The cookie says as little, and is as safe, as it can be.
func TestCookie(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		config sessions.Config
		opts   []drey.AppOption
		attrs  string
	}{
		{"session", sessions.Config{}, nil, "Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"},
		{"sid", sessions.Config{Cookie: "sid", Max: time.Hour}, nil, "Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"},
		{"session", sessions.Config{}, []drey.AppOption{drey.TrustedProxies("127.0.0.1")}, "Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax"},
		{"__Host-session", sessions.Config{}, []drey.AppOption{drey.Env(drey.Production)}, "Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax"},
	} {
		res := start(t, tt.config, tt.opts...).Post("/login?value=ann", nil, dreytest.Header("X-Forwarded-Proto", "https"))
		pair, attrs, _ := strings.Cut(res.Header.Get("Set-Cookie"), "; ")
		if name, _, _ := strings.Cut(pair, "="); name != tt.name || attrs != tt.attrs {
			t.Errorf("%s: the cookie is %s; %s, want %s", tt.name, name, attrs, tt.attrs)
		}
		if strings.Contains(pair, idIn(t, pair)) {
			t.Error("the id can be read")
		}
	}
}

// Only what was sealed here and is in the store is a session: an id that
// somebody else has chosen never becomes one.
func TestForgery(t *testing.T) {
	t.Parallel()
	store := sessions.NewMemory(0)
	app := start(t, sessions.Config{Store: store})
	genuine := cookieOf(t, post(app, "/login", "value", "ann"))
	changed := []byte(genuine)
	changed[len(changed)-3] ^= 1
	_, value, _ := strings.Cut(genuine, "=")
	other, err := cookies.New(cookies.Config{Keys: []string{cookies.NewKey()}})
	if err != nil {
		t.Fatal(err)
	}
	until := time.Now().Add(time.Hour)
	for _, tt := range []struct{ name, cookie, want string }{
		{"as it was", genuine, "anntrue"},
		{"with others of the name before", "session=x; " + sealed(t, "CHOSEN") + "; session=; " + genuine, "anntrue"},
		{"changed", string(changed), "false"},
		{"cut", genuine[:len(genuine)-1], "false"},
		{"empty", "session=", "false"},
		{"the id itself", "session=" + idIn(t, genuine), "false"},
		{"under another name", "sid=" + value, "false"},
		{"sealed for another name", "session=" + jar(t).Seal("theme", []byte(idIn(t, genuine)), until), "false"},
		{"sealed with another key", "session=" + other.Seal("session", []byte(idIn(t, genuine)), until), "false"},
		{"sealed here, not in the store", sealed(t, "CHOSEN"), "false"},
		{"sealed here, no id", sealed(t, ""), "false"},
		{"sealed here, ended", "session=" + jar(t).Seal("session", []byte(idIn(t, genuine)), time.Now()), "false"},
	} {
		app.Get("/user", with(tt.cookie)).WantBody(tt.want)
		fresh := cookieOf(t, app.Post("/set?key=a&value=b", nil, with(tt.cookie)).WantStatus(204))
		switch {
		case tt.want == "anntrue":
			if fresh != "" {
				t.Errorf("%s: the session gets another id", tt.name)
			}
		case fresh == "":
			t.Errorf("%s: no session is begun", tt.name)
		case idIn(t, fresh) == "CHOSEN", idIn(t, fresh) == idIn(t, genuine):
			t.Errorf("%s: an id is adopted", tt.name)
		}
	}
	if _, err := store.Load(t.Context(), "CHOSEN"); err == nil {
		t.Error("an id of somebody's choice is in the store")
	}
}

// Whoever knows the id from before a login knows nothing after it.
func TestRenew(t *testing.T) {
	t.Parallel()
	app := start(t, sessions.Config{})
	before := cookieOf(t, post(app, "/set", "key", "theme", "value", "dark"))
	after := cookieOf(t, app.Post("/login?value=ann", nil, with(before)).WantStatus(204))
	if after == "" || idIn(t, after) == idIn(t, before) {
		t.Fatalf("the id stays: %q, then %q", before, after)
	}
	app.Get("/user", with(before)).WantBody("false")
	app.Get("/get?key=theme", with(before)).WantBody("")
	app.Get("/user", with(after)).WantBody("anntrue")
	app.Get("/get?key=theme", with(after)).WantBody("dark")

	again := cookieOf(t, app.Post("/renew", nil, with(after)).WantStatus(204))
	app.Get("/user", with(again)).WantBody("anntrue")
	app.Get("/user", with(after)).WantBody("false")
	if got := cookieOf(t, post(app, "/renew").WantStatus(204)); got != "" {
		t.Errorf("a session is begun by renewing none: %s", got)
	}
}

// A request that is on its way with the id from before a login does not begin a
// session, whose cookie would end that of the login.
func TestOnItsWayWhileRenewed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		app := start(t, sessions.Config{}, dreytest.InProcess())
		before := cookieOf(t, post(app, "/set", "key", "theme", "value", "dark"))
		after := cookieOf(t, app.Post("/login?value=ann", nil, with(before)).WantStatus(204))
		app.Get("/user", with(before)).WantBody("false")
		if p := app.Post("/count", nil, with(before)).WantStatus(409).WantHeader("Set-Cookie", "").Problem(); p.Code != "session_ended" {
			t.Errorf("problem %+v", p)
		}
		app.Get("/user", with(after)).WantBody("anntrue")

		// The answer of the login was lost: it can be sent again.
		again := cookieOf(t, app.Post("/login?value=ann", nil, with(before)).WantStatus(204))
		app.Get("/user", with(again)).WantBody("anntrue")
		app.Get("/get?key=theme", with(again)).WantBody("")

		pass(30 * time.Second)
		app.Post("/count", nil, with(before)).WantStatus(201).WantBody("1")
		app.Get("/user", with("session="+jar(t).Seal("session", []byte("renewed:"+idIn(t, before)), time.Now().Add(time.Hour)))).WantBody("false")
	})
}

func TestDestroy(t *testing.T) {
	t.Parallel()
	store := sessions.NewMemory(0)
	app := start(t, sessions.Config{Store: store})
	cookie := cookieOf(t, post(app, "/login", "value", "ann"))
	const gone = "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
	app.Post("/logout", nil, with(cookie)).WantStatus(204).WantHeader("Set-Cookie", gone).WantHeader("Cache-Control", "no-store")
	app.Get("/user", with(cookie)).WantBody("false")
	if _, err := store.Load(t.Context(), idIn(t, cookie)); err == nil {
		t.Error("it is in the store still")
	}
	app.Post("/logout", nil, with("session=x")).WantStatus(204).WantHeader("Set-Cookie", gone)
	app.Post("/logout", nil).WantStatus(204).WantHeader("Set-Cookie", "")
}

// A session ends when it is not used, and at the latest when its time is over.
func TestTimeouts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		app := start(t, sessions.Config{Idle: time.Hour, Max: 3 * time.Hour}, dreytest.InProcess())
		idle := cookieOf(t, post(app, "/login", "value", "idle"))
		used := cookieOf(t, post(app, "/login", "value", "used"))
		renewed := cookieOf(t, post(app, "/login", "value", "renewed"))
		for at := 30 * time.Minute; at < 3*time.Hour; at += 30 * time.Minute {
			pass(30 * time.Minute)
			app.Get("/user", with(used)).WantBody("usedtrue")
			renewed = cookieOf(t, app.Post("/renew", nil, with(renewed)))
		}
		app.Get("/user", with(idle)).WantBody("false")
		pass(30*time.Minute - time.Second)
		app.Get("/user", with(used)).WantBody("usedtrue")
		pass(time.Second)
		app.Get("/user", with(used)).WantBody("false")
		app.Get("/user", with(renewed)).WantBody("renewedtrue")

		quiet := cookieOf(t, post(app, "/login", "value", "quiet"))
		pass(time.Hour - time.Second)
		app.Get("/user", with(quiet)).WantBody("quiettrue")
		pass(time.Hour)
		app.Get("/user", with(quiet)).WantBody("false")
	})
}

// What requests of one session do at the same time is all there in the end.
func TestParallelRequests(t *testing.T) {
	t.Parallel()
	app := start(t, sessions.Config{})
	cookie := cookieOf(t, post(app, "/login", "value", "ann"))
	const clients, rounds = 8, 10
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := range rounds {
				app.Post("/count", nil, with(cookie)).WantStatus(201)
				app.Post(fmt.Sprintf("/set?key=k%d-%d&value=v", c, i), nil, with(cookie)).WantStatus(204)
				app.Get("/user", with(cookie)).WantBody("anntrue")
			}
		})
	}
	wg.Wait()
	for c := range clients {
		for i := range rounds {
			app.Get(fmt.Sprintf("/get?key=k%d-%d", c, i), with(cookie)).WantBody("v")
		}
	}
	app.Post("/count", nil, with(cookie)).WantBody(fmt.Sprint(clients*rounds + 1))
}

// Answers that depend on a session are not for other visitors' caches.
func TestCaches(t *testing.T) {
	t.Parallel()
	app := start(t, sessions.Config{})
	cookie := cookieOf(t, post(app, "/login", "value", "ann").WantHeader("Cache-Control", "no-store").WantHeader("Vary", "Cookie"))
	app.Get("/user", with(cookie)).WantHeader("Cache-Control", "private").WantHeader("Vary", "Cookie")
	app.Get("/user").WantHeader("Cache-Control", "private").WantHeader("Vary", "Cookie")
	app.Get("/cached", with(cookie)).WantHeader("Cache-Control", "public, max-age=60").WantHeader("Vary", "Cookie")
	app.Post("/cached?value=ann", nil, with(cookie)).WantHeader("Cache-Control", "no-store")
	app.Get("/plain", with(cookie)).WantHeader("Cache-Control", "").WantHeader("Vary", "").WantHeader("Set-Cookie", "")
}

// What needs a cookie is refused when none can be sent any more.
func TestAfterTheAnswerHasBegun(t *testing.T) {
	t.Parallel()
	app := start(t, sessions.Config{})
	const late = "sessions: the answer has begun, so that it cannot carry the cookie (begin, renew and end a session before)"
	if got := app.Get("/stream").WantStatus(200).Body; got != `["first","`+late+` \u003cnil\u003e \u003cnil\u003e"]` {
		t.Errorf("without a session: %s", got)
	}
	cookie := cookieOf(t, post(app, "/login", "value", "ann"))
	if got := app.Get("/stream", with(cookie)).WantStatus(200).Body; got != `["first","\u003cnil\u003e `+late+" "+late+`"]` {
		t.Errorf("with a session: %s", got)
	}
	app.Get("/user", with(cookie)).WantBody("latetrue")
}

// A mailbox is a transport that is not HTTP.
type mailbox struct{ endpoint *drey.Endpoint }

func newMailbox() *mailbox { return new(mailbox) }

func (*mailbox) Kind() drey.Kind { return "mail" }

func (m *mailbox) Connect(e *drey.Endpoint) error { m.endpoint = e; return nil }

// A caller makes a call in a request.
type caller struct {
	sessions *sessions.Manager
	box      *mailbox
}

func newCaller(m *sessions.Manager, b *mailbox) *caller { return &caller{m, b} }

func (c *caller) Routes() *drey.Routes {
	return drey.Controller("").With(drey.On[*mailbox]("mail", c.receive), drey.Get("/send", c.send))
}

func (c *caller) receive(ctx context.Context, _ drey.None) (string, error) {
	name, found, err := user.Get(ctx, c.sessions)
	return fmt.Sprint(name, found, err, c.sessions.Renew(ctx), c.sessions.Destroy(ctx), user.Set(ctx, c.sessions, "x")), nil
}

func (c *caller) send(ctx context.Context, _ drey.None) (any, error) {
	reply := c.box.endpoint.Call(ctx, drey.Call{})
	return reply.Value, reply.Err
}

// A call has no cookies, so it has no session, even when it is made in a
// request that has one.
func TestCallHasNoSession(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, drey.NewModule("test", drey.Import(root(sessions.Config{})), drey.Provide(newMailbox), drey.Controllers(newCaller)))
	cookie := cookieOf(t, post(app, "/login", "value", "ann"))
	app.Get("/send", with(cookie)).WantBody("false <nil> <nil> <nil> sessions: only HTTP has them: a call brings no cookie and takes none")
	app.Get("/user", with(cookie)).WantBody("anntrue")
	if _, _, err := user.Get(t.Context(), dreytest.Resolve[*sessions.Manager](app)); err == nil {
		t.Error("there is a session outside of a request")
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	app := start(t, sessions.Config{})
	visitor := app.Session()
	post(visitor, "/count").WantBody("1")
	post(visitor, "/count").WantBody("2")
	post(visitor, "/wrong").WantBody("none") // a number is no string; now there is one
	post(visitor, "/wrong").WantBody("text")
	post(visitor, "/count").WantBody("1")

	post(visitor, "/set", "key", "", "value", "x").WantStatus(500)
	if p := post(visitor, "/set", "key", "k", "value", strings.Repeat("x", 7000)).WantStatus(204); p.Body != "" {
		t.Error(p.Body)
	}
	var last *dreytest.Response
	for i := range 10 {
		last = post(visitor, "/set", "key", fmt.Sprint("k", i), "value", strings.Repeat("x", 7000))
	}
	if p := last.WantStatus(413).Problem(); p.Code != "session_full" {
		t.Errorf("problem %+v", p)
	}
	post(visitor, "/wrong").WantStatus(201)
}

// What is wrong is a boot report, all of it at once.
func TestConfig(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		config sessions.Config
		want   []string
	}{
		{sessions.Config{Cookie: "a b", Idle: -1, Max: time.Millisecond, StoreTimeout: -time.Hour}, []string{
			`"a b" is no name of a cookie`, "Config.Idle is -1ns (say a second or more", "Config.Max is 1ms", "Config.StoreTimeout is -1h0m0s"}},
		{sessions.Config{Idle: 13 * time.Hour}, []string{"Config.Idle is 13h0m0s, longer than Max, which is 12h0m0s"}},
		{sessions.Config{Max: time.Minute}, nil},
	} {
		err := drey.New(root(tt.config)).Err()
		if (err == nil) != (tt.want == nil) {
			t.Errorf("%+v: %v", tt.config, err)
		}
		for _, want := range tt.want {
			if err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: %v\nwant %q", tt.config, err, want)
			}
		}
	}
	alone := drey.Check(drey.NewModule("app", drey.Import(sessions.Module), drey.Controllers(newDesk)))
	if alone == nil || !strings.Contains(alone.Error(), "*cookies.Jar") {
		t.Errorf("without the cookies module: %v", alone)
	}
}
