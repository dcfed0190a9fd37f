package drey_test

import (
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/testdata/shop/users"
)

// finder is another name for an interface.
type finder interface{ users.Finder }

// Aliases of each other stand before nothing.
func TestCircleOfAliases(t *testing.T) {
	t.Parallel()
	m := drey.NewModule("app", drey.Provide(drey.Alias[users.Finder, finder](), drey.Alias[finder, users.Finder]()))
	golden(t, "boot/D107-aliases", drey.Check(m).Error())
}
