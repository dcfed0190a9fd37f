// Package health says whether an application lives and whether it can work.
//
//	GET /health/live   200 for as long as the process serves
//	GET /health/ready  200 when every check passes, 503 otherwise and from the
//	                   moment the application begins to stop
//
// A check is any provider with the methods of [Check]. Register adds it where
// it can be seen:
//
//	var Module = drey.NewModule("app",
//		drey.Import(health.Module, database.Module),
//		health.Register[*database.Pool](),
//	)
//
// A provider may also inject *[Registry] and add checks by hand.
package health
