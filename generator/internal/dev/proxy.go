package dev

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// own are the paths of dev itself.
const own = "/__drey/"

// holdFor is how long a request waits for a program that is being built; the
// first build on a machine takes a minute or two.
const holdFor = 3 * time.Minute

//go:embed client.js
var clientJS []byte

//go:embed trouble.html
var troubleHTML string

var troublePage = template.Must(template.New("trouble").Parse(troubleHTML))

// proxy is what owns the port.
func (s *server) proxy() http.Handler {
	forward := &httputil.ReverseProxy{
		Rewrite:        rewrite,
		FlushInterval:  -1, // streams go on as they come
		ModifyResponse: addClient,
		ErrorHandler:   s.broken,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+own+"client.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(clientJS) // a browser that has left
	})
	mux.HandleFunc("GET "+own+"events", s.events)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.look()
		target, trouble := s.state.wait(r.Context(), holdFor)
		switch {
		case target != nil:
			forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), targetKey{}, target)))
		case trouble != nil:
			show(w, r, trouble)
		case r.Context().Err() == nil:
			show(w, r, &Trouble{Title: "the build takes long", Detail: fmt.Sprintf("The request waited for %s. Ask again.", holdFor)})
		}
	})
	return mux
}

type targetKey struct{}

// rewrite sends a request to the program, which sees the host that the client
// asked for, and who it is.
func rewrite(r *httputil.ProxyRequest) {
	r.SetURL(r.In.Context().Value(targetKey{}).(*url.URL))
	r.Out.Host = r.In.Host
	r.SetXForwarded()
	if wantsPage(r.In) {
		r.Out.Header.Del("Accept-Encoding") // for the script to be added
	}
}

// wantsPage reports whether a request is a browser's for a page.
func wantsPage(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// longestPage is up to where a page gets the script.
const longestPage = 4 << 20

// addClient adds the script to a page that reloads it.
func addClient(r *http.Response) error {
	if !wantsPage(r.Request) || !whole(r.StatusCode) || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") || r.Header.Get("Content-Encoding") != "" {
		return nil
	}
	page, err := io.ReadAll(io.LimitReader(r.Body, longestPage))
	if err != nil {
		return err
	}
	if len(page) == longestPage {
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(page), r.Body), r.Body}
		return nil
	}
	_ = r.Body.Close() // it has been read
	script := []byte(`<script src="` + own + `client.js"></script>`)
	if at := bytes.LastIndex(page, []byte("</body>")); at >= 0 {
		page = bytes.Join([][]byte{page[:at], script, page[at:]}, nil)
	} else {
		page = append(page, script...)
	}
	r.Body = io.NopCloser(bytes.NewReader(page))
	r.ContentLength = int64(len(page))
	r.Header.Set("Content-Length", strconv.Itoa(len(page)))
	r.Header.Del("Etag") // it is another page
	return nil
}

// whole reports whether an answer of a status is a page of its own.
func whole(status int) bool {
	return status != http.StatusNoContent && status != http.StatusPartialContent && status != http.StatusNotModified
}

// broken answers when a program has not.
func (s *server) broken(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the client has left
	}
	show(w, r, &Trouble{Title: "the program did not answer", Detail: err.Error()})
}

// show answers a request with what is wrong: a page for people, a problem
// document for programs.
func show(w http.ResponseWriter, r *http.Request, t *Trouble) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Retry-After", "1")
	if wantsPage(r) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_ = troublePage.Execute(w, t) // a browser that has left
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(struct { //nolint:errchkjson // a client that has left
		Type   string `json:"type"`
		Status int    `json:"status"`
		*Trouble
	}{"about:blank", http.StatusServiceUnavailable, t})
}

// events tells a browser when to load its page again.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(w)
	next := s.state.next()
	_, err := io.WriteString(w, "retry: 500\n: watching\n\n")
	for err = errors.Join(err, flush.Flush()); err == nil; err = errors.Join(err, flush.Flush()) {
		select {
		case <-r.Context().Done():
			return
		case <-next:
			next = s.state.next()
			_, err = io.WriteString(w, "event: reload\ndata: {}\n\n")
		case <-time.After(15 * time.Second):
			_, err = io.WriteString(w, ": still here\n\n")
		}
	}
}
