package name

import (
	"fmt"
	"go/token"
	"go/types"
	"regexp"
	"strings"
	"unicode/utf8"
)

// An Error says why a name is refused and which one would do.
type Error struct {
	Name       string // as given
	Why        string
	Suggestion string // "" when there is none
}

func (e *Error) Error() string {
	text := fmt.Sprintf("name %q: %s", e.Name, e.Why)
	if e.Suggestion != "" {
		text += fmt.Sprintf(" (try %q)", e.Suggestion)
	}
	return text
}

const longest = 40

// Parse reads the name of a package to be made, such as a module: the package
// is called as the name says. The error is an [*Error].
func Parse(s string) (Name, error) {
	n, err := words(s)
	if err != nil {
		return nil, err
	}
	if why := trap(n.Package()); why != "" {
		return nil, &Error{s, why, better(n)}
	}
	return n, nil
}

// ParseResource reads the name of a resource, singular or plural; the result
// is plural. The error is an [*Error].
func ParseResource(s string) (Name, error) {
	n, err := words(s)
	if err != nil {
		return nil, err
	}
	n = n.Plural()
	if why := trap(n.Package()); why != "" {
		return nil, &Error{s, why, better(n.Singular().Plural())}
	}
	one := n.Singular().Exported()
	if parts[one] {
		return nil, &Error{s, fmt.Sprintf("every resource already has a type or variable %s.%s", n.Package(), one), better(n)}
	}
	return n, nil
}

// Var is a name for a local variable that holds one: the word itself where
// nothing else is called so.
func (n Name) Var() string {
	v := n.Unexported()
	if token.IsKeyword(v) || predeclared(v) || imported[v] || busy[v] || len(v) < 2 {
		return "item"
	}
	return v
}

var legal = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// words checks what all names have in common.
func words(s string) (Name, error) {
	switch {
	case s == "":
		return nil, &Error{s, "a name is needed", ""}
	case strings.ContainsAny(s, `/\`):
		return nil, &Error{s, "a name is one word, not a path", legalize(s[strings.LastIndexAny(s, `/\`)+1:])}
	case !legal.MatchString(s):
		return nil, &Error{s, "a name is made of letters, digits and dashes and begins with a letter", legalize(s)}
	}
	n := Split(s)
	last := n[len(n)-1]
	switch {
	case len(s) > longest:
		return nil, &Error{s, fmt.Sprintf("a name has at most %d letters", longest), ""}
	case len(n) > 1 && last == "test":
		return nil, &Error{s, "the go command takes names that end in _test for tests", n.Package()}
	case len(n) > 1 && platforms[last]:
		return nil, &Error{s, fmt.Sprintf("the go command builds names that end in _%s on %s only", last, last), n.Package()}
	}
	return n, nil
}

// legalize is the legal name nearest to s, or "": without its foreign letters
// a word is none any more.
func legalize(s string) string {
	s = strings.TrimLeft(s, "0123456789")
	if strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return ""
	}
	keep := func(r rune) rune {
		if legal.MatchString("a" + string(r)) {
			return r
		}
		return '-'
	}
	return Split(strings.Map(keep, s)).Kebab()
}

// trap says why Go, or a reader of Go, would stumble over a package name.
func trap(pkg string) string {
	switch {
	case token.IsKeyword(pkg):
		return fmt.Sprintf("%s is a keyword of Go", pkg)
	case predeclared(pkg):
		return fmt.Sprintf("%s is predeclared in Go", pkg)
	case special[pkg] != "":
		return special[pkg]
	case imported[pkg]:
		return fmt.Sprintf("generated code imports a package %s", pkg)
	}
	return ""
}

func predeclared(s string) bool { return types.Universe.Lookup(s) != nil }

// better is a name like n that is no trap.
func better(n Name) string { return "my-" + n.Kebab() }

var special = map[string]string{
	"app":           "internal/app is the root module",
	"main":          "package main is a command",
	"init":          "init is a function Go calls by itself",
	"internal":      "the go command hides packages below internal",
	"vendor":        "the go command keeps copies of dependencies in vendor",
	"testdata":      "the go command ignores testdata",
	"documentation": "the go command ignores package documentation",
	"docs":          "the openapi module serves /docs",
	"health":        "the health module serves /health",
	"test":          "the go command takes names that end in test for tests",
}

var (
	// imported are the packages that the templates import.
	imported = set(`bun cmp context database drey dreytest embed errors fmt fs http math migrations os reflect slices slog
		sql strings sync testing time`)

	// parts are the package-level names every resource has.
	parts = set(`Controller Module Page Repository Service`)

	// busy are the local names of the templates.
	busy = set(`app ctx db err explain from i in id limit n now offset ok r rows s to total`)

	platforms = set(`aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris
		wasip1 windows unix 386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64
		s390x wasm`)
)
