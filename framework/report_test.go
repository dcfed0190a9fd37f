package drey_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/testdata/shop/db"
	"github.com/dreygo/drey/framework/testdata/shop/users"
)

func ExampleBootError() {
	lost := drey.NewModule("greet", drey.Controllers(NewGreetController)) // who provides *Greeter?
	err := drey.Check(lost)
	if report, ok := errors.AsType[*drey.BootError](err); ok {
		for _, p := range report.Problems() {
			fmt.Println(p.Code, p.What)
			fmt.Println(p.More)
		}
	}
	// Output:
	// D104 drey_test.NewGreetController needs *drey_test.Greeter, which module "greet" cannot see
	// https://github.com/dreygo/drey/blob/main/docs/errors/D104.md
}

// A report has three forms: for logs, for terminals and for tools.
func TestReportForms(t *testing.T) {
	t.Parallel()
	private := drey.NewModule("database", drey.Provide(db.NewRepo), drey.Export(db.NewPool))
	root := drey.NewModule("app",
		drey.Import(drey.NewModule("users", drey.Import(private), drey.Provide(users.NewService))),
		drey.Controllers(drey.Controller("/{id}").With(drey.Get("", answer("")))),
		drey.Provide(drey.Value[*db.Config](nil)),
	)
	report, ok := errors.AsType[*drey.BootError](drey.Check(root))
	if !ok {
		t.Fatalf("the error of Check is a %T", drey.Check(root))
	}
	asJSON, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report/plain", report.Error())
	golden(t, "report/terminal", report.Terminal())
	golden(t, "report/json", string(asJSON)+"\n")
}

// Tools learn from every report where to look, unless it is about nothing that
// has a place, and the way round a circle.
func TestReportsHavePlaces(t *testing.T) {
	t.Parallel()
	report, _ := errors.AsType[*drey.BootError](drey.Check(drey.NewModule("app", drey.Provide(
		func(*db.Repo) *db.Pool { return nil }, func(*db.Pool) *db.Repo { return nil }))))
	p := report.Problems()[0]
	if len(p.Path) != 3 || !strings.HasPrefix(p.Place, "framework/report_test.go:") || strings.HasPrefix(p.Path[1], "->") {
		t.Errorf("place %q, path %q", p.Place, p.Path)
	}
	if p := report.Problems()[0]; p.Code != "D107" {
		t.Errorf("code %s", p.Code)
	}
}

// Each code has a page in docs/errors and a golden report, and nothing else
// has either.
func TestEveryCodeIsDocumented(t *testing.T) {
	t.Parallel()
	inCode := codesIn(t, regexp.MustCompile(`"(D\d{3})"`), "*.go", "internal/*/*.go")
	inReports := codesIn(t, regexp.MustCompile(`\d\) (D\d{3})  `), "testdata/*/*.golden")
	var pages []string
	files, err := filepath.Glob("../docs/errors/D*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		pages = append(pages, strings.TrimSuffix(filepath.Base(file), ".md"))
	}
	if len(pages) == 0 || !slices.Equal(inCode, pages) || !slices.Equal(inReports, pages) {
		t.Errorf("codes differ\ncode    %v\nreports %v\npages   %v", inCode, inReports, pages)
	}
}

// codesIn lists what a pattern finds in files, but for tests.
func codesIn(t *testing.T, code *regexp.Regexp, patterns ...string) []string {
	t.Helper()
	found := map[string]bool{}
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllSubmatch(text, -1) {
				found[string(m[1])] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Whatever finds the problems, the error is a BootError.
func TestEveryReportIsABootError(t *testing.T) {
	t.Parallel()
	cause := errors.New("no route to host")
	failing := drey.NewModule("app", drey.Provide(func() (*db.Pool, error) { return nil, cause }))
	_, tableErr := drey.Table(nil)
	for who, err := range map[string]error{
		"Check":         drey.Check(nil),
		"Table":         tableErr,
		"New":           drey.New(nil).Err(),
		"a constructor": drey.New(failing).Err(),
		"the assembly":  drey.New(drey.NewModule("app", drey.Controllers(func() *changing { return &changing{true} }))).Err(),
		"Start":         drey.New(nil).Start(t.Context()),
		"Serve":         drey.New(nil).Serve(t.Context()),
	} {
		report, ok := errors.AsType[*drey.BootError](err)
		if !ok || len(report.Problems()) != 1 || !strings.Contains(err.Error(), report.Problems()[0].Code) {
			t.Errorf("%s returns %T: %v", who, err, err)
		}
	}
	if !errors.Is(drey.New(failing).Err(), cause) {
		t.Error("the constructor's own error cannot be found")
	}
}

// A near miss is named in place of a list.
func TestDidYouMean(t *testing.T) {
	t.Parallel()
	named := func(name string) drey.Provider { return drey.With(db.NewPool, drey.Named(name)) }
	for name, m := range map[string]*drey.Module{
		"D104-near-name":      drey.NewModule("app", drey.Provide(named("primary"), named("replcia"), users.NewOfReplica)),
		"D104-other-name-too": drey.NewModule("app", drey.Provide(named("primary"), users.NewOfReplica)),
		"D310-far-from-path":  tableOf(drey.Get("/:category", taking[wrongParam])),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, "boot/"+name, drey.Check(m).Error())
		})
	}
}
