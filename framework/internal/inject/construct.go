package inject

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
	"github.com/dreygo/drey/framework/internal/graph"
)

// errFailed stops fx; what failed is in Container.failures.
var errFailed = errors.New("a constructor failed")

// construct makes the values of a node's outputs from its dependencies, which
// next returns one after the other.
func (c *Container) construct(n *graph.Node, next func(*graph.Output) reflect.Value) ([]reflect.Value, *diag.Problem) {
	made, problem := c.make(n, next)
	if problem != nil {
		return nil, c.needed(n, problem)
	}
	values := make([]reflect.Value, len(n.Outputs))
	for i, out := range n.Outputs {
		values[i] = field(made[out.Result], out.Field)
		if isNil(values[i]) {
			return nil, c.needed(n, returnedNil(n, out))
		}
	}
	c.watch.made(n, values)
	return values, nil
}

// needed adds to a problem who wanted what could not be made.
func (c *Container) needed(n *graph.Node, problem *diag.Problem) *diag.Problem {
	problem.Why = append(problem.Why, c.neededBy(n)...)
	return problem
}

// make calls the constructor. A value is its own result.
func (c *Container) make(n *graph.Node, next func(*graph.Output) reflect.Value) (made []reflect.Value, problem *diag.Problem) {
	if n.Provider.Value.IsValid() {
		return []reflect.Value{n.Provider.Value}, nil
	}
	args := c.arguments(n, next)
	defer func() {
		switch v := recover().(type) {
		case nil:
		case *tooEarly:
			problem = gotTooEarly(n, v, panicStack())
		case diag.Report: // of what is on demand, from Get of a handle
			problem = &v[0]
		default:
			problem = panicked(n, v, panicStack())
		}
	}()
	defer c.lifecycle.writing(n)()
	start := c.watch.begin()
	if !c.complete.Load() {
		defer func(before *graph.Node) {
			if made != nil { // what has ended its goroutine stays
				c.running = before
			}
		}(c.running)
		c.running = n
	}
	made = n.Provider.Func.Call(args)
	c.watch.end(n, start)
	if n.Fails {
		if err, _ := made[len(made)-1].Interface().(error); err != nil {
			return nil, failed(n, err)
		}
	}
	return made, nil
}

// arguments puts dependencies where the constructor takes them. Whatever
// nothing provides stays zero.
func (c *Container) arguments(n *graph.Node, next func(*graph.Output) reflect.Value) []reflect.Value {
	t := n.Provider.Func.Type()
	args := make([]reflect.Value, t.NumIn())
	for i := range n.Params {
		p := &n.Params[i]
		if p.Differs() {
			continue // a request fills it in
		}
		if p.Field == nil && p.Kind == graph.One && (p.From != nil || p.Native) {
			args[p.Arg] = next(p.From)
			continue
		}
		if !args[p.Arg].IsValid() {
			args[p.Arg] = reflect.New(t.In(p.Arg)).Elem()
		}
		c.fill(n, p, field(args[p.Arg], p.Field), next)
	}
	for i := range args {
		if !args[i].IsValid() {
			args[i] = reflect.Zero(t.In(i))
		}
	}
	return args
}

// fill sets one parameter, or one field of it.
func (c *Container) fill(n *graph.Node, p *graph.Param, target reflect.Value, next func(*graph.Output) reflect.Value) {
	switch {
	case p.Kind == graph.All:
		list := reflect.MakeSlice(target.Type(), len(p.Members), len(p.Members))
		for i, out := range p.Members {
			list.Index(i).Set(next(out))
		}
		target.Set(list)
	case p.From == nil && !p.Native:
	case p.Kind == graph.Request:
		target.Set(reflect.ValueOf(p.PerRequest(c.handle(p.From))))
	case p.Kind == graph.Lazy:
		target.Set(reflect.ValueOf(p.Handle(func() any { return c.later(n, p.From) })))
	case p.Kind == graph.Optional:
		target.Field(0).Set(next(p.From))
		target.Field(1).SetBool(true)
	default:
		target.Set(next(p.From))
	}
}

// field follows a path into a struct; no path leads to v itself.
func field(v reflect.Value, path []int) reflect.Value {
	for _, i := range path {
		v = v.Field(i)
	}
	return v
}

// isNil reports whether a result is a nil pointer, function or interface.
func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Func, reflect.Interface:
		return v.IsNil()
	default:
		return false
	}
}

func failed(n *graph.Node, err error) *diag.Problem {
	return &diag.Problem{
		Code:  "D201",
		What:  n.String() + " returned an error",
		Why:   append([]string{n.Provider.Source()}, strings.Split(strings.TrimSpace(err.Error()), "\n")...),
		Fix:   "mend what the error says",
		Cause: err,
	}
}

func panicked(n *graph.Node, value any, stack []string) *diag.Problem {
	err, _ := value.(error)
	return &diag.Problem{
		Code:  "D202",
		What:  fmt.Sprintf("%s panicked: %v", n, value),
		Why:   append([]string{n.Provider.Source()}, stack...),
		Fix:   "mend the first line of the stack that is yours; let constructors return errors",
		Cause: err,
	}
}

// vanish reports a constructor, or an option of fx, that has ended its
// goroutine.
func (c *Container) vanish() {
	problem := &diag.Problem{
		Code: "D202",
		What: "an option of fx did not return: it ended its goroutine",
		Why:  []string{"runtime.Goexit does that, and so does FailNow of a test, which Fatal calls"},
		Fix:  "let constructors return errors",
	}
	n := c.running
	if n != nil {
		problem.What = n.String() + " did not return: it ended its goroutine"
		problem.Why = append([]string{n.Provider.Source()}, problem.Why...)
		problem = c.needed(n, problem)
	}
	c.fail(n, problem)
}

func returnedNil(n *graph.Node, out *graph.Output) *diag.Problem {
	return &diag.Problem{
		Code: "D203",
		What: fmt.Sprintf("%s returned a nil %s and no error", n, graph.TypeName(out.Key.Type)),
		Why:  []string{n.Provider.Source()},
		Fix:  "return a value, or an error that says why there is none",
	}
}

func gotTooEarly(n *graph.Node, v *tooEarly, stack []string) *diag.Problem {
	return &diag.Problem{
		Code: "D204",
		What: fmt.Sprintf("%s called Get of a drey.Lazy[%s] too early", n, graph.TypeName(v.out.Key.Type)),
		Why:  append([]string{n.Provider.Source(), v.reason}, stack...),
		Fix:  "keep the handle and call Get where the thing is used, or in OnModuleInit",
	}
}

// neededBy is the chain from a node to whoever wanted it in the end.
func (c *Container) neededBy(n *graph.Node) []string {
	var chain []string
	for users := c.graph.Consumers(n); len(users) > 0; users = c.graph.Consumers(users[0]) {
		chain = append(chain, fmt.Sprintf("needed by %s (%s)", users[0], users[0].Provider.SourcePlace()))
	}
	return chain
}

// maxFrames bounds the stack of a panic in a report.
const maxFrames = 12

// panicStack lists the frames between a constructor's call and its panic; call
// it while recovering.
func panicStack() []string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	var stack []string
	inside := false
	for len(stack) < maxFrames {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			inside, stack = true, nil
		case strings.HasPrefix(f.Function, "reflect.Value."):
			return stack
		case inside && !strings.HasPrefix(f.Function, "runtime.") && !strings.HasPrefix(f.Function, here) && !strings.HasPrefix(f.Function, door):
			name := f.Function[strings.LastIndexByte(f.Function, '/')+1:]
			stack = append(stack, fmt.Sprintf("at %s (%s)", name, diag.Place{File: f.File, Line: f.Line}))
		}
		if !more {
			break
		}
	}
	return stack
}

// here and door begin the names of functions of this package and of the front
// door, which are no place to look for a mistake.
var (
	here = reflect.TypeFor[Container]().PkgPath() + "."
	door = strings.TrimSuffix(here, "/internal/inject.") + "."
)
