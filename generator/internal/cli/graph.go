package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/introspect"
)

// graphFormats say how a graph is written.
var graphFormats = map[string]func(introspect.Graph) string{
	"mermaid": func(g introspect.Graph) string { return g.Mermaid },
	"dot":     func(g introspect.Graph) string { return g.DOT },
	"json":    func(g introspect.Graph) string { return g.JSON },
}

func (e *env) graphCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "graph [package]",
		Short: "Draw the modules, what they provide and who needs what",
		Long: `Graph draws the modules of the application without starting it: as Mermaid, which
Markdown on code hosts shows, as DOT for Graphviz, or as JSON.`,
		Args:    atMostOne,
		Example: "  drey graph > docs/modules.mmd\n  drey graph --format dot | dot -Tsvg > modules.svg",
		RunE: func(c *cobra.Command, args []string) error {
			write, ok := graphFormats[format]
			if !ok {
				return usageError{c, fmt.Errorf("--format is %q (there are: mermaid, dot, json)", format)}
			}
			return e.graph(write, rootPackage(args))
		},
	}
	c.Flags().StringVar(&format, "format", "mermaid", "mermaid, dot or json")
	return c
}

func (e *env) graph(write func(introspect.Graph) string, pkg string) error {
	root, err := e.rootOf(pkg)
	if err != nil {
		return err
	}
	g, err := root.Graph()
	if err != nil {
		return cannotStart(err, pkg, "it has no graph")
	}
	_, err = fmt.Fprint(e.out, write(g))
	return err
}
