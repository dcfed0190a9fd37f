package introspect

// grapher writes the graph of the application in every form to the file that
// its argument names.
const grapher = `package main

import (
	"encoding/json"
	"fmt"
	"os"

	drey "github.com/dreygo/drey/framework"

	root ROOT
)

func main() {
	graph, err := drey.GraphOf(MODULE)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	text, err := json.Marshal(map[string]string{"Mermaid": graph.Mermaid(), "DOT": graph.DOT(), "JSON": graph.JSON()})
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`

// A Graph is the module graph of an application, in words of tools.
type Graph struct{ Mermaid, DOT, JSON string }

// Graph draws the modules of an application. The error is a [*Failure] with the
// boot report where it cannot start.
func (r Root) Graph() (g Graph, err error) {
	err = r.ask(grapher, &g)
	return g, err
}
