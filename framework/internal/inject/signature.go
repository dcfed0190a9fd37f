package inject

import (
	"fmt"
	"reflect"
	"strconv"

	"go.uber.org/fx"
)

// A wire is one value that fx carries.
type wire struct {
	typ  reflect.Type
	name string // "" for a plain key
}

// inputs are the parameters of an emitted function: the wires themselves, or
// one struct that embeds fx.In and carries their names.
type inputs struct {
	types  []reflect.Type
	packed bool
}

func newInputs(wires []wire) inputs {
	if len(wires) > maxRun || anyNamed(wires) {
		return inputs{[]reflect.Type{structOf(reflect.TypeFor[fx.In](), "In", wires)}, true}
	}
	return inputs{types: typesOf(wires)}
}

// unpack returns the values of the wires.
func (in inputs) unpack(args []reflect.Value) []reflect.Value {
	if !in.packed {
		return args
	}
	values := make([]reflect.Value, args[0].NumField()-1)
	for i := range values {
		values[i] = args[0].Field(i + 1)
	}
	return values
}

// results are the results of an emitted function, the last one an error.
type results struct {
	types  []reflect.Type
	name   string // of all wires
	packed bool   // wires have different names: one struct that embeds fx.Out
}

func newResults(wires []wire) results {
	for _, w := range wires {
		if w.name != wires[0].name || len(wires) > maxRun {
			out := structOf(reflect.TypeFor[fx.Out](), "Out", wires)
			return results{types: []reflect.Type{out, reflect.TypeFor[error]()}, packed: true}
		}
	}
	return results{types: append(typesOf(wires), reflect.TypeFor[error]()), name: wires[0].name}
}

// pack makes the results of the values of the wires, of zero values when err
// is not nil.
func (out results) pack(values []reflect.Value, err error) []reflect.Value {
	all := make([]reflect.Value, len(out.types))
	for i, t := range out.types {
		all[i] = reflect.New(t).Elem()
	}
	last := len(all) - 1
	if err != nil {
		all[last].Set(reflect.ValueOf(err))
		return all
	}
	for i, v := range values {
		if out.packed {
			all[0].Field(i + 1).Set(v)
		} else {
			all[i].Set(v)
		}
	}
	return all
}

func anyNamed(wires []wire) bool {
	for _, w := range wires {
		if w.name != "" {
			return true
		}
	}
	return false
}

func typesOf(wires []wire) []reflect.Type {
	types := make([]reflect.Type, len(wires), len(wires)+1)
	for i, w := range wires {
		types[i] = w.typ
	}
	return types
}

// structOf makes the struct that fx reads names from.
func structOf(marker reflect.Type, markerName string, wires []wire) reflect.Type {
	fields := make([]reflect.StructField, 1, len(wires)+1)
	fields[0] = reflect.StructField{Name: markerName, Type: marker, Anonymous: true}
	for i, w := range wires {
		f := reflect.StructField{Name: "F" + strconv.Itoa(i), Type: w.typ}
		if w.name != "" {
			f.Tag = reflect.StructTag(fmt.Sprintf("name:%q", w.name))
		}
		fields = append(fields, f)
	}
	return reflect.StructOf(fields)
}
