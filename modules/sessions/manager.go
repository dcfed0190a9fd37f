package sessions

import (
	"context"
	"fmt"

	drey "github.com/dreygo/drey/framework"
)

// A Manager finds the session of a request. It is provided by the module; keys
// take it: see [Key]. What it returns as an error can be returned by a handler
// as it is.
type Manager struct{ session drey.Req[*session] }

func newManager(session drey.Req[*session]) *Manager { return &Manager{session} }

// ErrEnded is why a change is not stored: another request of the session has
// ended it or renewed its id meanwhile, or has done the latter within the last
// 30 seconds. It is 409.
var ErrEnded = drey.Conflict("the session has ended meanwhile").WithCode("session_ended")

// ErrFull is why a change is not stored: with it the session would be larger
// than 64 KiB. It is 413.
var ErrFull = drey.PayloadTooLarge("the session cannot hold that much").WithCode("session_full")

// Renew gives the session of the request behind ctx a new id, and begins its
// [Config.Max] anew. Call it when somebody has said who they are, before that
// is written into the session: whoever has brought them to use an id that he
// knows is left behind. Without a session it does nothing; the next value that
// is set begins one. Call it before the answer begins.
func (m *Manager) Renew(ctx context.Context) error {
	return m.with(ctx, func(v visit) error { return v.renew() })
}

// Destroy ends the session of the request behind ctx, in the store and in the
// browser. A value that is set after it begins another one. Call it before the
// answer begins.
func (m *Manager) Destroy(ctx context.Context) error {
	return m.with(ctx, func(v visit) error { return v.destroy() })
}

// with calls f with the session of a request, loaded, and with a context that
// ends when the store takes too long.
func (m *Manager) with(ctx context.Context, f func(visit) error) error {
	c, ok := drey.From(ctx)
	if !ok {
		return fmt.Errorf("sessions: there is a session only in a request (pass the handler's context)")
	}
	s, err := m.session.Get(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, s.engine.config.StoreTimeout)
	defer cancel()
	v := visit{s, c, ctx}
	if err := v.load(); err != nil {
		return err
	}
	return f(v)
}
