package drey_test

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// Functions that make modules and call each other. One that calls itself, a
// pair, methods whose arguments differ, closures, and something called in passing.
func lonely() *drey.Module { return drey.NewModule("lonely", drey.Import(lonely())) } //nolint:staticcheck // that is the case

func endlessUsers() *drey.Module { return drey.NewModule("users", drey.Import(endlessOrders())) }

func endlessOrders() *drey.Module { return drey.NewModule("orders", drey.Import(endlessUsers())) }

type maker struct{ prefix string }

func (m maker) numbered(n int) *drey.Module {
	return drey.NewModule(fmt.Sprint(m.prefix, n), drey.ID(n), drey.Import(m.numbered(n+1))) //nolint:staticcheck // that is the case
}

func closures() *drey.Module {
	var a, b func() *drey.Module
	a = func() *drey.Module { return drey.NewModule("a", drey.Import(b())) }
	b = func() *drey.Module {
		_ = fmt.Sprint(strings.Repeat("passing ", 10))
		return drey.NewModule("b", drey.Import(a()))
	}
	return a()
}

// An endlessService has a constructor that never comes to an end.
type endlessService struct{}

func newEndlessService() *endlessService { return newEndlessService() } //nolint:staticcheck // that is the case

// deepButFinite is a module whose function calls deep, but not without an end.
func deepButFinite() *drey.Module {
	var fall func(n int) int
	fall = func(n int) int {
		if n == 0 {
			return 0
		}
		return 1 + fall(n-1)
	}
	return drey.NewModule(fmt.Sprint("deep", fall(100_000)))
}

var recursions = map[string]func() *drey.Module{
	"itself":      lonely,
	"each-other":  endlessUsers,
	"method":      func() *drey.Module { return maker{"m"}.numbered(1) },
	"closures":    closures,
	"constructor": func() *drey.Module { return drey.NewModule("c", drey.Provide(newEndlessService)) },
	"finite":      deepButFinite,
}

// buildRecursion is the program that begins with one of them.
func buildRecursion(module func() *drey.Module) {
	if err := drey.Check(module()); err != nil {
		panic(err)
	}
	fmt.Println("built", drey.New(module()).Err())
}

// No start ends with Go's own words about its stack.
func TestEndlessFunctions(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"itself":      `framework_test\.lonely \(.*\)\n +-> calls framework_test\.lonely \(framework/recursion_test\.go:\d+\)\n`,
		"each-other":  `framework_test\.endlessOrders \(.*\)\n +-> calls framework_test\.endlessUsers \(.*\)\n +-> calls framework_test\.endlessOrders \(framework/recursion_test\.go:\d+\)\n`,
		"method":      `framework_test\.maker\.numbered \(.*\)\n +-> calls framework_test\.maker\.numbered \(framework/recursion_test\.go:\d+\)\n`,
		"closures":    `framework_test\.closures\.func1 \(.*\)\n +-> calls framework_test\.closures\.func2 \(.*\)\n +-> calls framework_test\.closures\.func1 \(framework/recursion_test\.go:\d+\)\n`,
		"constructor": `framework_test\.newEndlessService \(.*\)\n`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := recurse(name)
			if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 { //nolint:errorlint // nobody wraps it
				t.Errorf("ended with %v", err)
			}
			report := regexp.MustCompile(`^the application cannot start: 1 problem\n\n1\) D102  functions call each other without an end\n +` + want + `(?s:.*)docs/errors/D102\.md\n`)
			if !report.MatchString(out) || strings.Contains(out, "goroutine") {
				t.Errorf("it said\n%.3000s", out)
			}
		})
	}
}

func TestDeepCallsAreNoEndlessOnes(t *testing.T) {
	t.Parallel()
	if out, err := recurse("finite"); err != nil || out != "built <nil>\n" {
		t.Errorf("%v\n%.2000s", err, out)
	}
}

func recurse(name string) (string, error) {
	p := exec.Command(os.Args[0])
	p.Env = append(os.Environ(), "DREY_TEST_RECURSION="+name)
	out, err := p.CombinedOutput()
	return string(out), err
}
