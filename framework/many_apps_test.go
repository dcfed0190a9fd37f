package drey_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
)

// Applications come and go in one process, in tests by the thousand: neither
// memory nor a goroutine stays, whatever they are made of.
func TestThousandsOfApps(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 300
	}
	root, late := everyWord()
	run := func() {
		app := drey.New(root, drey.Detached(), quiet, drey.Override(&box[well]{}))
		steps := []func() error{
			func() error { return app.Start(context.Background()) },
			func() error { return app.Load(context.Background(), late) },
			func() error { _, err := drey.Resolve[*box[water]](app); return err },
			func() error { return app.Stop(context.Background()) },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 20 {
		run()
	}
	goroutines, before := runtime.NumGoroutine(), heap()
	for range n {
		run()
	}
	if after := heap(); after > before+256<<10 {
		t.Errorf("the heap grew by %d bytes over %d applications", after-before, n)
	}
	if now := settled(goroutines); now > goroutines {
		t.Errorf("%d goroutines where there were %d", now, goroutines)
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// settled lets goroutines that have been told to end do so.
func settled(n int) int {
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > n && time.Now().Before(end); {
		runtime.Gosched()
	}
	return runtime.NumGoroutine()
}

type (
	bucket  struct{}
	carrier struct{}
)

// everyWord is an application that uses each word about modules, and a module
// to load into it.
func everyWord() (root, late *drey.Module) {
	wells := drey.NewModule("wells", drey.Global(), drey.Export(dig("a")), drey.Decorate(func(w *well) *well { return &well{w.name + "!"} }))
	vendor := drey.NewModule("vendor", drey.Fx(fx.Supply(&shelf{})), drey.Gives(drey.KeyOf[*shelf]()), drey.Export(drey.KeyOf[*shelf]()))
	items := drey.NewModule("items", drey.Provide(draw), drey.Provide(
		drey.With(bake, drey.As[drinks](), drey.AsSelf(), drey.Into[drinks](), drey.Named("bread")),
		drey.With(draw, drey.Into[drinks]()),
		drey.Value("text", drey.Named("text")),
	))
	only := drey.NewModule("only", drey.Once(), drey.Prefix("/only"))
	root = drey.NewModule("app", drey.Import(wells, vendor, items, only, boxes[well]()), drey.Prefix("/v1"),
		drey.Provide(
			drey.With(newBox[water], drey.OnDemand()),
			drey.With(func(context.Context) *bucket { return &bucket{} }, drey.PerRequest()),
			drey.Alias[drinks, *water](), draw,
			func(drey.Req[*bucket]) *carrier { return &carrier{} },
			func(drey.All[drinks], drey.Lazy[*box[water]], drey.Optional[*baker], *shelf, *box[well]) *shelfs {
				return &shelfs{}
			},
		),
		drey.Controllers(drey.Controller("/x").With(drey.Get("", answer("ok")))))
	late = drey.NewModule("late", drey.Import(items, wells), drey.Provide(draw))
	return root, late
}
