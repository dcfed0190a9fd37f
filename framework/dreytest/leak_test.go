package dreytest_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A spawner starts a goroutine that ends when it is told to, or some time
// after the application.
type spawner struct {
	end       chan struct{}
	lingering time.Duration
	stop      bool
}

func (s *spawner) OnModuleInit(context.Context) error {
	go s.linger()
	return nil
}

func (s *spawner) linger() {
	<-s.end
	<-time.After(s.lingering)
}

func (s *spawner) OnApplicationShutdown(context.Context) error {
	if s.stop {
		close(s.end)
	}
	return nil
}

func spawning(s *spawner) *drey.Module {
	return drey.NewModule("spawning", drey.Provide(func() *spawner { return s }))
}

// Goroutines that an application leaves behind fail its test, and no other.
func TestLeak(t *testing.T) {
	t.Parallel()
	leaky := &spawner{end: make(chan struct{})}
	defer close(leaky.end)
	got := failure(t, func(tb testing.TB) {
		dreytest.New(tb, spawning(leaky))
		// Other applications come and go meanwhile.
		if other := failure(t, func(tb testing.TB) { dreytest.New(tb, module).Get("/time") }); other != "" {
			t.Errorf("an innocent application: %s", other)
		}
	})
	if !strings.Contains(got, "left goroutines behind") || !strings.Contains(got, "dreytest_test.(*spawner).linger") {
		t.Errorf("failure %q", got)
	}
}

// One that ends a little after the application, and one that was foreseen, are
// no leaks.
func TestNoLeak(t *testing.T) {
	t.Parallel()
	slow := &spawner{end: make(chan struct{}), lingering: 20 * time.Millisecond, stop: true}
	if got := failure(t, func(tb testing.TB) { dreytest.New(tb, spawning(slow)) }); got != "" {
		t.Errorf("failure %s", got)
	}
	foreseen := &spawner{end: make(chan struct{})}
	defer close(foreseen.end)
	got := failure(t, func(tb testing.TB) {
		dreytest.New(tb, spawning(foreseen), dreytest.IgnoreGoroutines("github.com/dreygo/drey/framework/dreytest_test.(*spawner)"))
	})
	if got != "" {
		t.Errorf("failure %s", got)
	}
}

// What is ignored has no say in anything else.
func TestIgnoreGoroutinesChangesNothing(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, module, drey.Env(drey.Production), dreytest.IgnoreGoroutines("example.com/library."))
	if env := dreytest.Resolve[drey.Environment](app); env != drey.Production {
		t.Errorf("environment %s", env)
	}
}

// run runs a test function and reports whether it passes.
func run(test func(*testing.T)) bool {
	all := func(string, string) (bool, error) { return true, nil }
	var once sync.Once // RunTests heeds -count, which is for the example as a whole
	return testing.RunTests(all, []testing.InternalTest{{Name: "Test", F: func(t *testing.T) { once.Do(func() { test(t) }) }}})
}

func ExampleIgnoreGoroutines() {
	library := &spawner{end: make(chan struct{})} // starts a goroutine for the whole process
	defer close(library.end)
	fmt.Println(run(func(t *testing.T) {
		dreytest.New(t, spawning(library), dreytest.IgnoreGoroutines("github.com/dreygo/drey/framework/dreytest_test.(*spawner)"))
	}))
	// Output: true
}

func ExampleDecode() {
	fmt.Println(run(func(t *testing.T) {
		got := dreytest.Decode[input](dreytest.New(t, module).Post("/time", input{"noon"}).WantStatus(201))
		fmt.Println(got.Time)
	}))
	// Output:
	// noon
	// true
}
