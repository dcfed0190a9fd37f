package drey

import (
	"encoding/json"
	"strconv"

	"github.com/dreygo/drey/framework/internal/graph"
)

// A Graph is an application as a picture: its modules, what they provide and
// who needs what. The same application gives the same graph in every run.
type Graph struct {
	Modules []GraphModule `json:"modules"` // a module after those it imports
}

// A GraphModule is one module.
type GraphModule struct {
	ID      string   `json:"id"` // the name; users#2 for a second module of that name
	Name    string   `json:"name"`
	Place   string   `json:"place"` // file and line
	Global  bool     `json:"global,omitempty"`
	Imports []string `json:"imports"` // IDs of modules
	// Exports are keys as reports write them: *db.Pool, *db.Pool named "replica".
	Exports   []string        `json:"exports"`
	Reexports []string        `json:"reexports,omitempty"` // IDs of modules
	Providers []GraphProvider `json:"providers"`
}

// A GraphProvider is one provider of a module, or what overrides it.
type GraphProvider struct {
	ID       string      `json:"id"`   // users/3
	Kind     string      `json:"kind"` // provider, controller, decorator or alias
	Name     string      `json:"name"` // db.NewPool
	Place    string      `json:"place"`
	Provides []string    `json:"provides"` // keys
	Exported bool        `json:"exported"` // importers see all or some of it
	Life     string      `json:"life"`     // [LifeApplication], [LifeDemand] or [LifeRequest]
	Needs    []GraphNeed `json:"needs"`
	Routes   []string    `json:"routes,omitempty"` // of a controller: GET /users
}

// A GraphNeed is what one parameter gets.
type GraphNeed struct {
	Key      string `json:"key"`                // as in Provides
	Provider string `json:"provider,omitempty"` // ID; "" for what drey itself provides
	Later    bool   `json:"later,omitempty"`    // by a handle: Lazy or Req
}

// How long what a [GraphProvider] makes lives.
const (
	LifeApplication = "application" // made with the application
	LifeDemand      = "demand"      // made when it is first needed
	LifeRequest     = "request"     // made in each request that asks
)

// Graph returns the application as it is, with what [App.Load] has added. It
// is empty when the app could not be built, and in constructors.
func (a *App) Graph() *Graph {
	if a.usable() != nil {
		return &Graph{}
	}
	return newGraph(a.life.latest().graph, a.life.root, a.plan.tables)
}

// GraphOf returns the graph of an application without constructing anything.
// The error is the boot report, as from [Check].
func GraphOf(root *Module, opts ...AppOption) (*Graph, error) {
	b, report := plan(root, newAppConfig(opts))
	if err := report.Err(); err != nil {
		return nil, bootError(err)
	}
	return newGraph(b.graph, b.root, b.tables), nil
}

// JSON returns the graph for tools, indented.
func (g *Graph) JSON() string {
	text, err := json.MarshalIndent(g, "", "  ")
	if err != nil {
		panic(err) // strings, lists and bools
	}
	return string(text) + "\n"
}

// A drawer turns a compiled graph into a picture.
type drawer struct {
	graph   *graph.Graph
	routes  map[*graph.Provider][]string
	nodes   map[*graph.Module][]*graph.Node
	modules map[*graph.Module]string // their IDs
	ids     map[*graph.Node]string
}

func newGraph(g *graph.Graph, root *graph.Module, tables []*plannedTable) *Graph {
	d := drawer{g, map[*graph.Provider][]string{}, g.ByModule(), map[*graph.Module]string{}, map[*graph.Node]string{}}
	for _, t := range tables {
		for _, r := range t.routes {
			d.routes[t.controller] = append(d.routes[t.controller], r.info.Method+" "+r.info.Path)
		}
	}
	d.label()
	all := &Graph{Modules: make([]GraphModule, 0, len(g.Modules))}
	for _, m := range g.Modules {
		if m != g.Root() || m == root { // what was loaded hangs on a module of no one's
			all.Modules = append(all.Modules, d.module(m))
		}
	}
	return all
}

// label gives IDs to modules and nodes.
func (d drawer) label() {
	taken := map[string]int{}
	for _, m := range d.graph.Modules {
		id := m.Name
		if taken[m.Name]++; taken[m.Name] > 1 {
			id += "#" + strconv.Itoa(taken[m.Name])
		}
		d.modules[m] = id
		for i, n := range d.nodes[m] {
			d.ids[n] = id + "/" + strconv.Itoa(i+1)
		}
	}
}

func (d drawer) module(m *graph.Module) GraphModule {
	nodes := d.nodes[m]
	drawn := GraphModule{
		ID:        d.modules[m],
		Name:      m.Name,
		Place:     m.Place.String(),
		Global:    m.Global,
		Imports:   d.idsOf(d.graph.Imports(m)),
		Exports:   []string{},
		Reexports: d.idsOf(d.graph.ExportedModules(m)),
		Providers: make([]GraphProvider, len(nodes)),
	}
	for i, n := range nodes {
		drawn.Providers[i] = d.provider(n)
		for _, out := range n.Outputs {
			if out.Exported && !out.Decorated {
				drawn.Exports = append(drawn.Exports, out.Key.String())
			}
		}
	}
	for _, e := range m.Exports {
		if out, ok := d.graph.Lookup(m, e.Key); ok && out.Node.Module != m {
			drawn.Exports = append(drawn.Exports, e.Key.String())
		}
	}
	return drawn
}

func (d drawer) idsOf(modules []*graph.Module) []string {
	ids := make([]string, len(modules))
	for i, m := range modules {
		ids[i] = d.modules[m]
	}
	return ids
}

func (d drawer) provider(n *graph.Node) GraphProvider {
	drawn := GraphProvider{
		ID:       d.ids[n],
		Kind:     kindOf(n),
		Name:     nameOfNode(n),
		Place:    n.Provider.SourcePlace().String(),
		Provides: []string{},
		Life:     lifeOf(n),
		Needs:    []GraphNeed{},
		Routes:   d.routes[n.Provider],
	}
	for _, out := range n.Outputs {
		drawn.Exported = drawn.Exported || out.Exported
		key := out.Key.String()
		if out.Member {
			key = "one of all " + key
		}
		drawn.Provides = append(drawn.Provides, key)
	}
	for i := range n.Params {
		drawn.Needs = append(drawn.Needs, d.needs(&n.Params[i])...)
	}
	return drawn
}

func nameOfNode(n *graph.Node) string {
	if n.Provider.Controller && n.Provider.Value.IsValid() {
		return "a route table"
	}
	return n.Provider.String()
}

func kindOf(n *graph.Node) string {
	switch {
	case n.Provider.Controller:
		return "controller"
	case n.Decorates():
		return "decorator"
	case n.Provider.Alias:
		return "alias"
	default:
		return "provider"
	}
}

func lifeOf(n *graph.Node) string {
	switch {
	case n.PerRequest:
		return LifeRequest
	case !n.Eager:
		return LifeDemand
	default:
		return LifeApplication
	}
}

// needs are what a parameter gets: several for a list, none for an absent
// optional one.
func (d drawer) needs(p *graph.Param) []GraphNeed {
	if p.Native || p.FromRequest() {
		return []GraphNeed{{Key: p.Key.String()}}
	}
	var all []GraphNeed
	for _, out := range append(p.Members[:len(p.Members):len(p.Members)], p.From) {
		if out != nil {
			later := p.Kind == graph.Lazy || p.Kind == graph.Request
			all = append(all, GraphNeed{Key: p.Key.String(), Provider: d.ids[out.Node], Later: later})
		}
	}
	return all
}
