package inject_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/dreygo/drey/framework/internal/graph"
)

type (
	migrations struct{}
	globalLog  struct{}
	handler    struct{}
	registry   struct{}
	aside      struct{}
)

// Instances wait for what they need, for imported modules as a whole and for
// global ones, and never for what comes later.
func TestWaits(t *testing.T) {
	t.Parallel()
	global := module("log", nil, exported(func() *globalLog { return &globalLog{} }))
	global.Global = true
	database := module("database", nil, exported(newPool("main")), private(func() *migrations { return &migrations{} }))
	users := module("users", []*graph.Module{database}, private(newRepo), private(func(*repo) *handler { return &handler{} }))
	app := build(t, module("app", []*graph.Module{global, users, module("other", nil, private(func() *aside { return &aside{} }))}, private(func() *registry { return &registry{} })))

	after := app.Waits()
	instances := app.Instances()
	if len(after) != 2*len(instances) {
		t.Fatalf("%d tasks for %d instances", len(after), len(instances))
	}
	number := map[reflect.Type]int{}
	for i, instance := range instances {
		number[reflect.TypeOf(instance.Value)] = i
	}
	reaches := func(from, to any) bool {
		var seen []int
		var visit func(task int) bool
		visit = func(task int) bool {
			if slices.Contains(seen, task) {
				return false
			}
			seen = append(seen, task)
			return task == number[reflect.TypeOf(to)] || slices.ContainsFunc(after[task], visit)
		}
		return visit(number[reflect.TypeOf(from)])
	}
	for _, tt := range []struct {
		from, to any
		want     bool
	}{
		{&repo{}, &pool{}, true},
		{&repo{}, &migrations{}, true}, // of an imported module, though nobody takes it
		{&handler{}, &repo{}, true},
		{&repo{}, &globalLog{}, true},
		{&pool{}, &globalLog{}, true},
		{&registry{}, &migrations{}, true}, // through users
		{&migrations{}, &pool{}, false},    // of one module, and not needed
		{&pool{}, &migrations{}, false},
		{&aside{}, &repo{}, false}, // of modules that do not know each other
		{&repo{}, &aside{}, false},
		{&globalLog{}, &pool{}, false},
	} {
		if got := reaches(tt.from, tt.to); got != tt.want {
			t.Errorf("%T waits for %T: %t, want %t", tt.from, tt.to, got, tt.want)
		}
	}
	for task, others := range after {
		for _, other := range others {
			if other%len(instances) > task%len(instances) {
				t.Errorf("task %d waits for the later task %d", task, other)
			}
		}
	}
}
