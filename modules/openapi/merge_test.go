package openapi_test

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
)

// handle is the handler that the tests of this file say something about.
type handleInput struct {
	ID   int64    `param:"id" doc:"By its tag."`
	Sort string   `query:"sort" validate:"required,max=9"`
	Tags []string `query:"tags"`
	Mood mood     `query:"mood"`
	Key  string   `header:"X-Key"`
	Name string   `json:"name"`
}

func handle(context.Context, handleInput) (keeper, error) { return keeper{}, nil }

// annotated is the document of routes whose handler has the metadata.
func annotated(t testing.TB, said openapi.FunctionDoc, opts ...drey.RouteOption) *openapi.Document {
	t.Helper()
	meta := enumMetadata()
	meta.Functions = map[string]openapi.FunctionDoc{here + "handle": said}
	return described(t, meta, table(t, handled(opts...))...)
}

func handled(opts ...drey.RouteOption) *drey.Module {
	return drey.NewModule("pets", drey.Controllers(drey.Controller("/pets").With(drey.Put("/:id", handle, opts...))))
}

func said(o openapi.Operation) openapi.FunctionDoc { return openapi.FunctionDoc{Annotated: &o} }

func object[V any](pairs ...any) openapi.Map[V] {
	var m openapi.Map[V]
	for i := 0; i < len(pairs); i += 2 {
		m.Set(pairs[i].(string), pairs[i+1].(V))
	}
	return m
}

func media(schema *openapi.Schema) openapi.Map[openapi.MediaType] {
	return object[openapi.MediaType]("application/json", openapi.MediaType{Schema: schema})
}

// Options of routes come before annotations, those before comments, and those
// before what is derived.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	comment := openapi.FunctionDoc{Summary: "By comment.", Description: "By *comment*.", Deprecated: true}
	both := comment
	both.Annotated = &openapi.Operation{
		Summary: "By annotation.", Description: "By *annotation*.", OperationID: "annotated", Tags: []string{"annotated"},
	}
	options := []drey.RouteOption{
		openapi.Summary("By option."), openapi.Description("By *option*."), openapi.OperationID("option"), openapi.Tags("option"), openapi.Deprecated(),
	}
	for _, tt := range []struct {
		name string
		said openapi.FunctionDoc
		opts []drey.RouteOption
		want string
	}{
		{"derived", openapi.FunctionDoc{}, nil, "Handle || petsHandle | [pets] | false"},
		{"comment", comment, nil, "By comment | By *comment*. | petsHandle | [pets] | true"},
		{"annotation", both, nil, "By annotation | By *annotation*. | annotated | [annotated] | true"},
		{"option", both, options, "By option | By *option*. | option | [option] | true"},
		{"option alone", openapi.FunctionDoc{}, options, "By option | By *option*. | option | [option] | true"},
		{"deprecated by annotation", said(openapi.Operation{Deprecated: true}), nil, "Handle || petsHandle | [pets] | true"},
	} {
		o := operation(t, annotated(t, tt.said, tt.opts...), "put", "/pets/{id}")
		got := fmt.Sprintf("%s | %s | %s | %v | %v", o.Summary, o.Description, o.OperationID, o.Tags, o.Deprecated)
		if got = strings.ReplaceAll(got, "|  |", "||"); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestAnnotatedParameters(t *testing.T) {
	t.Parallel()
	most := uint64(3)
	for _, tt := range []struct {
		name    string
		said    openapi.Parameter
		want    string
		problem string
	}{
		{"words of the path", openapi.Parameter{Name: "id", In: "path", Required: true, Description: "By annotation.\n", Example: 7},
			`{"name":"id","in":"path","description":"By annotation.","required":true,"schema":{"type":"integer","format":"int64"},"example":7}`, ""},
		{"rules", openapi.Parameter{Name: "sort", In: "query", Required: true, Schema: &openapi.Schema{Type: openapi.Types{"string"}, MaxLength: &most, Enum: []any{"a", "b"}, Default: "a", Examples: []any{"b"}}},
			`{"name":"sort","in":"query","required":true,"schema":{"type":"string","enum":["a","b"],"minLength":1,"maxLength":3,"default":"a","examples":["b"]}}`, ""},
		{"values of a list", openapi.Parameter{Name: "tags", In: "query", Schema: &openapi.Schema{Type: openapi.Types{"array"}, Items: &openapi.Schema{Type: openapi.Types{"string"}}, Enum: []any{"a"}}},
			`{"name":"tags","in":"query","schema":{"type":"array","items":{"type":"string","enum":["a"]}}}`, ""},
		{"values of an enum", openapi.Parameter{Name: "mood", In: "query", Required: true, Schema: &openapi.Schema{Type: openapi.Types{"string"}, Enum: []any{"cross"}}},
			`{"name":"mood","in":"query","required":true,"schema":{"type":"string","enum":["cross"],"x-enum-varnames":["MoodCross"]}}`, ""},
		{"a header in another case", openapi.Parameter{Name: "x-key", In: "header", Description: "Secret.", Deprecated: true},
			`{"name":"X-Key","in":"header","description":"Secret.","deprecated":true,"schema":{"type":"string"}}`, ""},
		{"an unknown one", openapi.Parameter{Name: "page", In: "query", Description: "Which.", Schema: &openapi.Schema{Type: openapi.Types{"integer"}}, Extensions: object[any]("x-a", 1)},
			`{"name":"page","in":"query","description":"Which.","schema":{"type":"integer"},"x-a":1}`, ""},
		{"an unknown one of an enum", openapi.Parameter{Name: "moods", In: "query", Schema: &openapi.Schema{Type: openapi.Types{"array"}, Items: &openapi.Schema{Ref: "go:" + here + "mood"}}},
			`{"name":"moods","in":"query","schema":{"type":"array","items":{"$ref":"#/components/schemas/Mood"}}}`, ""},
		{"an unknown one of a struct", openapi.Parameter{Name: "whole", In: "query", Schema: &openapi.Schema{Ref: "go:" + here + "keeper"}},
			`{"name":"whole","in":"query","schema":{"$ref":"#/components/schemas/Keeper"}}`, ""},
		{"without a schema", openapi.Parameter{Name: "any", In: "cookie"}, `{"name":"any","in":"cookie","schema":{}}`, ""},
		{"not in the path", openapi.Parameter{Name: "cat", In: "path", Required: true}, "", "the annotation has a parameter {cat}, which is not in the path"},
		{"another type", openapi.Parameter{Name: "id", In: "path", Required: true, Description: "Words stay.", Schema: &openapi.Schema{Type: openapi.Types{"string"}, MaxLength: &most}},
			`{"name":"id","in":"path","description":"Words stay.","required":true,"schema":{"type":"integer","format":"int64"}}`, "the path parameter id is integer in the code, string in the annotation"},
		{"a number is a number", openapi.Parameter{Name: "id", In: "path", Required: true, Schema: &openapi.Schema{Type: openapi.Types{"number"}, Maximum: "9"}},
			`{"name":"id","in":"path","description":"By its tag.","required":true,"schema":{"type":"integer","format":"int64","maximum":9}}`, ""},
		{"less than the code asks", openapi.Parameter{Name: "sort", In: "query"},
			`{"name":"sort","in":"query","required":true,"schema":{"type":"string","minLength":1,"maxLength":9}}`, "the query parameter sort may be missing, the code refuses that"},
		{"what is no parameter", openapi.Parameter{Name: "authorization", In: "header", Required: true}, "", ""},
	} {
		doc := annotated(t, said(openapi.Operation{Parameters: []*openapi.Parameter{nil, &tt.said}}))
		got := ""
		for _, p := range operation(t, doc, "put", "/pets/{id}").Parameters {
			if p.In == tt.said.In && strings.EqualFold(p.Name, tt.said.Name) {
				got += asText(t, p)
			}
		}
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, got, tt.want)
		}
		wantProblem(t, doc, tt.name, tt.problem)
	}
}

// wantProblem demands the one problem, or none.
func wantProblem(t testing.TB, doc *openapi.Document, name, want string) {
	t.Helper()
	if want == "" && len(doc.Problems) > 0 || want != "" && (len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], want) || !strings.Contains(doc.Problems[0], ".go:")) {
		t.Errorf("%s: problems are %q, want %q", name, doc.Problems, want)
	}
}

// The type of a body is the code's, unless the handler reads it by itself.
func TestAnnotatedBody(t *testing.T) {
	t.Parallel()
	type form struct {
		Title string       `form:"title" validate:"max=9"`
		File  *drey.Upload `form:"file"`
	}
	type whole struct {
		Body drey.RawBody `validate:"required"`
	}
	raw := http.HandlerFunc(rawFunction)
	annotation := &openapi.RequestBody{Description: "The pet.", Content: object[openapi.MediaType](
		"application/json", openapi.MediaType{Schema: &openapi.Schema{Ref: "go:" + here + "keeper"}, Example: map[string]any{"name": "Tom"}},
	)}
	fields := &openapi.RequestBody{Content: object[openapi.MediaType]("multipart/form-data", openapi.MediaType{Schema: &openapi.Schema{Properties: object[*openapi.Schema](
		"title", &openapi.Schema{Type: openapi.Types{"string"}, Description: "Of the book.", Pattern: "^A"},
		"file", &openapi.Schema{Type: openapi.Types{"string"}, Format: "binary", Description: "The cover."},
	)}})}
	unknown := &openapi.RequestBody{Content: object[openapi.MediaType]("multipart/form-data", openapi.MediaType{Schema: &openapi.Schema{Properties: object[*openapi.Schema]("titel", &openapi.Schema{}, "none", (*openapi.Schema)(nil))}})}
	isKeeper := `"schema":{"$ref":"#/components/schemas/Keeper"},"example":{"name":"Tom"}`
	for _, tt := range []struct {
		name    string
		route   *drey.Route
		said    *openapi.RequestBody
		want    string
		problem string
	}{
		{"of a struct", drey.Post("", func(context.Context, createCat) (drey.None, error) { return drey.None{}, nil }), annotation,
			`{"description":"The pet.","required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/CreateCat"},"example":{"name":"Tom"}}}}`, "the body is openapi_test.createCat in the code, openapi_test.keeper in the annotation"},
		{"of a raw handler", drey.Handle("POST", "", raw), annotation, `{"description":"The pet.","content":{"application/json":{` + isKeeper + `}}}`, ""},
		{"of any type", drey.Post("", func(context.Context, whole) (drey.None, error) { return drey.None{}, nil }), annotation,
			`{"description":"The pet.","required":true,"content":{"application/json":{` + isKeeper + `}}}`, ""},
		{"of none", drey.Post("", func(context.Context, drey.None) (drey.None, error) { return drey.None{}, nil }), annotation, `null`, "the handler reads none"},
		{"a form", drey.Post("", func(context.Context, form) (drey.None, error) { return drey.None{}, nil }), fields,
			`{"content":{"multipart/form-data":{"schema":{"type":"object","properties":{` +
				`"title":{"description":"Of the book.","type":"string","maxLength":9,"pattern":"^A"},"file":{"description":"The cover.","type":"string","format":"binary"}}}}}}`, ""},
		{"a form without that", drey.Post("", func(context.Context, struct {
			Title string `form:"title"`
		}) (drey.None, error) {
			return drey.None{}, nil
		}), unknown, "", "a field titel of the form, the handler reads none of that name"},
	} {
		meta := openapi.Metadata{Functions: map[string]openapi.FunctionDoc{}, Schemas: map[string]*openapi.Schema{here + "keeper": {}}}
		module := drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(tt.route)))
		routes := table(t, module)
		name := routes[0].Handler
		if !strings.Contains(name, ".func") {
			meta.Functions[name] = said(openapi.Operation{RequestBody: tt.said})
		}
		meta.Functions["closure"] = said(openapi.Operation{RequestBody: tt.said})
		meta.Calls = map[string]string{"modules/" + routes[0].Place: "closure"}
		doc := described(t, meta, routes...)
		if got := asText(t, operation(t, doc, "post", "/x").RequestBody); tt.want != "" && got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, got, tt.want)
		}
		wantProblem(t, doc, tt.name, strings.TrimSpace(tt.problem))
	}
}

type passing struct{}

func (passing) Catch(_ *drey.Context, err error) error { return err }

type itself struct{}

func (itself) Respond(*drey.Context, int) error { return nil }

func writesBytes(context.Context, catID) ([]byte, error)      { return nil, nil }
func writesItself(context.Context, catID) (itself, error)     { return itself{}, nil }
func writesNothing(context.Context, catID) (drey.None, error) { return drey.None{}, nil }

type saying struct{ passing }

func (saying) Answers(*drey.RouteInfo) []drey.Answer {
	return []drey.Answer{{Produces: drey.Description{ContentType: "text/plain", Body: reflect.TypeFor[string]()}}}
}

func TestAnnotatedAnswers(t *testing.T) {
	t.Parallel()
	isMessage := media(&openapi.Schema{Ref: "go:" + here + "message"})
	gone := drey.Errors(drey.NewError(410, "it is gone"))
	typed := func(opts ...drey.RouteOption) *drey.Route { return drey.Put("/:id", handle, opts...) }
	const problemContent = `"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}`
	for _, tt := range []struct {
		name   string
		route  *drey.Route
		status string
		said   openapi.Response
		want   string
	}{
		{"words of a success", typed(), "200", openapi.Response{Description: "The keeper.", Content: media(&openapi.Schema{Ref: "go:" + here + "keeper"})},
			`{"description":"The keeper.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Keeper"}}}}`},
		{"an example", typed(), "200", openapi.Response{Content: object[openapi.MediaType]("application/json", openapi.MediaType{Example: 7})},
			`{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Keeper"},"example":7}}}`},
		{"headers", typed(drey.Header("X-Rate", "10")), "200", openapi.Response{Headers: object[openapi.Header](
			"x-rate", openapi.Header{Description: "Left.", Schema: &openapi.Schema{Type: openapi.Types{"integer"}}}, "Location", openapi.Header{Schema: &openapi.Schema{Type: openapi.Types{"string"}}})},
			`{"description":"OK","headers":{"X-Rate":{"description":"Left.","schema":{"type":"string","examples":["10"]}},"Location":{"schema":{"type":"string"}}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Keeper"}}}}`},
		{"words of a shared answer", typed(), "400", openapi.Response{Description: "Too odd.", Extensions: object[any]("x-a", true)},
			`{"description":"Too odd.",` + problemContent + `,"x-a":true}`},
		{"nothing of a shared answer", typed(), "400", openapi.Response{}, `{"$ref":"#/components/responses/BadRequest"}`},
		{"words of a declared error", typed(gone), "410", openapi.Response{Description: "Was here."}, `{"description":"Was here.",` + problemContent + `}`},
		{"the words of the status alone", typed(gone), "410", openapi.Response{Description: "Gone"}, `{"description":"it is gone",` + problemContent + `}`},
		{"words for all others", typed(), "default", openapi.Response{Description: "Some error."}, `{"description":"Some error.",` + problemContent + `}`},
		{"another error", typed(), "404", openapi.Response{}, `{"description":"Not Found",` + problemContent + `}`},
		{"another error with a shape", typed(), "404", openapi.Response{Description: "No.", Content: isMessage}, `{"description":"No.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Message"}}}}`},
		{"another success", typed(), "202", openapi.Response{Description: "Later."}, `{"description":"Later."}`},
		{"an error that a filter writes", typed(gone, drey.UseFilters(passing{})), "410", openapi.Response{Content: isMessage},
			`{"description":"it is gone","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Message"}}}}`},
		{"an error that a filter says it writes", typed(gone, drey.UseFilters(saying{})), "404", openapi.Response{},
			`{"description":"Not Found","content":{"text/plain":{"schema":{"type":"string"}}}}`},
		{"all errors that a filter says it writes", typed(gone, drey.UseFilters(saying{})), "default", openapi.Response{Content: isMessage},
			`{"description":"An error that is not listed","content":{"text/plain":{"schema":{"type":"string"}}}}`},
		{"an answer without a type", drey.Put("/:id", writesBytes, drey.Header("Content-Type", "image/png")), "200", openapi.Response{Content: object[openapi.MediaType]("image/png", openapi.MediaType{Schema: &openapi.Schema{Title: "PNG"}})},
			`{"description":"OK","content":{"image/png":{"schema":{"title":"PNG"}}}}`},
		{"an answer that writes itself", drey.Put("/:id", writesItself), "200", openapi.Response{Content: isMessage},
			`{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Message"}}}}`},
		{"no answer", drey.Put("/:id", writesNothing), "204", openapi.Response{Content: isMessage}, `{"description":"No Content"}`},
		{"an example of another type", typed(), "200", openapi.Response{Content: object[openapi.MediaType]("text/a", openapi.MediaType{Example: 7}, "text/b", openapi.MediaType{Example: 7})},
			`{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Keeper"}}}}`},
		{"of a raw handler", drey.Handle("PUT", "/:id", http.HandlerFunc(rawFunction)), "200", openapi.Response{Content: isMessage},
			`{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Message"}}}}`},
		{"another error of a raw handler", drey.Handle("PUT", "/:id", http.HandlerFunc(rawFunction)), "404", openapi.Response{}, `{"description":"Not Found"}`},
	} {
		meta := openapi.Metadata{
			Functions: map[string]openapi.FunctionDoc{},
			Schemas:   map[string]*openapi.Schema{here + "message": {Type: openapi.Types{"object"}}},
		}
		for _, name := range []string{"handle", "rawFunction", "writesBytes", "writesItself", "writesNothing"} {
			meta.Functions[here+name] = said(openapi.Operation{Responses: object[*openapi.Response](tt.status, &tt.said, "299", (*openapi.Response)(nil))})
		}
		doc := described(t, meta, table(t, drey.NewModule("pets", drey.Controllers(drey.Controller("/pets").With(tt.route))))...)
		o := operation(t, doc, "put", "/pets/{id}")
		got, _ := o.Responses.Get(tt.status)
		if text := asText(t, got); text != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, text, tt.want)
		}
		var before string
		for status := range o.Responses.All() {
			if status <= before {
				t.Errorf("%s: %s stands behind %s", tt.name, status, before)
			}
			before = status
		}
		wantProblem(t, doc, tt.name, "")
	}
}

func TestAnnotatedRest(t *testing.T) {
	t.Parallel()
	doc := annotated(t, said(openapi.Operation{
		ExternalDocs: openapi.ExternalDocs{URL: "https://example.com"},
		Extensions:   object[any]("x-audit", map[string]any{"level": "high"}),
	}))
	o := operation(t, doc, "put", "/pets/{id}")
	if got := asText(t, o.Extensions) + asText(t, o.ExternalDocs); got != `{"x-audit":{"level":"high"}}{"url":"https://example.com"}` {
		t.Error(got)
	}
}

type (
	holder struct {
		ID int64 `param:"id"`
		holderBody
		*Circle
	}
	holderBody struct{ Name string }
	Circle     struct{ *Circle }
	patch      struct {
		ID int64 `param:"id"`
		drey.Partial[holderBody]
	}
)

func held(context.Context, holder) ([]cat, error)            { return nil, nil }
func patched(context.Context, patch) (map[string]int, error) { return nil, nil }

// A body of another type than the code's is a problem, and the code's stays.
func TestAnnotatedTypesOfBodies(t *testing.T) {
	t.Parallel()
	ref := func(name string) *openapi.Schema { return &openapi.Schema{Ref: "go:" + here + name} }
	list := func(of *openapi.Schema) *openapi.Schema {
		return &openapi.Schema{Type: openapi.Types{"array"}, Items: of}
	}
	plain := func(name string) *openapi.Schema { return &openapi.Schema{Type: openapi.Types{name}} }
	reshaped := drey.UseInterceptors(drey.MapFunc[keeper, cat](func(*drey.Context, keeper) (cat, error) { return cat{}, nil }))
	for _, tt := range []struct {
		name     string
		route    *drey.Route
		body, ok *openapi.Schema
		problem  string
	}{
		{"the same", drey.Put("/:id", handle), ref("handleInput"), ref("keeper"), ""},
		{"another answer", drey.Put("/:id", handle), nil, ref("cat"), "the answer 200 is openapi_test.keeper in the code, openapi_test.cat in the annotation"},
		{"another kind of answer", drey.Put("/:id", handle), nil, plain("string"), "the answer 200 is openapi_test.keeper in the code, string in the annotation"},
		{"any object", drey.Put("/:id", handle), nil, plain("object"), ""},
		{"of a generic type", drey.Get("", pageHandler), nil, ref("apiPage[" + here + "keeper]"), "the answer 200 is openapi_test.apiPage[openapi_test.cat] in the code, openapi_test.apiPage[openapi_test.keeper] in the annotation"},
		{"what an interceptor is given", drey.Put("/:id", handle, reshaped), nil, ref("keeper"), ""},
		{"another body", drey.Put("/:id", handle), ref("cat"), nil, "the body is openapi_test.handleInput in the code, openapi_test.cat in the annotation"},
		{"what is embedded", drey.Put("/:id", held), ref("holderBody"), nil, ""},
		{"what is not", drey.Put("/:id", held), ref("cat"), nil, "the body is openapi_test.holder in the code, openapi_test.cat in the annotation"},
		{"some members of it", drey.Put("/:id", patched), ref("holderBody"), nil, ""},
		{"a list", drey.Put("/:id", held), nil, list(ref("cat")), ""},
		{"a list of others", drey.Put("/:id", held), nil, list(ref("keeper")), "the answer 200 is a list of openapi_test.cat in the code, a list of openapi_test.keeper in the annotation"},
		{"no list", drey.Put("/:id", held), nil, plain("integer"), "the answer 200 is a list of openapi_test.cat in the code, integer in the annotation"},
		{"a type that only the source knows", drey.Put("/:id", patched), nil, ref("counts"), ""},
	} {
		o := openapi.Operation{}
		if tt.body != nil {
			o.RequestBody = &openapi.RequestBody{Content: media(tt.body)}
		}
		if tt.ok != nil {
			o.Responses = object[*openapi.Response]("200", &openapi.Response{Content: media(tt.ok)})
		}
		meta := openapi.Metadata{Functions: map[string]openapi.FunctionDoc{here + "handle": said(o), here + "held": said(o), here + "patched": said(o), here + "pageHandler": said(o)}}
		doc := described(t, meta, table(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(tt.route))))...)
		wantProblem(t, doc, tt.name, tt.problem)
	}
}

// An error of another type than all errors have is a problem, unless a filter
// may write it.
func TestAnnotatedTypeOfAnError(t *testing.T) {
	t.Parallel()
	responses := object[*openapi.Response]("400", &openapi.Response{Content: media(&openapi.Schema{Ref: "go:" + here + "cat"})})
	doc := annotated(t, said(openapi.Operation{Responses: responses}))
	wantProblem(t, doc, "error", "the answer 400 is Problem in the code, openapi_test.cat in the annotation")
}

// A handler that answers by itself has the successes of its annotation, and
// those alone.
func TestAnnotatedSuccessOfARawHandler(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ said, want string }{
		{"200", "200"}, {"201", "201"}, {"302", "302"}, {"404", "201 404 default"}, {"default", "201 default"},
	} {
		meta := openapi.Metadata{Functions: map[string]openapi.FunctionDoc{
			here + "rawFunction": said(openapi.Operation{Responses: object[*openapi.Response](tt.said, &openapi.Response{})}),
		}}
		route := drey.Handle("POST", "", http.HandlerFunc(rawFunction))
		doc := described(t, meta, table(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(route))))...)
		var got []string
		for status := range operation(t, doc, "post", "/x").Responses.All() {
			got = append(got, status)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("with %s there are %v, want %s", tt.said, got, tt.want)
		}
	}
}

// An annotation's security stands in place of the guards'.
func TestAnnotatedSecurity(t *testing.T) {
	t.Parallel()
	general := &openapi.Document{Components: openapi.Components{SecuritySchemes: object[openapi.SecurityScheme](
		"key", openapi.APIKey("header", "X-Key"), "token", openapi.SecurityScheme{Type: "apiKey", In: "header", Name: "Authorization", Description: "Ask us."},
	)}}
	guarded := *general
	guarded.Security = []map[string][]string{{"key": nil}}
	unknown := *general
	unknown.Security = []map[string][]string{{"gone": nil}}
	guard := drey.UseGuards(&tokenGuard{})
	byGuard := `[{"token":[]},{"session":[]}]`
	for _, tt := range []struct {
		name     string
		general  *openapi.Document
		said     []map[string][]string
		opts     []drey.RouteOption
		want     string // of the operation, and of the document
		problem  string
		unplaced bool
	}{
		{"none", nil, nil, nil, `null []`, "", false},
		{"of a guard", general, nil, []drey.RouteOption{guard}, byGuard + ` null`, "", false},
		{"in its place", general, []map[string][]string{{"key": nil}, {"token": {"write"}}}, []drey.RouteOption{guard}, `[{"key":[]},{"token":["write"]}] null`, "", false},
		{"of a guard's scheme", nil, []map[string][]string{{"session": {}}}, []drey.RouteOption{guard}, `[{"session":[]}] null`, "", false},
		{"open", general, []map[string][]string{}, []drey.RouteOption{guard}, `[] null`, "", false},
		{"unknown", general, []map[string][]string{{"kay": nil}}, []drey.RouteOption{guard}, byGuard + ` null`, `asks for the security scheme "kay"`, false},
		{"partly unknown", general, []map[string][]string{{"kay": nil}, {"key": nil}}, []drey.RouteOption{guard}, `[{"key":[]}] null`, `asks for the security scheme "kay"`, false},
		{"of the whole API", &guarded, nil, nil, `null [{"key":[]}]`, "", false},
		{"of the whole API, but a guard says", &guarded, nil, []drey.RouteOption{guard, publicKey.Set(true)}, `[] [{"key":[]}]`, "", false},
		{"of the whole API, unknown", &unknown, nil, nil, `[] null`, `asks for the scheme "gone"`, true},
	} {
		meta := openapi.Metadata{General: tt.general, Functions: map[string]openapi.FunctionDoc{here + "handle": said(openapi.Operation{Security: tt.said})}}
		doc := described(t, meta, table(t, handled(tt.opts...))...)
		o := operation(t, doc, "put", "/pets/{id}")
		if got := asText(t, o.Security) + " " + asText(t, doc.Security); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, got, tt.want)
		}
		if tt.unplaced {
			if len(doc.Problems) != 1 || !strings.Contains(doc.Problems[0], tt.problem) {
				t.Errorf("%s: %q", tt.name, doc.Problems)
			}
			continue
		}
		wantProblem(t, doc, tt.name, tt.problem)
		if scheme, ok := doc.Components.SecuritySchemes.Get("token"); ok && len(tt.opts) == 1 && tt.general != nil && (scheme.Scheme != "bearer" || scheme.Description != "Ask us.") {
			t.Errorf("%s: the guard's scheme is %+v", tt.name, scheme)
		}
		if _, refused := o.Responses.Get("401"); refused != (len(tt.opts) == 1) { // what the guard answers is the code's
			t.Errorf("%s: 401 is there: %v", tt.name, refused)
		}
	}
}

// What stands before the application asks whatever an annotation says.
func TestAnnotatedSecurityBehindAGateway(t *testing.T) {
	t.Parallel()
	general := &openapi.Document{Components: openapi.Components{SecuritySchemes: object[openapi.SecurityScheme]("key", openapi.APIKey("header", "X-Key"))}}
	for _, tt := range []struct {
		said []map[string][]string
		want string
	}{
		{nil, `null`}, // as the document
		{[]map[string][]string{}, `null`},
		{[]map[string][]string{{"key": {"a"}}, {"gate": {"b"}}}, `[{"gate":[],"key":["a"]},{"gate":["b"]}]`},
		{[]map[string][]string{{"key": nil, "gate": nil}}, `[{"gate":[],"key":[]}]`},
	} {
		cfg := withMetadata(t, openapi.Metadata{General: general, Functions: map[string]openapi.FunctionDoc{here + "handle": said(openapi.Operation{Security: tt.said})}})
		cfg.Security = []openapi.Requirement{{Name: "gate", Scheme: openapi.Bearer("")}}
		doc := openapi.Build(cfg, table(t, handled()))
		if got := asText(t, operation(t, doc, "put", "/pets/{id}").Security); got != tt.want || asText(t, doc.Security) != `[{"gate":[]}]` {
			t.Errorf("got %s and %s, want %s", got, asText(t, doc.Security), tt.want)
		}
	}
}

// An example of an option stands in place of that of an annotation.
func TestExamplesOfOptionsAndAnnotations(t *testing.T) {
	t.Parallel()
	content := object[openapi.MediaType]("application/json", openapi.MediaType{Example: 1})
	doc := annotated(t, said(openapi.Operation{RequestBody: &openapi.RequestBody{Content: content}}), openapi.RequestExample("mine", 2))
	body := asText(t, operation(t, doc, "put", "/pets/{id}").RequestBody)
	if strings.Contains(body, `"example":`) || !strings.Contains(body, `"examples":{"mine":{"value":2}}`) {
		t.Error(body)
	}
}

// An operationId that annotations give is the first route's of its handler; two
// handlers cannot have one.
func TestAnnotatedOperationIDs(t *testing.T) {
	t.Parallel()
	var c joined
	named := func(id string) openapi.FunctionDoc { return said(openapi.Operation{OperationID: id}) }
	doc := described(t, openapi.Metadata{Functions: map[string]openapi.FunctionDoc{
		here + "plainFunction": named("plain"), here + "joined.own": named("plain"), here + "crud.Find": named("find"),
	}}, table(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(
		drey.Get("/a", plainFunction),
		drey.Get("/b", plainFunction),
		drey.Get("/c", c.own),
		drey.Any("/d", c.Find),
	))))...)
	var got []string
	for _, path := range []string{"/x/a", "/x/b", "/x/c"} {
		got = append(got, operation(t, doc, "get", path).OperationID)
	}
	got = append(got, operation(t, doc, "get", "/x/d").OperationID, operation(t, doc, "put", "/x/d").OperationID)
	if want := "plain appPlainFunction plain2 find find2"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wantProblem(t, doc, "ids", `the operationId "plain" is another route's too`)
}

// The path is the code's; an annotation that differs is a problem.
func TestAnnotatedRoutes(t *testing.T) {
	t.Parallel()
	based := &openapi.Document{Servers: []openapi.Server{{URL: "https://example.com/api/"}, {URL: "://"}}}
	for _, tt := range []struct {
		name    string
		routes  []string
		general *openapi.Document
		prefix  string
		problem string
	}{
		{"none", nil, nil, "", ""},
		{"the same", []string{"put /pets/{id}"}, nil, "", ""},
		{"another name of the parameter", []string{"PUT /pets/{pet}/"}, nil, "", ""},
		{"below the base path", []string{"put /pets/{id}"}, based, "/api", ""},
		{"with the base path", []string{"put /api/pets/{id}"}, based, "/api", ""},
		{"another method", []string{"post /pets/{id}"}, nil, "", "internal/pets.go:7: the annotation says post /pets/{id}, the code has put /pets/{id}"},
		{"another path", []string{"put /pets/{id}", "put /animals/{id}"}, nil, "", "internal/pets.go:7: the annotation says put /animals/{id}, the code has put /pets/{id}"},
		{"another prefix", []string{"put /pets/{id}"}, based, "/v1", "the code has put /v1/pets/{id}"},
	} {
		meta := openapi.Metadata{General: tt.general, Functions: map[string]openapi.FunctionDoc{here + "handle": {Routes: tt.routes, Place: "internal/pets.go:7"}}}
		routes, err := drey.Table(handled(), drey.Prefix(tt.prefix))
		if err != nil {
			t.Fatal(err)
		}
		doc := described(t, meta, routes...)
		wantProblem(t, doc, tt.name, tt.problem)
		operation(t, doc, "put", tt.prefix+"/pets/{id}")
	}
}

type apiPage[T any] struct{ Items []T }

func pageHandler(context.Context, drey.None) (apiPage[cat], error) { return apiPage[cat]{}, nil }

// A type that annotations mention is the one that routes reach, or else what
// the metadata says of it.
func TestMentionedTypes(t *testing.T) {
	t.Parallel()
	ref := func(name string) *openapi.Schema { return &openapi.Schema{Ref: "go:" + name} }
	answers := func(schema *openapi.Schema) openapi.FunctionDoc {
		return openapi.FunctionDoc{Annotated: &openapi.Operation{Responses: object[*openapi.Response]("422", &openapi.Response{Content: media(schema)})}}
	}
	for _, tt := range []struct {
		name       string
		schema     *openapi.Schema
		schemas    map[string]*openapi.Schema
		want       string
		components string
		problem    string
	}{
		{"reached, generic", ref(here + "apiPage[" + here + "cat]"), nil, `{"$ref":"#/components/schemas/ApiPageCat"}`, "ApiPageCat Cat Keeper Problem", ""},
		{"reached, by way of another", &openapi.Schema{Type: openapi.Types{"array"}, Items: ref(here + "keeper")}, nil, `{"type":"array","items":{"$ref":"#/components/schemas/Keeper"}}`, "ApiPageCat Cat Keeper Problem", ""},
		{"reached, rather than static", ref(here + "cat"), map[string]*openapi.Schema{here + "cat": {Description: "static"}}, `{"$ref":"#/components/schemas/Cat"}`, "ApiPageCat Cat Keeper Problem", ""},
		{"static", ref("example.com/shop/api.Fault"), map[string]*openapi.Schema{
			"example.com/shop/api.Fault": {Type: openapi.Types{"object"}, Properties: object[*openapi.Schema](
				"by", ref(here+"keeper"), "why", ref("example.com/shop/api.Reason"), "again", ref("example.com/shop/api.Fault"), "none", (*openapi.Schema)(nil))},
			"example.com/shop/api.Reason": {Type: openapi.Types{"string"}},
		}, `{"$ref":"#/components/schemas/Fault"}`, "ApiPageCat Cat Fault Keeper Problem Reason", ""},
		{"static, with a name that is taken", ref("example.com/shop.Cat"), map[string]*openapi.Schema{"example.com/shop.Cat": {}}, `{"$ref":"#/components/schemas/ShopCat"}`, "ApiPageCat Keeper OpenapiTestCat Problem ShopCat", ""},
		{"static, generic", ref("example.com/shop.Page[example.com/shop.Dog]"), map[string]*openapi.Schema{"example.com/shop.Page[example.com/shop.Dog]": {}}, `{"$ref":"#/components/schemas/PageDog"}`, "ApiPageCat Cat Keeper PageDog Problem", ""},
		{"parts", &openapi.Schema{AllOf: []*openapi.Schema{ref(here + "keeper"), nil, {AdditionalProperties: ref(here + "cat")}}}, nil, `{"allOf":[{"$ref":"#/components/schemas/Keeper"},{"additionalProperties":{"$ref":"#/components/schemas/Cat"}}]}`, "ApiPageCat Cat Keeper Problem", ""},
		{"unknown", ref("example.com/gone.T"), nil, `{}`, "ApiPageCat Cat Keeper Problem", "mentions example.com/gone.T, which neither a route nor the metadata describes"},
	} {
		meta := openapi.Metadata{Functions: map[string]openapi.FunctionDoc{here + "pageHandler": answers(tt.schema)}, Schemas: tt.schemas}
		cfg := withMetadata(t, meta)
		routes := table(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(drey.Get("", pageHandler)))))
		doc := openapi.Build(cfg, routes)
		response, _ := operation(t, doc, "get", "/x").Responses.Get("422")
		content, _ := response.Content.Get("application/json")
		if got := asText(t, content.Schema); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, got, tt.want)
		}
		var components []string
		for name := range doc.Components.Schemas.All() {
			if name != "Field" {
				components = append(components, name)
			}
		}
		if got := strings.Join(components, " "); got != tt.components {
			t.Errorf("%s\n got %s\nwant %s", tt.name, got, tt.components)
		}
		wantProblem(t, doc, tt.name, tt.problem)
	}
}

// One type may be described from its other side only because annotations
// mention it there.
func TestMentionedFromTheOtherSide(t *testing.T) {
	t.Parallel()
	meta := openapi.Metadata{Functions: map[string]openapi.FunctionDoc{here + "pageHandler": said(openapi.Operation{
		Responses: object[*openapi.Response]("409", &openapi.Response{Content: media(&openapi.Schema{Ref: "go:" + here + "createCat"})}),
	})}}
	doc := described(t, meta, table(t, drey.NewModule("app", drey.Controllers(drey.Controller("/x").With(
		drey.Get("", pageHandler),
		drey.Post("", func(context.Context, createCat) (drey.None, error) { return drey.None{}, nil }),
	))))...)
	schemaNamed(t, doc, "CreateCat")
	schemaNamed(t, doc, "CreateCatInput")
	wantProblem(t, doc, "sides", "")
}

// What is served has all of it.
func TestServedMetadata(t *testing.T) {
	t.Parallel()
	meta := openapi.Metadata{
		Functions: map[string]openapi.FunctionDoc{here + "handle": {Summary: "Handles it."}},
		General:   &openapi.Document{Info: openapi.Info{Title: "By annotation"}, Servers: []openapi.Server{{URL: "https://example.com/api"}}},
	}
	app := dreytest.New(t, drey.NewModule("app", drey.Import(handled(), openapi.ForRoot(withMetadata(t, meta)))))
	doc, err := openapi.Parse([]byte(get(t, app, "GET", "/docs-json").WantStatus(200).Body))
	if err != nil {
		t.Fatal(err)
	}
	if o := operation(t, doc, "put", "/pets/{id}"); o.Summary != "Handles it" || doc.Info.Title != "By annotation" {
		t.Error(o.Summary, doc.Info.Title)
	}
	page := get(t, app, "GET", "/docs").WantStatus(200)
	if !strings.Contains(page.Body, "By annotation") || !strings.Contains(page.Header.Get("Content-Security-Policy"), "https://example.com") {
		t.Error(page.Body, page.Header)
	}
}
