package cats

import (
	"context"
	"errors"

	"github.com/dreygo/drey/modules/health"
)

// A Presence is a health check: a house without a cat has nothing to serve.
type Presence struct{ cats *Service }

// NewPresence returns a Presence.
func NewPresence(cats *Service) *Presence { return &Presence{cats} }

var _ health.Check = (*Presence)(nil)

// Name implements [health.Check].
func (p *Presence) Name() string { return "cats" }

// Check implements [health.Check].
func (p *Presence) Check(context.Context) error {
	if p.cats.List(1, 1).Total == 0 {
		return errors.New("nobody is at home")
	}
	return nil
}
