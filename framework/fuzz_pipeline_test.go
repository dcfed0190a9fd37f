package drey_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// anything takes values from every source.
type anything struct {
	ID     int64    `param:"id" json:"-" validate:"max=100000"`
	Slug   string   `param:"slug" json:"-"`
	Q      string   `query:"q" json:"-" validate:"max=40"`
	Page   int      `query:"page" default:"1" json:"-"`
	Tags   []string `query:"tag" json:"-"`
	On     bool     `query:"on" json:"-"`
	Tenant string   `header:"X-Tenant" json:"-"`
	SID    string   `cookie:"sid" json:"-"`

	Name  string                `json:"name"`
	Qty   int64                 `json:"qty"`
	Price float64               `json:"price"`
	Parts []anythingPart        `json:"parts"`
	More  map[string]string     `json:"more"`
	Note  drey.Nullable[string] `json:"note"`
	Ref   *uint8                `json:"ref"`
}

type anythingPart struct {
	Code string `json:"code"`
	N    int    `json:"n"`
}

// hostileRequest is what a client sends.
type hostileRequest struct {
	id, slug, query, tenant, cookie string
	body                            []byte
}

// anythingApp answers with what its handler got.
func anythingApp(tb testing.TB, got func(anything)) http.Handler {
	tb.Helper()
	take := func(_ context.Context, in anything) (drey.None, error) {
		got(in)
		return drey.None{}, nil
	}
	return startDetached(tb, drey.NewModule("anything", drey.Controllers(
		drey.Controller("/things").With(drey.Post("/:id/x/:slug", take)))))
}

func FuzzPipeline(f *testing.F) {
	for _, r := range hostileSeeds {
		f.Add(r.id, r.slug, r.query, r.tenant, r.cookie, r.body)
	}
	var got *anything
	app := anythingApp(f, func(in anything) { got = &in })
	f.Fuzz(func(t *testing.T, id, slug, query, tenant, cookie string, body []byte) {
		got = nil
		tryHostile(t, app, hostileRequest{id, slug, query, tenant, cookie, body}, &got)
	})
}

// Requests that no honest client sends are answered, never with a 5xx, and the
// handler sees nothing that was not in them.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	n := 20_000
	if testing.Short() {
		n = 2000
	}
	var got *anything
	app := anythingApp(t, func(in anything) { got = &in })
	random := rand.New(rand.NewPCG(7, 7))
	reached := 0
	for i := range n {
		r := hostileSeeds[random.IntN(len(hostileSeeds))]
		if i >= len(hostileSeeds) {
			r = r.mutated(random)
		} else {
			r = hostileSeeds[i]
		}
		got = nil
		tryHostile(t, app, r, &got)
		if got != nil {
			reached++
		}
		if t.Failed() {
			t.Fatalf("request %d: %+v", i, r)
		}
	}
	if reached < n/50 || reached > n*9/10 {
		t.Errorf("%d of %d requests reached the handler: the test has lost its edge", reached, n)
	}
}

const hostileBody = `{"name":"Tom","qty":3,"price":9.5,"parts":[{"code":"a","n":1}],"more":{"k":"v"},"note":null,"ref":7}`

var hostileSeeds = []hostileRequest{
	{"7", "tom", "q=x&page=2&tag=a&tag=b&on=true", "acme", "sid=abc", []byte(hostileBody)},
	{"7", "a%2Fb", "", "", "", []byte(`{}`)},
	{"007", "t%C3%B6m", "q=%20&page=-1", "é", `sid="quoted"; other=1`, []byte(`{"name":"\u0000"}`)},
	{"9223372036854775807", "x", "page=99999999999999999999", "", "", []byte(`{"qty":9223372036854775808}`)},
	{"-1", "%00", "q=%zz", "", "sid=a; sid=b", []byte(`{"name":"a","name":"b"}`)},
	{"1e3", "..", "page=0x10&on=yes", "a,b", "", []byte(`{"NAME":"x"}`)},
	{"", "x", "q=1&q=2", "", "", []byte(`[]`)},
	{"7", "x", "page=", "", "", []byte(`{"price":1e400}`)},
	{"7", "x", ";&=&&", "", "", []byte(`{"qty":1.0}`)},
	{"7", "x", "tag=a%26b&tag=", "", "", []byte("{\"name\":\"\xff\"}")},
	{"7", "x", "", "", "", []byte(`{"note":"n","ref":256}`)},
	{"7", "x", "", "", "", []byte(`{"name":"x"} {}`)},
	{"7", "x", "", "", "", []byte(strings.Repeat(`{"parts":[`, 200))},
	{"7", "x", "", "", "", nil},
}

// mutated changes a request a little.
func (r hostileRequest) mutated(random *rand.Rand) hostileRequest {
	pieces := []string{"%", "%2", "%2F", "%00", "&", "=", "+", "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "0", "-", "1e9", ".", "é", "\xff", " ", "\u2028", `\u0041`, `"name"`, `"qty"`, "tag=", "page=3"}
	change := func(s string) string {
		for random.IntN(3) > 0 {
			piece, at := pieces[random.IntN(len(pieces))], random.IntN(len(s)+1)
			end := min(len(s), at+random.IntN(3))
			s = s[:at] + piece + s[end:]
		}
		return s
	}
	for range 1 + random.IntN(2) {
		switch random.IntN(6) {
		case 0:
			r.id = change(r.id)
		case 1:
			r.slug = change(r.slug)
		case 2:
			r.query = change(r.query)
		case 3:
			r.tenant = change(r.tenant)
		case 4:
			r.cookie = change(r.cookie)
		case 5:
			r.body = []byte(change(string(r.body)))
		}
	}
	return r
}

func tryHostile(t *testing.T, app http.Handler, sent hostileRequest, got **anything) {
	t.Helper()
	target := "/things/" + sent.id + "/x/" + sent.slug + "?" + sent.query
	u, err := url.ParseRequestURI(target)
	if err != nil || strings.ContainsAny(sent.tenant+sent.cookie, "\r\n\x00\x7f") {
		return // net/http answers that
	}
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(sent.body))
	r.URL = u
	r.Header.Set("Content-Type", "application/json")
	if sent.tenant != "" {
		r.Header.Set("X-Tenant", sent.tenant)
	}
	if sent.cookie != "" {
		r.Header.Set("Cookie", sent.cookie)
	}
	w := httptest.NewRecorder()
	app.ServeHTTP(w, r)
	switch {
	case w.Code >= 500:
		t.Errorf("%s: %d %s", target, w.Code, w.Body)
	case *got == nil && w.Code < 400, *got != nil && w.Code != http.StatusNoContent:
		t.Errorf("%s: %d, and the handler got %v", target, w.Code, *got)
	case *got != nil:
		(*got).compare(t, r, sent)
	}
}

// compare reads the request once more, with the standard library alone.
func (in *anything) compare(t *testing.T, r *http.Request, sent hostileRequest) {
	t.Helper()
	equal := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the handler got %#v, the client sent %#v", what, got, want)
		}
	}
	path, _, _ := strings.Cut("/things/"+sent.id+"/x/"+sent.slug, "?")
	segments := strings.Split(path, "/")
	id, err := url.PathUnescape(segments[2])
	if err != nil {
		t.Error(err)
	}
	equal("id", strconv.FormatInt(in.ID, 10), plainInteger(id))
	slug, err := url.PathUnescape(segments[4])
	if err != nil {
		t.Error(err)
	}
	equal("slug", in.Slug, slug)
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil && !strings.Contains(err.Error(), "semicolon") {
		t.Errorf("the query %q was taken: %v", r.URL.RawQuery, err)
	}
	if !strings.Contains(r.URL.RawQuery, ";") {
		equal("q", in.Q, query.Get("q"))
		equal("tag", append([]string{}, in.Tags...), append([]string{}, query["tag"]...))
		page := "1"
		if query.Has("page") {
			page = plainInteger(query.Get("page"))
		}
		equal("page", strconv.Itoa(in.Page), page)
		equal("on", in.On, query.Get("on") == "true" || query.Get("on") == "1")
	}
	equal("header", in.Tenant, sent.tenant)
	in.compareBody(t, sent.body, equal)
}

// plainInteger is an integer as strconv writes it, if s is one in JSON.
func plainInteger(s string) string {
	var n int64
	if err := json.Unmarshal([]byte(s), &n); err != nil || strings.Trim(s, "-0123456789") != "" {
		return fmt.Sprintf("no integer: %q", s)
	}
	return strconv.FormatInt(n, 10)
}

func (in *anything) compareBody(t *testing.T, body []byte, equal func(what string, got, want any)) {
	t.Helper()
	var document struct {
		Name  string            `json:"name"`
		Qty   int64             `json:"qty"`
		Price float64           `json:"price"`
		Parts []anythingPart    `json:"parts"`
		More  map[string]string `json:"more"`
		Note  json.RawMessage   `json:"note"`
		Ref   *uint8            `json:"ref"`
	}
	strict := json.NewDecoder(bytes.NewReader(body))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&document); err != nil {
		t.Errorf("the body %q was taken: %v", body, err)
		return
	}
	if strict.More() {
		t.Errorf("the body %q was taken with more behind it", body)
	}
	equal("name", in.Name, document.Name)
	equal("qty", in.Qty, document.Qty)
	equal("price", in.Price, document.Price)
	equal("parts", fmt.Sprint(in.Parts), fmt.Sprint(document.Parts))
	equal("more", fmt.Sprint(in.More), fmt.Sprint(document.More))
	equal("ref", in.Ref, document.Ref)
	note, err := json.Marshal(in.Note)
	if err != nil {
		t.Error(err)
	}
	if document.Note == nil {
		document.Note = json.RawMessage("null")
	}
	var got, want any
	_ = json.Unmarshal(note, &got)
	_ = json.Unmarshal(document.Note, &want)
	equal("note", got, want)
}
