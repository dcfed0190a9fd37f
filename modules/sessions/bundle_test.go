package sessions_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/cookies"
	"github.com/dreygo/drey/modules/sessions"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const cookieKey = "a secret of the tests, of 32 bytes and more"

var (
	user  = sessions.Key[string]{Name: "user"}
	count = sessions.Key[int]{Name: "count"}
	wrong = sessions.Key[string]{Name: "count"}
)

// A desk is a controller that does with a session whatever a request says.
type desk struct{ sessions *sessions.Manager }

func newDesk(m *sessions.Manager) *desk { return &desk{m} }

type entry struct {
	Key   string `query:"key"`
	Value string `query:"value"`
}

func (d *desk) Routes() *drey.Routes {
	return drey.Controller("").With(
		drey.Get("/plain", d.plain),
		drey.Get("/user", d.user),
		drey.Post("/login", d.login),
		drey.Post("/renew", d.renew),
		drey.Post("/logout", d.logout),
		drey.Post("/set", d.set),
		drey.Get("/get", d.get),
		drey.Post("/drop", d.drop),
		drey.Post("/count", d.count),
		drey.Post("/wrong", d.wrong),
		drey.Get("/cached", d.user, drey.Header("Cache-Control", "public, max-age=60")),
		drey.Post("/cached", d.login, drey.Header("Cache-Control", "public, max-age=60")),
		drey.Get("/stream", d.stream),
	)
}

func (d *desk) plain(context.Context, drey.None) (string, error) { return "plain", nil }

func (d *desk) user(ctx context.Context, _ drey.None) (string, error) {
	name, found, err := user.Get(ctx, d.sessions)
	return fmt.Sprint(name, found), err
}

func (d *desk) login(ctx context.Context, in entry) (drey.None, error) {
	if err := d.sessions.Renew(ctx); err != nil {
		return drey.None{}, err
	}
	return drey.None{}, user.Set(ctx, d.sessions, in.Value)
}

func (d *desk) renew(ctx context.Context, _ drey.None) (drey.None, error) {
	return drey.None{}, d.sessions.Renew(ctx)
}

func (d *desk) logout(ctx context.Context, _ drey.None) (drey.None, error) {
	return drey.None{}, d.sessions.Destroy(ctx)
}

func (d *desk) set(ctx context.Context, in entry) (drey.None, error) {
	return drey.None{}, sessions.Key[string]{Name: in.Key}.Set(ctx, d.sessions, in.Value)
}

func (d *desk) get(ctx context.Context, in entry) (string, error) {
	value, _, err := sessions.Key[string]{Name: in.Key}.Get(ctx, d.sessions)
	return value, err
}

func (d *desk) drop(ctx context.Context, in entry) (drey.None, error) {
	return drey.None{}, sessions.Key[string]{Name: in.Key}.Delete(ctx, d.sessions)
}

func (d *desk) count(ctx context.Context, _ drey.None) (n int, err error) {
	err = count.Update(ctx, d.sessions, func(before int, _ bool) (int, error) {
		n = before + 1
		return n, nil
	})
	return n, err
}

func (d *desk) wrong(ctx context.Context, _ drey.None) (string, error) {
	text, found, err := wrong.Get(ctx, d.sessions)
	if err != nil || found {
		return text, err
	}
	return "none", wrong.Set(ctx, d.sessions, "text")
}

// stream begins a session when its answer has begun.
func (d *desk) stream(ctx context.Context, _ drey.None) (drey.Stream[string], error) {
	if _, _, err := user.Get(ctx, d.sessions); err != nil {
		return nil, err
	}
	return func(yield func(string, error) bool) {
		if !yield("first", nil) {
			return
		}
		yield(fmt.Sprint(user.Set(ctx, d.sessions, "late"), d.sessions.Renew(ctx), d.sessions.Destroy(ctx)), nil)
	}, nil
}

func root(config sessions.Config) *drey.Module {
	return drey.NewModule("app",
		drey.Import(cookies.ForRoot(cookies.Config{Keys: []string{cookieKey}}), sessions.ForRoot(config)),
		drey.Controllers(newDesk))
}

func start(t *testing.T, config sessions.Config, opts ...drey.AppOption) *dreytest.App {
	t.Helper()
	return dreytest.New(t, root(config), opts...)
}

// post posts a query.
func post(app *dreytest.App, path string, pairs ...string) *dreytest.Response {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return app.Post(path+"?"+q.Encode(), nil)
}

// cookieOf is the pair that an answer sets, "" for none.
func cookieOf(t *testing.T, r *dreytest.Response) string {
	t.Helper()
	set := r.Header.Values("Set-Cookie")
	if len(set) > 1 {
		t.Errorf("%d cookies are set: %q", len(set), set)
	}
	pair, _, _ := strings.Cut(r.Header.Get("Set-Cookie"), ";")
	return pair
}

func with(cookie string) dreytest.RequestOption { return dreytest.Header("Cookie", cookie) }

// jar seals and opens as the application does.
func jar(t *testing.T) *cookies.Jar {
	t.Helper()
	j, err := cookies.New(cookies.Config{Keys: []string{cookieKey}})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// sealed is a cookie with an id of somebody's choice.
func sealed(t *testing.T, id string) string {
	t.Helper()
	return "session=" + jar(t).Seal("session", []byte(id), time.Now().Add(time.Hour))
}

// idIn is the id in a cookie.
func idIn(t *testing.T, cookie string) string {
	t.Helper()
	name, value, _ := strings.Cut(cookie, "=")
	id, err := jar(t).Open(name, value)
	if err != nil {
		t.Fatalf("%q: %v", cookie, err)
	}
	return string(id)
}

// pass lets time pass in a bubble of synctest.
func pass(d time.Duration) { <-time.After(d) }
