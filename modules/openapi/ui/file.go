package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A File is served from memory, compressed to whom can read that, and not at
// all to whom has it already.
type File struct {
	ContentType string // as the header says it
	ETag        string // without quotes
	Gzipped     []byte
}

// NewFile compresses body.
func NewFile(contentType string, body []byte) File {
	var out bytes.Buffer // writing to memory never fails
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = z.Write(body)
	_ = z.Close()
	return Compressed(contentType, out.Bytes())
}

// Compressed is a file that has been compressed with gzip already, such as one
// that is embedded.
func Compressed(contentType string, gzipped []byte) File {
	sum := sha256.Sum256(gzipped)
	return File{ContentType: contentType, ETag: hex.EncodeToString(sum[:8]), Gzipped: gzipped}
}

// Plain returns the file as it is uncompressed.
func (f File) Plain() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(f.Gzipped))
	if err != nil {
		return nil, fmt.Errorf("read a compressed file: %w", err)
	}
	return io.ReadAll(z)
}

// ServeHTTP answers GET and HEAD. Browsers keep the file and ask each time
// whether it is still the same.
func (f File) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		send(w, r, f.ETag+"-gzip", bytes.NewReader(f.Gzipped))
		return
	}
	body := inflate(f.Gzipped)
	defer body.release()
	send(w, r, f.ETag, body)
}

// send answers with the whole file, or with 304. Ranges of something so short
// are of no use.
func send(w http.ResponseWriter, r *http.Request, etag string, body io.ReadSeeker) {
	w.Header().Set("ETag", strconv.Quote(etag))
	whole := *r
	whole.Header = r.Header.Clone()
	whole.Header.Del("Range")
	http.ServeContent(copying{w}, &whole, "", time.Time{}, body)
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
