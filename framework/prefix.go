package drey

// A PathOption says where the paths of a module, a controller or a route
// begin. [NoAppPrefix] returns one.
type PathOption interface {
	ModuleOption
	ControllerOption
	RouteOption
}

// NoAppPrefix leaves out the app's [Prefix] for a module, a controller or a
// route: for probes, documentation and files, which are expected at the root.
// A module's own prefix stays.
//
//	drey.Import(health.ForRoot(health.Config{}, drey.NoAppPrefix()))
func NoAppPrefix() PathOption { return noAppPrefix{} }

type noAppPrefix struct{}

func (noAppPrefix) applyModule(m *Module)      { m.atRoot = true }
func (noAppPrefix) applyController(rs *Routes) { rs.atRoot = true }
func (noAppPrefix) applyRoute(r *Route)        { r.atRoot = true }

// appPrefix is the app's prefix where a route takes it.
func (b *blueprint) appPrefix(m *Module, rs *Routes, r *Route) string {
	if m.atRoot || rs.atRoot || r.atRoot {
		return ""
	}
	return b.config.prefix
}
