package graph

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// A Tree is the modules of an application, each once, a module after
// everything it imports and after the global modules.
type Tree struct {
	Root    *Module
	Modules []*Module

	same    map[*Module]*Module   // definition -> the module that stands for it
	imports map[*Module][]*Module // of the modules above, likewise
	byID    map[identity]*Module
	parent  map[*Module]*Module // by which module each was first imported
	swaps   Swaps
	circle  map[*Module]bool // modules of which an import was dropped, and who imports them
}

// identity is that of modules with an ID.
type identity struct {
	name string
	id   any
}

// Swaps are what replaces modules where they are imported. Definitions are not
// changed, so that tests can share them.
type Swaps map[*Module][]Swap

// A Swap is one replacement of a module.
type Swap struct {
	By *Module
	In []*Module // only where one of these imports it; everywhere when empty

	Place diag.Place // of the override
}

// applies reports whether a swap is meant for an import.
func (s Swap) applies(importer *Module) bool {
	return len(s.In) == 0 || slices.Contains(s.In, importer)
}

// yields reports whether a later swap of the same module takes all that s is
// meant for.
func (s Swap) yields(later Swap) bool {
	return slices.Equal(s.In, later.In)
}

// Collect walks from the root through all imports, depth first. The tree is
// nil only when there is no root.
func Collect(root *Module, swaps Swaps) (*Tree, diag.Report) {
	c := &collector{
		used: map[*Module]bool{},
		Tree: &Tree{
			swaps:   swaps,
			circle:  map[*Module]bool{},
			same:    map[*Module]*Module{},
			imports: map[*Module][]*Module{},
			byID:    map[identity]*Module{},
			parent:  map[*Module]*Module{},
		},
	}
	if root == nil {
		return nil, diag.Report{nilRoot()}
	}
	c.Root = c.visit(nil, root)
	c.checkOnce()
	c.checkSwaps()
	c.order()
	return c.Tree, c.report
}

type collector struct {
	*Tree
	used   map[*Module]bool // what has replaced something
	path   []*Module        // from the root to the module being visited
	report diag.Report
}

// visit returns the module that stands for a definition which another one
// imports, nil for one that closes a cycle.
func (c *collector) visit(by, m *Module) *Module {
	if fake, ok := c.swapped(by, m); ok {
		c.used[fake] = true
		m = fake
	}
	m = c.identify(m)
	if i := slices.Index(c.path, m); i >= 0 {
		c.report.Add(moduleCycle(c.path[i:]))
		for _, broken := range c.path {
			c.circle[broken] = true
		}
		return nil
	}
	if _, ok := c.imports[m]; ok {
		return m
	}
	c.enter(m)
	return m
}

// swapped returns what replaces a module that another one names: the last that
// is meant for that one, or else for all. A replacement that imports what it
// replaces gets the real one.
func (t *Tree) swapped(by, m *Module) (*Module, bool) {
	var best *Swap
	for i, s := range t.swaps[m] {
		if s.applies(by) && (best == nil || len(s.In) > 0 || len(best.In) == 0) {
			best = &t.swaps[m][i]
		}
	}
	if best == nil || by != nil && best.By == by {
		return nil, false
	}
	return best.By, true
}

// identify returns the first module with m's identity.
func (c *collector) identify(m *Module) *Module {
	if known, ok := c.same[m]; ok {
		return known
	}
	c.same[m] = m
	if m.ID == nil {
		return m
	}
	if !reflect.ValueOf(m.ID).Comparable() {
		c.report.Add(badID(m))
		return m
	}
	id := identity{m.Name, m.ID}
	if first, ok := c.byID[id]; ok {
		c.same[m] = first
		return first
	}
	c.byID[id] = m
	return m
}

// enter visits the imports of a module that is seen for the first time.
func (c *collector) enter(m *Module) {
	if len(c.path) > 0 {
		c.parent[m] = c.path[len(c.path)-1]
	}
	c.report = append(c.report, m.Problems...)
	c.imports[m] = nil
	c.path = append(c.path, m)
	for _, imported := range m.Imports {
		if imported == nil {
			c.report.Add(nilImport(m))
			continue
		}
		if known := c.visit(m, imported); known != nil && !slices.Contains(c.imports[m], known) {
			c.imports[m] = append(c.imports[m], known)
			c.circle[m] = c.circle[m] || c.circle[known]
		}
	}
	c.path = c.path[:len(c.path)-1]
	c.Modules = append(c.Modules, m)
}

// checkOnce finds modules that must exist once and exist twice: of one name,
// made in one package. The first one stands for the others, so that one
// mistake is one problem.
func (c *collector) checkOnce() {
	type origin struct{ name, folder string }
	first := map[origin]*Module{}
	kept := c.Modules[:0]
	for _, m := range c.Modules {
		from := origin{m.Name, filepath.Dir(m.Place.File)}
		if known, ok := first[from]; ok && m.Once {
			c.report.Add(twice(known, m))
			c.replace(m, known)
			continue
		}
		if m.Once {
			first[from] = m
		}
		kept = append(kept, m)
	}
	c.Modules = kept
}

// replace lets another module stand for m.
func (c *collector) replace(m, other *Module) {
	for definition, known := range c.same {
		if known == m {
			c.same[definition] = other
		}
	}
	for _, imports := range c.imports {
		if i := slices.Index(imports, m); i >= 0 {
			imports[i] = other
		}
	}
}

// checkSwaps finds replacements of modules that nobody imports.
func (c *collector) checkSwaps() {
	var unused []diag.Problem
	for m, swaps := range c.swaps {
		for i, s := range swaps {
			if !c.used[s.By] && !slices.ContainsFunc(swaps[i+1:], s.yields) {
				unused = append(unused, unmatchedSwap(m, s))
			}
		}
	}
	slices.SortFunc(unused, func(a, b diag.Problem) int { return strings.Compare(a.What, b.What) })
	for _, p := range unused {
		c.report.Add(p)
	}
}

// order moves global modules and what they import to the front, because every
// other module may depend on them without an import.
func (c *collector) order() {
	ordered := make([]*Module, 0, len(c.Modules))
	placed := make(map[*Module]bool, len(c.Modules))
	var place func(m *Module)
	place = func(m *Module) {
		if placed[m] {
			return
		}
		placed[m] = true
		for _, imported := range c.imports[m] {
			place(imported)
		}
		ordered = append(ordered, m)
	}
	for _, m := range c.Modules {
		if m.Global {
			place(m)
		}
	}
	for _, m := range c.Modules {
		place(m)
	}
	c.Modules = ordered
}

// find returns the module of the tree that stands for a definition.
func (t *Tree) find(m *Module) *Module {
	known := t.same[m]
	if known == nil && m != nil && m.ID != nil && reflect.ValueOf(m.ID).Comparable() {
		known = t.byID[identity{m.Name, m.ID}]
	}
	if _, ok := t.imports[known]; !ok {
		if fake, ok := t.swapped(nil, m); ok {
			known = t.same[fake]
		}
	}
	if known == nil {
		return m
	}
	return known
}

// named returns the module that another one means by a definition.
func (t *Tree) named(by, m *Module) *Module {
	if fake, ok := t.swapped(by, m); ok {
		return t.find(fake)
	}
	return t.find(m)
}

// uncertain reports whether a module may see less than its definition says,
// because of a circle that has been reported.
func (t *Tree) uncertain(m *Module) bool { return t.circle[m] }

// path tells how the root leads to a module: app > users > database.
func (t *Tree) path(m *Module) string {
	path := m.Name
	for p := t.parent[m]; p != nil; p = t.parent[p] {
		path = fmt.Sprintf("%s > %s", p.Name, path)
	}
	return path
}

// reaches reports whether one module imports another, directly or not.
func (t *Tree) reaches(from, to *Module, seen map[*Module]bool) bool {
	if seen[from] {
		return false
	}
	seen[from] = true
	for _, imported := range t.imports[from] {
		if imported == to || t.reaches(imported, to, seen) {
			return true
		}
	}
	return false
}
