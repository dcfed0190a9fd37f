package drey

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// untilSignal returns a context that ends with the first SIGINT or SIGTERM.
// The second one ends the process. release undoes both.
func untilSignal(parent context.Context) (ctx context.Context, release func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	released := make(chan struct{})
	go func() {
		select {
		case s := <-signals:
			cancel(fmt.Errorf("signal: %s", s))
		case <-released:
			return
		}
		select {
		case s := <-signals:
			fmt.Fprintf(os.Stderr, "second signal (%s): exiting at once\n", s)
			os.Exit(1)
		case <-released:
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(released)
		cancel(nil)
	}
}
