package compress

import (
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// An encoder compresses what is written to it.
type encoder interface {
	io.WriteCloser
	Flush() error
	Reset(w io.Writer)
}

// A coding is a value of Content-Encoding and its encoders, which are worth
// keeping: each has some 100 KiB of tables.
type coding struct {
	name     string
	encoders sync.Pool // of encoder
}

// codings in order of preference.
var codings = []*coding{
	{name: "zstd", encoders: sync.Pool{New: func() any { return newZstd() }}},
	{name: "gzip", encoders: sync.Pool{New: func() any { return gzip.NewWriter(nil) }}},
}

// newZstd keeps memory and goroutines within what one request may cost: a
// window of 128 KiB loses little on web pages.
func newZstd() encoder {
	e, err := zstd.NewWriter(nil,
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderConcurrency(1),
		zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(128<<10),
	)
	if err != nil {
		panic("compress: options of zstd: " + err.Error()) // they are constants
	}
	return e
}

func (c *coding) to(w io.Writer) encoder {
	e := c.encoders.Get().(encoder)
	e.Reset(w)
	return e
}

func (c *coding) release(e encoder) {
	e.Reset(nil)
	c.encoders.Put(e)
}

// negotiate returns the coding that a client likes best, nil for none. Among
// equals ours decide.
func negotiate(lines []string) *coding {
	var best *coding
	var most float64
	for _, c := range codings {
		if q := weight(lines, c.name); q > most {
			best, most = c, q
		}
	}
	return best
}

// weight is how much a client likes a coding, 0 if not at all. A name goes
// before the star.
func weight(lines []string, name string) float64 {
	var star float64
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			token, params, _ := strings.Cut(item, ";")
			switch token = strings.TrimSpace(token); {
			case strings.EqualFold(token, name):
				return quality(params)
			case token == "*":
				star = quality(params)
			}
		}
	}
	return star
}

// quality reads "q=0.5". What cannot be read is a refusal: it is safe not to
// compress.
func quality(params string) float64 {
	params = strings.TrimSpace(params)
	if params == "" {
		return 1
	}
	key, value, _ := strings.Cut(params, "=")
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !strings.EqualFold(strings.TrimSpace(key), "q") || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
