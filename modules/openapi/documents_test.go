package openapi_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/openapi"
	"github.com/dreygo/drey/modules/openapi/redoc"
	"github.com/dreygo/drey/modules/openapi/scalar"
	"github.com/dreygo/drey/modules/openapi/swaggerui"
	"github.com/dreygo/drey/modules/openapi/ui"
)

func nothing(context.Context, drey.None) (drey.None, error) { return drey.None{}, nil }

// shopModule has routes that differ in all that a document can ask for.
var shopModule = drey.NewModule("app", drey.Import(
	drey.NewModule("orders", drey.Controllers(
		drey.Controller("/orders").With(drey.Get("", nothing), drey.Post("", nothing, openapi.Tags("writing"))),
	)),
	drey.NewModule("users", drey.Controllers(
		drey.Controller("/admin/users", drey.Version("2")).With(drey.Get("", nothing)),
		drey.Controller("/administrators", drey.Version("1"), drey.Host("admin.example.com")).With(drey.Get("", nothing), drey.Delete("", nothing, openapi.Tags("writing", "rare"))),
		drey.Controller("/secret", openapi.Hidden()).With(drey.Get("", nothing)),
	)),
))

func listed(doc *openapi.Document) []string {
	var all []string
	for path, item := range doc.Paths.All() {
		for method := range item.All() {
			all = append(all, method+" "+path)
		}
	}
	return all
}

var byHeader = drey.Versioning(drey.HeaderVersion("X-Version"))

func shopRoutes(t *testing.T) []*drey.RouteInfo {
	t.Helper()
	routes, err := drey.Table(shopModule, byHeader)
	if err != nil {
		t.Fatal(err)
	}
	return routes
}

func TestSelectedRoutes(t *testing.T) {
	t.Parallel()
	routes := shopRoutes(t)
	for name, tt := range map[string]struct {
		cfg  openapi.Config
		want []string
	}{
		"all":             {openapi.Config{}, []string{"get /orders", "post /orders", "get /admin/users", "get /administrators", "delete /administrators"}},
		"module":          {openapi.Config{RouteModules: []string{"orders"}}, []string{"get /orders", "post /orders"}},
		"modules":         {openapi.Config{RouteModules: []string{"orders", "users"}, RoutePath: "/admin"}, []string{"get /admin/users"}},
		"tag":             {openapi.Config{RouteTags: []string{"writing"}}, []string{"post /orders", "delete /administrators"}},
		"tag of a module": {openapi.Config{RouteTags: []string{"users"}}, []string{"get /admin/users", "get /administrators"}},
		"path":            {openapi.Config{RoutePath: "admin/"}, []string{"get /admin/users"}},
		"whole path":      {openapi.Config{RoutePath: "/admin/users"}, []string{"get /admin/users"}},
		"host":            {openapi.Config{RouteHost: "other.example.com"}, []string{"get /orders", "post /orders", "get /admin/users"}},
		"version":         {openapi.Config{RouteVersion: "1", RouteModules: []string{"users"}}, []string{"get /administrators", "delete /administrators"}},
	} {
		doc := openapi.Build(tt.cfg, routes)
		if got := listed(doc); !slices.Equal(got, tt.want) {
			t.Errorf("%s\n got %q\nwant %q", name, got, tt.want)
		}
		if len(doc.Problems) > 0 {
			t.Errorf("%s: %q", name, doc.Problems)
		}
	}
}

// A document of some routes has their tags and components, not all.
func TestSelectedTags(t *testing.T) {
	t.Parallel()
	cfg := openapi.Config{RouteModules: []string{"orders"}, Tags: []openapi.Tag{{Name: "users"}, {Name: "writing"}}}
	doc := openapi.Build(cfg, shopRoutes(t))
	var names []string
	for _, tag := range doc.Tags {
		names = append(names, tag.Name)
	}
	if want := []string{"writing", "orders"}; !slices.Equal(names, want) {
		t.Errorf("tags %q, want %q", names, want)
	}
}

var shopConfig = openapi.Config{
	Title:   "Shop",
	Version: "3.0.0",
	Servers: []openapi.Server{{URL: "https://shop.example.com"}},
	Documents: []openapi.DocumentConfig{
		{Name: "orders", RouteModules: []string{"orders"}},
		{Name: "admin", Title: "Back <office>", Version: "0.9.0", RoutePath: "/admin", Servers: []openapi.Server{{URL: "https://back.example.com"}}},
	},
}

func shop(cfg openapi.Config, opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("root", drey.Import(shopModule, openapi.ForRoot(cfg, opts...)))
}

func TestServedDocuments(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, shop(shopConfig), byHeader)
	for path, want := range map[string]struct{ title, version, server, operations string }{
		"/docs":        {"Shop", "3.0.0", "https://shop.example.com", "get /orders post /orders get /admin/users get /administrators delete /administrators"},
		"/docs/orders": {"Shop (orders)", "3.0.0", "https://shop.example.com", "get /orders post /orders"},
		"/docs/admin":  {"Back <office>", "0.9.0", "https://back.example.com", "get /admin/users"},
	} {
		text := get(t, app, "GET", path+"-json").WantStatus(200).Body
		doc, err := openapi.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Info.Title != want.title || doc.Info.Version != want.version || doc.Servers[0].URL != want.server || strings.Join(listed(doc), " ") != want.operations {
			t.Errorf("%s: %+v %+v %q", path, doc.Info, doc.Servers, listed(doc))
		}
		for alias, form := range map[string]string{"/openapi.json": "-json", "/openapi.yaml": "-yaml"} {
			if get(t, app, "GET", path+alias).WantStatus(200).Body != get(t, app, "GET", path+form).WantStatus(200).Body {
				t.Errorf("%s%s is not %s%s", path, alias, path, form)
			}
		}
		if policy := get(t, app, "GET", path).Header.Get("Content-Security-Policy"); !strings.Contains(policy, "connect-src 'self' "+want.server+";") {
			t.Errorf("%s: the policy is %s", path, policy)
		}
	}
	for _, nothing := range []string{"/docs/other", "/docs/other-json", "/docs/orders/init.js", "/docs/orders/orders", "/docs/-json", "/docs/orders/x"} {
		get(t, app, "GET", nothing).WantStatus(404)
	}
}

// Each page leads to the others, by links that hold under any prefix.
func TestChoiceOfDocuments(t *testing.T) {
	t.Parallel()
	cfg := shopConfig
	cfg.Documents = slices.Clone(cfg.Documents)
	cfg.Documents[1].RoutePath = "/api/admin"
	app := dreytest.New(t, shop(cfg), byHeader, drey.Prefix("/api"))
	first := get(t, app, "GET", "/api/docs").WantStatus(200).Body
	wantAll(t, first,
		`<option value="docs" selected>Shop</option>`, `<option value="docs/orders">Shop (orders)</option>`,
		`<option value="docs/admin">Back &lt;office&gt;</option>`, `data-document="docs-json"`, `src="docs/documents.js"`, `src="docs/init.js"`)
	second := get(t, app, "GET", "/api/docs/orders").WantStatus(200).Body
	wantAll(t, second,
		`<option value="../docs">Shop</option>`, `<option value="orders" selected>`, `<option value="admin">`,
		`data-document="orders-json"`, `src="documents.js"`, `href="swagger-ui.css"`, "<title>Shop (orders)</title>")
	get(t, app, "GET", "/api/docs/documents.js").WantStatus(200)
	if to := get(t, app, "GET", "/api/docs/orders/").WantStatus(308).Header.Get("Location"); to != "../orders" {
		t.Errorf("with a slash it leads to %q", to)
	}
	if alone := get(t, dreytest.New(t, documented(openapi.Config{})), "GET", "/docs").Body; strings.Contains(alone, "<select") {
		t.Error("one document, and a choice")
	}
}

func wantAll(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s:\n%s", want, text)
		}
	}
}

// Each document says for itself whether it is there in production; one that is
// not is in no list.
func TestDocumentsInProduction(t *testing.T) {
	t.Parallel()
	cfg := shopConfig
	cfg.Documents = slices.Clone(cfg.Documents)
	cfg.Documents[0].Enabled = openapi.Always
	for _, tt := range []struct {
		name  string
		first openapi.Enabled
		env   drey.Environment
		there map[string]bool
	}{
		{"one", openapi.OutsideProduction, drey.Production, map[string]bool{"/docs/orders": true}},
		{"two", openapi.Always, drey.Production, map[string]bool{"/docs": true, "/docs/orders": true}},
		{"all", openapi.OutsideProduction, drey.Development, map[string]bool{"/docs": true, "/docs/orders": true, "/docs/admin": true}},
		{"not the first", openapi.Never, drey.Development, map[string]bool{"/docs/orders": true, "/docs/admin": true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := cfg
			cfg.Enabled = tt.first
			app := dreytest.New(t, shop(cfg), byHeader, drey.Env(tt.env))
			for _, page := range []string{"/docs", "/docs/orders", "/docs/admin"} {
				status := map[bool]int{true: 200, false: 404}[tt.there[page]]
				for _, form := range []string{"", "-json", "-yaml", "/openapi.json", "/openapi.yaml", "/openapi-3.0.json"} {
					get(t, app, "GET", page+form).WantStatus(status)
				}
			}
			list := strings.Count(get(t, app, "GET", "/docs/orders").Body, "<option")
			if want := len(tt.there); list != want && (want > 1 || list > 0) {
				t.Errorf("%d documents to choose from, want %d", list, want)
			}
		})
	}
}

func TestWrongDocumentsStopTheBoot(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		documents []openapi.DocumentConfig
		want      []string
	}{
		"no name":     {[]openapi.DocumentConfig{{}}, []string{`Documents[0].Name is ""`, "such as admin"}},
		"a path":      {[]openapi.DocumentConfig{{Name: "a/b"}, {Name: "ok"}, {Name: ".."}}, []string{`Documents[0].Name is "a/b"`, `Documents[2].Name is ".."`}},
		"an asset":    {[]openapi.DocumentConfig{{Name: "init.js"}}, []string{`the document "init.js" is served at /docs/init.js, as is a file of the page (choose another name)`}},
		"an alias":    {[]openapi.DocumentConfig{{Name: "openapi.json"}}, []string{`at /docs/openapi.json, as is the first document`}},
		"twice":       {[]openapi.DocumentConfig{{Name: "a"}, {Name: "a"}}, []string{`at /docs/a, as is the document "a"`}},
		"a form":      {[]openapi.DocumentConfig{{Name: "a"}, {Name: "a-json"}}, []string{`at /docs/a-json, as is the document "a"`}},
		"a form, too": {[]openapi.DocumentConfig{{Name: "a-json"}, {Name: "a"}}, []string{`at /docs/a-json, as is the document "a-json"`}},
		"module":      {[]openapi.DocumentConfig{{Name: "a", RouteModules: []string{"order"}}}, []string{`Documents "a": RouteModules: no route is of "order" (there are orders, users)`}},
		"tag":         {[]openapi.DocumentConfig{{Name: "a", RouteTags: []string{"read"}}}, []string{`RouteTags: no route is of "read" (there are orders, rare, users, writing)`}},
		"path":        {[]openapi.DocumentConfig{{Name: "a", RoutePath: "/adm"}}, []string{`RoutePath: no route is below "/adm"`}},
		"nothing":     {[]openapi.DocumentConfig{{Name: "a", RoutePath: "/orders", RouteModules: []string{"users"}}}, []string{"no route has all that is asked for"}},
		"server":      {[]openapi.DocumentConfig{{Name: "a", Servers: []openapi.Server{{URL: "https://a b"}}}}, []string{`Documents "a".Servers`}},
	} {
		app := drey.New(shop(openapi.Config{Documents: tt.documents}), byHeader)
		if app.Err() == nil {
			t.Errorf("%s: the app was built", name)
			continue
		}
		wantAll(t, app.Err().Error(), tt.want...)
	}
}

// A page of one's own takes the place of Swagger UI, with the policy it needs.
func TestOwnPage(t *testing.T) {
	t.Parallel()
	own := &ui.UI{
		Icon:    "own.svg",
		Scripts: []string{"own.js"},
		Files: func() map[string]ui.File {
			return map[string]ui.File{"own.js": ui.NewFile("text/javascript", []byte("own()")), "own.svg": ui.NewFile("image/svg+xml", nil)}
		},
		Policy: []string{"worker-src blob:", "img-src data:"},
	}
	app := dreytest.New(t, documented(openapi.Config{UI: own}))
	page := get(t, app, "GET", "/docs").WantStatus(200)
	wantAll(t, page.Body, `<script src="docs/own.js">`, `<link rel="icon" href="docs/own.svg">`)
	policy := page.Header.Get("Content-Security-Policy")
	wantAll(t, policy, "; worker-src blob:", "; img-src data:;", "script-src 'self'")
	if strings.Contains(page.Body, "swagger") || strings.Count(policy, "img-src") != 1 {
		t.Errorf("%s\n%s", policy, page.Body)
	}
	get(t, app, "GET", "/docs/own.js").WantStatus(200)
	get(t, app, "GET", "/docs/swagger-ui.css").WantStatus(404)
}

// Who writes documents to files finds all of them.
func TestIntrospectDocuments(t *testing.T) {
	t.Parallel()
	module := shop(shopConfig)
	documents, err := openapi.Introspect(module, byHeader)
	if err != nil || len(documents) != 3 {
		t.Fatal(documents, err)
	}
	app := dreytest.New(t, module, byHeader)
	for i, path := range []string{"/docs", "/docs/orders", "/docs/admin"} {
		d := documents[i]
		text, err := openapi.Build(d.Config, d.Routes).JSON()
		if want := get(t, app, "GET", path+"-json").Body; err != nil || string(text) != want || "/docs/"+d.Name != path && d.Name != "" {
			t.Errorf("%q is not what is served at %s: %v", d.Name, path, err)
		}
	}
}

// The pages that there are have what they load, and name no other host.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		page   *ui.UI
		policy string
	}{
		"swaggerui": {swaggerui.UI, "default-src 'none'"},
		"scalar":    {scalar.UI, "script-src 'self';"},
		"redoc":     {redoc.UI, "worker-src blob:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := dreytest.New(t, documented(openapi.Config{UI: tt.page}))
			page := get(t, app, "GET", "/docs").WantStatus(200)
			if strings.Contains(page.Body, "://") {
				t.Errorf("the page names another host:\n%s", page.Body)
			}
			wantAll(t, page.Header.Get("Content-Security-Policy"), tt.policy, "connect-src 'self';")
			for file := range tt.page.Files() {
				wantAll(t, page.Body, `"docs/`+file+`"`)
				get(t, app, "GET", "/docs/"+file, "Accept-Encoding", "gzip").WantStatus(200)
			}
		})
	}
}
