package dreytest_test

import (
	"context"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// lost leaves a goroutine behind, in the hook of its name.
type lost struct {
	in  string
	end chan struct{}
}

func (l *lost) leave(hook string) {
	if l.in == hook {
		go func() { <-l.end }()
	}
}

func (l *lost) OnModuleInit(context.Context) error    { l.leave("init"); return nil }
func (l *lost) OnModuleDestroy(context.Context) error { l.leave("destroy"); return nil }

// What is loaded, what is constructed on demand and what stops is under the
// application's label, too.
func TestLeaksOfLateComers(t *testing.T) {
	t.Parallel()
	end := make(chan struct{})
	t.Cleanup(func() { close(end) })
	maker := func(in string) func() *lost { return func() *lost { return &lost{in, end} } }
	for name, use := range map[string]func(tb testing.TB){
		"loaded": func(tb testing.TB) {
			app := dreytest.New(tb, drey.NewModule("app"))
			if err := app.Load(context.Background(), drey.NewModule("late", drey.Provide(maker("init")))); err != nil {
				tb.Fatal(err)
			}
		},
		"on demand": func(tb testing.TB) {
			dreytest.Resolve[*lost](dreytest.New(tb, drey.NewModule("app", drey.Provide(drey.With(maker("init"), drey.OnDemand())))))
		},
		"stopping": func(tb testing.TB) { dreytest.New(tb, drey.NewModule("app", drey.Provide(maker("destroy")))) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := failure(t, use); !strings.Contains(got, "(*lost).leave") {
				t.Errorf("failure %q", got)
			}
		})
	}
}

// The host of a request is no header to net/http, but it is one to people.
func TestHostHeader(t *testing.T) {
	t.Parallel()
	here := func(context.Context, drey.None) (string, error) { return "here", nil }
	app := dreytest.New(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x", drey.Host("a.test")).With(drey.Get("", here)))))
	app.Get("/x", dreytest.Header("Host", "a.test")).WantBody("here")
	app.Get("/x").WantStatus(404)
}
