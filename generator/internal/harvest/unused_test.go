package harvest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// module writes the files of a module and returns its root.
func module(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestUnused(t *testing.T) {
	t.Parallel()
	const imports = "package app\n\nimport api \"github.com/dreygo/drey/modules/openapi\"\n\n"
	for _, tt := range []struct{ app, want string }{
		{imports + "var Module = api.ForRoot(api.Config{\n\tTitle: \"x\",\n})", "in app/app.go:5 write\n\tMetadata: docs.Metadata,\nand import \"x/docs\""},
		{imports + "var Module = drey.Import(api.Module)", "in app/app.go:5 write\n\topenapi.ForRoot(openapi.Config{Metadata: docs.Metadata}),\nand"},
		{imports + "var Module = api.ForRoot(configuration)", "give openapi.Config the line\n\tMetadata: docs.Metadata,\n"},
		{"package app", "give openapi.Config the line\n"},
	} {
		root := module(t, map[string]string{"app/app.go": tt.app})
		if got := Unused(root, "x", "x/docs"); !strings.Contains(got, tt.want) {
			t.Errorf("%s\n got %q\nwant %q", tt.app, got, tt.want)
		}
	}
}

func TestUnreadableFiles(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{
		"a/a.go":      "package a\n\n// F is found.\nfunc F() {}\n",
		"a/b.go":      "package a\n\nfunc {\n",
		"a/c.go.tmpl": "package {{.Name}}\n",
		"sub/go.mod":  "module sub\n",
		"sub/x.go":    "package sub\n\nfunc {\n",
	})
	data, problems, err := Run(root, "x")
	if err != nil || data.Functions["x/a.F"].Summary != "Is found" {
		t.Errorf("got %v, %v", data.Functions, err)
	}
	if len(problems) != 1 || problems[0].String() != "a/b.go:3:6: expected 'IDENT', found '{'" {
		t.Errorf("problems %v", problems)
	}
	if _, _, err := Run(filepath.Join(root, "nowhere"), "x"); err == nil {
		t.Error("a folder that is not there was read")
	}
}
