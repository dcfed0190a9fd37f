package drey_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"

	drey "github.com/dreygo/drey/framework"
)

type benchForm struct {
	Name  string `form:"name" validate:"required,max=40"`
	Age   int    `form:"age" validate:"min=0,max=99"`
	Email string `form:"email" validate:"required,email"`
	City  string `form:"city"`
}

type benchUpload struct {
	Title string       `form:"title" validate:"required"`
	File  *drey.Upload `form:"file" upload:"max=200KB" validate:"required"`
}

// BenchmarkForm is a form, and one with a file of 100 KB, beside a handler of
// echo that does the same by hand; of the file echo believes what the client
// says.
func BenchmarkForm(b *testing.B) {
	uploadType, upload := parts(text("title", "notes"), file("file", "notes.txt", "", strings.Repeat("0123456789", 10_000)))
	for _, c := range []struct {
		name, path, contentType, body string
	}{
		{"fields", "/form", "application/x-www-form-urlencoded", "name=Ada+Lovelace&age=36&email=ada%40example.com&city=London"},
		{"file", "/upload", uploadType, string(upload)},
	} {
		for _, impl := range []string{"echo", "drey"} {
			b.Run(c.name+"/impl="+impl, func(b *testing.B) {
				h := map[string]func(testing.TB) http.Handler{"echo": echoForms, "drey": dreyForms}[impl](b)
				r, w := newRepeatable(b, benchCase{c.name, http.MethodPost, c.path, c.body, 201}), &nopWriter{header: http.Header{}}
				r.Header.Set("Content-Type", c.contentType)
				b.ReportAllocs()
				for b.Loop() {
					r.rewind()
					r.Form, r.PostForm, r.MultipartForm = nil, nil, nil
					delete(w.header, "X-Request-Id")
					h.ServeHTTP(w, r.Request)
				}
				if w.status != 201 {
					b.Fatalf("status %d", w.status)
				}
			})
		}
	}
}

func dreyForms(tb testing.TB) http.Handler {
	tb.Helper()
	app := drey.New(drey.NewModule("bench", drey.Controllers(drey.Controller("").With(
		drey.Post("/form", func(_ context.Context, in benchForm) (string, error) { return in.Name, nil }),
		drey.Post("/upload", func(_ context.Context, in benchUpload) (string, error) {
			_, err := in.File.WriteTo(io.Discard)
			return in.Title, err
		}),
	))), drey.Detached())
	if err := app.Start(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = app.Stop(context.Background()) })
	return app
}

func echoForms(testing.TB) http.Handler {
	e, v := echo.New(), validator.New()
	e.POST("/form", func(c echo.Context) error {
		var in benchForm
		if err := c.Bind(&in); err != nil {
			return err
		}
		if err := v.Struct(&in); err != nil {
			return err
		}
		return c.String(http.StatusCreated, in.Name)
	})
	e.POST("/upload", func(c echo.Context) error {
		header, err := c.FormFile("file")
		if err != nil {
			return err
		}
		f, err := header.Open()
		if err != nil {
			return err
		}
		defer f.Close()
		if _, err := io.Copy(io.Discard, f); err != nil {
			return err
		}
		return c.String(http.StatusCreated, c.FormValue("title"))
	})
	return e
}
