package edit

import (
	"bytes"
	"errors"
	"go/format"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

const (
	framework = "github.com/dreygo/drey/framework"
	head      = `package app

import (
	drey "github.com/dreygo/drey/framework"

	"example.com/shop/internal/users"
)

`
	headAfter = `package app

import (
	drey "github.com/dreygo/drey/framework"

	"example.com/shop/internal/orders"
	"example.com/shop/internal/users"
)

`
)

var orders = Registration{
	Framework: framework,
	Option:    "Import",
	Path:      "example.com/shop/internal/orders",
	Package:   "orders",
	Ident:     "Module",
}

// Each case is a file somebody could have written, and what it has to become.
func TestRegister(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{
			"single line",
			head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module))\n",
			headAfter + "var Module = drey.NewModule(\"app\", drey.Import(users.Module, orders.Module))\n",
		},
		{
			"multi-line",
			head + `var Module = drey.NewModule("app",
	drey.Import(
		users.Module,
	),
)
`,
			headAfter + `var Module = drey.NewModule("app",
	drey.Import(
		users.Module,
		orders.Module,
	),
)
`,
		},
		{
			"trailing comment on the last argument",
			head + `var Module = drey.NewModule("app",
	drey.Import(
		users.Module, // who may come in
	),
)
`,
			headAfter + `var Module = drey.NewModule("app",
	drey.Import(
		users.Module, // who may come in
		orders.Module,
	),
)
`,
		},
		{
			"comment after the last argument",
			head + `var Module = drey.NewModule("app",
	drey.Import(
		users.Module,
		// billing is a service of its own
	),
)
`,
			headAfter + `var Module = drey.NewModule("app",
	drey.Import(
		users.Module,
		// billing is a service of its own
		orders.Module,
	),
)
`,
		},
		{
			"comments between arguments and blocks",
			head + `var Module = drey.NewModule("app",
	// features
	drey.Import(
		// one
		users.Module,

		// two
		users.Admin,
	),
	// everywhere
	drey.Global(),
)
`,
			headAfter + `var Module = drey.NewModule("app",
	// features
	drey.Import(
		// one
		users.Module,

		// two
		users.Admin,
		orders.Module,
	),
	// everywhere
	drey.Global(),
)
`,
		},
		{
			"empty call",
			head + "var Module = drey.NewModule(users.Name, drey.Import())\n",
			headAfter + "var Module = drey.NewModule(users.Name, drey.Import(orders.Module))\n",
		},
		{
			"empty multi-line call that holds only a comment",
			head + `var Module = drey.NewModule(users.Name,
	drey.Import(
		// features come here
	),
)
`,
			headAfter + `var Module = drey.NewModule(users.Name,
	drey.Import(
		// features come here
		orders.Module,
	),
)
`,
		},
		{
			"no Import option, name only",
			head + "var Module = drey.NewModule(users.Name)\n",
			headAfter + "var Module = drey.NewModule(users.Name,\n\tdrey.Import(orders.Module),\n)\n",
		},
		{
			"no Import option, other options on lines of their own",
			head + `var Module = drey.NewModule("app", // the root
	// how users are found
	drey.Provide(users.NewFinder),
)
`,
			headAfter + `var Module = drey.NewModule("app", // the root
	drey.Import(orders.Module),
	// how users are found
	drey.Provide(users.NewFinder),
)
`,
		},
		{
			"no Import option, other options on the line",
			head + "var Module = drey.NewModule(\"app\", drey.Provide(users.NewFinder))\n",
			headAfter + "var Module = drey.NewModule(\"app\", drey.Import(orders.Module), drey.Provide(users.NewFinder))\n",
		},
		{
			"aliased framework",
			strings.ReplaceAll(head, "drey \"", "nest \"") + "var Module = nest.NewModule(\"app\", nest.Import(users.Module))\n",
			strings.ReplaceAll(headAfter, "drey \"", "nest \"") + "var Module = nest.NewModule(\"app\", nest.Import(users.Module, orders.Module))\n",
		},
		{
			"dot import",
			strings.ReplaceAll(head, "drey \"", ". \"") + "var Module = NewModule(\"app\", Global(), Provide(users.New))\n",
			strings.ReplaceAll(headAfter, "drey \"", ". \"") + "var Module = NewModule(\"app\", Import(orders.Module), Global(), Provide(users.New))\n",
		},
		{
			"already present",
			headAfter + "var Module = drey.NewModule(\"app\", drey.Import(users.Module, orders.Module))\n",
			headAfter + "var Module = drey.NewModule(\"app\", drey.Import(users.Module, orders.Module))\n",
		},
		{
			"already present under an alias",
			strings.ReplaceAll(headAfter, `"example.com/shop/internal/orders"`, `o "example.com/shop/internal/orders"`) + "var Module = drey.NewModule(\"app\", drey.Import(users.Module, o.Module))\n",
			strings.ReplaceAll(headAfter, `"example.com/shop/internal/orders"`, `o "example.com/shop/internal/orders"`) + "var Module = drey.NewModule(\"app\", drey.Import(users.Module, o.Module))\n",
		},
		{
			"imported under an alias but not registered",
			strings.ReplaceAll(headAfter, `"example.com/shop/internal/orders"`, `o "example.com/shop/internal/orders"`) + "var Module = drey.NewModule(\"app\", drey.Import(users.Module), drey.Provide(o.New))\n",
			strings.ReplaceAll(headAfter, `"example.com/shop/internal/orders"`, `o "example.com/shop/internal/orders"`) + "var Module = drey.NewModule(\"app\", drey.Import(users.Module, o.Module), drey.Provide(o.New))\n",
		},
		{
			"name taken by another import",
			`package app

import (
	drey "github.com/dreygo/drey/framework"

	"example.com/legacy/orders"
)

var Module = drey.NewModule("app", drey.Import(orders.Module))
`,
			`package app

import (
	drey "github.com/dreygo/drey/framework"

	"example.com/legacy/orders"
	internalorders "example.com/shop/internal/orders"
)

var Module = drey.NewModule("app", drey.Import(orders.Module, internalorders.Module))
`,
		},
		{
			"name taken by a package-level identifier",
			head + `var orders = users.Orders

var Module = drey.NewModule("app", drey.Import(users.Module), drey.Provide(orders))
`,
			strings.ReplaceAll(headAfter, `"example.com/shop/internal/orders"`, `internalorders "example.com/shop/internal/orders"`) + `var orders = users.Orders

var Module = drey.NewModule("app", drey.Import(users.Module, internalorders.Module), drey.Provide(orders))
`,
		},
		{
			"CRLF",
			crlf(head + "var Module = drey.NewModule(\"app\",\n\tdrey.Import(\n\t\tusers.Module, // one\n\t),\n)\n"),
			crlf(headAfter + "var Module = drey.NewModule(\"app\",\n\tdrey.Import(\n\t\tusers.Module, // one\n\t\torders.Module,\n\t),\n)\n"),
		},
		{
			"not gofmt'd",
			head + "var   Module = drey.NewModule( \"app\",\n  drey.Import(\n      users.Module,\n  ))\nvar  x=1\n",
			headAfter + "var   Module = drey.NewModule( \"app\",\n  drey.Import(\n      users.Module,\n      orders.Module,\n  ))\nvar  x=1\n",
		},
		{
			"single import without parentheses",
			`package app

import drey "github.com/dreygo/drey/framework" // the framework

var Module = drey.NewModule("app")
`,
			`package app

import (
	drey "github.com/dreygo/drey/framework" // the framework

	"example.com/shop/internal/orders"
)

var Module = drey.NewModule("app",
	drey.Import(orders.Module),
)
`,
		},
		{
			"several imports without parentheses",
			`package app

import drey "github.com/dreygo/drey/framework"
import "example.com/shop/internal/users"

var Module = drey.NewModule("app", drey.Import(users.Module))
`,
			`package app

import drey "github.com/dreygo/drey/framework"
import "example.com/shop/internal/users"
import "example.com/shop/internal/orders"

var Module = drey.NewModule("app", drey.Import(users.Module, orders.Module))
`,
		},
		{
			"build tag and package documentation",
			"//go:build linux || darwin\n\n// Package app is the shop.\n" + head + "// Module is the root.\nvar Module = drey.NewModule(\"app\", drey.Import(users.Module))\n",
			"//go:build linux || darwin\n\n// Package app is the shop.\n" + headAfter + "// Module is the root.\nvar Module = drey.NewModule(\"app\", drey.Import(users.Module, orders.Module))\n",
		},
		{
			"closing parenthesis on the last argument's line",
			head + "var Module = drey.NewModule(\"app\",\n\tdrey.Import(\n\t\tusers.Module))\n",
			headAfter + "var Module = drey.NewModule(\"app\",\n\tdrey.Import(\n\t\tusers.Module,\n\t\torders.Module))\n",
		},
		{
			"block comment before the closing parenthesis",
			head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module /* last */))\n",
			headAfter + "var Module = drey.NewModule(\"app\", drey.Import(users.Module /* last */, orders.Module))\n",
		},
		{
			"grouped and commented imports",
			`package app

import (
	// standard library
	"time"

	// the framework
	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/log" // structured

	// features, in the order of their paths
	"example.com/shop/internal/billing"
	// people
	"example.com/shop/internal/users"
)

var Module = drey.NewModule("app", drey.Import(log.Module, billing.ForRoot(time.Second), users.Module))
`,
			`package app

import (
	// standard library
	"time"

	// the framework
	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/log" // structured

	// features, in the order of their paths
	"example.com/shop/internal/billing"
	"example.com/shop/internal/orders"
	// people
	"example.com/shop/internal/users"
)

var Module = drey.NewModule("app", drey.Import(log.Module, billing.ForRoot(time.Second), users.Module, orders.Module))
`,
		},
		{
			"generics and configured modules",
			head + `var Module = drey.NewModule("app",
	drey.Import(
		users.ForFeature[users.Admin](),
		users.Register(users.Options{
			Limit: 10, // logins
		}),
	),
)
`,
			headAfter + `var Module = drey.NewModule("app",
	drey.Import(
		users.ForFeature[users.Admin](),
		users.Register(users.Options{
			Limit: 10, // logins
		}),
		orders.Module,
	),
)
`,
		},
		{
			"byte order mark",
			"\ufeff" + head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module))\n",
			"\ufeff" + headAfter + "var Module = drey.NewModule(\"app\", drey.Import(users.Module, orders.Module))\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Register("module.go", []byte(tt.in), orders)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			again, err := Register("module.go", got, orders)
			if err != nil || !bytes.Equal(again, got) {
				t.Errorf("a second run: %v\n%s", err, again)
			}
		})
	}
}

func TestRegisterRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{
			"a slice of modules",
			head + "var mods = []*drey.Module{users.Module}\n\nvar Module = drey.NewModule(\"app\", drey.Import(mods...))\n",
			`module.go:11:48: mods... cannot be appended to here
hint: add orders.Module to that slice by hand, and import "example.com/shop/internal/orders"`,
		},
		{
			"broken syntax",
			head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module,,))\n",
			`module.go:9:61: expected operand, found ','
hint: fix the syntax error and run the command again; nothing was written`,
		},
		{
			"generated file",
			"// Code generated by hand. DO NOT EDIT.\n\n" + head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module))\n",
			`module.go:3:1: this file is generated; an edit would be lost
hint: add drey.Import(orders.Module) to the module by hand, and import "example.com/shop/internal/orders"`,
		},
		{
			"two root calls",
			head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module))\n\nvar Admin = drey.NewModule(\"admin\")\n",
			`module.go:11:13: the file has several modules: Module (line 9), Admin (line 11)
hint: say which one: --into app.Module`,
		},
		{
			"no framework",
			"package app\n\nimport \"example.com/shop/internal/users\"\n\nvar Module = users.Module\n",
			`module.go:1:1: the file does not import "github.com/dreygo/drey/framework", so it declares no module
hint: add drey.Import(orders.Module) to the module by hand, and import "example.com/shop/internal/orders"`,
		},
		{
			"no module",
			head + "var Module = users.Wrap(drey.Development)\n",
			`module.go:1:1: the file has no drey.NewModule call
hint: add drey.Import(orders.Module) to the module by hand, and import "example.com/shop/internal/orders"`,
		},
		{
			"a slice of options",
			head + "var Module = drey.NewModule(\"app\", users.Options...)\n",
			`module.go:9:36: the options users.Options... cannot be appended to here
hint: add drey.Import(orders.Module) to the module by hand, and import "example.com/shop/internal/orders"`,
		},
		{
			"a layout that cannot be edited",
			"package app\n\nimport drey \"github.com/dreygo/drey/framework\"; var Module = drey.NewModule(\"app\")\n",
			`module.go:3:62: the source is laid out in a way this command cannot edit
hint: add drey.Import(orders.Module) to the module by hand, and import "example.com/shop/internal/orders"`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Register("module.go", []byte(tt.in), orders)
			var e *Error
			if !errors.As(err, &e) || got != nil {
				t.Fatalf("got %v and %q, want an *Error", err, got)
			}
			if err.Error() != tt.want {
				t.Errorf("\n got %s\nwant %s", err, tt.want)
			}
		})
	}
}

func TestRegisterInto(t *testing.T) {
	t.Parallel()
	in := head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module))\n\nvar Admin = drey.NewModule(\"admin\")\n"
	r := orders
	r.Into = "Admin"
	got, err := Register("module.go", []byte(in), r)
	want := headAfter + "var Module = drey.NewModule(\"app\", drey.Import(users.Module))\n\nvar Admin = drey.NewModule(\"admin\",\n\tdrey.Import(orders.Module),\n)\n"
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestRegisterOwnPackage(t *testing.T) {
	t.Parallel()
	in := "package cats\n\nimport drey \"github.com/dreygo/drey/framework\"\n\n// Module serves cats.\nvar Module = drey.NewModule(\"cats\",\n\tdrey.Provide(NewService),\n)\n"
	r := Registration{Framework: framework, Option: "Controllers", Ident: "NewController"}
	got, err := Register("module.go", []byte(in), r)
	want := strings.Replace(in, "(NewService),\n", "(NewService),\n\tdrey.Controllers(NewController),\n", 1)
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}

// Options stand in the order Import, Provide, Export, Controllers, wherever
// the others are.
func TestRegisterOrder(t *testing.T) {
	t.Parallel()
	const module = "package cats\n\nimport drey \"github.com/dreygo/drey/framework\"\n\nvar Module = drey.NewModule(\"cats\"%)\n"
	for _, tt := range []struct{ name, in, want string }{
		{"behind", ",\n\tdrey.Import(\n\t\tdogs,\n\t), // friends\n", ",\n\tdrey.Import(\n\t\tdogs,\n\t), // friends\n\tdrey.Provide(NewService),\n"},
		{"between", ",\n\tdrey.Import(dogs),\n\t// Routes.\n\tdrey.Controllers(NewController),\n", ",\n\tdrey.Import(dogs),\n\tdrey.Provide(NewService),\n\t// Routes.\n\tdrey.Controllers(NewController),\n"},
		{"on the line", ", drey.Import(dogs)", ", drey.Import(dogs), drey.Provide(NewService)"},
		{"on the line, in between", ", drey.Import(dogs), drey.Controllers(NewController)", ", drey.Import(dogs), drey.Provide(NewService), drey.Controllers(NewController)"},
		{"behind a comma", ", drey.Import(\n\t\tdogs), ", ", drey.Import(\n\t\tdogs), drey.Provide(NewService), "},
		{"others first", ",\n\tdrey.Controllers(NewController),\n", ",\n\tdrey.Provide(NewService),\n\tdrey.Controllers(NewController),\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := Registration{Framework: framework, Option: "Provide", Ident: "NewService"}
			got, err := Register("module.go", []byte(strings.Replace(module, "%", tt.in, 1)), r)
			if want := strings.Replace(module, "%", tt.want, 1); err != nil || string(got) != want {
				t.Errorf("%v\n got %s\nwant %s", err, got, want)
			}
		})
	}
}

func TestNameTakenInAnotherFile(t *testing.T) {
	t.Parallel()
	r := orders
	r.Taken = func(name string) bool { return name == "orders" || name == "internalorders" }
	got, err := Register("module.go", []byte(head+"var Module = drey.NewModule(users.Name)\n"), r)
	if err != nil || !strings.Contains(string(got), "drey.Import(ordersmodule.Module)") {
		t.Errorf("%v\n%s", err, got)
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// Whatever the layout, an edit only inserts, parses, and is made once.
func FuzzRegister(f *testing.F) {
	f.Add(head + "var Module = drey.NewModule(\"app\", drey.Import(users.Module))\n")
	f.Add(head + "var Module = drey.NewModule(\"app\",\n\t// a\n\tdrey.Import(\n\t\tusers.Module, // b\n\t\t// c\n\t),\n)\n")
	f.Add(crlf(head + "var Module = drey.NewModule(\"app\", drey.Import( /* x */ ))\n"))
	f.Add("package app\nimport drey `github.com/dreygo/drey/framework`\nvar M = drey.NewModule(\"a\" /*,*/)\n")
	f.Add("package app;import(drey\"github.com/dreygo/drey/framework\");var M=drey.NewModule(\"a\",drey.Import(x,),)")
	f.Fuzz(func(t *testing.T, src string) {
		fuzz(t, src, orders)
		fuzz(t, src, Registration{Framework: framework, Option: "Provide", Ident: "NewService"})
	})
}

func fuzz(t *testing.T, src string, r Registration) {
	t.Helper()
	out, err := Register("module.go", []byte(src), r)
	if err != nil {
		return
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "module.go", out, parser.ParseComments); err != nil {
		t.Fatalf("the result does not parse: %v\n%s", err, out)
	}
	if formatted, err := format.Source([]byte(src)); err != nil || string(formatted) != src {
		subsequence(t, src, string(out))
	}
	again, err := Register("module.go", out, r)
	if err != nil || !bytes.Equal(again, out) {
		t.Fatalf("a second run changes the file: %v\n%s", err, again)
	}
}

// subsequence fails unless all bytes of src are in out, in order.
func subsequence(t *testing.T, src, out string) {
	t.Helper()
	i := 0
	for j := 0; j < len(out) && i < len(src); j++ {
		if out[j] == src[i] {
			i++
		}
	}
	if i < len(src) {
		t.Fatalf("bytes are lost\n%s\n%s", src, out)
	}
}
