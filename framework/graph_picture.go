package drey

import (
	"fmt"
	"strings"
)

// A picture numbers what a graph names.
type picture struct {
	*Graph
	ids map[string]string // by ID of module or provider
	strings.Builder
}

func (g *Graph) picture() *picture {
	p := &picture{Graph: g, ids: map[string]string{}}
	for i, m := range g.Modules {
		p.ids[m.ID] = fmt.Sprintf("m%d", i+1)
		for j, provider := range m.Providers {
			p.ids[provider.ID] = fmt.Sprintf("m%dp%d", i+1, j+1)
		}
	}
	return p
}

func (p *picture) linef(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// title is a module with what sets it apart.
func (m *GraphModule) title() string {
	if m.Global {
		return m.ID + " (global)"
	}
	return m.ID
}

// lines are what is written into the box of a provider: of a controller its
// routes, of the others what they make.
func (p *GraphProvider) lines() []string {
	if p.Kind == "controller" {
		return append([]string{p.Name}, p.Routes...)
	}
	return append([]string{p.Name}, p.Provides...)
}

// Mermaid returns the graph for https://mermaid.js.org, which code hosts draw
// in Markdown: a box for each module, thick arrows for imports, thin ones for
// needs, dotted ones for handles. Exported providers have a thick line, those
// of the request a dashed one.
func (g *Graph) Mermaid() string {
	p := g.picture()
	p.linef("flowchart LR")
	for _, m := range g.Modules {
		if len(m.Providers) == 0 {
			p.linef(`  %s["%s"]`, p.ids[m.ID], mermaidText(m.title()))
			continue
		}
		p.linef(`  subgraph %s["%s"]`, p.ids[m.ID], mermaidText(m.title()))
		for _, provider := range m.Providers {
			p.linef("    %s%s%s", p.ids[provider.ID], provider.mermaidShape(), provider.mermaidClass())
		}
		p.linef("  end")
	}
	for _, m := range g.Modules {
		for _, imported := range m.Imports {
			p.linef("  %s ==> %s", p.ids[m.ID], p.ids[imported])
		}
	}
	p.needs(func(from, to string, later bool) {
		arrow := "-->"
		if later {
			arrow = "-.->"
		}
		p.linef("  %s %s %s", from, arrow, to)
	})
	p.linef("  classDef exported stroke-width:3px")
	p.linef("  classDef request stroke-dasharray:4")
	return p.String()
}

// needs draws an arrow for each provider that another one needs, once.
func (p *picture) needs(arrow func(from, to string, later bool)) {
	for _, m := range p.Modules {
		for _, provider := range m.Providers {
			drawn := map[string]bool{}
			for _, n := range provider.Needs {
				if n.Provider == "" || drawn[n.Provider] {
					continue
				}
				drawn[n.Provider] = true
				arrow(p.ids[provider.ID], p.ids[n.Provider], n.Later)
			}
		}
	}
}

func (p *GraphProvider) mermaidShape() string {
	text := mermaidText(strings.Join(p.lines(), "\n"))
	if p.Kind == "controller" {
		return fmt.Sprintf(`{{"%s"}}`, text)
	}
	return fmt.Sprintf(`("%s")`, text)
}

func (p *GraphProvider) mermaidClass() string {
	switch {
	case p.Life == LifeRequest:
		return ":::request"
	case p.Exported:
		return ":::exported"
	default:
		return ""
	}
}

// mermaidText escapes what Mermaid would read as its own or as HTML.
var mermaidText = strings.NewReplacer(`"`, "#quot;", "<", "#lt;", ">", "#gt;", "#", "#35;", "\n", "<br>").Replace

// DOT returns the graph for Graphviz, drawn as by [Graph.Mermaid].
func (g *Graph) DOT() string {
	p := g.picture()
	p.linef("digraph app {")
	p.linef("  rankdir=LR; compound=true; fontname=\"sans-serif\"")
	p.linef("  node [shape=box, style=rounded, fontname=\"sans-serif\"]")
	for _, m := range g.Modules {
		id := p.ids[m.ID]
		p.linef("  subgraph cluster_%s {", id)
		p.linef("    label=%s", dotText(m.title()))
		p.linef("    %s [shape=point, style=invis]", id) // for arrows between clusters
		for _, provider := range m.Providers {
			p.linef("    %s [label=%s%s]", p.ids[provider.ID], dotText(strings.Join(provider.lines(), "\n")), provider.dotLook())
		}
		p.linef("  }")
	}
	for _, m := range g.Modules {
		for _, imported := range m.Imports {
			from, to := p.ids[m.ID], p.ids[imported]
			p.linef("  %s -> %s [ltail=cluster_%s, lhead=cluster_%s, style=bold]", from, to, from, to)
		}
	}
	p.needs(func(from, to string, later bool) {
		look := ""
		if later {
			look = " [style=dotted]"
		}
		p.linef("  %s -> %s%s", from, to, look)
	})
	p.linef("}")
	return p.String()
}

func (p *GraphProvider) dotLook() string {
	look := ""
	if p.Kind == "controller" {
		look += ", shape=hexagon, style=solid"
	}
	switch {
	case p.Life == LifeRequest:
		look += `, style="rounded,dashed"`
	case p.Exported:
		look += ", penwidth=3"
	}
	return look
}

func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
