// Serves two documents with the page that its argument names, on the port that
// the variable PORT names: see lint/pages.sh. A second argument is a file with
// a document to show in place of the first.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/redoc"
	"github.com/dreygo/drey/modules/openapi/scalar"
	"github.com/dreygo/drey/modules/openapi/swaggerui"
	"github.com/dreygo/drey/modules/openapi/ui"
)

type cat struct {
	Name  string  `json:"name" validate:"min=2" doc:"What it listens to, if it does."`
	Age   *int    `json:"age" validate:"omitempty,gt=0"`
	Kits  []cat   `json:"kits,omitempty"`
	Owner *keeper `json:"owner"`
}

type keeper struct {
	Email string `json:"email" validate:"required,email"`
}

func list(context.Context, drey.None) ([]cat, error) { return []cat{}, nil }

func create(_ context.Context, in cat) (cat, error) { return in, nil }

// instead answers with the file of the second argument where that is.
func instead(next http.Handler) http.Handler {
	if len(os.Args) < 3 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/docs-json" {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		http.ServeFile(w, r, os.Args[2])
	})
}

func main() {
	page := map[string]*ui.UI{"swaggerui": swaggerui.UI, "scalar": scalar.UI, "redoc": redoc.UI}[os.Args[1]]
	if page == nil {
		log.Fatalf("there is no page %s", os.Args[1])
	}
	drey.New(drey.NewModule("pages", drey.Global(), drey.Use(drey.MiddlewareFunc(instead)), drey.Import(
		drey.NewModule("cats", drey.Controllers(drey.Controller("/cats").With(drey.Get("", list), drey.Post("", create)))),
		drey.NewModule("admin", drey.Controllers(drey.Controller("/admin").With(drey.Get("/cats", list)))),
		openapi.ForRoot(openapi.Config{
			Title:     "Cats",
			UI:        page,
			Documents: []openapi.DocumentConfig{{Name: "admin", Title: "Cats & keepers", RoutePath: "/admin"}},
		}),
	))).Run()
}
