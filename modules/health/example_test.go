package health_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/health"
)

// A queue is something the application needs.
type queue struct{ length int }

func newQueue() *queue { return &queue{} }

// Name is the key in the answer.
func (q *queue) Name() string { return "queue" }

// Check fails when the queue is full.
func (q *queue) Check(context.Context) error {
	if q.length > 1000 {
		return fmt.Errorf("%d messages wait", q.length)
	}
	return nil
}

func Example() {
	app := drey.New(drey.NewModule("shop",
		drey.Import(health.Module),
		drey.Provide(newQueue),
		health.Register[*queue](),
	), drey.Detached())
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	answer := httptest.NewRecorder()
	app.ServeHTTP(answer, httptest.NewRequest("GET", "/health/ready", nil))
	fmt.Println(answer.Code, answer.Body)
	// Output:
	// 200 {"status":"ok","details":{"queue":{"status":"up"}}}
}

// A Warehouse adds its checks by hand, one for each hall.
type Warehouse struct{ halls []string }

func NewWarehouse(checks *health.Registry) *Warehouse {
	w := &Warehouse{halls: []string{"north", "south"}}
	for _, name := range w.halls {
		checks.Register(hall(name))
	}
	return w
}

type hall string

func (h hall) Name() string { return string(h) }

func (h hall) Check(context.Context) error {
	if h == "south" {
		return errors.New("the south hall is flooded") // for the log, not for the answer
	}
	return nil
}

func ExampleRegistry() {
	app := drey.New(drey.NewModule("shop",
		drey.Import(health.ForRoot(health.Config{Path: "/status", Timeout: time.Second})),
		drey.Provide(NewWarehouse),
	), drey.Detached(), drey.Logger(slog.New(slog.DiscardHandler)))
	ctx := context.Background()
	if err := app.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer app.Stop(ctx)

	answer := httptest.NewRecorder()
	app.ServeHTTP(answer, httptest.NewRequest("GET", "/status/ready", nil))
	var report health.Report
	fmt.Println(answer.Code, json.Unmarshal(answer.Body.Bytes(), &report))
	fmt.Println(report.Status == health.Failing, report.Details["north"].Status, report.Details["south"] == health.Detail{Status: "down"})
	// Output:
	// 503 <nil>
	// true up true
}
