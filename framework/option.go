package drey

// Options are values. The type of an option says where it fits, so an option
// in the wrong place does not compile.

// An AppOption configures an application; see [New].
type AppOption interface{ applyApp(*appConfig) }

// A ModuleOption configures a module; see [NewModule].
type ModuleOption interface{ applyModule(*Module) }

// A ControllerOption configures all routes of a controller; see [Controller].
type ControllerOption interface{ applyController(*Routes) }

// A RouteOption configures one route; see [Get].
type RouteOption interface{ applyRoute(*Route) }

// An Enhancer fits on all four levels: app, module, controller and route.
// [UseGuards], [UseInterceptors], [UsePipes], [UseFilters] and [Key.Set]
// return one.
type Enhancer interface {
	AppOption
	ModuleOption
	ControllerOption
	RouteOption
}

// A ModuleOrAppOption fits on an app and on a module.
type ModuleOrAppOption interface {
	AppOption
	ModuleOption
}

type (
	appOption    func(*appConfig)
	moduleOption func(*Module)
	routeOption  func(*Route)

	// enhancer changes the scope it is put on, whatever its level.
	enhancer func(*scope)
)

func (f appOption) applyApp(c *appConfig)     { f(c) }
func (f moduleOption) applyModule(m *Module)  { f(m) }
func (f routeOption) applyRoute(r *Route)     { f(r) }
func (f enhancer) applyApp(c *appConfig)      { f(&c.scope) }
func (f enhancer) applyModule(m *Module)      { f(&m.scope) }
func (f enhancer) applyController(rs *Routes) { f(&rs.scope) }
func (f enhancer) applyRoute(r *Route)        { f(&r.scope) }

// A scope is what the four levels have in common.
type scope struct {
	middleware   []stageRef
	guards       []stageRef
	interceptors []stageRef
	pipes        []stageRef
	filters      []stageRef
	meta         map[any]any // *Key[T] -> T
	added        []metaValue // beside it
	atRoot       bool        // without the app's prefix
	versions     []string    // nil when none are said
	hosts        []string    // likewise
}
