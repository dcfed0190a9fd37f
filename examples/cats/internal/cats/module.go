// Package cats is a feature module: it keeps cats in memory and serves them.
package cats

import (
	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/health"

	"github.com/dreygo/drey/examples/cats/internal/access"
)

// Module serves /cats. Only the service is visible to those who import it.
var Module = drey.NewModule("cats",
	drey.Import(access.Module, health.Module),
	drey.Provide(NewClock, NewDuplicateFilter, NewPresence),
	drey.Export(NewService),
	drey.Controllers(NewController),
	health.Register[*Presence](),
)
