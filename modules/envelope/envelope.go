package envelope

import (
	"errors"
	"fmt"
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
	body := bodyOf(out)
	if left, _ := bare.Of(r); left || !wrapped(body) {
		return nil, false
	}
	return e.wrapper(pointee(body)), true
}

// Intercept implements [drey.Interceptor].
func (e *interceptor) Intercept(c *drey.Context, next drey.Next) (any, error) {
	value, err := next(c)
	if err != nil {
		return nil, err
	}
	if carrier, ok := value.(drey.Carrier); ok && wrapped(bodyOf(reflect.TypeOf(value))) {
		return carrier.Carry(func(body any) (any, error) { return e.wrap(body), nil })
	}
	return e.wrap(value), nil
}

// wrap puts a value into its wrapper.
func (e *interceptor) wrap(value any) any {
	if value == nil {
		return map[string]any{e.data: nil}
	}
	v := reflect.ValueOf(value)
	if !wrapped(v.Type()) { // the handler returns an interface, and this is in it
		return value
	}
	sent := reflect.New(e.wrapper(v.Type())).Elem()
	p, ok := value.(Parts)
	switch {
	case !ok:
		sent.Field(0).Set(v)
	case v.Kind() != reflect.Pointer || !v.IsNil():
		data, meta := p.Parts()
		for i, part := range []any{data, meta} {
			if part != nil {
				sent.Field(i).Set(reflect.ValueOf(part))
			}
		}
	}
	return sent.Interface()
}

// wrapper is the struct that is sent for an output.
func (e *interceptor) wrapper(out reflect.Type) reflect.Type {
	if known, ok := e.wrappers.Load(out); ok {
		return known.(reflect.Type)
	}
	data, meta, ok := partTypes(out)
	if !ok {
		data = out
	}
	fields := []reflect.StructField{field("Data", e.data, data)}
	fields[0].Tag += component(data, meta)
	if ok {
		fields = append(fields, field("Meta", e.meta, meta))
	}
	made, _ := e.wrappers.LoadOrStore(out, reflect.StructOf(fields))
	return made.(reflect.Type)
}

func field(name, member string, t reflect.Type) reflect.StructField {
	return reflect.StructField{Name: name, Type: t, Tag: reflect.StructTag(fmt.Sprintf("json:%q", member))}
}
