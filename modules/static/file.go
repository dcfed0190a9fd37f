package static

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// A file is one answer: a file that has been opened, or the way to it.
type file struct {
	opened   io.Closer
	content  io.ReadSeeker
	modified time.Time
	tag      string
	kind     string
	cache    string
	redirect string // then all else is empty
	refused  error  // what the request asks for in vain, such as a range beyond the end
}

// release closes the file, if there is one. It was only read, so nothing is
// lost when that fails.
func (f *file) release() {
	if f.opened != nil {
		_ = f.opened.Close()
	}
}

// serve answers with the file that the site has opened.
func serve(w http.ResponseWriter, r *http.Request) {
	f := r.Context().Value(fileKey{}).(*file)
	h := w.Header()
	if f.redirect != "" {
		if r.URL.RawQuery != "" {
			f.redirect += "?" + r.URL.RawQuery
		}
		h.Set("Location", f.redirect)
		w.WriteHeader(http.StatusPermanentRedirect)
		return
	}
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.cache)
	if f.tag != "" {
		h.Set("ETag", f.tag)
	}
	c, _ := drey.From(r.Context())
	content := struct{ io.ReadSeeker }{f.content} // it is closed by who has opened it
	f.refused = drey.File{Content: content, Type: f.kind, Modified: f.modified}.Respond(c, http.StatusOK)
	if f.refused != nil { // its answer is not the file, and not to be kept like it
		h.Del("Cache-Control")
		h.Del("ETag")
	}
}

// kinds are what the web is made of. They do not depend on the machine, as
// mime's table does.
var kinds = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".htm":         "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".map":         "application/json",
	".md":          "text/markdown; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".mp4":         "video/mp4",
	".otf":         "font/otf",
	".pdf":         "application/pdf",
	".svg":         "image/svg+xml",
	".ttf":         "font/ttf",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff":        "font/woff",
	".woff2":       "font/woff2",
	".xml":         "text/xml; charset=utf-8",
}

// typeOf is a file's type by its name. A type nobody knows is not guessed from
// the content, which somebody else may have made look like a page.
func typeOf(name string) string {
	ending := strings.ToLower(path.Ext(name))
	if kind, ok := kinds[ending]; ok {
		return kind
	}
	if kind := mime.TypeByExtension(ending); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// hashed reports whether a file's name has a hash at its end that is no word:
// app.3f2a1b9c.js, chunk-K7Q2MZ4A.css. That is eight or more hexadecimal
// digits, or capitals and digits, with a letter and a digit among them.
func hashed(base string) bool {
	stem := strings.TrimSuffix(base, ".map")
	stem = strings.TrimSuffix(stem, path.Ext(stem))
	hash := stem[strings.LastIndexAny(stem, ".-_")+1:]
	if len(hash) < 8 || len(hash) == len(stem) {
		return false
	}
	const digits, hex, capitals = "0123456789", "abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	only := func(letters string) bool {
		return strings.Trim(hash, digits+letters) == "" && strings.ContainsAny(hash, letters) && strings.ContainsAny(hash, digits)
	}
	return only(hex) || only(capitals)
}

// tags remembers the ETags of files that never change. Its zero value is ready.
type tags struct{ known sync.Map } // name to ETag

// of returns the ETag of a file and leaves the reader at its beginning.
func (t *tags) of(name string, content io.ReadSeeker) (string, error) {
	if tag, ok := t.known.Load(name); ok {
		return tag.(string), nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return "", err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:16]) + `"`
	t.known.Store(name, tag)
	return tag, nil
}
