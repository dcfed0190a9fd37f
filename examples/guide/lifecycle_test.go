package guide_test

import (
	"context"
	"fmt"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// A Pool connects when the application starts and closes when it has stopped.
type Pool struct{}

func NewPool() *Pool { return &Pool{} }

func (p *Pool) OnModuleInit(ctx context.Context) error {
	fmt.Println("connect")
	return nil
}

func (p *Pool) OnApplicationShutdown(ctx context.Context) error {
	fmt.Println("disconnect")
	return nil
}

// A Worker needs the pool: it starts after it and stops before it.
type Worker struct {
	pool *Pool
	stop context.CancelFunc
	done chan struct{}
}

func NewWorker(pool *Pool) *Worker { return &Worker{pool: pool, done: make(chan struct{})} }

func (w *Worker) OnApplicationBootstrap(context.Context) error {
	ctx, stop := context.WithCancel(context.Background()) // of the application, not of its start
	w.stop = stop
	go w.run(ctx)
	return nil
}

func (w *Worker) run(ctx context.Context) {
	defer close(w.done)
	<-ctx.Done()
}

// OnModuleDestroy waits for the worker, as long as it may.
func (w *Worker) OnModuleDestroy(ctx context.Context) error {
	w.stop()
	select {
	case <-w.done:
		fmt.Println("the worker has stopped")
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var WorkModule = drey.NewModule("work", drey.Provide(NewPool, NewWorker))

func Example_lifecycle() {
	app := drey.New(WorkModule,
		drey.Detached(),
		drey.HookTimeout(5*time.Second),  // for each hook
		drey.StopTimeout(20*time.Second), // for the whole of stopping
		drey.ParallelInit(),              // OnModuleInit side by side, in dependency order
	)
	ctx := context.Background()
	fmt.Println(app.Start(ctx))
	fmt.Println(app.Stop(ctx))
	// Output:
	// connect
	// <nil>
	// the worker has stopped
	// disconnect
	// <nil>
}
