package drey_test

import (
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A port that cannot be opened ends the start like any hook that fails: what
// had started is stopped again, in reverse.
func TestFailedListenRollsBack(t *testing.T) {
	t.Parallel()
	first := dreytest.New(t, one(answer("ok")))
	var events []string
	note := func(what string) { events = append(events, what) }
	m := drey.NewModule("m",
		drey.Provide(func() *noted { return &noted{note: note, name: "pool"} }),
		drey.Provide(func(*noted) *dependent { return &dependent{noted{note: note, name: "store"}} }),
	)
	second := drey.New(m, quiet, drey.Addr(strings.TrimPrefix(first.URL(), "http://")))
	err := second.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the port is taken") {
		t.Errorf("error %v, want one that says that the port is taken", err)
	}
	if got := strings.Join(events, ", "); got != "init pool, init store, shutdown store, shutdown pool" {
		t.Errorf("events %s", got)
	}
	if second.URL() != "" {
		t.Errorf("it listens on %s", second.URL())
	}
}
