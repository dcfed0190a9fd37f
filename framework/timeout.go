package drey

import (
	"context"
	"errors"
	"time"
)

var timeoutKey = NewKey[time.Duration]("timeout")

// defaultTimeout is longer than what people wait for, and than what proxies do
// by default.
const defaultTimeout = 30 * time.Second

// Timeout bounds how long guards, interceptors, pipes and handler may take
// together, on an app, module, controller or route. The nearest level wins;
// the default is 30 seconds, 0 is no bound, less than that stops the boot. The
// time in which the client sends its body does not count, nor what is sent when
// the handler has returned: for those there is [Limits.MinRate].
//
// When the time is over the request's context ends. The error that a handler
// returns because of that, or any other that is no [*Error], is answered with
// 503 and logged; filters see it as one for which errors.Is(err,
// context.DeadlineExceeded) holds. A value that comes late is still sent, and
// a handler that does not look at its context is waited for. One that looks and
// took more than half of its time is logged at level debug.
//
// It does not apply to [Stream], [Events] and raw handlers, which take as long
// as they like. Endpoints of [On] have no default.
func Timeout(d time.Duration) Enhancer { return timeoutKey.Set(d) }

func timeoutOf(r *RouteInfo) time.Duration {
	d, chosen := timeoutKey.Of(r)
	switch {
	case r.Out == nil || streams(r):
		return 0
	case !chosen && r.Transport == nil:
		return defaultTimeout
	default:
		return d
	}
}

// late makes an error a 503 when the time was over before it came.
func (p *pipeline) late(c *Context, err error) error {
	if !c.limited || c.deadline.cause() != errTooLong { //nolint:errorlint // it is this very one
		return err
	}
	if _, chosen := errors.AsType[*Error](err); chosen {
		return err
	}
	return ServiceUnavailable("no answer within %s, the drey.Timeout of %s %s: %v", p.timeout, p.info.Method, p.info.Path, err).WithCause(context.DeadlineExceeded)
}

// warn tells of a handler that will not have enough time one day.
func (p *pipeline) warn(c *Context, left time.Duration) {
	p.app.log.DebugContext(c, "a handler took more than half of its time", "timeout", p.timeout, "took", p.timeout-left, "route", p.info.Method+" "+p.info.Path)
}
