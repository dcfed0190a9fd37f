package drey

import (
	"context"
	"errors"
	"time"
)

var timeoutKey = NewKey[time.Duration]("timeout")

// errTooLong is why a context has ended.
var errTooLong = errors.New("the handler's time is over")

// Timeout bounds how long guards, interceptors, binding and handler may take
// together, on an app, module, controller or route. The nearest level wins;
// 0 is no bound, which is the default; less than that stops the boot.
//
// When the time is over the request's context ends. The error that a handler
// returns because of that, or any other that is no [*Error], is answered with
// 503 and logged; filters see it as one for which errors.Is(err,
// context.DeadlineExceeded) holds. A value that comes late is still sent, and
// a handler that does not look at its context is waited for.
//
// It does not apply to [Stream], [Events] and raw handlers, which take as long
// as they like.
func Timeout(d time.Duration) Enhancer { return timeoutKey.Set(d) }

func timeoutOf(r *RouteInfo) time.Duration {
	d, _ := timeoutKey.Of(r)
	if r.Out == nil || streams(r) {
		return 0
	}
	return d
}

// late makes an error a 503 when the time was over before it came.
func (p *pipeline) late(c *Context, err error) error {
	if p.timeout == 0 || !errors.Is(context.Cause(c.ctx), errTooLong) {
		return err
	}
	if _, chosen := errors.AsType[*Error](err); chosen {
		return err
	}
	return ServiceUnavailable("no answer within %s: %v", p.timeout, err).WithCause(context.DeadlineExceeded)
}
