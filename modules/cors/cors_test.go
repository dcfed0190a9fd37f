package cors_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
	"github.com/dreygo/drey/modules/cors"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const friend = "https://shop.example"

// closed is a guard that lets nobody in.
var closed = drey.GuardFunc(func(*drey.Context) error { return drey.Unauthorized("who are you") })

// broken is a middleware that panics.
func broken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken" {
			panic("boom")
		}
		next.ServeHTTP(w, r)
	})
}

func start(t *testing.T, c cors.Config) *dreytest.App {
	t.Helper()
	cats := drey.Controller("/cats").With(
		drey.Get("", func(context.Context, drey.None) (string, error) { return "tom", nil }),
		drey.Get("/lost", func(context.Context, drey.None) (string, error) { return "", drey.NotFound("lost") }),
		drey.Get("/closed", func(context.Context, drey.None) (string, error) { return "tom", nil }, drey.UseGuards(closed)),
		drey.Get("/varied", func(context.Context, drey.None) (string, error) { return "tom", nil }, drey.Header("Vary", "Accept-Language")),
		drey.Handle(http.MethodGet, "/silent", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})),
		drey.Handle(http.MethodGet, "/flushed", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush() })),
		drey.Options("", func(context.Context, drey.None) (string, error) { return "own", nil }),
	)
	return dreytest.New(t, drey.NewModule("app", drey.Import(cors.ForRoot(c)), drey.Controllers(cats), drey.Use(drey.MiddlewareFunc(broken))))
}

// send makes a request with the given headers: "Origin: x".
func send(t *testing.T, app *dreytest.App, method, path string, headers ...string) *dreytest.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, app.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		key, value, _ := strings.Cut(h, ": ")
		r.Header.Add(key, value)
	}
	return app.Do(r)
}

// told are the headers of CORS on an answer.
func told(r *dreytest.Response) string {
	var all []string
	for _, key := range []string{"Origin", "Credentials", "Methods", "Headers"} {
		if v, ok := r.Header["Access-Control-Allow-"+key]; ok {
			all = append(all, strings.ToLower(key)+"="+strings.Join(v, "|"))
		}
	}
	for _, key := range []string{"Expose-Headers", "Max-Age"} {
		if v, ok := r.Header["Access-Control-"+key]; ok {
			all = append(all, strings.ToLower(key)+"="+strings.Join(v, "|"))
		}
	}
	return strings.Join(all, " ")
}

func TestRequests(t *testing.T) {
	t.Parallel()
	strict := start(t, cors.Config{Origins: []string{friend, "http://localhost:5173"}, Credentials: true, Expose: []string{"ETag"}})
	open := start(t, cors.Config{Origins: []string{"*"}, Expose: []string{}})
	const readable = "origin=" + friend + " credentials=true expose-headers=ETag"
	for _, tt := range []struct {
		name    string
		app     *dreytest.App
		path    string
		headers []string
		status  int
		want    string
		vary    string
	}{
		{"a listed origin may read", strict, "/cats", []string{"Origin: " + friend}, 200, readable, "Origin"},
		{"another listed origin", strict, "/cats", []string{"Origin: http://localhost:5173"}, 200, strings.Replace(readable, friend, "http://localhost:5173", 1), "Origin"},
		{"errors can be read too", strict, "/cats/lost", []string{"Origin: " + friend}, 404, readable, "Origin"},
		{"refusals of guards can be read", strict, "/cats/closed", []string{"Origin: " + friend}, 401, readable, "Origin"},
		{"unmatched paths can be read", strict, "/dogs", []string{"Origin: " + friend}, 404, readable, "Origin"},
		{"no origin, and a cache knows", strict, "/cats", nil, 200, "", "Origin"},
		{"a route that varies too", strict, "/cats/varied", []string{"Origin: " + friend}, 200, readable, "Origin, Accept-Language"},
		{"a middleware that panics", strict, "/broken", []string{"Origin: " + friend}, 500, readable, "Origin"},
		{"a handler that writes nothing", strict, "/cats/silent", nil, 200, "", "Origin"},
		{"a handler that flushes", strict, "/cats/flushed", nil, 200, "", "Origin"},
		{"an unknown origin", strict, "/cats", []string{"Origin: https://evil.example"}, 200, "", "Origin"},
		{"a longer host", strict, "/cats", []string{"Origin: https://shop.example.evil.example"}, 200, "", "Origin"},
		{"a longer name", strict, "/cats", []string{"Origin: https://evilshop.example"}, 200, "", "Origin"},
		{"a subdomain", strict, "/cats", []string{"Origin: https://a.shop.example"}, 200, "", "Origin"},
		{"another scheme", strict, "/cats", []string{"Origin: http://shop.example"}, 200, "", "Origin"},
		{"another port", strict, "/cats", []string{"Origin: https://shop.example:8443"}, 200, "", "Origin"},
		{"another case is no browser's", strict, "/cats", []string{"Origin: https://SHOP.example"}, 200, "", "Origin"},
		{"null is nobody", strict, "/cats", []string{"Origin: null"}, 200, "", "Origin"},
		{"a star is nobody", strict, "/cats", []string{"Origin: *"}, 200, "", "Origin"},
		{"two origins are none", strict, "/cats", []string{"Origin: " + friend, "Origin: https://evil.example"}, 200, "", "Origin"},
		{"everybody, without credentials", open, "/cats", []string{"Origin: https://any.example"}, 200, "origin=*", ""},
		{"everybody, no page", open, "/cats", nil, 200, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := send(t, tt.app, "GET", tt.path, tt.headers...).WantStatus(tt.status)
			if got := told(r); got != tt.want {
				t.Errorf("told %q, want %q", got, tt.want)
			}
			if got := strings.Join(r.Header["Vary"], ", "); got != tt.vary {
				t.Errorf("Vary %q, want %q", got, tt.vary)
			}
		})
	}
}

func TestPreflights(t *testing.T) {
	t.Parallel()
	app := start(t, cors.Config{
		Origins: []string{friend},
		Methods: []string{"GET", "PUT"},
		Headers: []string{"Content-Type", "X-Api-Key"},
		MaxAge:  time.Hour,
	})
	const granted = "origin=" + friend + " methods=GET, PUT headers=Content-Type, X-Api-Key max-age=3600"
	const from, put = "Origin: " + friend, "Access-Control-Request-Method: PUT"
	const asks = "Access-Control-Request-Headers: "
	for _, tt := range []struct {
		name    string
		path    string
		headers []string
		want    string
	}{
		{"a method that is not routed", "/cats", []string{from, put}, granted},
		{"a path that is not routed", "/dogs", []string{from, put}, granted},
		{"before guards", "/cats/closed", []string{from, put}, granted},
		{"headers in any case and spacing", "/cats", []string{from, put, asks + "content-type,x-api-key ,, X-API-KEY"}, granted},
		{"headers on two lines", "/cats", []string{from, put, asks + "content-type", asks + "x-api-key"}, granted},
		{"one header too many", "/cats", []string{from, put, asks + "content-type,x-other"}, ""},
		{"one header too many on the second line", "/cats", []string{from, put, asks + "content-type", asks + "x-other"}, ""},
		{"a method that is not allowed", "/cats", []string{from, "Access-Control-Request-Method: DELETE"}, ""},
		{"methods have a case", "/cats", []string{from, "Access-Control-Request-Method: put"}, ""},
		{"an unknown origin", "/cats", []string{"Origin: https://evil.example", put}, ""},
		{"null", "/cats", []string{"Origin: null", put}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := send(t, app, "OPTIONS", tt.path, tt.headers...).WantStatus(204).WantBody("")
			if got := told(r); got != tt.want {
				t.Errorf("told %q, want %q", got, tt.want)
			}
			want := "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
			if got := strings.Join(r.Header["Vary"], ", "); got != want {
				t.Errorf("Vary %q, want %q", got, want)
			}
		})
	}
	t.Run("OPTIONS that is no preflight is the application's", func(t *testing.T) {
		t.Parallel()
		send(t, app, "OPTIONS", "/cats", from).WantStatus(200).WantBody("own").WantHeader("Access-Control-Allow-Origin", friend)
		send(t, app, "OPTIONS", "/cats", put).WantStatus(200).WantBody("own")
	})
	t.Run("not remembered", func(t *testing.T) {
		t.Parallel()
		app := start(t, cors.Config{Origins: []string{friend}, Headers: []string{}, MaxAge: -1})
		r := send(t, app, "OPTIONS", "/cats", from, put)
		if got, want := told(r), "origin="+friend+" methods=GET, HEAD, POST, PUT, PATCH, DELETE max-age=0"; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

// What is wrong is a boot report, all of it at once.
func TestConfig(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		config cors.Config
		want   []string // in the report; none when it is fine
	}{
		{"fine", cors.Config{Origins: []string{friend, "http://localhost:8080", "http://[::1]:5173", "app://frame"}}, nil},
		{"nobody", cors.Config{}, []string{"no origin is listed"}},
		{"everybody with cookies", cors.Config{Origins: []string{"*"}, Credentials: true}, []string{"every site"}},
		{"everybody and one", cors.Config{Origins: []string{"*", friend}}, []string{"nothing for the others"}},
		{"a wildcard", cors.Config{Origins: []string{"https://*.shop.example"}}, []string{`"https://*.shop.example" is no origin`}},
		{"a host alone", cors.Config{Origins: []string{"shop.example"}}, []string{`"shop.example" is no origin`}},
		{"null", cors.Config{Origins: []string{"null"}}, []string{`"null" is no origin`}},
		{"empty", cors.Config{Origins: []string{""}}, []string{`"" is no origin`}},
		{"a user", cors.Config{Origins: []string{"https://me@shop.example"}}, []string{"is no origin"}},
		{"a slash", cors.Config{Origins: []string{"https://shop.example/"}}, []string{`write "https://shop.example"`}},
		{"a query", cors.Config{Origins: []string{"https://shop.example?a"}}, []string{`write "https://shop.example"`}},
		{"upper case", cors.Config{Origins: []string{"HTTPS://Shop.Example"}}, []string{`write "https://shop.example"`}},
		{"the usual ports", cors.Config{Origins: []string{"https://shop.example:443", "http://shop.example:80"}}, []string{`write "https://shop.example"`, `write "http://shop.example"`}},
		{"an empty port", cors.Config{Origins: []string{"https://shop.example:"}}, []string{`write "https://shop.example"`}},
		{"a method in pieces", cors.Config{Origins: []string{friend}, Methods: []string{"GET, PUT"}}, []string{`"GET, PUT" is no method`}},
		{"any header", cors.Config{Origins: []string{friend}, Headers: []string{"*"}}, []string{`"*" is no header`}},
		{"a split header", cors.Config{Origins: []string{friend}, Expose: []string{"A\r\nB: c"}}, []string{"is no exposed header"}},
		{"everything at once", cors.Config{Origins: []string{"a", "b"}, Methods: []string{""}}, []string{`"a" is`, `"b" is`, "no method"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := drey.New(drey.NewModule("app", drey.Import(cors.ForRoot(tt.config)))).Err()
			if (err != nil) != (len(tt.want) > 0) {
				t.Fatalf("boot error %v, want %q", err, tt.want)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("boot report\n%v\nwant %q", err, want)
				}
			}
		})
	}
}
