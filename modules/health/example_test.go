package health_test

import (
	"context"
	"fmt"
	"net/http/httptest"

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
