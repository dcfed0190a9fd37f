package cats

import (
	"strconv"

	drey "github.com/dreygo/drey/framework"
)

// TotalCount tells the length of the whole list in a header, too. An
// interceptor sees the handler's value, not its bytes.
type TotalCount struct{}

var _ drey.Interceptor = TotalCount{}

// Intercept implements [drey.Interceptor].
func (TotalCount) Intercept(c *drey.Context, next drey.Next) (any, error) {
	value, err := next(c)
	if page, ok := value.(*Page); ok {
		c.Response().Header().Set("X-Total-Count", strconv.Itoa(page.Total))
	}
	return value, err
}
