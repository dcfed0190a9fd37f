package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"
)

// Limits are bounds on what a connection may take.
type Limits struct {
	HeaderBytes   int
	HeaderTimeout time.Duration
	IdleTimeout   time.Duration
	Grace         time.Duration // before MinRate counts
	MinRate       int           // bytes per second, of bodies and answers
}

// A Listener is an address and how it is spoken to.
type Listener struct {
	Addr string      // "host:port" or "unix:/path"
	TLS  *tls.Config // nil without TLS
	H2C  bool        // HTTP/2 without TLS, too
}

// A ListenError says which address could not be listened on.
type ListenError struct {
	Addr string
	Err  error
}

func (e *ListenError) Error() string { return fmt.Sprintf("listen on %s: %v", e.Addr, e.Err) }

// Unwrap returns the reason.
func (e *ListenError) Unwrap() error { return e.Err }

const unixPrefix = "unix:"

// open listens on an address.
func (l Listener) open(ctx context.Context) (net.Listener, error) {
	path, unix := strings.CutPrefix(l.Addr, unixPrefix)
	if !unix {
		return new(net.ListenConfig).Listen(ctx, "tcp", l.Addr)
	}
	if err := removeStale(ctx, path); err != nil {
		return nil, err
	}
	return new(net.ListenConfig).Listen(ctx, "unix", path)
}

// removeStale removes a socket that nobody listens on any more: what a process
// leaves behind that had no time to clean up.
func removeStale(ctx context.Context, path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != fs.ModeSocket {
		return errors.New("there is a file that is no socket")
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if err == nil {
		return errors.Join(syscall.EADDRINUSE, conn.Close())
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return err
	}
	return os.Remove(path)
}

// openAll opens all addresses or none.
func openAll(ctx context.Context, all []Listener) ([]net.Listener, error) {
	var opened []net.Listener
	for _, l := range all {
		o, err := l.open(ctx)
		if err != nil {
			return nil, errors.Join(&ListenError{l.Addr, err}, closeAll(opened))
		}
		opened = append(opened, o)
	}
	return opened, nil
}

func closeAll(opened []net.Listener) error {
	var errs []error
	for _, o := range opened {
		errs = append(errs, o.Close())
	}
	return errors.Join(errs...)
}

// Available reports, as a [*ListenError], why the addresses cannot be listened
// on at the moment.
func Available(ctx context.Context, all []Listener) error {
	opened, err := openAll(ctx, all)
	return errors.Join(err, closeAll(opened))
}

// Listen opens all addresses, then serves h on them until [Server.Drain]. It
// returns where they are, once all are open; a later failure of one of them
// arrives at Failed. After Drain it is http.ErrServerClosed.
func (s *Server) Listen(ctx context.Context, all []Listener, limits Limits, h http.Handler, log *slog.Logger) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.drained {
		return nil, http.ErrServerClosed
	}
	opened, err := openAll(ctx, all)
	if err != nil {
		return nil, err
	}
	s.opened = opened
	urls := make([]string, len(all))
	for i, l := range all {
		urls[i] = l.url(opened[i].Addr())
		h := l.server(limits, h, log)
		h.Handler = pace{limits.Grace, limits.MinRate, &s.leaving, &s.hijacks}.wrap(h.Handler)
		h.ConnState, h.ConnContext = s.conns.changed, cancellable
		s.http = append(s.http, h)
		s.serving.Go(func() { s.serve(h, opened[i], urls[i]) })
	}
	return urls, nil
}

// server is what serves on the listener.
func (l Listener) server(limits Limits, h http.Handler, log *slog.Logger) *http.Server {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: limits.HeaderTimeout,
		IdleTimeout:       limits.IdleTimeout,
		MaxHeaderBytes:    limits.HeaderBytes,
		TLSConfig:         l.TLS.Clone(),
		Protocols:         new(http.Protocols),
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	s.Protocols.SetHTTP1(true)
	s.Protocols.SetHTTP2(l.TLS != nil)
	s.Protocols.SetUnencryptedHTTP2(l.H2C)
	return s
}

func (s *Server) serve(h *http.Server, l net.Listener, url string) {
	var err error
	if h.TLSConfig != nil {
		err = h.ServeTLS(l, "", "")
	} else {
		err = h.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) && s.ending() {
		return
	}
	select {
	case s.failed <- fmt.Errorf("%s: %w", url, err):
	default: // one is enough to end everything
	}
}

// Failed yields the error of a listener that broke while serving.
func (s *Server) Failed() <-chan error { return s.failed }

// url is how a person reaches an open address from the same machine.
func (l Listener) url(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if strings.HasPrefix(l.Addr, unixPrefix) || err != nil {
		return l.Addr
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http://"
	if l.TLS != nil {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(host, port)
}
