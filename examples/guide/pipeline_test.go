package guide_test

import (
	"context"
	"fmt"
	"net/http"

	drey "github.com/dreygo/drey/framework"
)

// Parcel is an input whose way is written down.
type Parcel struct {
	ID int `param:"id" validate:"max=100"`
}

// Post has one stage of each kind. It prints as a request passes.
var Post = drey.NewModule("post",
	drey.Use(drey.MiddlewareFunc(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Println("middleware")
			next.ServeHTTP(w, r)
		})
	})),
	drey.Controllers(drey.Controller("/parcels",
		drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
			fmt.Println("guard", c.Kind())
			if c.Request().Header.Get("X-Key") == "" {
				return drey.Unauthorized("send your key in X-Key")
			}
			return nil
		})),
		drey.UseInterceptors(drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) {
			fmt.Println("interceptor, in")
			out, err := next(c)
			fmt.Println("interceptor, out:", out, err != nil)
			return out, err
		})),
		drey.UsePipes(drey.PipeFunc[Parcel](func(_ *drey.Context, in *Parcel) error {
			fmt.Println("pipe", in.ID)
			return nil
		})),
		drey.UseFilters(drey.FilterFunc[error](func(_ *drey.Context, err error) error {
			fmt.Println("filter")
			return err
		})),
	).With(drey.Get("/:id", func(_ context.Context, in Parcel) (string, error) {
		fmt.Println("handler", in.ID)
		return "a parcel", nil
	}))),
)

func Example_pipeline() {
	app := drey.New(Post, drey.Addr("127.0.0.1:0"))
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = app.Stop(ctx) }()

	for _, tt := range []struct{ path, key string }{
		{"/parcels/7", "k"}, {"/parcels/700", "k"}, {"/parcels/7", ""}, {"/nowhere", ""},
	} {
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet, app.URLs()[0]+tt.path, nil)
		r.Header.Set("X-Key", tt.key)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			fmt.Println(err)
			return
		}
		_ = answer.Body.Close()
		fmt.Println("=", answer.StatusCode)
	}
	// Output:
	// middleware
	// guard http
	// interceptor, in
	// pipe 7
	// handler 7
	// interceptor, out: a parcel false
	// = 200
	// middleware
	// guard http
	// interceptor, in
	// pipe 700
	// interceptor, out: <nil> true
	// filter
	// = 400
	// middleware
	// guard http
	// filter
	// = 401
	// middleware
	// = 404
}
