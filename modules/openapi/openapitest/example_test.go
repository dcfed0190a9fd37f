package openapitest_test

import (
	"fmt"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/openapitest"
)

// The document is right, and the file is the document.
func Example() {
	_ = func(t *testing.T) {
		openapitest.AssertValid(t, root)
		openapitest.AssertUpToDate(t, root, "../../docs/openapi.json")
	}
	// Output:
}

// Whatever this test asks and gets must be in the document.
func ExampleCheck() {
	_ = func(t *testing.T) {
		app := openapitest.Check(t, dreytest.New(t, catsModule))
		app.Post("/cats", `{"name":"Tom"}`).WantStatus(201)
	}
	// Output:
}

// A test client of one's own says where its transport is, and which routes
// there are.
type client struct {
	http   *http.Client
	routes []*drey.RouteInfo
}

func (c client) Client() *http.Client { return c.http }

func (c client) Routes() []*drey.RouteInfo { return c.routes }

func ExampleApplication() {
	var _ openapitest.Application = client{}
	// Output:
}

// Any client of an application can be checked, here one of a running server.
func ExampleTransport() {
	_ = func(t *testing.T, doc *openapi.Document) *http.Client {
		return &http.Client{Transport: openapitest.Transport(t, doc, nil)}
	}
	// Output:
}

func ExampleProblems() {
	routes, err := drey.Table(catsModule)
	if err != nil {
		fmt.Println(err)
		return
	}
	doc := openapi.Build(openapi.Config{}, routes)
	item, _ := doc.Paths.Get("/cats")
	post, _ := item.Get("post")
	post.Tags = []string{"birds"}
	for _, problem := range openapitest.Problems(doc) {
		fmt.Println(problem)
	}
	// Output: POST /cats: the document has no tag "birds"
}
