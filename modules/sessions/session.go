package sessions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// maxData is how many bytes of JSON a session may have.
const maxData = 64 << 10

// A session is what one request knows of its session.
type session struct {
	engine *engine

	mu      sync.Mutex
	loaded  bool
	brought bool   // the request came with a cookie of the name
	renewed bool   // its id has just been replaced, by another request
	id      string // "" while there is no session
	version int64  // of the values; meaningless without an id
	values  values
	begun   atomic.Bool // the answer's header is sent
	handed  atomic.Bool // it sets the cookie
}

// values are what a session holds, by key, encoded.
type values map[string]json.RawMessage

func newSession(e *engine) *session { return &session{engine: e} }

// A visit is a session at work, with its mutex locked.
type visit struct {
	*session
	c   *drey.Context
	ctx context.Context // ends when the store takes too long
}

// load finds the session, unless that has been done. An id that the store does
// not know is none: only newID makes ids.
func (v visit) load() error {
	if v.loaded || v.c.Kind() != drey.HTTP {
		return nil
	}
	for _, id := range v.engine.ids(v.c.Request()) {
		found, err := v.read(id)
		if err != nil {
			return err
		}
		if found {
			break
		}
	}
	v.brought = len(v.c.Request().CookiesNamed(v.engine.config.Cookie)) > 0
	v.loaded = true
	v.watch()
	return nil
}

// read takes over what the store has for an id.
func (v visit) read(id string) (found bool, err error) {
	r, err := v.engine.config.Store.Load(v.ctx, id)
	if err == nil {
		err = v.prolong(id, r.Expires)
	}
	if errors.Is(err, ErrNotFound) {
		return false, v.lookForTrace(id)
	}
	if err != nil {
		return false, unavailable(err)
	}
	held := values{}
	if err := json.Unmarshal(r.Data, &held); err != nil {
		return false, fmt.Errorf("sessions: the store holds no session: %w", err)
	}
	v.id, v.version, v.values = id, r.Version, held
	return true, nil
}

// traceTime is how long it is known that an id was replaced.
const traceTime = 30 * time.Second

// trace is where the store keeps that. It leads to no session.
func trace(id string) string { return "renewed:" + id }

// leaveTrace is for requests that are on their way with the old id: they must
// not begin a session, whose cookie would take the place of the new one. When
// the store fails they do, which is no reason to fail a login that is done.
func (v visit) leaveTrace(id string) {
	_ = v.engine.config.Store.Save(v.ctx, trace(id), Record{Data: []byte("{}"), Expires: time.Now().Add(traceTime)})
}

func (v visit) lookForTrace(id string) error {
	_, err := v.engine.config.Store.Load(v.ctx, trace(id))
	if err == nil {
		v.renewed = true
		return nil
	}
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return unavailable(err)
}

// prolong lets a session live on that is used, but does not write for each
// request.
func (v visit) prolong(id string, expires time.Time) error {
	idle := v.engine.config.Idle
	if time.Until(expires) > idle-idle/10 {
		return nil
	}
	return v.engine.config.Store.Touch(v.ctx, id, time.Now().Add(idle))
}

// watch keeps caches from giving one visitor's answer to another, and notes
// when it is too late for a cookie.
func (v visit) watch() {
	v.c.Response().Header().Add("Vary", "Cookie")
	s := v.session
	v.c.OnHeader(func(_ int, h http.Header) {
		s.begun.Store(true)
		switch _, said := h["Cache-Control"]; {
		case s.handed.Load():
			h.Set("Cache-Control", "no-store")
		case !said:
			h.Set("Cache-Control", "private")
		}
	})
}

// change stores what f makes of the values; f reports whether it has changed
// them. When another request has stored something meanwhile it is called again,
// with that.
func (v visit) change(f func(values) (bool, error)) error {
	for {
		next := maps.Clone(v.values)
		if next == nil {
			next = values{}
		}
		if changed, err := f(next); err != nil || !changed {
			return err
		}
		err := v.save(next)
		if !errors.Is(err, ErrConflict) {
			return err
		}
		if found, err := v.read(v.id); err != nil || !found {
			return v.lost(err)
		}
	}
}

// save stores the next version of the values, and begins a session where there
// is none.
func (v visit) save(next values) error {
	data, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	if len(data) > maxData {
		return ErrFull
	}
	if v.id == "" {
		return v.create(next, data)
	}
	err = v.engine.config.Store.Save(v.ctx, v.id, Record{Data: data, Version: v.version, Expires: time.Now().Add(v.engine.config.Idle)})
	switch {
	case err == nil:
		v.values, v.version = next, v.version+1
		return nil
	case errors.Is(err, ErrNotFound):
		return v.lost(nil)
	case errors.Is(err, ErrConflict):
		return ErrConflict
	default:
		return unavailable(err)
	}
}

func (v visit) create(next values, data []byte) error {
	if v.renewed {
		return ErrEnded
	}
	if err := v.early(); err != nil {
		return err
	}
	id := newID()
	if err := v.engine.config.Store.Save(v.ctx, id, Record{Data: data, Expires: time.Now().Add(v.engine.config.Idle)}); err != nil {
		return unavailable(err)
	}
	return v.become(id, 1, next)
}

// become makes id the session of the request and of the browser.
func (v visit) become(id string, version int64, held values) error {
	v.id, v.version, v.values = id, version, held
	v.handed.Store(true)
	return v.engine.hand(v.c, id)
}

// lost forgets a session that is in the store no more, unless err says that
// nobody knows.
func (v visit) lost(err error) error {
	if err != nil {
		return err
	}
	v.id, v.values = "", nil
	return ErrEnded
}

func (v visit) renew() error {
	v.renewed = false // who logs in begins anew, whatever was before
	if v.id == "" {
		return nil
	}
	if err := v.early(); err != nil {
		return err
	}
	id, old := newID(), v.id
	switch err := v.engine.config.Store.Move(v.ctx, old, id); {
	case errors.Is(err, ErrNotFound):
		v.id, v.values = "", nil // what it was is over, too
		return nil
	case err != nil:
		return unavailable(err)
	}
	v.leaveTrace(old)
	return v.become(id, v.version, v.values)
}

func (v visit) destroy() error {
	if v.id == "" && !v.brought {
		return nil
	}
	if err := v.early(); err != nil {
		return err
	}
	if v.id != "" {
		if err := v.engine.config.Store.Delete(v.ctx, v.id); err != nil {
			return unavailable(err)
		}
	}
	v.id, v.values = "", nil
	v.handed.Store(true)
	return v.engine.takeBack(v.c)
}

// early refuses what needs a cookie where none can be sent.
func (v visit) early() error {
	switch {
	case v.c.Kind() != drey.HTTP:
		return errors.New("sessions: only HTTP has them: a call brings no cookie and takes none")
	case v.begun.Load():
		return errors.New("sessions: the answer has begun, so that it cannot carry the cookie (begin, renew and end a session before)")
	default:
		return nil
	}
}

// unavailable makes a 503 of a store's failure.
func unavailable(err error) error {
	return drey.ServiceUnavailable("the store of the sessions failed").WithCause(err)
}
