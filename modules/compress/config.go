package compress

import (
	"errors"
	"fmt"
	"mime"
	"strings"
)

// Config configures the module. The zero value is a sensible default.
type Config struct {
	// MinSize is how many bytes an answer has at least to be compressed. An
	// answer that does not say its length is judged by its first piece. The
	// default is 1024: less fits into one packet anyway.
	MinSize int

	// Types are the media types to compress, such as "text/html", "text/*" or
	// "*/*+json". The default is text, JSON, JavaScript, XML, YAML, WebAssembly
	// and uncompressed fonts and pictures, but not text/event-stream, whose
	// events are small and must not wait in anybody's buffer.
	Types []string
}

const defaultMinSize = 1024

// eventStream is text that is not compressed unless somebody asks for it.
const eventStream = "text/event-stream"

var defaultTypes = []string{
	"text/*", "*/*+json", "*/*+xml", "*/*+yaml",
	"application/json", "application/x-ndjson", "application/jsonl", "application/json-seq",
	"application/javascript", "application/xml", "application/yaml", "application/wasm",
	"font/ttf", "font/otf", "image/bmp", "image/vnd.microsoft.icon", "image/x-icon",
}

// streams are written in many small pieces: the first says nothing of the rest.
var streams = map[string]bool{
	"application/x-ndjson": true, "application/jsonl": true, "application/json-seq": true, eventStream: true,
}

// check returns every problem of a Config.
func (c Config) check() error {
	var problems []error
	if c.MinSize < 0 {
		problems = append(problems, fmt.Errorf("compress: MinSize is %d (leave the module out to compress nothing)", c.MinSize))
	}
	for _, t := range c.Types {
		kind, params, err := mime.ParseMediaType(t)
		if err != nil || kind != t || len(params) > 0 || strings.Count(t, "/") != 1 {
			problems = append(problems, fmt.Errorf(`compress: %q is no media type (write "text/html", "text/*" or "*/*+json", in lower case)`, t))
		}
	}
	return errors.Join(problems...)
}

// types says which media types to compress.
type types struct {
	exact    map[string]bool
	families []string // "text/"
	suffixes []string // "+json"
	events   bool     // text/event-stream is asked for by name
}

func newTypes(names []string) types {
	t := types{exact: map[string]bool{}}
	for _, name := range names {
		switch {
		case strings.HasPrefix(name, "*/*+"):
			t.suffixes = append(t.suffixes, strings.TrimPrefix(name, "*/*"))
		case strings.HasSuffix(name, "/*"):
			t.families = append(t.families, strings.TrimSuffix(name, "*"))
		default:
			t.exact[name] = true
		}
	}
	t.events = t.exact[eventStream]
	return t
}

func (t types) has(kind string) bool {
	if kind == eventStream {
		return t.events
	}
	if t.exact[kind] {
		return true
	}
	for _, f := range t.families {
		if strings.HasPrefix(kind, f) {
			return true
		}
	}
	for _, s := range t.suffixes {
		if strings.HasSuffix(kind, s) {
			return true
		}
	}
	return false
}

// kindOf is a Content-Type without its parameters.
func kindOf(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}
