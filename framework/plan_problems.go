package drey

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// The problems of controllers and routes. Each code has a page in docs/errors.

// badArgument is about what stands outside of modules; those have problems of
// their own.
func badArgument(what string, place diag.Place, fix string) diag.Problem {
	return diag.Problem{Code: "D114", What: what, Why: []string{"at " + place.String()}, Fix: fix}
}

func idleStage(m *graph.Module, s stageRef) diag.Problem {
	return diag.Problem{
		Code: "D341",
		What: fmt.Sprintf("%s on module %q never runs: the module has no controllers", s, m.Name),
		Why:  []string{"at " + s.place.String(), "on a module it is for the module's own routes, not for those of modules that it imports"},
		Fix:  "for every route put it on the app, drey.New(root, drey." + s.word + "...), or on a module with drey.Global()\nfor some put it on the module whose routes they are",
	}
}

func noRoutes(t reflect.Type, p *graph.Provider) *diag.Problem {
	return &diag.Problem{
		Code: "D301",
		What: fmt.Sprintf("%s is registered as a controller but has no route table", t),
		Why:  []string{"registered at " + p.Place.String()},
		Fix:  fmt.Sprintf("add  func (c %s) Routes() *drey.Routes  (or register it with drey.Provide)", t),
	}
}

func notAPointer(t reflect.Type, p *graph.Provider) *diag.Problem {
	return &diag.Problem{
		Code: "D301",
		What: fmt.Sprintf("the controller %s is not a pointer, so its routes cannot be listed without constructing it", t),
		Why:  []string{"registered at " + p.Place.String()},
		Fix:  fmt.Sprintf("let the constructor return *%s", strings.TrimPrefix(t.String(), "*")),
	}
}

func notServed(t reflect.Type, p *graph.Provider) diag.Problem {
	return diag.Problem{
		Code: "D314",
		What: fmt.Sprintf("%s is registered as a provider but has a route table", t),
		Why:  []string{"registered at " + p.Place.String(), "only the routes of controllers are served"},
		Fix:  "use drey.Controllers in place of drey.Provide or drey.Export",
	}
}

func wrongEnvironment(e, meant Environment) diag.Problem {
	return diag.Problem{
		Code: "D315",
		What: fmt.Sprintf("the environment %q is nearly %q, but not it", e, meant),
		Why:  []string{"it is set by DREY_ENV or drey.Env", fmt.Sprintf("what depends on %s would be left out in silence", meant)},
		Fix:  fmt.Sprintf("set DREY_ENV=%s, or choose a word that cannot be taken for it", meant),
	}
}

func routesTouchFields(t reflect.Type, p *graph.Provider, panicked any) *diag.Problem {
	return &diag.Problem{
		Code: "D302",
		What: fmt.Sprintf("Routes of %s cannot be called on a zero value", t),
		Why: []string{
			"registered at " + p.Place.String(),
			fmt.Sprintf("it panicked: %v", panicked),
			"routes are listed before anything is constructed, so Routes must not use injected fields",
		},
		Fix: "name only methods in Routes (drey.Get(\"\", c.List)); what depends on a field belongs in the handler",
	}
}

func nilRoutes(t reflect.Type, p *graph.Provider) *diag.Problem {
	return &diag.Problem{
		Code: "D302",
		What: fmt.Sprintf("Routes of %s returned nil", t),
		Why:  []string{"registered at " + p.Place.String()},
		Fix:  "return drey.Controller(prefix).With(...)",
	}
}

func duplicateRoute(r, first *plannedRoute, version string) diag.Problem {
	p := diag.Problem{
		Code: "D303",
		What: fmt.Sprintf("%s %s is routed twice", r.info.Method, r.info.Path),
		Why: []string{
			fmt.Sprintf("%s   %s", first.place, first.describeRoute()),
			fmt.Sprintf("%s   %s", r.place, r.describeRoute()),
		},
		Fix: "change the method or the path of one of them, or remove it",
	}
	switch version {
	case "":
	case Neutral:
		p.What += " for requests that name no version"
	default:
		p.What += fmt.Sprintf(" for version %q", version)
	}
	return p
}

func (r *plannedRoute) describeRoute() string {
	return fmt.Sprintf("%s in module %q", r.title(), r.info.Module)
}

func bracePath(r *plannedRoute) diag.Problem {
	right := strings.NewReplacer("{", ":", "}", "").Replace(r.info.Path)
	return routeProblem(r, "D304", "a path parameter is written with a colon, not in braces", "write "+right)
}

func nilHandler(r *plannedRoute) diag.Problem {
	return routeProblem(r, "D305", "the handler is nil", "pass a method of the controller, such as c.Find")
}

func badStatus(r *plannedRoute) diag.Problem {
	return routeProblem(r, "D306", fmt.Sprintf("%d is not a status a response can have", r.info.Status), "use a status from 200 to 599 in drey.Status")
}

func nilStage(r *plannedRoute, s stageIn) diag.Problem {
	return routeProblem(r, "D307", fmt.Sprintf("%s is nil", s),
		fmt.Sprintf("pass a value, or take it from the module: drey.%s[%s]()  (%s)", s.word, s.typ, s.place))
}

func inputNotStruct(r *plannedRoute) diag.Problem {
	return routeProblem(r, "D308", fmt.Sprintf("the handler's input %s is not a struct", r.info.In),
		"take a struct whose fields say where they come from, or drey.None for no input")
}

// nameOfInput is empty for a type without a name, whose source would fill the
// line.
func nameOfInput(t reflect.Type) string {
	if t.Kind() == reflect.Pointer && t.Elem().Name() != "" || t.Name() != "" {
		return " " + t.String()
	}
	return ""
}

func bodyOfGet(r *plannedRoute, fields []InputField) diag.Problem {
	p := routeProblem(r, "D308", fmt.Sprintf("a %s has no body, but the handler's input%s takes fields from it", r.info.Method, nameOfInput(r.info.In)),
		"say where they come from: `query:\"name\"`, `param:\"name\"`, `header:\"Name\"` or `cookie:\"name\"`\n"+
			"or `json:\"name\"` when clients really send a body")
	for _, f := range fields {
		if f.Source == SourceForm {
			p.Why = append(p.Why, fmt.Sprintf("%s comes from a form; what a form sends with GET is the query: `query:%q`", f.Field.Name, f.Name))
			continue
		}
		p.Why = append(p.Why, fmt.Sprintf("%s has no tag; from the query it would be `query:%q`", f.Field.Name, strings.ToLower(f.Name)))
	}
	return p
}

func badInput(r *plannedRoute, err error) diag.Problem {
	p := routeProblem(r, "D308", fmt.Sprintf("the handler's input%s cannot be bound", nameOfInput(r.info.In)), "mend the fields named above")
	p.Why = append(p.Why, strings.Split(err.Error(), "\n")...)
	return p
}

func badRules(r *plannedRoute, err error) diag.Problem {
	p := routeProblem(r, "D309", fmt.Sprintf("the rules of the handler's input%s cannot be checked", nameOfInput(r.info.In)), "mend the validate tags named above")
	p.Why = append(p.Why, strings.Split(err.Error(), "\n")...)
	return p
}

func paramNotInPath(r *plannedRoute, f InputField, inPath []string) diag.Problem {
	fix := fmt.Sprintf("put :%s into the path, or change the tag", f.Name)
	if meant := diag.Nearest(f.Name, inPath); meant != "" {
		fix = fmt.Sprintf("did you mean %q? write the tag `param:%q`", meant, meant)
	} else if len(inPath) > 0 {
		fix += fmt.Sprintf(" (the path has %s)", strings.Join(inPath, ", "))
	}
	return routeProblem(r, "D310", fmt.Sprintf("the input's field %s takes the path parameter %q, which the path does not have", f.Field.Name, f.Name), fix)
}

func paramNotTaken(r *plannedRoute, name string) diag.Problem {
	fix := fmt.Sprintf("add a field with the tag `param:%q` to %s", name, r.info.In)
	if r.info.In == reflect.TypeFor[None]() {
		fix = fmt.Sprintf("let the handler take a struct with a field tagged `param:%q` in place of drey.None", name)
	}
	return routeProblem(r, "D311", fmt.Sprintf("no field of the input takes the path parameter %q", name), fix)
}

func routesDiffer(t *plannedTable) diag.Problem {
	return diag.Problem{
		Code: "D312",
		What: fmt.Sprintf("Routes of %s answers differently once the controller is constructed", providedType(t.controller)),
		Why:  []string{"registered at " + t.controller.Place.String(), "what was listed, documented and checked would not be what is served"},
		Fix:  "let Routes return the same table always",
	}
}

func routeProblem(r *plannedRoute, code, what, fix string) diag.Problem {
	return diag.Problem{Code: code, What: what, Why: []string{fmt.Sprintf("%s   %s", r.place, r.describeRoute())}, Fix: fix}
}
