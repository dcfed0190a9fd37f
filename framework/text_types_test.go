package drey_test

import (
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	drey "github.com/dreygo/drey/framework"
)

// A ref is a generic type that reads itself.
type ref[T any] struct{ name string }

func (r *ref[T]) UnmarshalText(text []byte) error { r.name = strings.ToUpper(string(text)); return nil }
func (r ref[T]) MarshalText() ([]byte, error)     { return []byte(r.name), nil }

type (
	paramTypes struct {
		Size size        `param:"size"`
		ID   uuid.UUID   `param:"id"`
		IP   *netip.Addr `param:"ip"`
		Ref  ref[int]    `param:"ref"`
	}
	queryTypes struct {
		Size  size          `query:"size"`
		ID    *uuid.UUID    `query:"id"`
		IPs   []netip.Addr  `query:"ip"`
		Refs  []ref[int]    `query:"ref,split"`
		Wait  time.Duration `query:"wait"`
		Born  *time.Time    `query:"born"`
		Sizes []*size       `query:"sizes"`
	}
	headerTypes struct {
		Size  size          `header:"size"`
		ID    *uuid.UUID    `header:"id"`
		IPs   []netip.Addr  `header:"ip"`
		Refs  []ref[int]    `header:"ref,split"`
		Wait  time.Duration `header:"wait"`
		Born  *time.Time    `header:"born"`
		Sizes []*size       `header:"sizes"`
	}
	cookieTypes struct {
		Size  size          `cookie:"size"`
		ID    *uuid.UUID    `cookie:"id"`
		IPs   []netip.Addr  `cookie:"ip"`
		Refs  []ref[int]    `cookie:"ref,split"`
		Wait  time.Duration `cookie:"wait"`
		Born  *time.Time    `cookie:"born"`
		Sizes []*size       `cookie:"sizes"`
	}
	formTypes struct {
		Size  size          `form:"size"`
		ID    *uuid.UUID    `form:"id"`
		IPs   []netip.Addr  `form:"ip"`
		Refs  []ref[int]    `form:"ref,split"`
		Wait  time.Duration `form:"wait"`
		Born  *time.Time    `form:"born"`
		Sizes []*size       `form:"sizes"`
	}
)

const (
	aUUID = "0190a5f0-6b6f-7c1e-9d3a-0123456789ab"
	aTime = "2020-01-02T03:04:05Z"
)

// A type that reads itself does so from every source, as itself, behind a
// pointer, in a list, embedded and with type arguments.
func TestTextTypes(t *testing.T) {
	t.Parallel()
	app := serving(t,
		drey.Get("/param/:size/:id/:ip/:ref", echoed[struct{ paramTypes }]),
		drey.Get("/query", echoed[struct{ *queryTypes }]),
		drey.Get("/header", echoed[struct{ headerTypes }]),
		drey.Get("/cookie", echoed[struct{ *cookieTypes }]),
		drey.Post("/form", echoed[struct{ *formTypes }]),
	)
	app.Get("/param/small/" + aUUID + "/::1/x").WantStatus(200).WantBody(`{"Size":"small","ID":"` + aUUID + `","IP":"::1","Ref":"X"}`)
	app.Get("/param/big/1/2/x").WantStatus(400)

	const all = `{"Size":"large","ID":"` + aUUID + `","IPs":["::1","10.0.0.1"],"Refs":["A","B"],"Wait":90000000000,"Born":"` + aTime + `","Sizes":["small"]}`
	const good = "size=large&id=" + aUUID + "&ip=::1&ip=10.0.0.1&ref=a,b&wait=1m30s&born=" + aTime + "&sizes=small"
	const bad = "size=big&id=1&ip=::1&ip=localhost&ref=a,b&wait=90&born=today&sizes=tiny"
	for source, send := range map[string]func(pairs string) (status int, body string){
		"query": func(pairs string) (int, string) { return sent(t, app.URL()+"/query?"+pairs, nil, "") },
		"header": func(pairs string) (int, string) {
			return sent(t, app.URL()+"/header", func(h http.Header) {
				each(pairs, h.Add)
			}, "")
		},
		"cookie": func(pairs string) (int, string) {
			return sent(t, app.URL()+"/cookie", func(h http.Header) { h.Set("Cookie", strings.ReplaceAll(pairs, "&", "; ")) }, "")
		},
		"form": func(pairs string) (int, string) {
			return sent(t, app.URL()+"/form", func(h http.Header) { h.Set("Content-Type", "application/x-www-form-urlencoded") }, pairs)
		},
	} {
		if status, body := send(good); status/100 != 2 || strings.TrimSpace(body) != all {
			t.Errorf("%s: %d %s, want %s", source, status, body, all)
		}
		status, body := send(bad)
		if n := strings.Count(body, `"path":"`+source+"."); status != 400 || n != 6 {
			t.Errorf("%s: %d with %d errors, want 6: %s", source, status, n, body)
		}
	}
}

func each(pairs string, do func(key, value string)) {
	for pair := range strings.SplitSeq(pairs, "&") {
		key, value, _ := strings.Cut(pair, "=")
		do(key, value)
	}
}

// sent is a request and its answer.
func sent(t *testing.T, url string, header func(http.Header), body string) (status int, answer string) {
	t.Helper()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		header(r.Header)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}
