package graph

import "slices"

// A view is what a module has and shows.
type view struct {
	own       map[Key]*Output // what it provides itself
	decorated map[Key]*Output // what stands before something it sees
	exports   exports         // what it shows to importers
}

// shown is what stands before an output in this module, or the output itself.
func (v *view) shown(out *Output) *Output {
	if decorated, ok := v.decorated[out.Key]; ok {
		return decorated
	}
	return out
}

// exports is a set of visible outputs; more than one for a key is an
// ambiguity, which matters only to who asks for that key.
type exports map[Key][]*Output

func (e exports) add(key Key, out *Output) {
	if !slices.Contains(e[key], out) {
		e[key] = append(e[key], out)
	}
}

// addAll adds what a module exports again, decorated as in that module's view.
func (e exports) addAll(other exports, v *view) {
	for key, outputs := range other {
		for _, out := range outputs {
			e.add(key, v.shown(out))
		}
	}
}

// resolve returns what a module gets for a key: what stands before it in the
// module, else what it sees.
func (g *Graph) resolve(m *Module, key Key) []*Output {
	if v := g.views[m]; v != nil {
		if out, ok := v.decorated[key]; ok {
			return []*Output{out}
		}
	}
	return g.undecorated(m, key)
}

// undecorated returns what a module sees under a key: its own provider, else what
// the modules it imports export, else what global modules export, else what
// the framework has built in. More than one result is an ambiguity.
func (g *Graph) undecorated(m *Module, key Key) []*Output {
	v := g.views[m]
	if v == nil {
		return nil
	}
	if out, ok := v.own[key]; ok {
		return []*Output{out}
	}
	if found := g.imported(m, key); len(found) > 0 {
		return found
	}
	if found := g.globals[key]; len(found) > 0 {
		return found
	}
	if out, ok := g.builtin[key]; ok {
		return []*Output{out}
	}
	return nil
}

// imported returns what the modules that m imports export under a key.
func (g *Graph) imported(m *Module, key Key) []*Output {
	var found []*Output
	for _, imported := range g.tree.imports[m] {
		outputs := g.views[imported].exports[key]
		if len(found) == 0 {
			found = outputs
			continue
		}
		for _, out := range outputs {
			if !slices.Contains(found, out) {
				found = append(found[:len(found):len(found)], out)
			}
		}
	}
	return found
}
