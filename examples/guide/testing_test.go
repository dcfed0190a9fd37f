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
		"a module where one imports it":     drey.OverrideModule(CatalogModule, empty, drey.In(LibraryModule)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dreytest.New(t, LibraryModule, override).Get("/books/1").WantStatus(404)
		})
	}
}

// A Gate is a guard that tests may replace: it is an interface.
type Gate interface{ drey.Guard }

// A Doorman is the Gate there is.
type Doorman struct{}

func NewDoorman() *Doorman { return &Doorman{} }

func (*Doorman) Allow(*drey.Context) error { return drey.Forbidden("members only") }

var ClubModule = drey.NewModule("club",
	drey.Export(drey.With(NewDoorman, drey.As[Gate]())),
	drey.UseGuards[Gate](),
	drey.Controllers(drey.Controller("/club").With(drey.Get("", hello))),
)

func TestGuardsReplaced(t *testing.T) {
	t.Parallel()
	open := drey.GuardFunc(func(*drey.Context) error { return nil })
	dreytest.New(t, ClubModule).Get("/club").WantStatus(403)
	dreytest.New(t, ClubModule, drey.Override[Gate](open)).Get("/club").WantStatus(200)

	// Guarded asks HasRole, a function, by value.
	reader := dreytest.Header("X-User", "reader")
	dreytest.New(t, Guarded).Get("/users", reader).WantStatus(403)
	dreytest.New(t, Guarded, drey.Override[drey.GuardFunc](open, drey.In(Guarded))).Get("/users", reader).WantStatus(200)
}

// An override replaces each member of a list, and decorators go round it.
func TestOverridesInListsAndDecorated(t *testing.T) {
	t.Parallel()
	hi := func(string) string { return "Hi" }
	greeters := drey.NewModule("root", drey.Import(EnglishModule, FrenchModule), drey.Provide(NewGreeter))
	for _, greet := range dreytest.Resolve[*Greeter](dreytest.New(t, greeters, drey.Override[Greeting](hi))).greetings {
		if got := greet("Ada"); got != "Hi" {
			t.Errorf("greeted with %q", got)
		}
	}
	loud := drey.NewModule("root", drey.Import(MailModule), drey.Decorate(func(m Mailer) Mailer { return Loud{m} }))
	app := dreytest.New(t, loud, drey.Override[Mailer](&SMTP{host: "fake"}))
	if got := dreytest.Resolve[Mailer](app).Send("ada"); got != "!ada by fake!" {
		t.Errorf("sent %q", got)
	}
}
