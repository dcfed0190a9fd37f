package envelope

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"sync"

	drey "github.com/dreygo/drey/framework"
)

// Config configures an envelope. The zero value is {"data": ..., "meta": ...}.
type Config struct {
	// Data is the name of the member that holds the handler's value. The
	// default is "data".
	Data string
	// Meta is the name of the member that holds what [Parts] has beside it. The
	// default is "meta".
	Meta string
}

// Parts is an output that consists of data and of what is said about it.
// [Body] is one.
type Parts interface {
	// Parts are the two values.
	Parts() (data, meta any)
	// PartTypes are their types. It is called on a zero value.
	PartTypes() (data, meta reflect.Type)
}

// A Body is data with something about it. See [With].
type Body[D, M any] struct {
	Data D // what was asked for
	Meta M // what there is to say about it
}

// With returns what an envelope sends as {"data": data, "meta": meta}.
func With[D, M any](data D, meta M) Body[D, M] { return Body[D, M]{data, meta} }

var _ Parts = Body[int, int]{}

// Parts implements [Parts].
func (b Body[D, M]) Parts() (data, meta any) { return b.Data, b.Meta }

// PartTypes implements [Parts].
func (b Body[D, M]) PartTypes() (data, meta reflect.Type) {
	return reflect.TypeFor[D](), reflect.TypeFor[M]()
}

// An interceptor wraps outputs. It is safe for concurrent use.
type interceptor struct {
	data, meta string
	wrappers   sync.Map // of an output's reflect.Type: the struct that is sent
}

var _ drey.Reshaper = (*interceptor)(nil)

// member is a name that needs no quoting in a struct tag.
var member = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$-]*$`)

// New returns the interceptor of a config, for [drey.UseInterceptors] on any
// level. It panics when the names are none, or one name; [Config.Check] says so
// in an error.
func New(config Config) drey.Reshaper {
	if err := config.Check(); err != nil {
		panic(err)
	}
	config = config.withDefaults()
	return &interceptor{data: config.Data, meta: config.Meta}
}

func (c Config) withDefaults() Config {
	if c.Data == "" {
		c.Data = "data"
	}
	if c.Meta == "" {
		c.Meta = "meta"
	}
	return c
}

// Check says what is wrong with a config.
func (c Config) Check() error {
	c = c.withDefaults()
	var problems []error
	for _, name := range []string{c.Data, c.Meta} {
		if !member.MatchString(name) {
			problems = append(problems, fmt.Errorf("envelope: %q is no name of a member (use letters, digits, '_', '-' and '$')", name))
		}
	}
	if c.Data == c.Meta {
		problems = append(problems, fmt.Errorf("envelope: data and meta are both called %q (choose two names)", c.Data))
	}
	return errors.Join(problems...)
}

var bare = drey.NewKey[bool]("envelope.bare")

// Bare leaves the answers of routes without an envelope.
func Bare() drey.Enhancer { return bare.Set(true) }

// Reshape implements [drey.Reshaper]: an output that is sent as JSON becomes a
// struct that holds it.
func (e *interceptor) Reshape(r *drey.RouteInfo, out reflect.Type) (sent reflect.Type, ok bool) {
	if left, _ := bare.Of(r); left || !wrapped(out) {
		return nil, false
	}
	return e.wrapper(out), true
}

var (
	responder = reflect.TypeFor[drey.Responder]()
	reader    = reflect.TypeFor[io.Reader]()
	parts     = reflect.TypeFor[Parts]()
)

// wrapped reports whether the framework sends a type as JSON.
func wrapped(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[string](), reflect.TypeFor[[]byte](), reflect.TypeFor[drey.None]():
		return false
	}
	return !t.Implements(responder) && !t.Implements(reader)
}

// wrapper is the struct that is sent for an output.
func (e *interceptor) wrapper(out reflect.Type) reflect.Type {
	if known, ok := e.wrappers.Load(out); ok {
		return known.(reflect.Type)
	}
	fields := []reflect.StructField{e.field("Data", e.data, out)}
	if out.Implements(parts) && out.Kind() != reflect.Interface {
		data, meta := zero(out).PartTypes()
		fields = []reflect.StructField{e.field("Data", e.data, data), e.field("Meta", e.meta, meta)}
	}
	made, _ := e.wrappers.LoadOrStore(out, reflect.StructOf(fields))
	return made.(reflect.Type)
}

func (e *interceptor) field(name, member string, t reflect.Type) reflect.StructField {
	return reflect.StructField{Name: name, Type: t, Tag: reflect.StructTag(fmt.Sprintf("json:%q", member))}
}

func zero(t reflect.Type) Parts {
	if t.Kind() == reflect.Pointer {
		return reflect.New(t.Elem()).Interface().(Parts)
	}
	return reflect.Zero(t).Interface().(Parts)
}

// Intercept implements [drey.Interceptor].
func (e *interceptor) Intercept(c *drey.Context, next drey.Next) (any, error) {
	value, err := next(c)
	if err != nil {
		return nil, err
	}
	if value == nil {
		return map[string]any{e.data: nil}, nil
	}
	v := reflect.ValueOf(value)
	if !wrapped(v.Type()) { // the handler returns an interface, and this is in it
		return value, nil
	}
	sent := reflect.New(e.wrapper(v.Type())).Elem()
	p, ok := value.(Parts)
	if !ok || v.Kind() == reflect.Pointer && v.IsNil() {
		if !ok {
			sent.Field(0).Set(v)
		}
		return sent.Interface(), nil
	}
	data, meta := p.Parts()
	for i, part := range []any{data, meta} {
		if part != nil {
			sent.Field(i).Set(reflect.ValueOf(part))
		}
	}
	return sent.Interface(), nil
}
