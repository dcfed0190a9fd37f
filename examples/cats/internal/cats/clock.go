package cats

import "time"

// A Clock tells the time. Tests put another one in its place.
type Clock interface{ Now() time.Time }

// NewClock returns the real clock.
func NewClock() Clock { return wallClock{} }

type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now().UTC() }
