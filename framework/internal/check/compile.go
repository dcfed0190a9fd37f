package check

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/go-playground/validator/v10"
)

// An object is a struct type with the fields that have rules.
type object struct {
	t      reflect.Type
	fields []field
	self   func(reflect.Value) []Field // what the struct says about itself; nil for nothing
	sent   []int                       // of a partial struct, the field with the names of what was sent
}

type field struct {
	index int
	name  string // "" for an embedded struct
	chain *chain
}

// A compiler compiles one input type and the types it holds.
type compiler struct {
	options  Options
	names    Names
	objects  map[reflect.Type]*object
	problems problems
}

func newCompiler(o Options) *compiler {
	return &compiler{options: o, names: Names{}, objects: map[reflect.Type]*object{}}
}

func (c *compiler) name(f reflect.StructField) string {
	if c.options.Name == nil {
		return f.Name
	}
	return c.options.Name(f)
}

func (c *compiler) isNullable(t reflect.Type) bool {
	return c.options.Nullable != nil && c.options.Nullable(t)
}

// problems are found while compiling.
type problems []error

func (p *problems) add(place, format string, args ...any) {
	*p = append(*p, fmt.Errorf("%s: "+format, append([]any{place}, args...)...))
}

func (p problems) err() error { return errors.Join(p...) }

// object compiles a struct type; types may hold themselves.
func (c *compiler) object(t reflect.Type) *object {
	if o, ok := c.objects[t]; ok {
		return o
	}
	o := &object{t: t, self: selfCheck(t)}
	c.objects[t] = o
	if c.options.Partial != nil && c.options.Partial(t) {
		c.partial(o)
		return o
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("validate")
		if tag == "-" || !f.IsExported() && !f.Anonymous || isReadOnly(f) {
			continue
		}
		l := link{parent: t, t: f.Type, place: c.names.Field(t, f)}
		if ch := c.chain(l, split(tag)); ch != nil {
			o.fields = append(o.fields, field{index: i, name: c.name(f), chain: ch})
		}
	}
	return o
}

// isReadOnly reports whether requests do not have a field, so that what they
// leave there breaks no rule.
func isReadOnly(f reflect.StructField) bool {
	on, _ := strconv.ParseBool(f.Tag.Get("readonly"))
	return on
}

var (
	textType     = reflect.TypeFor[string]()
	durationType = reflect.TypeFor[time.Duration]()
	timeType     = reflect.TypeFor[time.Time]()
	valuerType   = reflect.TypeFor[validator.Valuer]()
)

// indirect is what a type points to.
func indirect(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// isNested reports whether a value of type t is a struct with fields to check.
func isNested(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !t.ConvertibleTo(timeType) && !isValuer(t)
}

func isValuer(t reflect.Type) bool {
	return t.Implements(valuerType) || reflect.PointerTo(t).Implements(valuerType)
}

// isDynamic reports whether the kind to check is only known at run time.
func isDynamic(t reflect.Type) bool { return t.Kind() == reflect.Interface || isValuer(t) }

// isList reports whether a type has elements.
func isList(t reflect.Type) bool {
	return t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map
}

// holdsStructs reports whether the elements of a list, or their elements, are
// structs. The bound is for types like "type Tree []Tree".
func (c *compiler) holdsStructs(t reflect.Type) bool {
	for range 8 {
		if !isList(t) {
			return isNested(t) || c.options.Unions[t] != nil
		}
		t = indirect(t.Elem())
	}
	return false
}

// prune drops the fields below which there is no rule.
func (c *compiler) prune() {
	ruled := map[*object]bool{}
	for _, o := range c.objects {
		ruled[o] = o.ruled(map[*object]bool{})
	}
	for _, o := range c.objects {
		var kept []field
		for _, f := range o.fields {
			if f.chain.ruled(func(child *object) bool { return ruled[child] }) {
				kept = append(kept, f)
			}
		}
		o.fields = kept
	}
}

// ruled reports whether there is a rule in o or anywhere below.
func (o *object) ruled(seen map[*object]bool) bool {
	if seen[o] {
		return false
	}
	seen[o] = true
	if o.self != nil {
		return true
	}
	for _, f := range o.fields {
		if f.chain.ruled(func(child *object) bool { return child.ruled(seen) }) {
			return true
		}
	}
	return false
}

func (c *chain) ruled(below func(*object) bool) bool {
	if c == nil {
		return false
	}
	for _, l := range c.links {
		if l.test != nil {
			return true
		}
	}
	for _, kind := range c.kinds {
		if below(kind) {
			return true
		}
	}
	return c.keys.ruled(below) || c.elem.ruled(below) || c.child != nil && below(c.child) || c.inner != nil && c.inner.chain.ruled(below)
}
