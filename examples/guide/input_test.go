package guide_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// ListBooks takes everything from the URL and the headers.
type ListBooks struct {
	Tenant string    `header:"X-Tenant"`
	Shelf  int       `param:"shelf" validate:"min=1"`
	Page   int       `query:"page" default:"1" validate:"min=1"`
	Tags   []string  `query:"tag"`        // ?tag=new&tag=used
	Sizes  []Size    `query:"size,split"` // ?size=small,large
	Since  time.Time `query:"since"`
	Seen   *bool     `query:"seen"` // nil when it is not there
}

// A Size is a type that reads itself, from wherever it comes.
type Size string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Size) UnmarshalText(text []byte) error {
	if *s = Size(text); *s != "small" && *s != "large" {
		return fmt.Errorf("%q is no size", text)
	}
	return nil
}

// AddBook has a path parameter and a JSON body.
type AddBook struct {
	Shelf  int    `param:"shelf"`
	Title  string `json:"title" validate:"required,max=200"`
	Pages  int    `json:"pages" validate:"required"`
	Author Author `json:"author"`
}

type Author struct {
	Name string `json:"name" validate:"required"`
}

// LendBook is filled in on a page of HTML.
type LendBook struct {
	Reader string `form:"reader" validate:"required"`
	Days   int    `form:"days" default:"14" validate:"max=60"`
}

// PatchBook can clear a field.
type PatchBook struct {
	Title    *string               `json:"title" validate:"omitempty,min=1"` // nil leaves it
	Subtitle drey.Nullable[string] `json:"subtitle" validate:"max=200"`      // null clears it
}

var ShelfModule = drey.NewModule("shelf", drey.Controllers(drey.Controller("/shelves/:shelf").With(
	drey.Get("/books", func(_ context.Context, in ListBooks) (string, error) {
		return fmt.Sprintf("page %d of shelf %d, tags %q, sizes %q", in.Page, in.Shelf, in.Tags, in.Sizes), nil
	}),
	drey.Post("/books", func(_ context.Context, in AddBook) (string, error) {
		return fmt.Sprintf("%s by %s, %d pages", in.Title, in.Author.Name, in.Pages), nil
	}),
)))

// send makes a request with a body.
func send(root *drey.Module, method, path, contentType, body string) {
	app := drey.New(root, drey.Detached())
	if err := app.Start(context.Background()); err != nil {
		panic(err)
	}
	defer func() { _ = app.Stop(context.Background()) }()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-Request-Id", "1")
	answer := httptest.NewRecorder()
	app.ServeHTTP(answer, r)
	fmt.Println(answer.Code, strings.TrimSpace(answer.Body.String()))
}

func Example_input() {
	send(ShelfModule, "GET", "/shelves/3/books?tag=new&tag=used&size=small,large", "", "")
	send(ShelfModule, "POST", "/shelves/3/books", "application/json", `{"title":"Middlemarch","pages":880,"author":{"name":"Eliot"}}`)
	// Output:
	// 200 page 1 of shelf 3, tags ["new" "used"], sizes ["small" "large"]
	// 201 Middlemarch by Eliot, 880 pages
}

func Example_inputErrors() {
	send(ShelfModule, "GET", "/shelves/x/books?page=1.5&size=huge&tag=%ff", "", "")
	// Output:
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/shelves/x/books","errors":[{"path":"param.shelf","rule":"type","message":"must be a whole number"},{"path":"query.page","rule":"type","message":"must be a whole number"},{"path":"query.size","rule":"type","message":"is not valid"},{"path":"query.tag","rule":"utf8","message":"must be valid UTF-8"}],"requestId":"1"}
}

var LendingModule = drey.NewModule("lending", drey.Controllers(drey.Controller("/lendings").With(
	drey.Post("", func(_ context.Context, in LendBook) (string, error) {
		return fmt.Sprintf("to %s for %d days", in.Reader, in.Days), nil
	}),
)))

func Example_form() {
	send(LendingModule, "POST", "/lendings", "application/x-www-form-urlencoded", "reader=Ann+Lee&days=7")
	send(LendingModule, "POST", "/lendings", "application/json", `{"reader":"Ann Lee"}`)
	// Output:
	// 201 to Ann Lee for 7 days
	// 415 {"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"the body must be a form: application/x-www-form-urlencoded or multipart/form-data","instance":"/lendings","requestId":"1"}
}
