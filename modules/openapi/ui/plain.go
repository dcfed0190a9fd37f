package ui

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// inflated reads a compressed file from its beginning to its end. Seeking only
// tells how long it is: nothing is uncompressed for whom has the file already.
type inflated struct {
	*gzip.Reader
	size int64
}

var inflaters = sync.Pool{New: func() any { return new(gzip.Reader) }}

// inflate begins to read a file, which has been compressed at boot or before. It
// panics where the file is none.
func inflate(gzipped []byte) inflated {
	z := inflaters.Get().(*gzip.Reader)
	if err := z.Reset(bytes.NewReader(gzipped)); err != nil {
		panic(fmt.Errorf("read a compressed file: %w", err))
	}
	return inflated{z, int64(binary.LittleEndian.Uint32(gzipped[len(gzipped)-4:]))} // the last word of the format
}

func (i inflated) release() { inflaters.Put(i.Reader) }

// Seek implements io.Seeker for [http.ServeContent] without ranges.
func (i inflated) Seek(_ int64, whence int) (int64, error) {
	if whence == io.SeekEnd {
		return i.size, nil
	}
	return 0, nil
}

// copying copies to a client through a buffer that is used again.
type copying struct{ http.ResponseWriter }

var buffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// ReadFrom implements io.ReaderFrom.
func (c copying) ReadFrom(from io.Reader) (int64, error) {
	buffer := buffers.Get().(*[32 << 10]byte)
	defer buffers.Put(buffer)
	return io.CopyBuffer(struct{ io.Writer }{c.ResponseWriter}, from, buffer[:])
}
