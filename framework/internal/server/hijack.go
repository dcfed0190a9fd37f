package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
)

// net/http forgets a connection that a handler takes over: at the end it
// neither waits for it nor closes it. So the server remembers them.

// ErrStopping is why the context of a request has ended whose connection was
// taken over: the server is about to stop.
var ErrStopping = errors.New("the application is stopping")

type cancelKey struct{}

// cancellable is an http.Server's ConnContext. The requests of a connection
// have a context that can be ended once a handler has taken the connection.
func cancellable(ctx context.Context, _ net.Conn) context.Context {
	ctx, cancel := context.WithCancelCause(ctx)
	return context.WithValue(ctx, cancelKey{}, cancel)
}

// hijacks are the connections that handlers have taken over.
type hijacks struct {
	running context.Context // until the server is about to stop
	held    counter         // by a handler that runs, and by being open

	mu   sync.Mutex
	open map[*hijacked]struct{}
}

// A hijacked connection is open until it is closed.
type hijacked struct {
	net.Conn
	of     *hijacks
	unlink func() bool
	once   sync.Once
}

// take takes the connection of a request and remembers it. The context of the
// request ends when the server is about to stop.
func (h *hijacks) take(control *http.ResponseController, r *http.Request) (*hijacked, *bufio.ReadWriter, error) {
	h.held.add(2) // before net/http forgets it
	conn, buffered, err := control.Hijack()
	if err != nil {
		h.held.add(-2)
		return nil, nil, err
	}
	cancel := r.Context().Value(cancelKey{}).(context.CancelCauseFunc)
	taken := &hijacked{Conn: conn, of: h, unlink: context.AfterFunc(h.running, func() { cancel(ErrStopping) })}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open == nil {
		h.open = map[*hijacked]struct{}{}
	}
	h.open[taken] = struct{}{}
	return taken, buffered, nil
}

// NetConn returns the connection itself, for who needs its type.
func (c *hijacked) NetConn() net.Conn { return c.Conn }

// CloseWrite says that nothing more will be sent.
func (c *hijacked) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// Close closes the connection, and the server forgets it.
func (c *hijacked) Close() error {
	c.once.Do(c.forget)
	return c.Conn.Close()
}

func (c *hijacked) forget() {
	c.unlink()
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	c.of.held.add(-1)
}

// returned is called when the handler has returned. One that has panicked does
// not close its connection any more.
func (c *hijacked) returned(inOrder bool) {
	if !inOrder {
		_ = c.Close() // nobody is left to be told
	}
	c.of.held.add(-1)
}

// drain waits until all are closed and their handlers have returned. When ctx
// ends first, it closes those that are left.
func (h *hijacks) drain(ctx context.Context) error {
	err := h.held.wait(ctx)
	if err == nil {
		return nil
	}
	left := h.all()
	for _, c := range left {
		_ = c.Close() // likewise
	}
	return fmt.Errorf("%s: %w", wereCut(len(left)), err)
}

func wereCut(n int) string {
	switch n {
	case 0:
		return "a handler that has closed its connection did not return"
	case 1:
		return "1 connection that a handler has taken over was cut"
	default:
		return fmt.Sprintf("%d connections that handlers have taken over were cut", n)
	}
}

func (h *hijacks) all() []*hijacked {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []*hijacked
	for c := range h.open {
		all = append(all, c)
	}
	return all
}
