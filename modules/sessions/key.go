package sessions

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// A Key names a value of type T in a session. Declare it once, as a package
// variable. The value is stored as JSON.
//
//	var User = sessions.Key[string]{Name: "user"}
type Key[T any] struct{ Name string }

// Get is the value in the session of the request behind ctx, and whether there
// is one. Where there is no session there is none, and none is begun. A value
// that does not fit T, because T was another type when it was set, is none, and
// is logged.
func (k Key[T]) Get(ctx context.Context, m *Manager) (value T, found bool, err error) {
	err = m.with(ctx, func(v visit) error {
		value, found = k.in(v)
		return nil
	})
	return value, found, err
}

// Set stores a value, and begins a session where there is none. When it returns
// nil the value is in the store. A value that is there already is not stored
// again. A session is begun before the answer begins.
func (k Key[T]) Set(ctx context.Context, m *Manager, value T) error {
	return m.with(ctx, func(v visit) error {
		return v.change(func(held values) (bool, error) { return k.put(held, value) })
	})
}

// Update stores what f makes of the value; found says whether there was one. In
// contrast to Get and Set nothing that other requests do meanwhile is lost: f is
// then called again, with what they have stored, so it should do nothing else.
// An error of f is returned, and nothing is stored.
func (k Key[T]) Update(ctx context.Context, m *Manager, f func(value T, found bool) (T, error)) error {
	return m.with(ctx, func(v visit) error {
		return v.change(func(held values) (bool, error) {
			next, err := f(k.in(v))
			if err != nil {
				return false, err
			}
			return k.put(held, next)
		})
	})
}

// Delete removes the value. Without one nothing is stored.
func (k Key[T]) Delete(ctx context.Context, m *Manager) error {
	return m.with(ctx, func(v visit) error {
		return v.change(func(held values) (bool, error) {
			_, found := held[k.Name]
			delete(held, k.Name)
			return found, nil
		})
	})
}

// in decodes the value that a session has.
func (k Key[T]) in(v visit) (value T, found bool) {
	text, found := v.values[k.Name]
	if !found {
		return value, false
	}
	if err := json.Unmarshal(text, &value); err != nil {
		v.engine.log.WarnContext(v.c, "a value of the session is dropped: it is of another type", "key", k.Name, "error", err)
		return *new(T), false
	}
	return value, true
}

// put reports whether the value is another one.
func (k Key[T]) put(held values, value T) (bool, error) {
	if k.Name == "" {
		return false, errors.New("sessions: a Key has no Name")
	}
	text, err := json.Marshal(value)
	if err != nil {
		return false, fmt.Errorf("sessions: %s: %w", k.Name, err)
	}
	if before, found := held[k.Name]; found && bytes.Equal(before, text) {
		return false, nil
	}
	held[k.Name] = text
	return true, nil
}
