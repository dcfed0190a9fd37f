package graph

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"github.com/dreygo/drey/framework/internal/diag"
)

// How reports call things: as the user writes them, without import paths.

// String shows a key as *db.Pool, or *db.Pool named "replica".
func (k Key) String() string {
	if k.Name == "" {
		return TypeName(k.Type)
	}
	return fmt.Sprintf("%s named %q", TypeName(k.Type), k.Name)
}

// TypeName is a type as the user writes it; import paths, which reflect
// leaves in type arguments, are cut: *orm.Repository[users.User].
func TypeName(t reflect.Type) string {
	if t == nil {
		return "nil"
	}
	long := strings.ReplaceAll(t.String(), "interface {}", "any")
	if !strings.Contains(long, "/") {
		return long
	}
	var b strings.Builder
	for long != "" {
		end := strings.IndexAny(long, "[]*(){}, ")
		if end < 0 {
			end = len(long)
		}
		word := long[:end]
		b.WriteString(word[strings.LastIndexByte(word, '/')+1:])
		if end < len(long) {
			b.WriteByte(long[end])
			end++
		}
		long = long[end:]
	}
	return b.String()
}

// String names the provider: a constructor by its symbol, a value by its type.
func (p *Provider) String() string {
	switch {
	case p.Given:
		return "an option of fx"
	case p.Alias:
		return fmt.Sprintf("the alias %s of %s", TypeName(p.Func.Type().Out(0)), TypeName(p.Func.Type().In(0)))
	case p.Value.IsValid():
		return "the value " + TypeName(p.Type)
	case !p.Func.IsValid():
		return "nil"
	case fxType(p.Func.Type()) != "":
		return "an fx." + fxType(p.Func.Type())
	case p.Func.Kind() != reflect.Func:
		return withArticle(p.Func.Type())
	case p.Func.IsNil():
		return "a nil " + TypeName(p.Func.Type())
	default:
		return funcName(p.Func)
	}
}

// isFunc reports whether the provider is at least a function.
func (p *Provider) isFunc() bool { return p.Func.Kind() == reflect.Func && !p.Func.IsNil() }

// withArticle is a type's name in a sentence: an int, a *db.Pool.
func withArticle(t reflect.Type) string {
	name := TypeName(t)
	if strings.ContainsRune("aeiou", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

// funcName shortens a symbol. What is no name of its own, such as a function
// literal or an instance of a generic function, is told apart by its result.
func funcName(f reflect.Value) string {
	symbol := runtime.FuncForPC(f.Pointer()).Name()
	dot := strings.LastIndexByte(symbol, '/') + 1
	dot += strings.IndexByte(symbol[dot:], '.')
	name := packageName(symbol[:dot], f.Type()) + strings.TrimSuffix(symbol[dot:], "-fm")
	generic := strings.Contains(name, "[...]")
	name = strings.ReplaceAll(name, "[...]", "")
	outer, literal := cutLiteral(name)
	if literal {
		name = "a function in " + outer
	}
	if (literal || generic) && f.Type().NumOut() > 0 {
		name += fmt.Sprintf(" (makes %s)", TypeName(f.Type().Out(0)))
	}
	return name
}

// packageName is the name of the package that declares a constructor. Symbols
// have only its path, which may end in another word or in v2; types have both.
func packageName(path string, constructor reflect.Type) string {
	path = strings.ReplaceAll(path, "%2e", ".")
	for i := range constructor.NumOut() {
		t := constructor.Out(i)
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.PkgPath() == path {
			name, _, _ := strings.Cut(t.String(), ".")
			return name
		}
	}
	return path[strings.LastIndexByte(path, '/')+1:]
}

// cutLiteral tells whether a symbol is that of a function literal, and in
// which function or package that stands: db.ForRoot.func1 is in db.ForRoot.
func cutLiteral(name string) (outer string, literal bool) {
	outer, _, literal = strings.Cut(name, ".func")
	if !literal || !startsWithDigit(name[len(outer)+len(".func"):]) {
		return name, false
	}
	pkg, _, _ := strings.Cut(outer, ".")
	if outer == pkg+".init" || strings.HasPrefix(outer, pkg+".glob.") {
		return pkg, true
	}
	return outer, true
}

func startsWithDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

// SourcePlace is where the provider is written: the constructor's own line,
// or that of its registration.
func (p *Provider) SourcePlace() diag.Place {
	if p.Alias {
		return p.Place
	}
	if place := diag.FuncPlace(p.Func); place.File != "" && !strings.HasPrefix(place.File, "<") {
		return place
	}
	return p.Place
}

// located is the provider with its place: db.NewPool (db/pool.go:12).
func (p *Provider) located() string { return fmt.Sprintf("%s (%s)", p, p.SourcePlace()) }

// Source is the line that a report shows of a provider.
func (p *Provider) Source() string {
	if p.Func.Kind() != reflect.Func || p.Alias {
		return fmt.Sprintf("%s   %s", p.SourcePlace(), p)
	}
	return fmt.Sprintf("%s   %s", p.SourcePlace(), p.header())
}

// maxHeader bounds how much of a signature a report shows.
const maxHeader = 120

// header is the constructor's signature: func db.NewPool(*db.Config) *db.Pool.
func (p *Provider) header() string {
	signature := strings.TrimPrefix(TypeName(p.Func.Type()), "func")
	if len(signature) > maxHeader {
		signature = signature[:maxHeader] + "..."
	}
	name := funcName(p.Func)
	if short, _, ok := strings.Cut(name, " (makes"); ok {
		name = short
	}
	if strings.HasPrefix(name, "a function in") {
		return fmt.Sprintf("%s: func%s", name, signature)
	}
	return fmt.Sprintf("func %s%s", name, signature)
}

// String names the module: module "users".
func (m *Module) String() string { return fmt.Sprintf("module %q", m.Name) }

// located is the module with its place: module "users" (users/module.go:9).
func (m *Module) located() string {
	if m == nil {
		return "the framework"
	}
	return fmt.Sprintf("%s (%s)", m, m.Place)
}
