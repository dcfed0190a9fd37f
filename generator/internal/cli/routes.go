package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/introspect"
)

// routesFlags are what drey routes can be told.
type routesFlags struct{ chain, unguarded bool }

func (e *env) routesCommand() *cobra.Command {
	var f routesFlags
	c := &cobra.Command{
		Use:   "routes [package]",
		Short: "List the routes, and what runs for each",
		Long: `Routes lists the routes of the application without starting it: method, path,
handler, and the guards that stand before it, outermost first. --chain shows every
guard, interceptor, pipe and filter with its level and the line that puts it there.

--unguarded lists the routes for which no guard says that it asks who is calling,
and ends with 1 when there are any. A guard says so by a method Security; one that
lets everybody pass on a route, because its metadata makes it public, is no gap.`,
		Args:    atMostOne,
		Example: "  drey routes\n  drey routes --chain\n  drey routes --unguarded",
		RunE:    func(_ *cobra.Command, args []string) error { return e.routes(f, rootPackage(args)) },
	}
	c.Flags().BoolVar(&f.chain, "chain", false, "show all stages of each route")
	c.Flags().BoolVar(&f.unguarded, "unguarded", false, "list open routes only, and fail if there are any")
	c.Flags().BoolVar(&e.json, "json", false, "give the routes in JSON")
	return c
}

func (e *env) routes(f routesFlags, pkg string) error {
	root, err := e.rootOf(pkg)
	if err != nil {
		return err
	}
	routes, err := root.Routes()
	if err != nil {
		return cannotStart(err, pkg, "it has no routes")
	}
	if f.unguarded {
		routes = slices.DeleteFunc(routes, func(r introspect.Route) bool { return r.Access != introspect.Open })
	}
	if err := e.listRoutes(routes, f.chain); err != nil {
		return err
	}
	if f.unguarded && len(routes) > 0 {
		return exitError{failed}
	}
	return nil
}

// rootOf is the package of the root module in the project of the folder.
func (e *env) rootOf(pkg string) (introspect.Root, error) {
	_, proj, err := e.openProject()
	if err != nil {
		return introspect.Root{}, err
	}
	return introspect.Find(proj.Root, proj.Module, pkg), nil
}

// cannotStart passes on the report of an application that cannot start.
func cannotStart(err error, pkg, so string) error {
	if failure, ok := errors.AsType[*introspect.Failure](err); ok {
		return fmt.Errorf("%s cannot start, so %s\n%s", pkg, so, strings.TrimRight(failure.Said, "\n"))
	}
	return err
}

func (e *env) listRoutes(routes []introspect.Route, chain bool) error {
	if e.json {
		return e.writeJSON(map[string]any{"routes": routes})
	}
	table := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	for _, r := range routes {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.Method, where(r), shortHandler(r.Handler), strings.Join(names(r.Guards), ", "))
		if chain {
			writeChain(table, r)
		}
	}
	return table.Flush()
}

// where is a route's path, with the host and the versions that it is for.
func where(r introspect.Route) string {
	said := strings.Join(r.Hosts, "|") + r.Path
	if len(r.Versions) > 0 {
		said += " (" + strings.Join(r.Versions, ", ") + ")"
	}
	return said
}

// shortHandler is cats.Controller.Create for
// example.com/shop/cats.(*Controller).Create.
func shortHandler(symbol string) string {
	return strings.NewReplacer("(*", "", ")", "").Replace(symbol[strings.LastIndexByte(symbol, '/')+1:])
}

func names(stages []introspect.Stage) []string {
	all := make([]string, len(stages))
	for i, s := range stages {
		all[i] = strings.TrimPrefix(s.Type, "*")
	}
	return all
}

func writeChain(table *tabwriter.Writer, r introspect.Route) {
	for _, kind := range []struct {
		word   string
		stages []introspect.Stage
	}{{"guard", r.Guards}, {"interceptor", r.Interceptors}, {"pipe", r.Pipes}, {"filter", r.Filters}} {
		for _, s := range kind.stages {
			fmt.Fprintf(table, "\t  %s\t%s\t%s %s\n", kind.word, strings.TrimPrefix(s.Type, "*"), s.Level, s.Place)
		}
	}
}
