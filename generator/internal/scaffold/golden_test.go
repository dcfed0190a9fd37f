package scaffold

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
)

var update = flag.Bool("update", false, "write the golden project anew")

// golden is a whole generated project, to be read and reviewed as code.
var golden = filepath.Join("..", "..", "testdata", "shop")

// TestGolden holds what is written against testdata/shop. Refresh it with
// -update, and read the diff.
func TestGolden(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	p := plan.New(filepath.Join(root, "shop"))
	source, err := project.Locate(project.Where{Path: filepath.Join("..", "..", "..")})
	if err != nil {
		t.Fatal(err)
	}
	cats := parse(t, "cats name:string:required,min=2,max=40 age:int:gte=0,lte=40 breed?:string")
	shop := Project{Name: "shop", Module: "shop", Database: SQLite, Resources: []Resource{cats}, Source: source}
	if err := AddProject(p, shop); err != nil {
		t.Fatal(err)
	}
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	if *update {
		writeGolden(t, p)
	}
	var got []string
	for _, c := range p.Changes() {
		if versions(c.Path) {
			continue
		}
		got = append(got, c.Path)
		want, err := os.ReadFile(filepath.Join(golden, c.Path))
		if err != nil || !bytes.Equal(want, c.New) {
			t.Errorf("%s differs from the golden project (%v); it is now\n%s", c.Path, err, c.New)
		}
	}
	if want := goldenFiles(t); !slices.Equal(got, want) {
		t.Errorf("files\n got %v\nwant %v", got, want)
	}
}

// versions are files that change with every dependency.
func versions(path string) bool { return path == "go.mod" || path == "go.sum" }

func writeGolden(t *testing.T, p *plan.Plan) {
	t.Helper()
	if err := os.RemoveAll(golden); err != nil {
		t.Fatal(err)
	}
	fresh := plan.New(golden)
	for _, c := range p.Changes() {
		if !versions(c.Path) {
			fresh.Create(c.Path, c.New)
		}
	}
	if err := fresh.Apply(); err != nil {
		t.Fatal(err)
	}
}

func goldenFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(golden, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(golden, path)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}
