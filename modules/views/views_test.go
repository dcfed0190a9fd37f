package views_test

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"testing/quick"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/envelope"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/views"
)

type user struct {
	Name  string `json:"name"`
	Email string `json:"email" view:"admin,self"`
	Notes string `json:"notes,omitempty" view:"admin"`
	Hash  string `json:"hash" view:"-"`
	Typo  string `json:"typo" view:""`
}

var tom = user{"Tom", "t@x.io", "bites", "secret", "secret"}

// How tom looks.
const (
	anybody = `{"name":"Tom"}`
	himself = `{"name":"Tom","email":"t@x.io"}`
	toAdmin = `{"name":"Tom","email":"t@x.io","notes":"bites"}`
)

type page[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total" view:"admin"`
}

type node struct {
	ID       int              `json:"id"`
	Secret   string           `json:"secret,omitempty" view:"admin"`
	Parent   *node            `json:"parent,omitempty"`
	Children []node           `json:"children,omitempty"`
	ByName   map[string]*node `json:"byName,omitempty"`
}

type base struct {
	Created string `json:"created"`
	Cost    int    `json:"cost" view:"admin"`
}

type audit struct {
	By string `json:"by"`
}

type Item struct {
	base
	audit `view:"admin"`
	*Stock
	Any any `json:"any"`
}

type Stock struct {
	Left int `json:"left"`
}

// shadow has two fields of one name: the outer one, which is hidden, wins.
type shadow struct {
	base
	Created string `json:"created" view:"admin"`
}

// own writes itself, and would write what is hidden.
type own struct {
	A string `json:"a" view:"admin"`
}

func (o own) MarshalJSON() ([]byte, error) { return []byte(`{"a":"` + o.A + `"}`), nil }

type plain struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

func answer[T any](v T) func(context.Context, drey.None) (T, error) {
	return func(context.Context, drey.None) (T, error) { return v, nil }
}

// granting turns on the views that a request names.
var granting = drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
	if names := c.Request().Header.Get("Views"); names != "" {
		views.Grant(c, strings.Split(names, ",")...)
	}
	return nil
}))

func appOf(routes []*drey.Route, opts ...drey.AppOption) (*drey.Module, []drey.AppOption) {
	root := drey.NewModule("test", drey.Controllers(drey.Controller("").With(routes...)))
	return root, append(opts, granting, views.Use())
}

func TestViews(t *testing.T) {
	t.Parallel()
	stream := drey.Stream[user](func(yield func(user, error) bool) { _ = yield(tom, nil) && yield(user{Name: "Tom"}, nil) })
	events := drey.Events[user](func(yield func(drey.Event[user], error) bool) { yield(drey.Event[user]{Name: "u", Data: tom}, nil) })
	tree := node{ID: 1, Secret: "s", Children: []node{{ID: 2, Secret: "s", Parent: &node{ID: 3, Secret: "s"}}}, ByName: map[string]*node{"b": nil, "a": {ID: 4, Secret: "s"}}}
	root, opts := appOf([]*drey.Route{
		drey.Get("/user", answer(tom)),
		drey.Get("/pointer", answer(&tom)),
		drey.Get("/nil", answer[*user](nil)),
		drey.Get("/self", answer(tom), views.Show("self")),
		drey.Get("/admin", answer(tom), views.Show("other", "admin")),
		drey.Get("/list", answer([]user{tom})),
		drey.Get("/nolist", answer[[]user](nil)),
		drey.Get("/array", answer([1]*user{&tom})),
		drey.Get("/map", answer(map[int]user{2: tom, 1: tom})),
		drey.Get("/nomap", answer[map[string]user](nil)),
		drey.Get("/page", answer(page[user]{[]user{tom}, 1})),
		drey.Get("/any", answer[any](tom)),
		drey.Get("/anylist", answer([]any{tom, nil, 1, "a", &tom, map[string]any{"x": tom}})),
		drey.Get("/anynil", answer[any](nil)),
		drey.Get("/anytext", answer[any]("text")),
		drey.Get("/anynone", answer[any](drey.None{})),
		drey.Get("/anyresponse", answer[any](drey.Respond(tom).WithStatus(202))),
		drey.Get("/reader", func(context.Context, drey.None) (io.Reader, error) { return strings.NewReader("read"), nil }),
		drey.Get("/tree", answer(tree)),
		drey.Get("/item", answer(Item{base{"now", 7}, audit{"me"}, nil, tom})),
		drey.Get("/stock", answer(Item{base{"now", 7}, audit{"me"}, &Stock{3}, nil})),
		drey.Get("/shadow", answer(shadow{base{"inner", 7}, "outer"})),
		drey.Get("/nullable", answer([]drey.Nullable[user]{drey.Some(tom), drey.Null[user](), {}})),
		drey.Get("/response", answer(drey.Respond(tom).WithStatus(202).WithHeader("X-A", "b"))),
		drey.Get("/stream", answer(stream)),
		drey.Get("/events", answer(events)),
		drey.Get("/ownlist", answer([]any{own{"a"}})),
		drey.Get("/replaced", answer(plain{}), drey.UseInterceptors(drey.InterceptorFunc(func(*drey.Context, drey.Next) (any, error) { return tom, nil }))),
		drey.Get("/none", answer(drey.None{})),
		drey.Get("/text", answer("text")),
		drey.Get("/lost", func(context.Context, drey.None) (user, error) { return tom, drey.NotFound("lost") }),
	})
	app := dreytest.New(t, root, opts...)
	for _, tt := range []struct {
		path, views string
		status      int
		want        string
	}{
		{"/user", "", 200, anybody},
		{"/user", "self", 200, himself},
		{"/user", "admin", 200, toAdmin},
		{"/user", "self,admin", 200, toAdmin},
		{"/user", "-", 200, anybody},
		{"/user", "Admin", 200, anybody},
		{"/pointer", "", 200, anybody},
		{"/nil", "", 200, "null"},
		{"/self", "", 200, himself},
		{"/self", "admin", 200, toAdmin},
		{"/admin", "", 200, toAdmin},
		{"/list", "", 200, "[" + anybody + "]"},
		{"/nolist", "", 200, "null"},
		{"/array", "", 200, "[" + anybody + "]"},
		{"/map", "", 200, `{"1":` + anybody + `,"2":` + anybody + `}`},
		{"/nomap", "", 200, "null"},
		{"/page", "", 200, `{"items":[` + anybody + `]}`},
		{"/page", "admin", 200, `{"items":[` + toAdmin + `],"total":1}`},
		{"/any", "", 200, anybody},
		{"/anylist", "", 200, `[` + anybody + `,null,1,"a",` + anybody + `,{"x":` + anybody + `}]`},
		{"/anynil", "", 200, "null"},
		{"/anytext", "", 200, "text"},
		{"/anynone", "", 200, ""},
		{"/anyresponse", "", 202, anybody},
		{"/reader", "", 200, "read"},
		{"/tree", "", 200, `{"id":1,"children":[{"id":2,"parent":{"id":3}}],"byName":{"a":{"id":4},"b":null}}`},
		{"/tree", "admin", 200, `{"id":1,"secret":"s","children":[{"id":2,"secret":"s","parent":{"id":3,"secret":"s"}}],"byName":{"a":{"id":4,"secret":"s"},"b":null}}`},
		{"/item", "", 200, `{"created":"now","any":` + anybody + `}`},
		{"/item", "admin", 200, `{"created":"now","cost":7,"by":"me","any":` + toAdmin + `}`},
		{"/stock", "", 200, `{"created":"now","left":3,"any":null}`},
		{"/shadow", "", 200, `{}`},
		{"/shadow", "admin", 200, `{"cost":7,"created":"outer"}`},
		{"/nullable", "", 200, `[` + anybody + `,null,null]`},
		{"/response", "", 202, anybody},
		{"/stream", "", 200, "[" + anybody + "," + anybody + "]"},
		{"/events", "", 200, "event: u\ndata: " + anybody + "\n\n"},
		{"/replaced", "", 200, anybody},
		{"/none", "", 204, ""},
		{"/text", "", 200, "text"},
	} {
		t.Run(tt.path+" "+tt.views, func(t *testing.T) {
			t.Parallel()
			app.Get(tt.path, dreytest.Header("Views", tt.views)).WantStatus(tt.status).WantBody(tt.want)
		})
	}
	app.Get("/response").WantHeader("X-A", "b")
	app.Get("/lost").WantStatus(404)
	app.Get("/ownlist", dreytest.Header("Views", "admin")).WantStatus(500) // fail closed, whatever is on
}

// A type that would write what must be hidden stops the boot.
func TestWritesItself(t *testing.T) {
	t.Parallel()
	for name, route := range map[string]*drey.Route{
		"value":    drey.Get("/own", answer(own{"a"})),
		"nested":   drey.Get("/own", answer(map[string][]*page[own]{})),
		"response": drey.Get("/own", answer(drey.Respond(own{"a"}))),
		"nullable": drey.Get("/own", answer(struct{ Own drey.Nullable[own] }{})),
	} {
		root, opts := appOf([]*drey.Route{route})
		err := drey.Check(root, opts...)
		if err == nil || !strings.Contains(err.Error(), "D350") || !strings.Contains(err.Error(), "views_test.own has fields with a view tag") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A value that holds itself is an error and not the end of the process.
func TestCircle(t *testing.T) {
	t.Parallel()
	circle := &node{ID: 1}
	circle.Parent = circle
	list := []any{nil}
	list[0] = list
	root, opts := appOf([]*drey.Route{drey.Get("/node", answer(circle)), drey.Get("/list", answer(list))})
	app := dreytest.New(t, root, opts...)
	app.Get("/node").WantStatus(500)
	app.Get("/list").WantStatus(500)
}

// The inner envelope is looked through, the outer one wraps what is shown; the
// document says the same.
func TestWithEnvelope(t *testing.T) {
	t.Parallel()
	type pages struct {
		Total int `json:"total"`
		Cost  int `json:"cost" view:"admin"`
	}
	wrap := drey.UseInterceptors(envelope.New(envelope.Config{}))
	for name, opts := range map[string][]drey.AppOption{
		"views inside": {wrap, granting, views.Use()},
		"views around": {granting, views.Use(), wrap},
	} {
		root, _ := appOf([]*drey.Route{
			drey.Get("/user", answer(tom)),
			drey.Get("/response", answer(drey.Respond(tom).WithStatus(202))),
			drey.Get("/page", answer(envelope.With([]user{tom}, pages{1, 2}))),
			drey.Get("/paged", answer(drey.Respond(envelope.With([]user{tom}, pages{1, 2})).WithStatus(202))),
			drey.Get("/admin", answer(tom), views.Show("admin")),
			drey.Get("/stream", answer[drey.Stream[user]](func(yield func(user, error) bool) { yield(tom, nil) })),
		})
		app := dreytest.New(t, root, opts...)
		page := `{"data":[` + anybody + `],"meta":{"total":1}}`
		for path, want := range map[string]string{
			"/user": `{"data":` + anybody + `}`, "/response": `{"data":` + anybody + `}`, "/page": page, "/paged": page,
			"/admin": `{"data":` + toAdmin + `}`, "/stream": "[" + anybody + "]",
		} {
			if got := app.Get(path).Body; got != want {
				t.Errorf("%s, %s:\n got %s\nwant %s", name, path, got, want)
			}
		}
		text, err := json.Marshal(openapi.Build(openapi.Config{}, app.Routes()))
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"hash", "typo"} {
			if strings.Contains(string(text), wrong) {
				t.Errorf("%s: the document has %s", name, wrong)
			}
		}
		for _, want := range []string{`"/response":{"get":{`, `"UserAdmin"`, `"EnvelopeUser`, `"meta":{"$ref":"#/components/schemas/Pages"}`} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s: the document has no %s: %s", name, want, text)
			}
		}
	}
}

// bus is another transport, which encodes what it gets.
type bus struct{ endpoint *drey.Endpoint }

func (*bus) Kind() drey.Kind { return "bus" }

func (b *bus) Connect(e *drey.Endpoint) error {
	b.endpoint = e
	return nil
}

// What is hidden over HTTP is hidden from other transports too.
func TestCalls(t *testing.T) {
	t.Parallel()
	for name, route := range map[string]*drey.Route{
		"value":    drey.On[*bus]("tom", answer(tom)),
		"response": drey.On[*bus]("tom", answer(drey.Respond(tom))),
		"stream":   drey.On[*bus]("tom", answer[drey.Stream[user]](func(yield func(user, error) bool) { yield(tom, nil) })),
	} {
		b := &bus{}
		root := drey.NewModule("test", drey.Provide(drey.Value(b)), drey.Controllers(drey.Controller("").With(route)))
		dreytest.New(t, root, views.Use())
		var items []any
		reply := b.endpoint.Call(t.Context(), drey.Call{Emit: func(item any) error {
			items = append(items, item)
			return nil
		}})
		if reply.Value != nil {
			items = append(items, reply.Value)
		}
		if got, err := json.Marshal(items); err != nil || string(got) != "["+anybody+"]" {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
}

// Where nothing can be hidden the interceptor is not in the pipeline, and
// where a route shows is in its description.
func TestReshape(t *testing.T) {
	t.Parallel()
	var nobody []byte
	root, opts := appOf([]*drey.Route{
		drey.Get("/plain", answer(plain{})),
		drey.Get("/text", answer("")),
		drey.Get("/bytes", answer(nobody)),
		drey.Get("/none", answer(drey.None{})),
		drey.Get("/file", answer(drey.File{})),
		drey.Get("/reader", answer[io.Reader](nil)),
		drey.Get("/plainresponse", answer(drey.Respond(plain{}))),
		drey.Get("/twice", answer(tom), views.Use()),
		drey.Get("/user", answer(tom)),
		drey.Get("/users", answer([]*user{})),
		drey.Get("/response", answer(drey.Respond(tom))),
		drey.Get("/any", answer[any](nil)),
	})
	routes, err := drey.Table(root, opts...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range routes {
		if _, _, viewed := drey.ViewedType(r.Sent); viewed {
			got = append(got, r.Path)
		}
	}
	if want := "/twice /user /users /response"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// everything is what encoding/json has a rule for, with one hidden field.
type everything struct {
	Bool    bool
	Int     int8 `json:"int,string"`
	Uint    *uint16
	Float   float32 `json:",omitempty"`
	Text    string  `json:"t<e>xt"`
	Quoted  string  `json:",string"`
	QuotedP *int    `json:",string"`
	Bytes   []byte
	Array   [2]string
	List    []*Stock
	Map     map[string]int
	Numbers map[int16]string
	Times   map[string]*time.Time
	Raw     json.RawMessage `json:",omitempty"`
	Zero    struct{ A int } `json:",omitzero"`
	When    time.Time       `json:",omitzero"`
	Empty   *Stock          `json:",omitempty"`
	Skip    int             `json:"-"`
	Dash    int             `json:"-,"`
	Bad     int             `json:"a\"b"`
	hidden  int
	Stock
	*audit
	Named    base `json:"named"`
	Any      any
	Self     []everything
	Duration time.Duration
	Secret   string `view:"all" json:",omitempty"`
}

// With all views on the answer is what encoding/json writes, whatever the value.
func TestAgreesWithEncodingJSON(t *testing.T) {
	t.Parallel()
	var sent atomic.Pointer[everything]
	root, opts := appOf([]*drey.Route{drey.Get("/x", func(context.Context, drey.None) (everything, error) { return *sent.Load(), nil })})
	app := dreytest.New(t, root, opts...)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		value := random(rnd, 2)
		sent.Store(&value)
		want, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		app.Get("/x", dreytest.Header("Views", "all,admin")).WantStatus(200).WantBody(string(want))
	}
}

// random fills an everything to a depth.
func random(rnd *rand.Rand, depth int) everything {
	some := func() bool { return rnd.IntN(3) > 0 }
	texts := []string{"", "a", "<b>&", "q\"\\", "\u2028é\n", "plain text"}
	text := func() string { return texts[rnd.IntN(len(texts))] }
	var e everything
	e.Bool, e.Int, e.Text, e.Quoted, e.Secret = some(), int8(rnd.IntN(200)-100), text(), text(), text()
	e.hidden, e.Skip, e.Dash, e.Bad = 1, 1, rnd.IntN(9), rnd.IntN(9)
	if some() {
		n, m := uint16(rnd.IntN(9)), rnd.IntN(99)
		e.Uint, e.QuotedP, e.Float, e.Bytes = &n, &m, rnd.Float32(), []byte(text())
		e.List = []*Stock{nil, {rnd.IntN(5)}}
		e.Map = map[string]int{text(): 1, text(): 2}
		e.Numbers = map[int16]string{-3: text(), 20: text(), 1: text()}
		e.audit = &audit{text()}
		e.Named = base{text(), rnd.IntN(9)}
	}
	if some() {
		now := time.Unix(int64(rnd.IntN(1e9)), 5).UTC()
		e.When, e.Times, e.Raw = now, map[string]*time.Time{text(): &now, "nil": nil}, json.RawMessage(`{"raw": [1,  2]}`)
		e.Any = []any{map[string]any{"user": page[user]{}}, 1.5, nil, text(), now}
	}
	if depth > 0 && some() {
		e.Self = []everything{random(rnd, depth-1), random(rnd, depth-1)}
	}
	return e
}

// Without a view on, no value of any shape brings a hidden field to light.
func TestHidesAlways(t *testing.T) {
	t.Parallel()
	var sent atomic.Pointer[any]
	root, opts := appOf([]*drey.Route{drey.Get("/x", func(context.Context, drey.None) (any, error) { return *sent.Load(), nil })})
	app := dreytest.New(t, root, opts...)
	secret := user{Name: "Tom", Email: "SECRET", Notes: "SECRET", Hash: "SECRET", Typo: "SECRET"}
	err := quick.Check(func(path []uint8) bool {
		value := nest(secret, path[:min(len(path), 8)])
		sent.Store(&value)
		body := app.Get("/x").WantStatus(200).Body
		return strings.Contains(body, "Tom") && !strings.Contains(body, "SECRET")
	}, &quick.Config{MaxCount: 200})
	if err != nil {
		t.Error(err)
	}
}

// nest puts a value into others.
func nest(value any, path []uint8) any {
	for _, p := range path {
		switch p % 6 {
		case 0:
			value = []any{value}
		case 1:
			value = map[string]any{"a": value}
		case 2:
			inner := value
			value = &inner
		case 3:
			value = page[any]{Items: []any{value}}
		case 4:
			value = struct{ Inner any }{value}
		case 5:
			value = drey.Some(value)
		}
	}
	return value
}

// The document describes what each route shows, and names it.
func TestDocument(t *testing.T) {
	t.Parallel()
	root, opts := appOf([]*drey.Route{
		drey.Get("/user", answer(tom)),
		drey.Get("/response", answer(drey.Respond(tom))),
		drey.Get("/admin", answer([]user{tom}), views.Show("admin")),
		drey.Get("/self", answer(page[user]{}), views.Show("self")),
		drey.Get("/tree", answer(node{})),
		drey.Get("/events", answer[drey.Events[user]](nil)),
		drey.Get("/wrapped", answer(tom), drey.UseInterceptors(envelope.New(envelope.Config{}))),
	})
	routes, err := drey.Table(root, opts...)
	if err != nil {
		t.Fatal(err)
	}
	doc := openapi.Build(openapi.Config{}, routes)
	var got []string
	for name, schema := range doc.Components.Schemas.All() {
		var members []string
		for member := range schema.Properties.All() {
			members = append(members, member)
		}
		if name != "Problem" && name != "Field" {
			got = append(got, name+": "+strings.Join(members, " "))
		}
	}
	want := []string{
		"EnvelopeUser: data",
		"Node: id parent children byName",
		"PageUserSelf: items",
		"User: name",
		"UserAdmin: name email notes",
		"UserSelf: name email",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("components\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	for path, ref := range map[string]string{"/user": "User", "/response": "User", "/admin": "UserAdmin", "/self": "PageUserSelf", "/events": "User"} {
		var found struct {
			Paths map[string]map[string]struct {
				Responses map[string]struct{ Content json.RawMessage }
			}
		}
		if err := json.Unmarshal(text, &found); err != nil {
			t.Fatal(err)
		}
		if content := string(found.Paths[path]["get"].Responses["200"].Content); !strings.Contains(content, `"#/components/schemas/`+ref+`"`) {
			t.Errorf("%s is described as %s, want %s", path, content, ref)
		}
	}
}
