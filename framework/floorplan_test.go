package drey_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	ourModule    = "github.com/dreygo/drey/"
	echoLib      = "github.com/labstack/echo/..."
	fxLib        = "go.uber.org/fx/..."
	validatorLib = "github.com/go-playground/validator/..."
	jsonLib      = "github.com/go-json-experiment/json/..."
	swagLib      = "github.com/swaggo/swag"
	mimeLib      = "github.com/gabriel-vasile/mimetype"
)

// A room is a row of the floor plan: who may import whom. Paths are relative
// to the module; "x/..." means x and everything below.
type room struct {
	name string
	// may lists what the room imports besides the standard library.
	may []string
	// never lists what must not even be reachable from it, and why.
	never map[string]string
}

// alone is what the framework must work without.
var alone = map[string]string{
	"modules/...":        "modules are optional and have no privileges",
	"generator/...":      "a server does not scaffold",
	"examples/...":       "examples show the framework, they are no part of it",
	"framework/dreytest": "production binaries carry no test code",
	"testing":            "production binaries carry no test code",
	"net/http/httptest":  "production binaries carry no test code",
	"text/template":      "calling methods by name keeps the linker from dropping dead code in every user's binary",
	"html/template":      "calling methods by name keeps the linker from dropping dead code in every user's binary",
}

// noFramework keeps a room at the bottom of the house.
var noFramework = map[string]string{"framework": "rooms know nothing of the house, so they cannot form a cycle"}

// anyVersion keeps the command apart from what it writes for.
var anyVersion = map[string]string{
	"framework":   "templates are text, so one command scaffolds for any version; tests compile them",
	"modules/...": "templates are text, so one command scaffolds for any version; tests compile them",
}

// noSwag keeps swaggo's library out of applications that do not ask for it.
var noSwag = map[string]string{
	"testing":                        "production binaries carry no test code",
	"github.com/santhosh-tekuri/...": "only openapitest validates",
	"github.com/swaggo/...":          "only modules/openapi/swag, which is opt-in, links swag",
	"github.com/go-openapi/...":      "only modules/openapi/swag, which is opt-in, links what swag needs",
}

// floorplan is the house. When a wall is in the way, change the plan here,
// with its reason.
var floorplan = []room{
	{"framework", []string{"framework/internal/...", echoLib /* echo.go only, see TestEscapeHatches */, fxLib /* fx.go only: options of fx are passed on as they are */}, alone},
	{"framework/internal/diag", nil, noFramework},
	{"framework/internal/bind", []string{"framework/internal/diag", "framework/internal/check" /* bind reports []check.Field */, jsonLib, mimeLib /* what uploads are, by their content */}, noFramework},
	{"framework/internal/check", []string{"framework/internal/diag", validatorLib}, noFramework},
	{"framework/internal/forwarded", nil, noFramework},
	{"framework/internal/graph", []string{"framework/internal/diag"}, noFramework},
	{"framework/internal/inject", []string{"framework/internal/diag", "framework/internal/graph" /* emits the graph */, fxLib}, noFramework},
	{"framework/internal/server", []string{"framework/internal/diag", echoLib}, noFramework},
	{"framework/dreytest", []string{"framework"}, nil},

	{"modules/config", []string{"framework", "github.com/caarlos0/env/...", "github.com/joho/godotenv", validatorLib}, nil},
	{"modules/compress", []string{"framework", "github.com/klauspost/compress/..."}, nil},
	{"modules/cors", []string{"framework"}, nil},
	{"modules/csrf", []string{"framework"}, nil},
	{"modules/etag", []string{"framework"}, nil},
	{"modules/cookies", []string{"framework"}, nil},
	{"modules/envelope", []string{"framework"}, nil},
	{"modules/httpcache", []string{"framework"}, nil},
	{"modules/templates", []string{"framework"}, nil},
	{"modules/secure", []string{"framework"}, nil},
	{"modules/sessions", []string{"framework", "modules/cookies" /* its keys seal the ids */}, nil},
	{"modules/static", []string{"framework"}, nil},
	{"modules/views", []string{"framework"}, nil},
	{"modules/log", []string{"framework"}, nil},
	{"modules/health", []string{"framework"}, nil},
	{"modules/openapi", []string{"framework", "modules/openapi/...", "go.yaml.in/yaml/..."}, noSwag},
	{"modules/openapi/openapitest", []string{"framework", "modules/openapi", "github.com/santhosh-tekuri/jsonschema/...", "github.com/rogpeppe/go-internal/diff"}, nil},
	{"modules/openapi/swag", []string{"framework", "modules/openapi", "github.com/swaggo/swag"}, nil},
	{"modules/openapi/...", []string{"framework", "modules/openapi/..."}, nil},
	{"modules/database", []string{
		"framework",
		"modules/health", // the database reports its own health
		"github.com/uptrace/bun/...", "github.com/pressly/goose/...", "github.com/jackc/pgx/...", "modernc.org/sqlite/...",
	}, nil},

	{"generator/internal/harvest", []string{swagLib, "github.com/go-openapi/spec" /* what swag returns */}, anyVersion},
	{"generator/...", []string{"generator/...", "docs/errors" /* pages, embedded for drey explain */, "github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/..."}, anyVersion},
	{"examples/...", []string{"framework", "modules/...", "examples/..."}, map[string]string{
		"generator/...": "examples show what a user writes",
	}},
	{"docs/...", nil, nil},
}

// TestFloorplan walks through the house and looks for holes in the walls.
func TestFloorplan(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	entered := map[string]bool{}
	for _, p := range packages {
		i := slices.IndexFunc(floorplan, func(r room) bool { return within(p.ImportPath, r.name) })
		if i < 0 {
			t.Errorf("%s is not on the floor plan: say in floorplan_test.go what it may import", p.ImportPath)
			continue
		}
		entered[floorplan[i].name] = true
		for _, hole := range floorplan[i].holes(p) {
			t.Error(hole)
		}
	}
	for _, r := range floorplan {
		if !entered[r.name] {
			t.Errorf("the floor plan has a room %s, the house has none", r.name)
		}
	}
}

// TestFloorplanSeesHoles plants one of each kind.
func TestFloorplanSeesHoles(t *testing.T) {
	t.Parallel()
	r := room{"generator/...", []string{"generator/..."}, map[string]string{"framework": "templates are text"}}
	p := goPackage{
		ImportPath: "generator/internal/cli",
		Imports:    []string{"os", "generator/internal/plan", "example.com/x"},
		Deps:       []string{"os", "generator/internal/plan", "framework"},
	}
	want := []string{
		"generator/internal/cli imports example.com/x, which the floor plan does not allow",
		"generator/internal/cli reaches framework: templates are text",
	}
	if got := r.holes(p); !slices.Equal(got, want) {
		t.Errorf("holes\n got %q\nwant %q", got, want)
	}
}

// hatches are the files that alone may mention a library that the framework
// is built on: echo so that moving to another major version changes one
// package and one file, fx so that modules stay what users know of wiring.
var hatches = map[string]string{echoLib: "echo.go", fxLib: "fx.go"}

// TestEscapeHatches holds that there are no others.
func TestEscapeHatches(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	opened := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			for lib, hatch := range hatches {
				if !within(path, lib) {
					continue
				}
				opened[lib] = true
				if name != hatch {
					t.Errorf("%s imports %s; only %s may", name, path, hatch)
				}
			}
		}
	}
	for lib, hatch := range hatches {
		if !opened[lib] {
			t.Errorf("%s does not import %s", hatch, lib)
		}
	}
}

// TestTestDoorIsForTests holds that nothing but tests imports dreytest.
func TestTestDoorIsForTests(t *testing.T) {
	t.Parallel()
	for _, p := range listPackages(t) {
		if slices.Contains(p.Imports, "framework/dreytest") {
			t.Errorf("%s imports framework/dreytest outside its tests", p.ImportPath)
		}
	}
}

// goPackage is what go list tells of a package. Our own paths are relative.
type goPackage struct {
	ImportPath string
	Imports    []string // of non-test files
	Deps       []string // what these reach
}

func (r room) holes(p goPackage) []string {
	var holes []string
	for _, path := range p.Imports {
		if !standard(path) && !anyWithin(path, r.may) {
			holes = append(holes, fmt.Sprintf("%s imports %s, which the floor plan does not allow", p.ImportPath, path))
		}
	}
	for _, path := range p.Deps {
		for wall, why := range r.never {
			if within(path, wall) {
				holes = append(holes, fmt.Sprintf("%s reaches %s: %s", p.ImportPath, path, why))
			}
		}
	}
	return holes
}

// standard reports whether a path belongs to the standard library.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && !slices.Contains([]string{"framework", "modules", "generator", "examples", "docs"}, first)
}

func within(path, pattern string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	}
	return path == pattern
}

func anyWithin(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return within(path, p) })
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps", ourModule+"...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatalf("read what go list says: %v", err)
		}
		packages = append(packages, p.relative())
	}
}

// relative cuts our module's name off every path.
func (p goPackage) relative() goPackage {
	cut := func(paths []string) []string {
		short := make([]string, len(paths))
		for i, path := range paths {
			short[i] = strings.TrimPrefix(path, ourModule)
		}
		return short
	}
	return goPackage{strings.TrimPrefix(p.ImportPath, ourModule), cut(p.Imports), cut(p.Deps)}
}
