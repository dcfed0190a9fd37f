package guide_test

import (
	"context"
	"net/http"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

var Branches = drey.NewModule("branches", drey.Controllers(
	drey.Controller("/", drey.Host(":branch.library.example")).With(drey.Get("", greetBranch)),
))

func greetBranch(_ context.Context, in struct {
	Branch string `param:"branch"`
}) (string, error) {
	return "welcome to " + in.Branch, nil
}

// asking sends requests to a host that need not exist.
func asking(host string) dreytest.RequestOption {
	return func(r *http.Request) { r.Host = host }
}

func TestBranches(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, Branches)
	app.Get("/", asking("leeds.library.example")).WantBody("welcome to leeds")
	app.Get("/", asking("library.example")).WantStatus(404)
}
