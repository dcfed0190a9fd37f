package openapitest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// An Application is what [Check] needs of a *dreytest.App.
type Application interface {
	// Client is what tests send requests with.
	Client() *http.Client
	// Routes are those of the application.
	Routes() []*drey.RouteInfo
}

// Check holds each answer of an application under test against its document,
// and each request that is answered with a success; see [Transport]. It returns
// the application, and is called before sessions are made of it. Without
// modules/openapi in the application the document is what that would serve.
//
//	app := openapitest.Check(t, dreytest.New(t, cats.Module))
func Check[A Application](tb testing.TB, app A) A {
	tb.Helper()
	documents := openapi.Served(app.Routes())
	if len(documents) == 0 {
		documents = []openapi.Described{{Routes: app.Routes()}}
	}
	client := app.Client()
	for _, d := range slices.Backward(documents) {
		client.Transport = Transport(tb, openapi.Build(d.Config, d.Routes), client.Transport)
	}
	return app
}

// Transport sends requests with next, [http.DefaultTransport] by default, and
// fails the test where the document and the application differ: an answer has a
// status, a content type or a body that the document does not have, a header
// has another value, a member of an object is not in it; or a request is
// answered with a success though the document does not allow it. Each
// difference is reported once, with the method, the path, the status and the
// place in the body.
//
// What the document does not describe at all is not looked at, nor are bodies
// other than JSON, such as streams. It is safe for concurrent use.
func Transport(tb testing.TB, doc *openapi.Document, next http.RoundTripper) http.RoundTripper {
	tb.Helper()
	if next == nil {
		next = http.DefaultTransport
	}
	open, err := newChecker(doc, false)
	if err != nil {
		tb.Fatal(err)
	}
	closed, err := newChecker(doc, true)
	if err != nil {
		tb.Fatal(err)
	}
	return &transport{tb: tb, next: next, doc: doc, open: open, closed: closed, reported: map[string]bool{}}
}

type transport struct {
	tb           testing.TB
	next         http.RoundTripper
	doc          *openapi.Document
	open, closed *checker

	mu       sync.Mutex
	reported map[string]bool
}

// RoundTrip sends a request and looks at what goes and comes.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	m, ok := find(t.doc, r.Method, r.URL)
	if !ok {
		return t.next.RoundTrip(r)
	}
	sent, err := keepBody(r)
	if err != nil {
		return nil, err
	}
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if err := t.answer(m, answer); err != nil {
		answer.Body.Close()
		return nil, err
	}
	if answer.StatusCode < 300 {
		t.request(m, r, sent)
	}
	return answer, nil
}

// keepBody reads the JSON of a request and puts it back.
func keepBody(r *http.Request) ([]byte, error) {
	if r.Body == nil || !isJSON(mediaType(r.Header)) {
		return nil, nil
	}
	text, err := io.ReadAll(r.Body)
	r.Body.Close()
	r.Body = io.NopCloser(bytes.NewReader(text))
	return text, err
}

// report fails the test with a difference that it has not had yet. Who can be
// told later is not told while the test ends.
func (t *transport) report(m match, status, what string) {
	line := m.String() + ": " + status + what
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.reported[line] {
		t.reported[line] = true
		t.tb.Errorf("the document differs: %s", line)
	}
}

// mediaType is a content type without its parameters.
func mediaType(h http.Header) string {
	name, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(name))
}

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

// differences says why JSON is not a value of a schema; if it is one, whether
// it has members that the schema does not name.
func (t *transport) differences(at pointer, text []byte) []string {
	value, err := decode(text)
	if err != nil {
		return []string{"the body is no JSON: " + err.Error()}
	}
	if all := t.open.check(at, value); len(all) > 0 {
		return all
	}
	var all []string
	for _, unknown := range t.closed.unknown(at, value) {
		all = append(all, unknown+": is not in the document")
	}
	return all
}
