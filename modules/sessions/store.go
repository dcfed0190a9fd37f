package sessions

import (
	"context"
	"errors"
	"time"
)

// A Store keeps sessions. It is safe for concurrent use, and every function
// ends with an error soon after ctx has ended. What it returns besides the two
// errors below is a failure, which the client sees as 503.
//
// A record whose Expires has passed is as good as none.
type Store interface {
	// Load returns a session, or [ErrNotFound].
	Load(ctx context.Context, id string) (Record, error)

	// Save stores a record whose Version is the one in the store, and gives it
	// the next one. With version 0 there must be none: it is stored as version
	// 1. Where there is another version the error is [ErrConflict], where there
	// is none [ErrNotFound]; nothing is changed then.
	Save(ctx context.Context, id string, r Record) error

	// Touch changes when a session expires, not its version. Where there is
	// none the error is [ErrNotFound].
	Touch(ctx context.Context, id string, expires time.Time) error

	// Move gives a session another id, in one step: nobody sees it under both.
	// Where there is none the error is [ErrNotFound].
	Move(ctx context.Context, from, to string) error

	// Delete removes a session. It is no error when there is none.
	Delete(ctx context.Context, id string) error
}

// A Record is a session as a store keeps it.
type Record struct {
	Data    []byte // some JSON; nobody changes the bytes
	Version int64  // grows by one with each change
	Expires time.Time
}

// Errors of a [Store].
var (
	ErrNotFound = errors.New("sessions: there is no such session")
	ErrConflict = errors.New("sessions: the session was changed by somebody else")
)
