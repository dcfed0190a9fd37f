package csrf

import (
	"net/http"
	"slices"

	drey "github.com/dreygo/drey/framework"
)

// ErrCrossOrigin is what a refused request gets, with net/http's reason as its
// cause. A filter can catch it with errors.Is.
var ErrCrossOrigin = drey.Forbidden("a page of another site may not do this").WithCode("cross_origin")

// A Guard refuses what a page of another site sends. It looks at HTTP requests
// only.
type Guard struct{ protection *http.CrossOriginProtection }

var (
	_ drey.Guard    = (*Guard)(nil)
	_ drey.Answerer = (*Guard)(nil)
)

// New returns the guard of a config. The error lists everything that is wrong
// with it. Most applications take [ForRoot] instead.
func New(config Config) (*Guard, error) {
	p, err := config.protection()
	if err != nil {
		return nil, err
	}
	return &Guard{p}, nil
}

// Allow returns nil for what the application's own pages, trusted ones, and
// clients that are no browsers send; else [ErrCrossOrigin].
func (g *Guard) Allow(c *drey.Context) error {
	if c.Kind() != drey.HTTP || exempt.Get(c) {
		return nil
	}
	if err := g.protection.Check(c.Request()); err != nil {
		return ErrCrossOrigin.WithCause(err)
	}
	return nil
}

// Answers implements [drey.Answerer]. Requests that change nothing are never
// refused.
func (g *Guard) Answers(r *drey.RouteInfo) []drey.Answer {
	if open, _ := exempt.Of(r); open || slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, r.Method) {
		return nil
	}
	return []drey.Answer{{Error: ErrCrossOrigin}}
}

var exempt = drey.NewKey[bool]("csrf.exempt")

// Exempt opens routes to every site: those that look at no cookie, such as
// webhooks and the callbacks of payment pages.
func Exempt() drey.Enhancer { return exempt.Set(true) }
