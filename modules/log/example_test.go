package log_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/log"
)

func Example() {
	root := drey.NewModule("shop", drey.Import(
		log.ForRoot(log.Config{Writer: os.Stdout, Level: slog.LevelWarn}),
	))

	logger, err := drey.Resolve[*slog.Logger](drey.New(root))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background() // in a handler: the request's, whose id is then on the line
	logger.InfoContext(ctx, "order stored", "id", 7)
	fmt.Println("warnings on:", logger.Enabled(ctx, slog.LevelWarn), "info on:", logger.Enabled(ctx, slog.LevelInfo))
	// Output:
	// warnings on: true info on: false
}

// Each request leaves a line. JSON is the format of production.
func ExampleAccessLog() {
	var lines bytes.Buffer
	hello := func(context.Context, drey.None) (string, error) { return "hello", nil }
	app := drey.New(drey.NewModule("shop",
		drey.Import(log.ForRoot(log.Config{Writer: &lines, Format: log.JSON, Level: slog.LevelInfo})),
		drey.Controllers(drey.Controller("/hello").With(drey.Get("", hello))),
	), drey.Detached())
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	lines.Reset()
	r := httptest.NewRequest("GET", "/hello?token=secret", nil)
	r.Header.Set("X-Request-Id", "example")
	app.ServeHTTP(httptest.NewRecorder(), r)
	var line struct {
		Method, Path, RequestID string
		Status, Bytes           int
	}
	fmt.Println(json.Unmarshal(lines.Bytes(), &line))
	fmt.Printf("%+v\n", line)
	// Output:
	// <nil>
	// {Method:GET Path:/hello RequestID:example Status:200 Bytes:5}
}
