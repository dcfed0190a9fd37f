// Package cats is the feature cats: routes, rules and storage.
package cats

import drey "github.com/dreygo/drey/framework"

// Module serves /cats. Modules that import it can use its [Service].
var Module = drey.NewModule("cats",
	drey.Provide(NewRepository),
	drey.Export(NewService),
	drey.Controllers(NewController),
)
