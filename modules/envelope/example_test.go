package envelope_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"reflect"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/envelope"
)

type Cat struct {
	Name string `json:"name"`
}

type Pages struct {
	Page  int `json:"page"`
	Total int `json:"total"`
}

func list(context.Context, drey.None) (envelope.Body[[]Cat, Pages], error) {
	return envelope.With([]Cat{{"Tom"}}, Pages{Page: 1, Total: 1}), nil
}

func find(context.Context, drey.None) (Cat, error) { return Cat{"Tom"}, nil }

func ask(wrap drey.Reshaper, paths ...string) {
	cats := drey.Controller("/cats", drey.UseInterceptors(wrap)).With(
		drey.Get("", list),
		drey.Get("/tom", find),
		drey.Get("/plain", find, envelope.Bare()),
		drey.Get("/litter", litter),
	)
	app := drey.New(drey.NewModule("cats", drey.Controllers(cats)), drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(context.Background()) }()
	for _, path := range paths {
		w := httptest.NewRecorder()
		app.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		fmt.Println(w.Body)
	}
}

func ExampleNew() {
	ask(envelope.New(envelope.Config{Data: "result"}), "/cats/tom")
	// Output: {"result":{"name":"Tom"}}
}

func ExampleWith() {
	ask(envelope.New(envelope.Config{}), "/cats")
	// Output: {"data":[{"name":"Tom"}],"meta":{"page":1,"total":1}}
}

// A Litter says itself what is data and what is about it.
type Litter struct{ cats []Cat }

// Parts implements envelope.Parts.
func (l Litter) Parts() (data, meta any) { return l.cats, len(l.cats) }

// PartTypes implements envelope.Parts.
func (Litter) PartTypes() (data, meta reflect.Type) {
	return reflect.TypeFor[[]Cat](), reflect.TypeFor[int]()
}

func litter(context.Context, drey.None) (Litter, error) { return Litter{[]Cat{{"Tom"}, {"Kit"}}}, nil }

func ExampleParts() {
	ask(envelope.New(envelope.Config{Meta: "count"}), "/cats/litter")
	_, meta := envelope.Body[Cat, Pages]{}.PartTypes()
	_, pages := envelope.With(Cat{}, Pages{Page: 2}).Parts()
	fmt.Println(meta, pages)
	// Output:
	// {"data":[{"name":"Tom"},{"name":"Kit"}],"count":2}
	// envelope_test.Pages {2 0}
}

func ExampleBare() {
	ask(envelope.New(envelope.Config{}), "/cats/plain")
	// Output: {"name":"Tom"}
}

func ExampleConfig_Check() {
	fmt.Println(envelope.Config{Data: "meta"}.Check())
	// Output: envelope: data and meta are both called "meta" (choose two names)
}
