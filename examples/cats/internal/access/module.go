// Package access says who may do what, by a key in the X-Api-Key header.
package access

import (
	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/config"
)

// Module exports the guard. The keyring stays private to it.
var Module = drey.NewModule("access",
	drey.Import(config.Module[Config]()),
	drey.Provide(NewKeyring),
	drey.Export(NewGuard),
)

// Config is read from the environment and from a file .env beside it.
type Config struct {
	AdminKey string `env:"ADMIN_KEY"` // empty: a key is made for this run
}
