package drey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/dreygo/drey/framework/internal/server"
)

// supervisorVar is set by drey dev for the program it starts: the address where
// it wants to hear how the program fares. [App.Serve] then listens on a free
// port of 127.0.0.1 in place of the address of [Addr], says which one when the
// application is ready, and stops when the connection ends.
const supervisorVar = "DREY_SUPERVISOR"

// A supervisor is the connection to the command that has started the program;
// nil when nobody has.
type supervisor struct{ conn net.Conn }

// A newsflash is what a supervisor hears, once.
type newsflash struct {
	URL      string        `json:"url,omitempty"`   // of an application that is ready
	Error    string        `json:"error,omitempty"` // why it cannot start
	Problems []BootProblem `json:"problems,omitempty"`
}

var errHungUp = errors.New("the supervisor has hung up")

func callSupervisor() (*supervisor, error) {
	addr := os.Getenv(supervisorVar)
	if addr == "" {
		return nil, nil
	}
	dial := net.Dialer{Timeout: time.Second}
	conn, err := dial.DialContext(context.Background(), "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("call the supervisor of %s: %w (drey dev sets it; unset it to run alone)", supervisorVar, err)
	}
	return &supervisor{conn}, nil
}

// supervised lets an application listen where its supervisor expects it, and
// end with it.
func (a *App) supervised(ctx context.Context) (*supervisor, context.Context, error) {
	s, err := callSupervisor()
	if s == nil {
		return nil, ctx, err
	}
	a.config.listeners[0] = listener{Listener: server.Listener{Addr: "127.0.0.1:0"}}
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, s.conn)
		cancel(errHungUp)
	}()
	return s, ctx, nil
}

func (s *supervisor) tell(news newsflash) {
	if s != nil {
		_ = json.NewEncoder(s.conn).Encode(news) //nolint:errchkjson // one who has hung up need not hear it
	}
}

// hangUp lets the goroutine end that listens for the end of the connection.
func (s *supervisor) hangUp() {
	if s != nil {
		_ = s.conn.Close()
	}
}

// tellFailure tells a supervisor why the program ends.
func tellFailure(err error) {
	s, _ := callSupervisor()
	defer s.hangUp()
	news := newsflash{Error: err.Error()}
	if report, ok := errors.AsType[*BootError](err); ok {
		news.Problems = report.Problems()
	}
	s.tell(news)
}
