package introspect

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// router lists the routes of the application in the file that its argument
// names.
const router = `package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	drey "github.com/dreygo/drey/framework"

	root ROOT
)

type stage struct {
	Type  string ` + "`json:\"type\"`" + `
	Level string ` + "`json:\"level\"`" + `
	Place string ` + "`json:\"place\"`" + `
}

func main() {
	table, err := drey.Table(MODULE)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	all := []map[string]any{}
	for _, r := range table {
		all = append(all, map[string]any{
			"method": r.Method, "path": r.Path, "versions": r.Versions, "hosts": r.Hosts, "module": r.Module,
			"handler": r.Handler, "place": r.Place, "status": r.Status, "in": name(r.In), "out": name(r.Out), "access": access(r),
			"guards": stages(r.Guards), "interceptors": stages(r.Interceptors), "pipes": stages(r.Pipes), "filters": stages(r.Filters),
		})
	}
	text, err := json.Marshal(all)
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func name(t reflect.Type) string {
	if t == nil {
		return ""
	}
	return t.String()
}

func stages(of []drey.Stage) []stage {
	all := []stage{}
	for _, s := range of {
		all = append(all, stage{s.Type.String(), s.Level, s.Place})
	}
	return all
}

// access is "secured" where a guard asks who is calling, "public" where one
// that could lets everybody pass, "open" where there is none.
func access(r *drey.RouteInfo) string {
	found := "open"
	for _, g := range r.Guards {
		if asks, knows := asksWho(r, g.Type); asks {
			return "secured"
		} else if knows {
			found = "public"
		}
	}
	return found
}

// asksWho looks for the method of openapi.Secured. That package is not imported: a
// project that has no documents need not have what it requires.
func asksWho(r *drey.RouteInfo, t reflect.Type) (asks, knows bool) {
	if t.Kind() == reflect.Interface {
		return false, false
	}
	value := reflect.Zero(t)
	if t.Kind() == reflect.Pointer {
		value = reflect.New(t.Elem())
	}
	security := value.MethodByName("Security")
	if !security.IsValid() || !isSecurity(security.Type()) {
		return false, false
	}
	defer func() {
		if recover() != nil { // it needs what is injected; then it asks, as far as one can tell
			asks, knows = true, true
		}
	}()
	return security.Call([]reflect.Value{reflect.ValueOf(r)})[0].Len() > 0, true
}

func isSecurity(t reflect.Type) bool {
	return t.NumIn() == 1 && t.In(0) == reflect.TypeFor[*drey.RouteInfo]() && t.NumOut() == 1 && t.Out(0).Kind() == reflect.Slice
}
`

// A Route is one of the application, with what runs for it.
type Route struct {
	Method       string   `json:"method"`
	Path         string   `json:"path"`
	Versions     []string `json:"versions,omitempty"`
	Hosts        []string `json:"hosts,omitempty"`
	Module       string   `json:"module"`
	Handler      string   `json:"handler"` // symbol
	Place        string   `json:"place"`
	Status       int      `json:"status"` // of a success
	In           string   `json:"in,omitempty"`
	Out          string   `json:"out,omitempty"`
	Access       string   `json:"access"` // Secured, Public or Open
	Guards       []Stage  `json:"guards"`
	Interceptors []Stage  `json:"interceptors"`
	Pipes        []Stage  `json:"pipes"`
	Filters      []Stage  `json:"filters"`
}

// What is known of who may call a route.
const (
	Secured = "secured" // a guard asks who is calling
	Public  = "public"  // a guard that could ask lets everybody pass
	Open    = "open"    // no guard says that it asks
)

// A Stage is a guard, interceptor, pipe or filter in effect on a route.
type Stage struct {
	Type  string `json:"type"`
	Level string `json:"level"` // app, module, controller or route
	Place string `json:"place"`
}

// Routes lists the routes of an application. The error is a [*Failure] with the
// boot report where it cannot start.
func (r Root) Routes() (routes []Route, err error) {
	err = r.ask(router, &routes)
	return routes, err
}

// ask runs a program that writes JSON to the file that its argument names.
func (r Root) ask(text string, answer any) (err error) {
	temp, err := os.MkdirTemp("", "drey-answer-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	file := filepath.Join(temp, "answer.json")
	if _, err := r.run(text, nil, nil, file); err != nil {
		return err
	}
	said, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(said, answer); err != nil {
		return fmt.Errorf("read the answer of %s: %w", r.Package, err)
	}
	return nil
}
