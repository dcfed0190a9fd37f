package introspect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, file, text string
		options          bool
	}{
		{"none", "app.go", "package app\n\nvar Module = 1\n", false},
		{"alone", "options.go", "package app\n\nvar Options = 1\n", true},
		{"in a group", "app.go", "package app\n\nvar (\n\tModule  = 1\n\tA, Options = 2, 3\n)\n", true},
		{"a function", "app.go", "package app\n\nfunc Options() {}\n", false},
		{"a constant", "app.go", "package app\n\nconst Options = 1\n", false},
		{"in a test", "app_test.go", "package app\n\nvar Options = 1\n", false},
		{"does not parse", "app.go", "package app\n\nvar Options = \n", false},
	} {
		root := t.TempDir()
		dir := filepath.Join(root, "internal", "app")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, tt.file), []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		want := Root{root, "example.com/shop/internal/app", tt.options}
		if got := Find(root, "example.com/shop", "./internal/app/"); got != want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, want)
		}
	}
	if got := Find(t.TempDir(), "example.com/shop", ".").Package; got != "example.com/shop" {
		t.Errorf("the root is %s", got)
	}
}

func TestProgram(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		root Root
		want []string
	}{
		{Root{Package: "shop/app"}, []string{`root "shop/app"`, "drey.Check(root.Module)"}},
		{Root{Package: "shop/app", Options: true}, []string{"drey.Check(root.Module, root.Options...)"}},
	} {
		got := string(tt.root.program(checker))
		for _, part := range tt.want {
			if !strings.Contains(got, part) {
				t.Errorf("%+v: no %q in\n%s", tt.root, part, got)
			}
		}
	}
}
