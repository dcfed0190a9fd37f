package ui_test

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/dreygo/drey/modules/openapi/ui"
)

// nowhere is a client that keeps nothing.
type nowhere struct{ header http.Header }

func (w nowhere) Header() http.Header         { return w.header }
func (w nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (w nowhere) WriteHeader(int)             {}

// What a request for a file allocates does not grow with the file.
func TestServingAllocatesTheSameForEverySize(t *testing.T) { // not parallel: it counts
	serve := func(size int, encoding string) uint64 {
		file := ui.NewFile("application/json", []byte(strings.Repeat("{}\n", size/3)))
		r := httptest.NewRequest("GET", "/docs-json", nil)
		r.Header.Set("Accept-Encoding", encoding)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 100 {
			file.ServeHTTP(nowhere{http.Header{}}, r)
		}
		runtime.ReadMemStats(&after)
		return (after.TotalAlloc - before.TotalAlloc) / 100
	}
	for _, encoding := range []string{"identity", "gzip"} {
		serve(3000, encoding) // what is used again is made once
		small, large := serve(3000, encoding), serve(3_000_000, encoding)
		if large > small+24<<10 { // the race detector lets pools forget
			t.Errorf("%s: %d bytes for a small file, %d for a large one", encoding, small, large)
		}
	}
}
