package drey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/dreygo/drey/framework/internal/server"
)

// supervisorVar is set by drey dev for the program it starts: the address where
// it wants to hear how the program fares. [App.Serve] then listens on a free
// port of 127.0.0.1 in place of the address of [Addr], says which one when the
// application is ready, and stops when the connection ends. A program that is
// not serving, because a constructor takes its time, ends at once.
const supervisorVar = "DREY_SUPERVISOR"

// A supervisor is the connection to the command that has started the program.
type supervisor struct {
	conn    net.Conn
	err     error           // why there is none
	there   context.Context // ends when it has hung up
	serving atomic.Int32    // applications that stop in order then
}

// boss is nil when nobody has started the program but its user.
var boss = callSupervisor()

// A newsflash is what a supervisor hears, once.
type newsflash struct {
	URL      string        `json:"url,omitempty"`   // of an application that is ready
	Error    string        `json:"error,omitempty"` // why it cannot start
	Problems []BootProblem `json:"problems,omitempty"`
}

var errHungUp = errors.New("the supervisor has hung up")

func callSupervisor() *supervisor {
	addr := os.Getenv(supervisorVar)
	if addr == "" {
		return nil
	}
	dial := net.Dialer{Timeout: time.Second}
	conn, err := dial.DialContext(context.Background(), "tcp", addr)
	if err != nil {
		return &supervisor{err: fmt.Errorf("call the supervisor of %s: %w (drey dev sets it; unset it to run alone)", supervisorVar, err)}
	}
	there, hungUp := context.WithCancel(context.Background())
	s := &supervisor{conn: conn, there: there}
	go func() {
		_, _ = io.Copy(io.Discard, conn)
		if s.serving.Load() == 0 {
			os.Exit(1)
		}
		hungUp()
	}()
	return s
}

// supervised lets an application listen where its supervisor expects it, and
// end with it. The function it returns is for when it has stopped.
func (a *App) supervised(ctx context.Context) (_ context.Context, stopped func(), err error) {
	switch {
	case boss == nil:
		return ctx, func() {}, nil
	case boss.err != nil:
		return nil, nil, boss.err
	}
	a.config.listeners[0] = listener{Listener: server.Listener{Addr: "127.0.0.1:0"}}
	boss.serving.Add(1)
	ctx, cancel := context.WithCancelCause(ctx)
	release := context.AfterFunc(boss.there, func() { cancel(errHungUp) })
	return ctx, func() {
		release()
		boss.serving.Add(-1)
	}, nil
}

func (s *supervisor) tell(news newsflash) {
	if s != nil && s.err == nil {
		_ = json.NewEncoder(s.conn).Encode(news) //nolint:errchkjson // one who has hung up need not hear it
	}
}

// tellFailure tells a supervisor why the program ends.
func tellFailure(err error) {
	news := newsflash{Error: err.Error()}
	if report, ok := errors.AsType[*BootError](err); ok {
		news.Problems = report.Problems()
	}
	boss.tell(news)
}
