package health

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"reflect"

	drey "github.com/dreygo/drey/framework"
)

// controller answers probes.
type controller struct {
	checks *Registry
	state  *drey.State
	log    *slog.Logger
}

func newController(checks *Registry, state *drey.State, log *slog.Logger) *controller {
	return &controller{checks, state, log}
}

// Routes lists the probes.
func (c *controller) Routes() *drey.Routes {
	return drey.Controller("").With(
		drey.Get("/live", c.live, fresh),
		drey.Get("/ready", c.ready, fresh, drey.UseFilters(unavailable{})),
	)
}

// fresh keeps answers out of caches.
var fresh = drey.Header("Cache-Control", "no-store")

// live says that the process serves.
func (c *controller) live(context.Context, drey.None) (Report, error) {
	return newReport(nil), nil
}

// ready says whether the application can work.
func (c *controller) ready(ctx context.Context, _ drey.None) (Report, error) {
	report := c.report(ctx)
	if report.Status != OK {
		return report, &unready{report}
	}
	return report, nil
}

func (c *controller) report(ctx context.Context) Report {
	if !c.state.Ready() {
		return Report{Status: c.unserving(), Details: map[string]Detail{}}
	}
	results := c.checks.run(ctx)
	for _, r := range results {
		if r.err != nil {
			c.log.WarnContext(ctx, "health check failed", "check", r.name, "error", r.err.Error())
		}
	}
	return newReport(results)
}

// unserving says why an application does not serve.
func (c *controller) unserving() Status {
	select {
	case <-c.state.Stopping():
		return Stopping
	default:
		return Starting
	}
}

// unready carries a bad report to unavailable.
type unready struct{ report Report }

func (e *unready) Error() string { return "not ready: " + string(e.report.Status) }

// HTTPStatus is for whoever else catches it.
func (e *unready) HTTPStatus() int { return http.StatusServiceUnavailable }

// unavailable answers 503 with the report itself: probes read it, not people.
type unavailable struct{ drey.Catches[*unready] }

var _ drey.Answerer = unavailable{}

// Catch implements [drey.Filter].
func (unavailable) Catch(c *drey.Context, err error) error {
	e, ok := errors.AsType[*unready](err)
	if !ok {
		return err
	}
	return c.Reply(http.StatusServiceUnavailable, e.report)
}

// Answers implements [drey.Answerer].
func (unavailable) Answers(*drey.RouteInfo) []drey.Answer {
	return []drey.Answer{{
		Produces: drey.Description{Status: http.StatusServiceUnavailable, ContentType: "application/json", Body: reflect.TypeFor[Report]()},
		Text:     "A check is down, or the application does not serve.",
	}}
}
