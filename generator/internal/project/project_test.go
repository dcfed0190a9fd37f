package project

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a file with its folders.
func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const dreyMod = `module github.com/dreygo/drey

go 1.26.0

require (
	github.com/spf13/cobra v1.10.2
	github.com/uptrace/bun v1.3.0 // indirect
)

require go.uber.org/fx v1.24.0
`

// newCheckout is a folder that looks like drey's.
func newCheckout(t *testing.T, dir string) string {
	t.Helper()
	write(t, filepath.Join(dir, "go.mod"), dreyMod)
	write(t, filepath.Join(dir, "go.sum"), "sums\n")
	return dir
}

func TestFind(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module \"example.com/shop\" // the shop\n\ngo 1.26\n\nrequire github.com/dreygo/drey v0.3.0\n\nreplace github.com/dreygo/drey => ../drey\n")
	deep := filepath.Join(root, "internal", "cats")
	write(t, filepath.Join(deep, "cat.go"), "package cats\n")
	got, err := Find(deep)
	if want := (Project{root, "example.com/shop", "v0.3.0 => ../drey"}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestFindErrors(t *testing.T) {
	t.Parallel()
	const shop = "module shop\n\nrequire github.com/dreygo/drey v0.3.0\n"
	for _, tt := range []struct{ mod, want string }{
		{"module other\n", "does not require github.com/dreygo/drey"},
		{"go 1.26\n", "names no module"},
		{dreyMod, "is drey itself, not a project"},
		{shop + "garbage in here\n", "go.mod:4: \"garbage\" begins no line of a go.mod\nhint: fix the syntax error and run the command again; nothing was written"},
		{shop + "require (\n\tgarbage\n)\n", "go.mod:5: require takes a path and a version"},
		{shop + "require a b c\n", "go.mod:4: require takes a path and a version"},
		{shop + "replace a b\n", "go.mod:4: replace takes a path, => and what replaces it"},
		{shop + "<<<<<<< HEAD\n", "go.mod:4: \"<<<<<<<\" begins no line of a go.mod"},
		{shop + "require (\n\ta v1.0.0\n", "go.mod:5: require takes a path and a version"},
		{shop + ")\n", "go.mod:4: \")\" begins no line of a go.mod"},
	} {
		root := t.TempDir()
		write(t, filepath.Join(root, "go.mod"), tt.mod)
		if _, err := Find(root); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
	if _, err := Find(t.TempDir()); !errors.Is(err, ErrNone) {
		t.Errorf("got %v, want ErrNone", err)
	}
}

// This test binary comes from the checkout, so that is what is found.
func TestLocateOwnCheckout(t *testing.T) {
	t.Parallel()
	want, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Locate(Where{Target: t.TempDir(), Offline: true})
	if err != nil || got.Dir != want || got.Version != "v0.0.0" {
		t.Errorf("got %s, %v; want the checkout %s", got, err, want)
	}
}

func TestAround(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	drey := newCheckout(t, filepath.Join(root, "drey"))
	if got, ok := around(filepath.Join(drey, "examples", "shop")); !ok || got.Dir != drey {
		t.Errorf("inside the checkout: got %s, %v", got, ok)
	}
	if got, ok := around(filepath.Join(root, "shop")); ok {
		t.Errorf("beside the checkout: got %s", got)
	}
	write(t, filepath.Join(root, "go.work"), "go 1.26.0\n\nuse ./other\n\nuse (\n\t./drey // the framework\n)\n")
	if got, ok := around(filepath.Join(root, "shop")); !ok || got.Dir != drey {
		t.Errorf("below a go.work that uses the checkout: got %s, %v", got, ok)
	}
	if got := Outsider(filepath.Join(root, "shop")); got != filepath.Join(root, "go.work") {
		t.Errorf("the workspace that leaves shop out is %q", got)
	}
	if got := Outsider(drey); got != "" {
		t.Errorf("the checkout is left out by %q", got)
	}
}

func TestGoMod(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	s, err := checkout(newCheckout(t, filepath.Join(root, "drey")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.GoMod("example.com/shop", filepath.Join(root, "shop"), "github.com/uptrace/bun")
	want := `module example.com/shop

go 1.26.0

require (
	github.com/dreygo/drey v0.0.0
	github.com/uptrace/bun v1.3.0
)

require (
	go.uber.org/fx v1.24.0 // indirect
)

replace github.com/dreygo/drey => ../drey
`
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := s.GoMod("shop", root, "example.com/unknown"); err == nil {
		t.Error("a module that drey does not require was accepted")
	}
	published := Source{Version: "v0.3.0", mod: s.mod}
	if got, err := published.GoMod("shop", root); err != nil || strings.Contains(string(got), "replace") {
		t.Errorf("a published version is replaced: %v\n%s", err, got)
	}
}

func TestReplacement(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ drey, target, want string }{
		{"/src/drey", "/src/shop", "../drey"},
		{"/src/drey", "/src/drey/examples/shop", "../.."},
		{"/src/drey", "/home/ada/shop", "/src/drey"},
		{"/src/drey", "/src/work/shop", "/src/drey"},
	} {
		s := Source{Dir: filepath.FromSlash(tt.drey)}
		if got := s.Replacement(filepath.FromSlash(tt.target)); got != tt.want {
			t.Errorf("%s from %s: got %s, want %s", tt.drey, tt.target, got, tt.want)
		}
	}
	if got := modPath("/my src/drey"); got != `"/my src/drey"` {
		t.Errorf("a path with a space is %s", got)
	}
}

// writeZip makes a module's archive.
func writeZip(t *testing.T, path string, files map[string]string) {
	t.Helper()
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, path, archive.String())
}

// A published version is asked of the go command; here its proxy is a folder.
func TestPublished(t *testing.T) {
	proxy := t.TempDir()
	versions := filepath.Join(proxy, "github.com", "dreygo", "drey", "@v")
	write(t, filepath.Join(versions, "list"), "v0.3.0\n")
	write(t, filepath.Join(versions, "v0.3.0.info"), `{"Version":"v0.3.0"}`)
	write(t, filepath.Join(versions, "v0.3.0.mod"), dreyMod)
	writeZip(t, filepath.Join(versions, "v0.3.0.zip"), map[string]string{
		"github.com/dreygo/drey@v0.3.0/go.mod": dreyMod,
		"github.com/dreygo/drey@v0.3.0/go.sum": "sums\n",
	})
	t.Setenv("GOPROXY", "file://"+filepath.ToSlash(proxy))
	t.Setenv("GONOSUMDB", "*")
	t.Setenv("GOFLAGS", "-modcacherw")
	t.Setenv("GOMODCACHE", t.TempDir())

	for _, version := range []string{"v0.3.0", "latest"} {
		s, err := Locate(Where{Version: version})
		if err != nil {
			t.Fatal(err)
		}
		sums := strings.Split(string(s.GoSum()), "\n")
		if s.Version != "v0.3.0" || s.Dir != "" || s.Go() != "1.26.0" {
			t.Errorf("%s: got %+v", version, s)
		}
		if len(sums) != 4 || !strings.HasPrefix(sums[0], "github.com/dreygo/drey v0.3.0 h1:") ||
			!strings.HasPrefix(sums[1], "github.com/dreygo/drey v0.3.0/go.mod h1:") || sums[2] != "sums" {
			t.Errorf("%s: go.sum is %q", version, sums)
		}
	}
	if _, err := Locate(Where{Version: "v0.9.0"}); err == nil || !strings.Contains(err.Error(), "v0.9.0") {
		t.Errorf("an unknown version: %v", err)
	}
}

func TestDirect(t *testing.T) {
	t.Parallel()
	const mod = "module shop\r\n\nrequire (\n\ta.com/b v1.0.0 // indirect\n\ta.com/bc v1.0.0 // indirect\n)\n"
	want := strings.Replace(mod, "a.com/b v1.0.0 // indirect", "a.com/b v1.0.0", 1)
	if got := string(Direct([]byte(mod), "a.com/b")); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
