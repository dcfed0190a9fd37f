package sessions

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// Config configures the module. The zero value is a sensible default.
type Config struct {
	// Cookie names the cookie. The default is "__Host-session" in production,
	// which browsers take and send over HTTPS only, and "session" elsewhere.
	Cookie string

	// Idle is how long a session lives that is not used. It is prolonged when
	// a tenth of it has passed. The default is 30 minutes, or Max if that is
	// less.
	Idle time.Duration

	// Max is how long a session lives at most, from its begin or from the last
	// [Manager.Renew]. The default is 12 hours.
	Max time.Duration

	// Store keeps the sessions. Nil is NewMemory(0): in the memory of this
	// process, so that they end with it, and other processes do not know them.
	Store Store

	// StoreTimeout bounds what a call of a function waits for the store. The
	// default is 5 seconds.
	StoreTimeout time.Duration
}

// Defaults of a Config.
const (
	defaultIdle         = 30 * time.Minute
	defaultMax          = 12 * time.Hour
	defaultStoreTimeout = 5 * time.Second
)

// withDefaults completes a Config for an environment. The error lists
// everything that is wrong with it.
func (c Config) withDefaults(env drey.Environment) (Config, error) {
	if c.Cookie == "" {
		c.Cookie = "session"
		if env.IsProduction() {
			c.Cookie = "__Host-session"
		}
	}
	problems := []error{
		orDefault("Max", &c.Max, defaultMax),
		orDefault("Idle", &c.Idle, min(defaultIdle, c.Max)),
		orDefault("StoreTimeout", &c.StoreTimeout, defaultStoreTimeout),
	}
	if c.Idle > c.Max {
		problems = append(problems, fmt.Errorf("sessions: Config.Idle is %s, longer than Max, which is %s (say less, or raise Max)", c.Idle, c.Max))
	}
	if (&http.Cookie{Name: c.Cookie}).Valid() != nil { //nolint:gosec // it is about the name alone
		problems = append(problems, fmt.Errorf("sessions: %q is no name of a cookie", c.Cookie))
	}
	if c.Store == nil {
		c.Store = NewMemory(0)
	}
	return c, errors.Join(problems...)
}

// orDefault refuses times that are none.
func orDefault(name string, d *time.Duration, otherwise time.Duration) error {
	switch {
	case *d == 0:
		*d = otherwise
	case *d < time.Second:
		return fmt.Errorf("sessions: Config.%s is %s (say a second or more, or leave it out)", name, *d)
	}
	return nil
}
