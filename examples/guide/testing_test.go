package guide_test

import (
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Nothing is constructed: this test is fast, and it finds whatever would keep
// the application from starting.
func TestLibraryModule(t *testing.T) {
	t.Parallel()
	if err := drey.Check(LibraryModule); err != nil {
		t.Error(err)
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, LibraryModule)

	app.Get("/books/1").WantStatus(200).WantBody("Middlemarch")
	problem := app.Get("/books/2").WantStatus(404).Problem()
	if problem.Detail != "there is no book 2" {
		t.Errorf("detail %q", problem.Detail)
	}
}

// The shelf is private to another module, and can be replaced all the same.
func TestTitleOfAnotherShelf(t *testing.T) {
	t.Parallel()
	shelf := &Shelf{titles: map[string]string{"2": "Emma"}}
	app := dreytest.New(t, LibraryModule, drey.Override(shelf))
	app.Get("/books/2").WantBody("Emma")
}

func TestOverrides(t *testing.T) {
	t.Parallel()
	empty := drey.NewModule("empty", drey.Export(func() *Catalog { return NewCatalog(&Shelf{}) }))
	for name, override := range map[string]drey.AppOption{
		"a constructor in place of a value": drey.OverrideFunc[*Shelf](func(env drey.Environment) *Shelf { return &Shelf{} }),
		"in one module only":                drey.Override(&Shelf{}, drey.In(CatalogModule)),
		"a whole module":                    drey.OverrideModule(CatalogModule, empty),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dreytest.New(t, LibraryModule, override).Get("/books/1").WantStatus(404)
		})
	}
}
