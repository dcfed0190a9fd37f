package openapi

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// nameTypes gives every type a component name of its own: Cat, PageCat for
// Page[Cat], CatsOwner and ShopOwner when two packages have an Owner. taken
// are names that are spoken for.
func nameTypes(types []identity, taken map[string]bool) map[identity]string {
	const deepest = 8 // segments of the package path
	return uniquely(types, deepest, typeName, taken)
}

// uniquely gives every item the shortest of its names that no other item has:
// name(item, 0), then name(item, 1), up to deepest. When the longest is not
// enough, as for types local to two functions, a short one gets a number.
func uniquely[T comparable](items []T, deepest int, name func(item T, level int) string, taken map[string]bool) map[T]string {
	names := map[T]string{}
	for level := 0; len(items) > 0 && level <= deepest; level++ {
		count := map[string]int{}
		for _, item := range items {
			count[name(item, level)]++
		}
		var rest []T
		for _, item := range items {
			if n := name(item, level); count[n] == 1 && !taken[n] {
				names[item], taken[n] = n, true
			} else {
				rest = append(rest, item)
			}
		}
		items = rest
	}
	for _, item := range items {
		names[item] = unused(name(item, min(1, deepest)), taken)
	}
	return names
}

// unused claims name, with a number if it must be.
func unused(name string, taken map[string]bool) string {
	free := name
	for n := 2; taken[free]; n++ {
		free = fmt.Sprint(name, n)
	}
	taken[free] = true
	return free
}

// typeName is the name of a type and of its arguments, each with so many
// segments of its package path in front.
func typeName(t identity, segments int) string {
	return symbolName(t.symbol(), segments)
}

// symbolOf is what reflect prints for a type with a name. A struct that was
// made at run time has none; it may say one in the tag `component` of its first
// field, in the same form.
func symbolOf(t reflect.Type) string {
	switch {
	case t.PkgPath() != "":
		return t.PkgPath() + "." + t.Name()
	case t.Kind() == reflect.Struct && t.Name() == "" && t.NumField() > 0:
		return t.Field(0).Tag.Get("component")
	default:
		return ""
	}
}

// symbolName makes an identifier of what reflect prints for a type:
// example.com/api.Page[example.com/cats.Cat] becomes PageCat.
func symbolName(s string, segments int) string {
	switch {
	case strings.HasPrefix(s, "*"):
		return symbolName(s[1:], segments)
	case strings.HasPrefix(s, "[]"):
		return symbolName(s[2:], segments) + "List"
	case strings.HasPrefix(s, "map["):
		return symbolName(s[closing(s, 3)+1:], segments) + "Map"
	case strings.HasPrefix(s, "["):
		return symbolName(s[closing(s, 0)+1:], segments) + "List"
	}
	base, args, _ := strings.Cut(s, "[")
	name := qualified(base, segments)
	for _, arg := range arguments(strings.TrimSuffix(args, "]")) {
		name += symbolName(arg, segments)
	}
	return name
}

// qualified is Cat for example.com/shop/cats.Cat, and CatsCat with a segment.
func qualified(symbol string, segments int) string {
	slash := strings.LastIndexByte(symbol, '/')
	dot := slash + 1 + strings.LastIndexByte(symbol[slash+1:], '.')
	name, _, _ := strings.Cut(symbol[dot+1:], "·") // a type local to a function
	if dot <= slash {
		return identifier(symbol[slash+1:])
	}
	path := strings.Split(symbol[:dot], "/")
	path = slices.DeleteFunc(path, isVersion)
	prefix := ""
	for _, segment := range path[max(0, len(path)-segments):] {
		prefix += identifier(segment)
	}
	return prefix + identifier(name)
}

var versionSegment = regexp.MustCompile(`^v[0-9]+$`)

func isVersion(segment string) bool { return versionSegment.MatchString(segment) }

// arguments splits type arguments at the commas of the outermost level.
func arguments(s string) []string {
	var args []string
	depth, start := 0, 0
	for i, r := range s {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case r == ',' && depth == 0:
			args = append(args, s[start:i])
			start = i + 1
		}
	}
	if s == "" {
		return nil
	}
	return append(args, s[start:])
}

// closing finds the bracket that closes the one at open.
func closing(s string, open int) int {
	depth := 0
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s) - 1
}

// identifier capitalises s and keeps of it what a component's name may hold;
// other letters are written as their code point.
func identifier(s string) string {
	var out strings.Builder
	upper := true
	for _, r := range s {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if upper {
				r = unicode.ToUpper(r)
			}
			out.WriteRune(r)
			upper = false
		case unicode.IsLetter(r):
			fmt.Fprintf(&out, "U%04X", r)
			upper = false
		default:
			upper = true
		}
	}
	return out.String()
}

// words splits FindByID into find, by, ID: capitals that stand together stay
// together.
func words(s string) []string {
	var all []string
	runes := []rune(s)
	start := 0
	for i := 1; i <= len(runes); i++ {
		if i < len(runes) && !boundary(runes, i) {
			continue
		}
		if word := strings.Trim(string(runes[start:i]), "_"); word != "" {
			all = append(all, uncapital(word))
		}
		start = i
	}
	return all
}

// boundary reports whether a word begins at runes[i].
func boundary(runes []rune, i int) bool {
	before, here := runes[i-1], runes[i]
	switch {
	case here == '_':
		return true
	case !unicode.IsUpper(here):
		return false
	case !unicode.IsUpper(before):
		return true
	default: // the last capital of IDName begins Name
		return i+1 < len(runes) && unicode.IsLower(runes[i+1])
	}
}

// uncapital writes Find as find and leaves ID.
func uncapital(word string) string {
	runes := []rune(word)
	if len(runes) > 1 && unicode.IsUpper(runes[1]) {
		return word
	}
	return string(unicode.ToLower(runes[0])) + string(runes[1:])
}

func capital(s string) string {
	runes := []rune(s)
	if len(runes) == 0 {
		return s
	}
	return string(unicode.ToUpper(runes[0])) + string(runes[1:])
}
