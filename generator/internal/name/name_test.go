package name

import (
	"go/token"
	"strings"
	"testing"
)

func TestForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		// package, one, many, variable, path, table, JSON
		{"cats", "cats Cat Cats cat cats cats cats"},
		{"Cat", "cats Cat Cats cat cats cats cats"},
		{"order-items", "orderitems OrderItem OrderItems orderItem order-items order_items orderItems"},
		{"orderItem", "orderitems OrderItem OrderItems orderItem order-items order_items orderItems"},
		{"api-keys", "apikeys APIKey APIKeys apiKey api-keys api_keys apiKeys"},
		{"APIKeys", "apikeys APIKey APIKeys apiKey api-keys api_keys apiKeys"},
		{"person", "people Person People person people people people"},
		{"news", "news News News news news news news"},
		{"types", "types Type Types item types types types"},
		{"contexts", "contexts Context Contexts item contexts contexts contexts"},
		{"urls", "urls URL URLs url urls urls urls"},
		{"user_ids", "userids UserID UserIDs userID user-ids user_ids userIds"},
		{"class", "classes Class Classes class classes classes classes"},
	} {
		n, err := ParseResource(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		one := n.Singular()
		got := strings.Join([]string{n.Package(), one.Exported(), n.Exported(), one.Var(), n.Kebab(), n.Snake(), n.Camel()}, " ")
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"", `name "": a name is needed`},
		{"bad name!", `name "bad name!": a name is made of letters, digits and dashes and begins with a letter (try "bad-name")`},
		{"2fa", `name "2fa": a name is made of letters, digits and dashes and begins with a letter (try "fa")`},
		{"über", `name "über": a name is made of letters, digits and dashes and begins with a letter`},
		{"häuser", `name "häuser": a name is made of letters, digits and dashes and begins with a letter`},
		{"docs", `name "docs": the openapi module serves /docs (try "my-docs")`},
		{"health", `name "health": the health module serves /health (try "my-health")`},
		{"shop/orders", `name "shop/orders": a name is one word, not a path (try "orders")`},
		{"func", `name "func": func is a keyword of Go (try "my-func")`},
		{"string", `name "string": string is predeclared in Go (try "my-string")`},
		{"main", `name "main": package main is a command (try "my-main")`},
		{"internal", `name "internal": the go command hides packages below internal (try "my-internal")`},
		{"vendor", `name "vendor": the go command keeps copies of dependencies in vendor (try "my-vendor")`},
		{"testdata", `name "testdata": the go command ignores testdata (try "my-testdata")`},
		{"errors", `name "errors": generated code imports a package errors (try "my-errors")`},
		{"orders_test", `name "orders_test": the go command takes names that end in _test for tests (try "orderstest")`},
		{"orders-linux", `name "orders-linux": the go command builds names that end in _linux on linux only (try "orderslinux")`},
		{strings.Repeat("a", 41), `name "` + strings.Repeat("a", 41) + `": a name has at most 40 letters`},
	} {
		_, err := Parse(tt.in)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Parse(%q)\n got %v\nwant %s", tt.in, err, tt.want)
		}
	}
}

func TestRefusedResources(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"error", `name "error": generated code imports a package errors (try "my-errors")`},
		{"pages", `name "pages": every resource already has a type or variable pages.Page (try "my-pages")`},
		{"doc", `name "doc": the openapi module serves /docs (try "my-docs")`},
		{"health", `name "health": the health module serves /health (try "my-health")`},
		{"module", `name "module": every resource already has a type or variable modules.Module (try "my-modules")`},
	} {
		_, err := ParseResource(tt.in)
		if err == nil || err.Error() != tt.want {
			t.Errorf("ParseResource(%q)\n got %v\nwant %s", tt.in, err, tt.want)
		}
	}
}

func TestPlural(t *testing.T) {
	t.Parallel()
	for _, pair := range strings.Fields(`cat/cats dog/dogs box/boxes bus/buses status/statuses address/addresses
		category/categories day/days key/keys query/queries company/companies person/people salesperson/salespeople
		man/men woman/women child/children mouse/mice goose/geese foot/feet tooth/teeth quiz/quizzes
		analysis/analyses index/indexes matrix/matrices leaf/leaves life/lives bookshelf/bookshelves
		hero/heroes photo/photos movie/movies cookie/cookies house/houses warehouse/warehouses purchase/purchases
		case/cases cause/causes cache/caches branch/branches wish/wishes news/news series/series sheep/sheep
		data/data canvas/canvases alias/aliases virus/viruses human/humans invoice/invoices license/licenses
		size/sizes course/courses lens/lenses campus/campuses process/processes api/apis id/ids employee/employees`) {
		one, many, _ := strings.Cut(pair, "/")
		for _, w := range []string{one, many} {
			if got := Plural(w); got != many {
				t.Errorf("Plural(%s) = %s, want %s", w, got, many)
			}
			if got := Singular(w); got != one {
				t.Errorf("Singular(%s) = %s, want %s", w, got, one)
			}
		}
	}
}

// An accepted name gives identifiers in all its forms.
func FuzzParseResource(f *testing.F) {
	for _, s := range []string{"cats", "order-items", "APIKeys", "x", "func", "a_test", "s", "ses", "a-1", "über"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseResource(s)
		if err != nil {
			return
		}
		one := n.Singular()
		for _, id := range []string{n.Package(), one.Exported(), n.Exported(), one.Var()} {
			if !token.IsIdentifier(id) {
				t.Errorf("%q gives %q, which is no identifier", s, id)
			}
		}
	})
}
