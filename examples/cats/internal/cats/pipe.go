package cats

import (
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// TidyName removes spaces round a name. A pipe runs after binding and before
// validation, so "  x  " is too short.
var TidyName = drey.PipeFunc[CreateCat](func(_ *drey.Context, in *CreateCat) error {
	in.Name = strings.TrimSpace(in.Name)
	return nil
})
