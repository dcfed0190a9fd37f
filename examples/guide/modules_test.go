package guide_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// A Shelf knows where books are.
type Shelf struct{ titles map[string]string }

func NewShelf() *Shelf { return &Shelf{map[string]string{"1": "Middlemarch"}} }

// A Catalog answers questions about books.
type Catalog struct{ shelf *Shelf }

func NewCatalog(shelf *Shelf) *Catalog { return &Catalog{shelf} }

func (c *Catalog) Title(id string) (string, error) {
	title, ok := c.shelf.titles[id]
	if !ok {
		return "", drey.NotFound("there is no book %s", id)
	}
	return title, nil
}

var CatalogModule = drey.NewModule("catalog",
	drey.Provide(NewShelf),  // nobody else sees it
	drey.Export(NewCatalog), // modules that import this one do
)

// A Desk is where readers ask.
type Desk struct{ catalog *Catalog }

func NewDesk(catalog *Catalog) *Desk { return &Desk{catalog} }

type BookID struct {
	ID string `param:"id"`
}

func (d *Desk) Routes() *drey.Routes {
	return drey.Controller("/books").With(drey.Get("/:id", d.Title))
}

func (d *Desk) Title(_ context.Context, in BookID) (string, error) {
	return d.catalog.Title(in.ID)
}

var LibraryModule = drey.NewModule("library",
	drey.Import(CatalogModule),
	drey.Controllers(NewDesk),
)

func Example_modules() {
	answer := ask(LibraryModule, "/books/1")
	fmt.Println(answer.Code, answer.Body)
	// Output: 200 Middlemarch
}

// A module that reaches for what another keeps to itself.
var NosyModule = drey.NewModule("nosy",
	drey.Import(CatalogModule),
	drey.Provide(NewGuess),
)

func NewGuess(shelf *Shelf) string { return shelf.titles["1"] }

func Example_hidden() {
	report := drey.Check(NosyModule).Error()
	for _, line := range strings.Split(report, "\n") {
		if strings.Contains(line, "provided by") || strings.Contains(line, "fix") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// provided by guide_test.NewShelf in module "catalog" (guide/modules_test.go:16), imported here but not exported
	// fix  in module "catalog" (guide/modules_test.go:32) change drey.Provide(NewShelf) to drey.Export(NewShelf)
}

// KitModule shows what it imports, so that others import one module.
var KitModule = drey.NewModule("kit",
	drey.Import(CatalogModule),
	drey.Export(CatalogModule),
)

// SettingsModule is visible everywhere without an import.
var SettingsModule = drey.NewModule("settings",
	drey.Global(),
	drey.Export(drey.Value(Settings{City: "London"})),
)

type Settings struct{ City string }

func Example_reexport() {
	root := drey.NewModule("root",
		drey.Import(KitModule, SettingsModule),
		drey.Controllers(func(c *Catalog, s Settings) *Desk {
			fmt.Println("a desk in", s.City)
			return NewDesk(c)
		}),
	)
	fmt.Println(drey.New(root).Err())
	// Output:
	// a desk in London
	// <nil>
}

// ask starts an application, sends it one request and stops it.
func ask(root *drey.Module, path string) *httptest.ResponseRecorder {
	app := drey.New(root, drey.Detached())
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		panic(err)
	}
	answer := httptest.NewRecorder()
	app.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	if err := app.Stop(ctx); err != nil {
		panic(err)
	}
	return answer
}

func Example_picture() {
	graph, err := drey.GraphOf(LibraryModule)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(graph.Mermaid())
	// Output:
	// flowchart LR
	//   subgraph m1["catalog"]
	//     m1p1("guide_test.NewShelf<br>*guide_test.Shelf")
	//     m1p2("guide_test.NewCatalog<br>*guide_test.Catalog"):::exported
	//   end
	//   subgraph m2["library"]
	//     m2p1{{"guide_test.NewDesk<br>GET /books/:id"}}
	//   end
	//   m2 ==> m1
	//   m1p2 --> m1p1
	//   m2p1 --> m1p2
	//   classDef exported stroke-width:3px
	//   classDef request stroke-dasharray:4
}
