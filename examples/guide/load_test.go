package guide_test

import (
	"context"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Statistics take long to count, and few ask for them.
type Statistics struct{ books int }

func NewStatistics(catalog *Catalog) *Statistics { return &Statistics{len(catalog.shelf.titles)} }

var StatisticsModule = drey.NewModule("statistics",
	drey.Import(CatalogModule), // the one that the application has
	drey.Export(NewStatistics),
)

// A Clerk brings the statistics in when somebody first asks.
type Clerk struct{ app *drey.App }

func NewClerk(app *drey.App) *Clerk { return &Clerk{app} }

func (c *Clerk) Statistics(ctx context.Context) (*Statistics, error) {
	if err := c.app.Load(ctx, StatisticsModule); err != nil { // does nothing the second time
		return nil, err
	}
	return drey.Resolve[*Statistics](c.app, drey.In(StatisticsModule))
}

var CountedModule = drey.NewModule("counted", drey.Import(CatalogModule), drey.Export(NewClerk))

// Nothing that starts from the root finds what is loaded later.
func TestWithWhatIsLoaded(t *testing.T) {
	t.Parallel()
	all := drey.NewModule("all", drey.Import(CountedModule, StatisticsModule))
	if err := drey.Check(all); err != nil {
		t.Error(err)
	}
}

func TestStatistics(t *testing.T) {
	t.Parallel()
	ten := &Statistics{books: 10}
	tens := drey.NewModule("tens", drey.Export(drey.Value(ten)))
	for name, app := range map[string]*dreytest.App{
		"a fake": dreytest.New(t, CountedModule, drey.Override(ten, drey.Late())),
		"another module": dreytest.New(t, drey.NewModule("test", drey.Import(CountedModule, StatisticsModule)),
			drey.OverrideModule(StatisticsModule, tens)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clerk, err := drey.Resolve[*Clerk](app.App, drey.In(CountedModule))
			if err != nil {
				t.Fatal(err)
			}
			if s, err := clerk.Statistics(t.Context()); err != nil || s.books != 10 {
				t.Errorf("got %v, %v", s, err)
			}
		})
	}
}

// Without a fake the clerk counts.
func TestStatisticsAreCounted(t *testing.T) {
	t.Parallel()
	s, err := dreytest.Resolve[*Clerk](dreytest.New(t, CountedModule)).Statistics(t.Context())
	if err != nil || s.books != 1 {
		t.Errorf("got %v, %v", s, err)
	}
}

// That module is not to be replaced where nothing imports it.
func TestStatisticsOfNobody(t *testing.T) {
	t.Parallel()
	if drey.Check(CountedModule, drey.OverrideModule(StatisticsModule, drey.NewModule("none"))) == nil {
		t.Error("a module that nothing imports was replaced")
	}
}
