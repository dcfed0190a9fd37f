package plan

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder writes files, given as name and content, into a new folder.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(root, files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// tree lists a folder as "name=content" words.
func tree(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		b.WriteString(filepath.ToSlash(rel))
		if !d.IsDir() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b.WriteString("=" + string(data))
		}
		b.WriteString(" ")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

func replace(with string) func([]byte) ([]byte, error) {
	return func([]byte) ([]byte, error) { return []byte(with), nil }
}

func TestApply(t *testing.T) {
	t.Parallel()
	root := folder(t, "a.txt", "old")
	p := New(root)
	p.Create("sub/deep/b.txt", []byte("new"))
	if err := p.Edit("a.txt", replace("changed")); err != nil {
		t.Fatal(err)
	}
	if err := p.Edit("sub/deep/b.txt", replace("newer")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.Check(), p.Apply()); err != nil {
		t.Fatal(err)
	}
	if got, want := tree(t, root), "a.txt=changed sub sub/deep sub/deep/b.txt=newer"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if info, err := os.Stat(filepath.Join(root, "a.txt")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode of an updated file changed: %v %v", info.Mode(), err)
	}
}

// A file that goes takes the folders with it that held nothing else; a failure
// brings it back.
func TestRemove(t *testing.T) {
	t.Parallel()
	root := folder(t, "a.txt", "old", "sub/deep/b.txt", "old", "sub/c.txt", "old", "z.txt", "old")
	p := New(root)
	for _, file := range []string{"sub/deep/b.txt", "sub/c.txt"} {
		if err := p.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Read("sub/c.txt"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a removed file can be read: %v", err)
	}
	if files, err := p.Files("sub"); err != nil || len(files) > 0 {
		t.Errorf("files %v, %v", files, err)
	}
	if got, want := string(p.Diff()), "--- a/sub/c.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-old\n"; !strings.HasPrefix(got, want) {
		t.Errorf("diff\n%s", got)
	}
	failing := New(root)
	if err := errors.Join(failing.Remove("a.txt"), failing.Edit("z.txt", replace("new"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "z.txt"), []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := failing.Apply(); err == nil {
		t.Error("somebody's change was lost")
	}
	if err := p.Apply(); err != nil {
		t.Fatal(err)
	}
	if got, want := tree(t, root), "a.txt=old z.txt=theirs"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := os.Stat(filepath.Join(root, "sub")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestApplyAllOrNothing(t *testing.T) {
	t.Parallel()
	root := folder(t, "a.txt", "old", "z.txt", "old")
	p := New(root)
	p.Create("sub/b.txt", []byte("new"))
	for _, file := range []string{"a.txt", "z.txt"} {
		if err := p.Edit(file, replace("changed")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "z.txt"), []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := p.Apply()
	if err == nil || err.Error() != "update z.txt: somebody has changed it meanwhile" {
		t.Errorf("got %v", err)
	}
	if got, want := tree(t, root), "a.txt=old z.txt=theirs"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEditWithoutChange(t *testing.T) {
	t.Parallel()
	p := New(folder(t, "a.txt", "same"))
	if err := p.Edit("a.txt", replace("same")); err != nil || len(p.Changes()) != 0 {
		t.Errorf("%v, changes %v", err, p.Changes())
	}
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	const wayOut = "\nhint: choose another name, or move away what is there"
	for _, tt := range []struct {
		name  string
		files []string
		plan  []string
		want  string
	}{
		{"files that exist", []string{"a.go", "package a", "b.go", "package a"}, []string{"a.go", "package a", "b.go", "package a", "c.go", "package a"},
			"in the way, so nothing was written:\n  a.go: exists already\n  b.go: exists already" + wayOut},
		{"a file where a folder has to be", []string{"a", "x"}, []string{"a/b.txt", "y"},
			"in the way, so nothing was written:\n  a/b.txt: a is a file" + wayOut},
		{"a name declared twice", []string{"cats/cat.go", "package cats\n\ntype Service struct{}"}, []string{"cats/service.go", "package cats\n\ntype Service struct{}"},
			"in the way, so nothing was written:\n  cats/cat.go:3:6: declares Service, and so does cats/service.go" + wayOut},
		{"another package in the folder", []string{"cats/cat.go", "package felines"}, []string{"cats/service.go", "package cats"},
			"in the way, so nothing was written:\n  cats: would hold several packages: cats (service.go), felines (cat.go)" + wayOut},
		{"broken syntax beside it", []string{"cats/cat.go", "package cats\n\nfunc {"}, []string{"cats/service.go", "package cats"},
			"cats/cat.go:3:6: expected 'IDENT', found '{'\nhint: fix the syntax error and run the command again; nothing was written"},
		{"nothing", []string{"cats/cat.go", "package cats\n\nfunc (Service) Find() {}"}, []string{"cats/service.go", "package cats\n\ntype Service struct{}", "cats/service_test.go", "package cats_test\n\ntype Service struct{}"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := New(folder(t, tt.files...))
			for i := 0; i < len(tt.plan); i += 2 {
				p.Create(tt.plan[i], []byte(tt.plan[i+1]))
			}
			got := ""
			if err := p.Check(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	p := New(folder(t, "a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n"))
	p.Create("b.txt", []byte("new\n"))
	if err := p.Edit("a.txt", replace("1\n2\n3\n4\nfive\n6\n7\n8\n8a\n9\n10\n11\n12\n13\n14\n15\n")); err != nil {
		t.Fatal(err)
	}
	want := `--- a/a.txt
+++ b/a.txt
@@ -2,10 +2,11 @@
 2
 3
 4
-5
+five
 6
 7
 8
+8a
 9
 10
 11
@@ -13,4 +14,3 @@
 13
 14
 15
-16
--- /dev/null
+++ b/b.txt
@@ -0,0 +1,1 @@
+new
`
	if got := string(p.Diff()); got != want {
		t.Errorf("got\n%s", got)
	}
}
