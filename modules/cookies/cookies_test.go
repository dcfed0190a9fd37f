package cookies_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/cookies"
)

const (
	oldKey = "an old secret of more than 32 bytes"
	newKey = "a new secret of more than 32 bytes!"
)

func jar(t *testing.T, keys ...string) *cookies.Jar {
	t.Helper()
	j, err := cookies.New(cookies.Config{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		until := time.Now().Add(time.Hour)
		before, after, both := jar(t, oldKey), jar(t, newKey), jar(t, newKey, oldKey)
		old, fresh := before.Seal("sid", []byte("secret"), until), both.Seal("sid", []byte("secret"), until)
		changed := []byte(fresh)
		changed[len(changed)/2] ^= 1
		for _, tt := range []struct {
			name   string
			jar    *cookies.Jar
			cookie string
			value  string
			ok     bool
		}{
			{"as it was", both, "sid", fresh, true},
			{"of an old key", both, "sid", old, true},
			{"the newest key seals", after, "sid", fresh, true},
			{"of a key that is gone", after, "sid", old, false},
			{"of another name", both, "admin", fresh, false},
			{"changed", both, "sid", string(changed), false},
			{"cut", both, "sid", fresh[:len(fresh)-4], false},
			{"no base64", both, "sid", "?" + fresh, false},
			{"nothing", both, "sid", "", false},
		} {
			value, err := tt.jar.Open(tt.cookie, tt.value)
			if ok := err == nil && string(value) == "secret"; ok != tt.ok || !ok && !errors.Is(err, cookies.ErrInvalid) {
				t.Errorf("%s: %q, %v", tt.name, value, err)
			}
		}
		if strings.Contains(fresh, "secret") || fresh == both.Seal("sid", []byte("secret"), until) {
			t.Error("equal values look alike, or can be read")
		}
		<-time.After(time.Hour - time.Second) // of the bubble's clock
		if _, err := both.Open("sid", fresh); err != nil {
			t.Error("it ends too early")
		}
		<-time.After(time.Second)
		if _, err := both.Open("sid", fresh); !errors.Is(err, cookies.ErrInvalid) {
			t.Error("it never ends")
		}
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys []string
		want string
	}{
		{nil, "there is no key"},
		{[]string{newKey, "short"}, "key 2 has 5 bytes"},
		{[]string{newKey, newKey}, "key 2 is there twice"},
	} {
		err := drey.New(drey.NewModule("app", drey.Import(cookies.ForRoot(cookies.Config{Keys: tt.keys})))).Err()
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.keys, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), newKey) {
			t.Error("the error shows a key")
		}
	}
}

type visit struct{ Count int }

var visits = cookies.Cookie[visit]{Name: "visits", MaxAge: time.Hour}

// A Counter counts in the visitor's browser.
type Counter struct{ jar *cookies.Jar }

func newCounter(j *cookies.Jar) *Counter { return &Counter{j} }

func (c *Counter) Routes() *drey.Routes {
	return drey.Controller("").With(drey.Get("/count", c.count), drey.Get("/clear", c.clear), drey.Get("/long", c.long))
}

func (c *Counter) count(ctx context.Context, _ drey.None) (visit, error) {
	v, err := visits.Get(ctx, c.jar)
	if errors.Is(err, cookies.ErrInvalid) {
		return v, drey.BadRequest("not a cookie of ours")
	}
	v.Count++
	return v, visits.Set(ctx, c.jar, v)
}

func (c *Counter) clear(ctx context.Context, _ drey.None) (drey.None, error) {
	return drey.None{}, visits.Clear(ctx)
}

func (c *Counter) long(ctx context.Context, _ drey.None) (drey.None, error) {
	return drey.None{}, cookies.Cookie[string]{Name: "long"}.Set(ctx, c.jar, strings.Repeat("x", 4000))
}

func TestCookie(t *testing.T) {
	t.Parallel()
	root := drey.NewModule("app", drey.Import(cookies.ForRoot(cookies.Config{Keys: []string{newKey}})), drey.Controllers(newCounter))
	app := dreytest.New(t, root)
	first := app.Get("/count").WantStatus(200).WantBody(`{"Count":1}`)
	set := first.Header.Get("Set-Cookie")
	if !strings.HasSuffix(set, "; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax") {
		t.Errorf("the cookie is %s", set)
	}
	pair, _, _ := strings.Cut(set, ";")
	app.Get("/count", dreytest.Header("Cookie", pair)).WantBody(`{"Count":2}`)
	app.Get("/count", dreytest.Header("Cookie", "visits=forged; "+pair)).WantBody(`{"Count":2}`)
	app.Get("/count", dreytest.Header("Cookie", "visits=forged")).WantStatus(400)
	app.Get("/clear").WantStatus(204).WantHeader("Set-Cookie", "visits=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
	app.Get("/long").WantStatus(500).WantHeader("Set-Cookie", "")
	if err := visits.Set(t.Context(), nil, visit{}); err == nil {
		t.Error("a cookie is set on no answer")
	}
	if _, err := visits.Get(t.Context(), nil); err == nil {
		t.Error("a cookie comes from no request")
	}
}
