package drey_test

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/testdata/shop/db"
	"github.com/dreygo/drey/framework/testdata/shop/users"
)

func ExampleGraphOf() {
	g, err := drey.GraphOf(OfficeModule)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(g.Mermaid())
	// Output:
	// flowchart LR
	//   subgraph m1["mail"]
	//     m1p1("drey_test.NewLine<br>*drey_test.Line")
	//     m1p2("drey_test.NewSMTP<br>drey_test.Mailer"):::exported
	//   end
	//   subgraph m2["news"]
	//     m2p1("drey_test.NewNewsletter<br>*drey_test.Newsletter"):::exported
	//   end
	//   m3["office"]
	//   m2 ==> m1
	//   m3 ==> m2
	//   m1p2 --> m1p1
	//   m2p1 --> m1p2
	//   classDef exported stroke-width:3px
	//   classDef request stroke-dasharray:4
}

func ExampleApp_Graph() {
	g := drey.New(OfficeModule).Graph()
	for _, m := range g.Modules {
		fmt.Println(m.Name, m.Imports, m.Exports)
	}
	// Output:
	// mail [] [drey_test.Mailer]
	// news [mail] [*drey_test.Newsletter]
	// office [news] []
}

// everything is an application in which each thing a picture can show is once.
func everything() *drey.Module {
	settings := drey.NewModule("settings", drey.Global(), drey.Export(drey.Value(&db.Config{})))
	database := drey.NewModule("database",
		drey.Provide(drey.With(db.NewPool, drey.Named("replica"))),
		drey.Export(db.NewPool, db.NewRepo),
		drey.Export(drey.KeyOf[*db.Pool]("replica")),
	)
	core := drey.NewModule("core", drey.Import(database), drey.Export(database), drey.Export(drey.KeyOf[*db.Repo]()))
	return drey.NewModule("app",
		drey.Import(settings, core),
		drey.Import(drey.NewModule("feature", drey.ID(1), drey.Provide(db.NewPool))),
		drey.Import(drey.NewModule("feature", drey.ID(2), drey.Provide(drey.With(db.NewPool, drey.Into[*db.Pool]())))),
		drey.Provide(
			drey.With(newVisitor, drey.PerRequest()),
			drey.With(users.NewService, drey.As[users.Finder](), drey.AsSelf()),
			drey.With(users.NewOfFinder, drey.OnDemand()),
			drey.Alias[fmt.Stringer, *quoted](),
			newQuoted,
		),
		drey.Decorate(func(r *db.Repo, all drey.All[*db.Pool]) *db.Repo { return r }),
		drey.Controllers(newPictured, drey.Controller("/table").With(drey.Post("", answer("")))),
	)
}

// A quoted has names in its graph that pictures must escape.
type quoted struct{}

func (*quoted) String() string { return "" }

func newQuoted(_ drey.Lazy[*users.Auditor], _ drey.Optional[*Line]) (*quoted, <-chan *Line) {
	return &quoted{}, make(chan *Line)
}

type visitor struct{}

func newVisitor(context.Context, *http.Request) *visitor { return &visitor{} }

type pictured struct{ visitor drey.Req[*visitor] }

func newPictured(v drey.Req[*visitor], _ users.Finder) *pictured { return &pictured{v} }

func (c *pictured) Routes() *drey.Routes {
	return drey.Controller("/pictured").With(drey.Get("/:id", taking[struct {
		ID int `param:"id"`
	}]), drey.Delete("", answer("")))
}

func TestGraphPictures(t *testing.T) {
	t.Parallel()
	g, err := drey.GraphOf(everything(), drey.Prefix("/api"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "graph/mermaid", g.Mermaid())
	golden(t, "graph/dot", g.DOT())
	golden(t, "graph/json", g.JSON())
	if dot, err := exec.LookPath("dot"); err == nil {
		cmd := exec.CommandContext(t.Context(), dot, "-Tsvg")
		cmd.Stdin = strings.NewReader(g.DOT())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("Graphviz refuses the graph: %v\n%s", err, out)
		}
	}
}

// The graph is that of the application, the same each time.
func TestGraphIsTheApplications(t *testing.T) {
	t.Parallel()
	want, err := drey.GraphOf(everything())
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		app := drey.New(everything())
		if err := app.Err(); err != nil {
			t.Fatal(err)
		}
		if got := app.Graph().JSON(); got != want.JSON() {
			t.Fatalf("graph\n got %s\nwant %s", got, want.JSON())
		}
	}
}

// What overrides something is in its place; what is loaded is added.
func TestGraphChanges(t *testing.T) {
	t.Parallel()
	app := drey.New(OfficeModule, drey.Override(&Line{"fake"}), drey.Detached(), quiet)
	if got := app.Graph().Mermaid(); !strings.Contains(got, "the value *drey_test.Line") || strings.Contains(got, "NewLine") {
		t.Errorf("graph %s", got)
	}
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer app.Stop(context.Background())
	if err := app.Load(t.Context(), drey.NewModule("late", drey.Import(MailModule))); err != nil {
		t.Fatal(err)
	}
	if got := app.Graph().Mermaid(); !strings.Contains(got, `["late"]`) {
		t.Errorf("graph %s", got)
	}
}

func TestGraphOfABrokenApp(t *testing.T) {
	t.Parallel()
	if g, err := drey.GraphOf(nil); g != nil || err == nil {
		t.Errorf("graph %v, error %v", g, err)
	}
	if g := drey.New(nil).Graph(); len(g.Modules) != 0 {
		t.Errorf("graph %v", g)
	}
}
