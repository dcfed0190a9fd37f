package endless_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/generator/internal/endless"
)

const head = "package PKG\n\nimport (\n\t\"github.com/dreygo/drey/framework\"\n\t\"shop/internal/users\"\n\t\"shop/internal/orders\"\n)\n\nvar _ = drey.NewModule\nvar _ = users.Module\nvar _ = orders.Module\n\n"

func TestFind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		users, orders string
		want          string // the steps, "" for none
	}{
		{
			"two functions", `func Module() *drey.Module { return drey.NewModule("users", drey.Import(orders.Module())) }`,
			`func Module() *drey.Module { return drey.NewModule("orders", drey.Import(users.Module())) }`,
			"orders.Module > users.Module",
		},
		{"itself", `func Module() *drey.Module { return drey.NewModule("users", drey.Import(Module())) }`, ``, "users.Module"},
		{
			"by way of a helper", `func Module() *drey.Module { return drey.NewModule("users", parts()...) }
func parts() []drey.ModuleOption { return []drey.ModuleOption{drey.Import(orders.Module())} }`,
			`func Module() *drey.Module { m := users.Module(); return m }`,
			"orders.Module > users.Module > users.parts",
		},
		{
			"generic", `func For[T any]() *drey.Module { return orders.Module() }`,
			`func Module() *drey.Module { return users.For[int]() }`,
			"orders.Module > users.For",
		},
		{
			"one that ends", `func Module(depth int) *drey.Module { if depth == 0 { return nil }; return orders.Module(depth - 1) }`,
			`func Module(depth int) *drey.Module { return users.Module(depth) }`, "",
		},
		{"only sometimes", `func Module() *drey.Module { if true { Module() }; return nil }`, ``, ""},
		{"after a panic, perhaps", `func Module() *drey.Module { if true { panic("x") }; return Module() }`, ``, ""},
		{"in a function literal", `func Module() *drey.Module { return drey.NewModule("x", drey.Provide(func() *drey.Module { return Module() })) }`, ``, ""},
		{"behind &&", `func Module() *drey.Module { _ = false && Module() != nil; return nil }`, ``, ""},
		{"no module in it", `func A() { B() }
func B() { A() }`, ``, ""},
		{"a method", `type T struct{}
func (T) Module() *drey.Module { return drey.NewModule("x", drey.Import(T{}.Module())) }`, ``, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			for pkg, body := range map[string]string{"users": tt.users, "orders": tt.orders} {
				dir := filepath.Join(root, "internal", pkg)
				if err := os.MkdirAll(dir, 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, "module.go"), []byte(strings.Replace(head, "PKG", pkg, 1)+body+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			circles, err := endless.Find(root, "shop")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range circles {
				var steps []string
				for _, call := range c {
					steps = append(steps, call.Caller)
				}
				got = append(got, strings.Join(steps, " > "))
			}
			if strings.Join(got, "; ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A file that does not parse is said, not skipped.
func TestFindBrokenFile(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "a.go"), []byte("package"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := endless.Find(root, "shop"); err == nil || !strings.Contains(err.Error(), "a.go") {
		t.Errorf("error %v", err)
	}
}

// What is a module of its own is none of this one's business, broken or not.
func TestFindLeavesOtherModules(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	other := filepath.Join(root, "tools")
	if err := os.Mkdir(other, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"go.mod": "module tools", "a.go": "package"} {
		if err := os.WriteFile(filepath.Join(other, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if circles, err := endless.Find(root, "shop"); err != nil || len(circles) > 0 {
		t.Errorf("got %v, error %v", circles, err)
	}
}
