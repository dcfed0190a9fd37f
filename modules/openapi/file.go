package openapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A file is served from memory, compressed to whom can read that, and not at
// all to whom has it already.
type file struct {
	contentType string
	etag        string // without quotes
	gzipped     []byte
	plain       func() ([]byte, error)
}

// newFile compresses body.
func newFile(contentType string, body []byte) *file {
	sum := sha256.Sum256(body)
	return &file{
		contentType: contentType,
		etag:        hex.EncodeToString(sum[:8]),
		gzipped:     compress(body),
		plain:       func() ([]byte, error) { return body, nil },
	}
}

// compress never fails: it writes to memory.
func compress(body []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = z.Write(body)
	_ = z.Close()
	return out.Bytes()
}

// serve answers GET and HEAD. Browsers keep the file and ask each time
// whether it is still the same.
func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		f.send(w, r, f.etag+"-gzip", f.gzipped)
		return
	}
	body, err := f.plain()
	if err != nil {
		panic(err)
	}
	f.send(w, r, f.etag, body)
}

func (f *file) send(w http.ResponseWriter, r *http.Request, etag string, body []byte) {
	w.Header().Set("ETag", strconv.Quote(etag))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// acceptsGzip reads Accept-Encoding: gzip or *, unless weighted zero.
func acceptsGzip(headers []string) bool {
	accepted := false
	for choice := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		name, weight, _ := strings.Cut(choice, ";")
		_, q, weighted := strings.Cut(weight, "=")
		quality, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		usable := !weighted || err == nil && quality > 0
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip":
			return usable
		case "*":
			accepted = usable
		}
	}
	return accepted
}
