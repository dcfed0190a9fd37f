package cats

import (
	"errors"
	"fmt"

	drey "github.com/dreygo/drey/framework"
)

// A DuplicateError says that a cat of this name lives here already.
type DuplicateError struct {
	Name string
	ID   int64
}

// Error implements error.
func (e *DuplicateError) Error() string {
	return fmt.Sprintf("cat %q lives here already", e.Name)
}

// A DuplicateFilter answers a [DuplicateError] with 409 and the way to the cat
// that is there. Catches says which errors it is asked for.
type DuplicateFilter struct{ drey.Catches[*DuplicateError] }

// NewDuplicateFilter returns a DuplicateFilter.
func NewDuplicateFilter() *DuplicateFilter { return &DuplicateFilter{} }

var _ drey.Filter = (*DuplicateFilter)(nil)

// Catch implements [drey.Filter]: what it returns gets the default body.
func (*DuplicateFilter) Catch(_ *drey.Context, err error) error {
	duplicate, ok := errors.AsType[*DuplicateError](err)
	if !ok {
		return err
	}
	return drey.Conflict("%s", duplicate.Error()).
		WithCode("duplicate_cat").
		WithHeader("Location", fmt.Sprintf("/cats/%d", duplicate.ID))
}
