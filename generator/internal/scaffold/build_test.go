package scaffold

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/generator/internal/name"
	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
)

// everything has each type of field, words that SQL, Go and the templates
// know, and names that are their own plural.
var everything = []string{
	"cats name:string:required,min=2,max=40 age:int:gte=0,lte=40 breed?:string",
	"products title:string:required,max=80 body?:text price:float64:gt=0 stock:int32 sold:int64:required active:bool:required " +
		"sold_at?:time madeAt:time ref:uuid owner_ref?:uuid size:string:oneof=s|m|l order:int:oneof=1|2 email:string:email " +
		"site?:string:url,max=90 code:string:uppercase,len=4 group?:bool:",
	"news headline:string",
	"APIKeys key:string:required,alphanum",
	"types kind?:bool",
	"people names:string:min=1 ctx?:text in?:int err?:string",
	"order-items qty:int:required,min=1",
	"series",
}

// TestProjectsBuild makes projects with every kind of part and runs what a
// user runs in them, without a proxy.
func TestProjectsBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles whole projects")
	}
	t.Parallel()
	for _, db := range []Database{SQLite, Postgres, None} {
		t.Run(string(db), func(t *testing.T) {
			t.Parallel()
			root := filepath.Join(t.TempDir(), "shop")
			specs := everything
			if db != SQLite {
				specs = everything[:2]
			}
			newProject(t, root, db, specs)
			run(t, root, "gofmt", "-l", ".")
			run(t, root, "go", "vet", "./...")
			run(t, root, "go", "test", "./...")
		})
	}
}

// newProject makes half of the resources with the project, the others later.
func newProject(t *testing.T, root string, db Database, specs []string) {
	t.Helper()
	source, err := project.Locate(project.Where{Path: filepath.Join("..", "..", "..")})
	if err != nil {
		t.Fatal(err)
	}
	shop := Project{Name: "shop", Module: "example.com/shop", Database: db, Source: source}
	half := len(specs) / 2
	for _, spec := range specs[:half] {
		shop.Resources = append(shop.Resources, parse(t, spec))
	}
	apply(t, root, func(p *plan.Plan) error { return AddProject(p, shop) })
	for _, spec := range specs[half:] {
		r := parse(t, spec)
		apply(t, root, func(p *plan.Plan) error { return AddResource(p, shop.Module, App, r) })
	}
	for _, n := range []name.Name{{"billing"}, {"mail", "queue"}} {
		apply(t, root, func(p *plan.Plan) error { return AddService(p, shop.Module, App, n) })
		apply(t, root, func(p *plan.Plan) error { return AddController(p, shop.Module, App, n) })
	}
	for _, n := range []name.Name{{"invoicing"}, {"payroll"}} {
		apply(t, root, func(p *plan.Plan) error { return AddModule(p, shop.Module, Target{Package: "billing"}, n) })
	}
	receipts := parse(t, "receipts total:float64:gte=0")
	apply(t, root, func(p *plan.Plan) error { return AddResource(p, shop.Module, Target{Package: "payroll"}, receipts) })
}

func parse(t testing.TB, spec string) Resource {
	t.Helper()
	words := strings.Fields(spec)
	r, err := ParseResource(words[0], words[1:])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func apply(t *testing.T, root string, add func(*plan.Plan) error) {
	t.Helper()
	p := plan.New(root)
	for _, step := range []func() error{func() error { return add(p) }, p.Check, p.Apply} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

// run runs a command that has to succeed; gofmt has to be silent, too.
func run(t *testing.T, dir string, command ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off", "DATABASE_URL=")
	out, err := cmd.CombinedOutput()
	if err != nil || command[0] == "gofmt" && len(out) > 0 {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
}

// BenchmarkResource is all that drey g resource does but for starting and
// writing.
func BenchmarkResource(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		r := parse(b, everything[0])
		p := plan.New(b.TempDir())
		p.Create("go.mod", []byte("module shop\n"))
		if err := addResource(p, "shop", SQLite, r); err != nil {
			b.Fatal(err)
		}
		if err := p.Check(); err != nil {
			b.Fatal(err)
		}
	}
}
