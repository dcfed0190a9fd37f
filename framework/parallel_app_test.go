package drey_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

type (
	warmCache  struct{ meet chan struct{} }
	warmSearch struct{ meet chan struct{} }
)

// Each of the two waits for the other to begin.
func (c *warmCache) OnModuleInit(context.Context) error  { c.meet <- struct{}{}; return nil }
func (s *warmSearch) OnModuleInit(context.Context) error { <-s.meet; return nil }

func ExampleParallelInit() {
	meet := make(chan struct{})
	m := drey.NewModule("warm", drey.Provide(
		func() *warmCache { return &warmCache{meet} },
		func() *warmSearch { return &warmSearch{meet} },
	))
	app := drey.New(m, drey.ParallelInit(), drey.Detached(), quiet)
	fmt.Println(app.Start(context.Background()))
	fmt.Println(app.Stop(context.Background()))
	// Output:
	// <nil>
	// <nil>
}

// A failing hook of a real application rolls back what had started.
func TestParallelInitRollsBack(t *testing.T) {
	t.Parallel()
	var events []string
	note := func(what string) { events = append(events, what) }
	m := drey.NewModule("m",
		drey.Provide(func() *noted { return &noted{note: note, name: "pool"} }),
		drey.Provide(func(p *noted) *dependent {
			return &dependent{noted{note: note, name: "store", fail: errors.New("no schema")}}
		}),
	)
	app := drey.New(m, drey.ParallelInit(), drey.Detached(), quiet)
	err := app.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), `OnModuleInit of *drey_test.dependent in module "m" failed: no schema`) {
		t.Errorf("error %v", err)
	}
	if got := strings.Join(events, ", "); got != "init pool, init store, shutdown pool" {
		t.Errorf("events %s", got)
	}
	dreytest.New(t, drey.NewModule("m", drey.Provide(func() *noted { return &noted{note: note} })), drey.ParallelInit())
}

type noted struct {
	note func(string)
	name string
	fail error
}

func (n *noted) OnModuleInit(context.Context) error { n.note("init " + n.name); return n.fail }
func (n *noted) OnApplicationShutdown(context.Context) error {
	n.note("shutdown " + n.name)
	return nil
}

type dependent struct{ noted }
