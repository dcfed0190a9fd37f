package drey

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"syscall"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/server"
)

// A ListenOption says how a listener is spoken to: [TLS], [TLSFiles], [H2C].
// On the app itself it is about the listener of [Addr].
type ListenOption interface {
	AppOption
	applyListener(*listener)
}

// A listener is an address as the options describe it.
type listener struct {
	server.Listener
	cert, key string // files, "" without
}

type listenOption func(*listener)

func (f listenOption) applyListener(l *listener) { f(l) }
func (f listenOption) applyApp(c *appConfig)     { f(&c.listeners[0]) }

// Listen opens a further address beside that of [Addr]: "host:port", or
// "unix:/path" for a socket in the file system. The socket of a process that
// has crashed is replaced, that of a running one is not; it is removed when
// the application stops. Who may connect to it is for its folder to say.
//
// All listeners serve the same routes and stop together. None serves before
// all are open, and one that breaks ends [App.Serve].
func Listen(addr string, opts ...ListenOption) AppOption {
	place := diag.Caller(1)
	return appOption(func(c *appConfig) {
		l := listener{Listener: server.Listener{Addr: addr}}
		for _, o := range opts {
			if o == nil {
				c.problems.Add(badArgument(fmt.Sprintf("an option of drey.Listen(%q) is nil", addr), place, "remove it"))
				continue
			}
			o.applyListener(&l)
		}
		c.listeners = append(c.listeners, l)
	})
}

// TLS serves HTTPS, with HTTP/2 for clients that know it. The config must
// have certificates or a way to get them; it is not changed.
func TLS(config *tls.Config) ListenOption {
	return listenOption(func(l *listener) { l.TLS = config })
}

// TLSFiles is [TLS] with a certificate, its chain included, and its key, both
// as PEM files. They are read when the application starts.
func TLSFiles(cert, key string) ListenOption {
	return listenOption(func(l *listener) { l.cert, l.key = cert, key })
}

// H2C serves HTTP/2 without TLS beside HTTP/1, to clients that begin with it:
// for a proxy or a mesh in front, on a network that is trusted.
func H2C() ListenOption {
	return listenOption(func(l *listener) { l.H2C = true })
}

// load reads what the listener needs from files.
func (l *listener) load() (server.Listener, error) {
	out := l.Listener
	if l.cert == "" && l.key == "" {
		return out, nil
	}
	pair, err := tls.LoadX509KeyPair(l.cert, l.key)
	if err != nil {
		return out, fmt.Errorf("listen on %s: %w (the files are those of drey.TLSFiles)", l.Addr, err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if out.TLS != nil {
		config = out.TLS.Clone()
	}
	config.Certificates = append([]tls.Certificate{pair}, config.Certificates...)
	out.TLS = config
	return out, nil
}

// available finds out that an address cannot be opened before hooks connect
// to anything or change it.
func (a *App) available(ctx context.Context) error {
	if a.config.detached {
		return nil
	}
	all, err := a.config.load()
	if err != nil {
		return err
	}
	return explainListen(server.Available(ctx, all))
}

func (a *App) listen(ctx context.Context) error {
	all, err := a.config.load()
	if err != nil {
		return err
	}
	urls, err := a.server.Listen(ctx, all, a.config.limits.wire(), a, a.log)
	if err != nil {
		return explainListen(err)
	}
	a.urls.Store(&urls)
	for _, url := range urls {
		a.log.InfoContext(ctx, "listening", "url", url, "env", string(a.config.env), "routes", len(a.table.routes))
	}
	return nil
}

// load is all listeners, with what they need from files.
func (c *appConfig) load() ([]server.Listener, error) {
	all := make([]server.Listener, len(c.listeners))
	errs := make([]error, len(c.listeners))
	for i := range c.listeners {
		all[i], errs[i] = c.listeners[i].load()
	}
	return all, errors.Join(errs...)
}

func explainListen(err error) error {
	failed, ok := errors.AsType[*server.ListenError](err)
	switch {
	case !ok:
		return err
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("listen on %s: the port is taken (stop the other process, or choose another port with PORT or drey.Addr)", failed.Addr)
	default:
		return fmt.Errorf("%w (choose an address with PORT or drey.Addr)", err)
	}
}
