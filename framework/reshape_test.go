package drey_test

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"reflect"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

type catView struct {
	Label string `json:"label"`
}

func view(_ *drey.Context, c cat) (catView, error) {
	if c.Age < 0 {
		return catView{}, drey.Conflict("not born")
	}
	return catView{fmt.Sprint(c.Name, ", ", c.Age)}, nil
}

func older(c *drey.Context, next func(context.Context) (cat, error)) (cat, error) {
	out, err := next(c)
	out.Age++
	return out, err
}

// Typed interceptors run for the outputs that they are for, and for no others.
func TestTypedInterceptors(t *testing.T) {
	t.Parallel()
	m := drey.NewModule("test", drey.UseInterceptors(drey.MapFunc[cat, catView](view)), drey.UseInterceptors(drey.AroundFunc[cat](older)),
		drey.Controllers(drey.Controller("").With(
			drey.Get("/cat", answer(cat{"Tom", 3})),
			drey.Get("/error", failing(drey.NotFound("x"))),
			drey.Get("/lost", func(context.Context, drey.None) (cat, error) { return cat{}, drey.NotFound("x") }),
			drey.Get("/unborn", answer(cat{"Tom", -2})),
			drey.Get("/cats", answer([]cat{{"Tom", 3}})),
			drey.Get("/none", answer(drey.None{})),
			drey.Handle("GET", "/raw", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202) })),
			drey.Get("/twice", answer(cat{"Tom", 3}), drey.UseInterceptors(drey.AroundFunc[cat](older))),
			drey.Get("/any", answer(cat{"Tom", 3}), drey.UseInterceptors(drey.InterceptorFunc(func(*drey.Context, drey.Next) (any, error) { return 7, nil }))),
		)))
	app := dreytest.New(t, m, quiet)
	app.Get("/cat").WantStatus(200).WantBody(`{"label":"Tom, 4"}`)
	app.Get("/twice").WantStatus(200).WantBody(`{"label":"Tom, 5"}`)
	app.Get("/error").WantStatus(404)
	app.Get("/lost").WantStatus(404)
	app.Get("/unborn").WantStatus(409)
	app.Get("/cats").WantStatus(200).WantBody(`[{"name":"Tom","age":3}]`)
	app.Get("/none").WantStatus(204)
	app.Get("/raw").WantStatus(202)
	app.Get("/any").WantStatus(500)
}

// A route's description says what is sent in the end.
func TestSent(t *testing.T) {
	t.Parallel()
	table, err := drey.Table(one(answer(cat{}), drey.UseInterceptors(drey.MapFunc[cat, catView](view))))
	if err != nil {
		t.Fatal(err)
	}
	r := table[0]
	if r.Out != reflect.TypeFor[cat]() || r.Sent != reflect.TypeFor[catView]() || r.Produces.Body != r.Sent {
		t.Errorf("Out %s, Sent %s, body %s", r.Out, r.Sent, r.Produces.Body)
	}
}

// panicking cannot say what it makes of anything.
type panicking string

func (panicking) Intercept(c *drey.Context, next drey.Next) (any, error) { return next(c) }

func (p panicking) Reshape(*drey.RouteInfo, reflect.Type) (sent reflect.Type, ok bool) {
	if p != "" {
		panic(string(p))
	}
	return nil, true
}

func TestShapeProblems(t *testing.T) {
	t.Parallel()
	for name, root := range map[string]*drey.Module{
		"D320-other":             tableOf(drey.Get("/a", answer(""), drey.UseInterceptors(drey.MapFunc[cat, catView](view)))),
		"D320-raw":               tableOf(drey.Handle("GET", "/a", http.NotFoundHandler(), drey.UseInterceptors(drey.AroundFunc[cat](older)))),
		"D350-panic":             tableOf(drey.Get("/a", answer(cat{}), drey.UseInterceptors(panicking("no fields")))),
		"D350-nil":               tableOf(drey.Get("/a", answer(cat{}), drey.UseInterceptors(panicking("")))),
		"D321-seq2":              tableOf(drey.Get("/a", answer[iter.Seq2[cat, error]](nil))),
		"D321-seq":               tableOf(drey.Get("/a", answer[iter.Seq[int]](nil))),
		"D321-func":              tableOf(drey.Get("/a", answer[func()](nil))),
		"D321-chan":              tableOf(drey.Get("/a", answer[chan int](nil))),
		"D320-pipe":              tableOf(drey.Post("/a", taking[pagesOfCat], drey.UsePipes(drey.PipeFunc[cat](untouched)))),
		"D320-pipe-of-a-pointer": tableOf(drey.Post("/a", taking[*pagesOfCat], drey.UsePipes(drey.PipeFunc[*pagesOfCat](func(*drey.Context, **pagesOfCat) error { return nil })))),
		"D320-pipe-raw":          tableOf(drey.Handle("GET", "/a", http.NotFoundHandler(), drey.UsePipes(stamp{}))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := drey.Check(root); err != nil {
				golden(t, "boot/"+name, err.Error())
			} else {
				t.Error("there is no problem")
			}
		})
	}
}

type pagesOfCat struct {
	Page int `query:"page"`
}

func untouched(*drey.Context, *cat) error { return nil }

// stamp takes any input.
type stamp struct{}

func (stamp) Transform(*drey.Context, any) error { return nil }

// anyOf is a pipe of its own, whatever is in it.
type anyOf struct{ drey.PipeFunc[cat] }

func (anyOf) Transform(*drey.Context, any) error { return nil }

// A pipe that fits the input, through a pointer too, is no mistake; nor is one
// of another type above the route.
func TestPipesThatFit(t *testing.T) {
	t.Parallel()
	turn := drey.UsePipes(drey.PipeFunc[pagesOfCat](func(_ *drey.Context, in *pagesOfCat) error {
		in.Page++
		return nil
	}))
	page := func(_ context.Context, in *pagesOfCat) (int, error) { return in.Page, nil }
	app := dreytest.New(t, drey.NewModule("test", drey.UsePipes(stamp{}), drey.Controllers(
		drey.Controller("", drey.UsePipes(drey.PipeFunc[cat](untouched))).With(
			drey.Get("/a", page, turn),
			drey.Handle("GET", "/raw", http.NotFoundHandler()),
			drey.Get("/b", page, drey.UsePipes(anyOf{drey.PipeFunc[cat](untouched)})),
		))))
	app.Get("/a?page=1").WantBody("2")
	app.Get("/b?page=1").WantBody("1")
}

type catName struct {
	Name string `param:"name"`
}

func ExampleAroundFunc() {
	praise := drey.AroundFunc[cat](func(c *drey.Context, next func(context.Context) (cat, error)) (cat, error) {
		found, err := next(c)
		if err != nil {
			return found, err
		}
		found.Name += " the Great"
		return found, nil
	})
	m := drey.NewModule("cats", drey.UseInterceptors(praise), drey.Controllers(drey.Controller("").With(
		drey.Get("/cat", answer(cat{"Tom", 3})),
		drey.Get("/text", answer("Tom"))))) // another type: untouched
	request(m, "GET", "/cat", "")
	request(m, "GET", "/text", "")
	// Output:
	// 200 {"name":"Tom the Great","age":3}
	// 200 Tom
}

func ExampleMapFunc() {
	short := drey.MapFunc[cat, catView](func(_ *drey.Context, c cat) (catView, error) { return catView{c.Name}, nil })
	request(one(answer(cat{"Tom", 3}), drey.UseInterceptors(short)), "GET", "/x", "")
	// Output: 200 {"label":"Tom"}
}

// A Wrapper puts every list into an object, and says so.
type Wrapper struct{}

func (Wrapper) Intercept(c *drey.Context, next drey.Next) (any, error) {
	list, err := next(c)
	if err != nil {
		return nil, err
	}
	return map[string]any{"list": list}, nil
}

// Reshape implements drey.Reshaper.
func (Wrapper) Reshape(_ *drey.RouteInfo, out reflect.Type) (reflect.Type, bool) {
	if out.Kind() != reflect.Slice {
		return nil, false
	}
	return reflect.MapOf(reflect.TypeFor[string](), out), true
}

func ExampleReshaper() {
	request(one(answer([]int{1, 2}), drey.UseInterceptors(Wrapper{})), "GET", "/x", "")
	request(one(answer(3), drey.UseInterceptors(Wrapper{})), "GET", "/x", "")
	// Output:
	// 200 {"list":[1,2]}
	// 200 3
}

func ExampleInputOf() {
	log := drey.AroundFunc[string](func(c *drey.Context, next func(context.Context) (string, error)) (string, error) {
		out, err := next(c)
		if in := drey.InputOf[catName](c); in != nil {
			fmt.Println("asked for", in.Name)
		}
		return out, err
	})
	find := func(_ context.Context, in catName) (string, error) { return in.Name + " sleeps", nil }
	m := drey.NewModule("cats", drey.UseInterceptors(log), drey.Controllers(drey.Controller("").With(drey.Get("/:name", find))))
	request(m, "GET", "/Tom", "")
	// Output:
	// asked for Tom
	// 200 Tom sleeps
}
