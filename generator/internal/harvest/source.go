package harvest

import (
	"cmp"
	"errors"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/scanner"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A pkg is a package of the module: the files that are built here.
type pkg struct {
	path  string // import path
	name  string
	files []*file // by name
}

// A file is one of a package.
type file struct {
	*ast.File
	pkg     *pkg
	path    string // on disk
	src     []byte
	imports map[string]string // the path by the name that the file uses
}

// read reads and parses the module.
func (h *harvester) read() error {
	paths, err := h.goFiles()
	if err != nil {
		return err
	}
	parsed, failed := make([]*file, len(paths)), make([]error, len(paths))
	each(len(paths), func(i int) { parsed[i], failed[i] = h.parse(paths[i]) })
	byPath := map[string]*pkg{}
	for i, f := range parsed {
		switch {
		case failed[i] != nil:
			h.unreadable(paths[i], failed[i])
		case f != nil:
			h.add(byPath, f)
		}
	}
	slices.SortFunc(h.packages, func(a, b *pkg) int { return strings.Compare(a.path, b.path) })
	for _, p := range h.packages {
		for _, f := range p.files {
			f.imports = importsOf(f.File, byPath)
		}
	}
	return nil
}

// each does work for numbers below n, on as many processors as there are.
func each(n int, work func(i int)) {
	var group sync.WaitGroup
	limit := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		limit <- struct{}{}
		group.Go(func() {
			defer func() { <-limit }()
			work(i)
		})
	}
	group.Wait()
}

// Files lists the Go files of the module at root, tests left out, by their paths
// below it.
func Files(root string) ([]string, error) {
	h := &harvester{root: root}
	paths, err := h.goFiles()
	for i := range paths {
		paths[i] = h.relative(paths[i])
	}
	return paths, err
}

// goFiles lists the Go files of the module, tests left out, in order.
func (h *harvester) goFiles() ([]string, error) {
	var paths []string
	err := filepath.WalkDir(h.root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != h.root && foreign(name):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			paths = append(paths, name)
		}
		return nil
	})
	return paths, err
}

// foreign reports whether what is in a folder is not of the module around it.
func foreign(dir string) bool {
	base := filepath.Base(dir)
	if base == "vendor" || base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// parse reads one file; it is nil where the file does not take part in a build.
func (h *harvester) parse(name string) (*file, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if !built(name, src) {
		return nil, nil
	}
	parsed, err := parser.ParseFile(h.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &file{File: parsed, path: name, src: src}, nil
}

// unreadable reports a file that is left out of the harvest.
func (h *harvester) unreadable(name string, err error) {
	if list := (scanner.ErrorList{}); errors.As(err, &list) && len(list) > 0 {
		h.report("", list[0].Pos, "%s", list[0].Msg)
		return
	}
	h.problems = append(h.problems, Problem{File: h.relative(name), Message: err.Error()})
}

// add puts a file into its package.
func (h *harvester) add(byPath map[string]*pkg, f *file) {
	dir := path.Dir(h.relative(f.path))
	at := path.Join(h.module, dir)
	p := byPath[at]
	if p == nil {
		p = &pkg{path: at, name: f.Name.Name}
		byPath[at] = p
		h.packages = append(h.packages, p)
	}
	f.pkg = p
	p.files = append(p.files, f)
}

// relative is a path below the root of the module, with slashes.
func (h *harvester) relative(name string) string {
	rel, err := filepath.Rel(h.root, name)
	if err != nil {
		return name
	}
	return filepath.ToSlash(rel)
}

// built reports whether a file takes part in a build on this machine, as its
// name and its constraint say.
func built(name string, src []byte) bool {
	ctx := build.Default
	ctx.BuildTags = tags()
	ctx.OpenFile = nil
	base := filepath.Base(name)
	if strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".") {
		return false
	}
	if !strings.Contains(base, "_") && !mayBeConstrained(src) { // most files: nothing to ask
		return true
	}
	match, err := ctx.MatchFile(filepath.Dir(name), base)
	return match || err != nil // what cannot be read is for the parser to report
}

// mayBeConstrained reports whether there is a constraint, or C code, whose
// files are built with cgo only.
func mayBeConstrained(src []byte) bool {
	for line := range strings.Lines(string(src)) {
		line = strings.TrimSpace(line)
		switch {
		case constraint.IsGoBuild(line) || constraint.IsPlusBuild(line) || line == `import "C"`:
			return true
		case strings.HasPrefix(line, "func ") || strings.HasPrefix(line, "type ") || strings.HasPrefix(line, "var "):
			return false
		}
	}
	return false
}

var tagsFlag = regexp.MustCompile(`(?:^|\s)--?tags=(\S+)`)

// tags are the build tags that GOFLAGS sets for every build.
func tags() []string {
	found := tagsFlag.FindStringSubmatch(os.Getenv("GOFLAGS"))
	if found == nil {
		return nil
	}
	return strings.Split(found[1], ",")
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// importsOf are the packages that a file knows, by the name it uses. The name
// of a package elsewhere is guessed from its path.
func importsOf(f *ast.File, known map[string]*pkg) map[string]string {
	all := map[string]string{}
	for _, spec := range f.Imports {
		at, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(at)
		if majorVersion.MatchString(name) {
			name = path.Base(path.Dir(at))
		}
		if at == framework {
			name = "drey"
		}
		if p := known[at]; p != nil {
			name = p.name
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		all[cmp.Or(name, at)] = at
	}
	return all
}

// framework is where routes come from.
const framework = "github.com/dreygo/drey/framework"
