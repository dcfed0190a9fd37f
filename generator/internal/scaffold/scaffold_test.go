package scaffold

import (
	"strings"
	"testing"

	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
)

func TestCheckModule(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ path, want string }{
		{"shop", ""},
		{"github.com/acme/shop-2", ""},
		{"Shop_1", ""},
		{"my shop", `module path "my shop": "my shop" must be letters, digits, dashes and dots (name one with --module PATH)`},
		{"a//b", `module path "a//b": "" must be letters, digits, dashes and dots (name one with --module PATH)`},
		{"../shop", `module path "../shop": ".." must be letters, digits, dashes and dots (name one with --module PATH)`},
		{"net", `module path "net": packages below net belong to the standard library (try --module example.com/net)`},
	} {
		got := ""
		if err := CheckModule(tt.path); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.path, got, tt.want)
		}
	}
}

// On a published version there is no word of a checkout.
func TestPublishedProject(t *testing.T) {
	t.Parallel()
	p := plan.New(t.TempDir())
	shop := Project{Name: "shop", Module: "shop", Database: None, Source: project.Source{Version: "v0.3.0"}}
	if err := AddProject(p, shop); err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Changes() {
		if text := string(c.New); strings.Contains(text, "replace") || strings.Contains(text, "clone of drey") {
			t.Errorf("%s speaks of a checkout\n%s", c.Path, text)
		}
	}
	for file, want := range map[string]string{
		"go.mod":     "github.com/dreygo/drey v0.3.0\n",
		"Dockerfile": "RUN go mod download\n",
		"README.md":  "go install github.com/dreygo/drey/generator/cmd/drey@v0.3.0",
	} {
		if text, err := p.Read(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: no %q, %v\n%s", file, want, err, text)
		}
	}
}

func TestMigrationNumber(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, files, want string }{
		{"the first", "", "00001"},
		{"after the last", "00001_create_cats.sql 00007_add_age.sql migrations.go README.md", "00008"},
		{"times are numbers, too", "20260102030405_create_cats.sql", "20260102030406"},
		{"the same table again", "00001_create_cats.sql 00002_create_orders.sql 00003_x.sql", "00002"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := plan.New(t.TempDir())
			for _, f := range strings.Fields(tt.files) {
				p.Create("migrations/"+f, nil)
			}
			got, err := migrationNumber(p, "orders")
			if err != nil || got != tt.want {
				t.Errorf("got %s, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestModuleFile(t *testing.T) {
	t.Parallel()
	const call = "package app\n\nvar %s = drey.NewModule(\"app\")\n"
	module, admin := strings.ReplaceAll(call, "%s", "Module"), strings.ReplaceAll(call, "%s", "Admin")
	for _, tt := range []struct {
		name  string
		files map[string]string
		into  Target
		want  string
	}{
		{"the only one", map[string]string{"a.go": "package app\n", "root.go": module, "root_test.go": admin}, App, "internal/app/root.go"},
		{"the one with Module", map[string]string{"a.go": admin, "z.go": module}, App, "internal/app/z.go"},
		{"the one that was named", map[string]string{"a.go": module, "z.go": admin}, Target{"app", "Admin"}, "internal/app/z.go"},
		{"none", map[string]string{"a.go": "package app\n"}, App, ""},
		{"not clear", map[string]string{"a.go": admin, "z.go": strings.ReplaceAll(call, "%s", "Other")}, App, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := plan.New(t.TempDir())
			for file, src := range tt.files {
				p.Create("internal/app/"+file, []byte(src))
			}
			got, err := moduleFile(p, "internal/app", tt.into)
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}
