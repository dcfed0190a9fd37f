package dreytest

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// InProcess makes [New] open no port: requests go to [drey.App.ServeHTTP] over
// connections in memory. Everything else is as over a port, since net/http is
// at both ends: answers stream, a client that leaves ends the handler's
// context, a connection that is cut is an error, WebSockets work. It is for
// places where ports are scarce or forbidden, and for testing/synctest, where
// time is the test's: connections in memory are within its bubble.
//
// [App.URL] is http://app.test then, and a request to any other host reaches
// the application too. Options about listeners and [drey.Limits] on connections
// have no effect, and requests in flight are not waited for between the hooks
// of a stop: test those over a port.
func InProcess() drey.AppOption { return inProcess{drey.Detached()} }

type inProcess struct{ drey.AppOption }

const inProcessURL = "http://app.test"

// A memory is a listener whose connections are pipes.
type memory struct {
	conns  chan net.Conn
	closed chan struct{}
	close  sync.Once
}

var _ net.Listener = (*memory)(nil)

func newMemory() *memory { return &memory{conns: make(chan net.Conn), closed: make(chan struct{})} }

// Accept implements net.Listener.
func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.conns:
		return c, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (m *memory) Close() error {
	m.close.Do(func() { close(m.closed) })
	return nil
}

// Addr implements net.Listener.
func (m *memory) Addr() net.Addr { return loopback }

// dial connects to whoever accepts, whatever the address.
func (m *memory) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case m.conns <- pipe{server}:
		return client, nil
	case <-m.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// loopback is who both ends seem to be, for code that takes addresses apart.
var loopback = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}

type pipe struct{ net.Conn }

func (pipe) LocalAddr() net.Addr  { return loopback }
func (pipe) RemoteAddr() net.Addr { return loopback }

// serve answers what comes over m until stop is called. It returns at once.
func (m *memory) serve(h http.Handler) (stop func() error) {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(m) // it ends when it is shut down, never before: Accept does not fail
	}()
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		err := server.Shutdown(ctx)
		if err != nil {
			err = errors.Join(errors.New("requests in flight did not finish"), server.Close())
		}
		<-done
		return err
	}
}
