package bind

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// A File is a file of a form.
type File struct {
	Name    string // harmless, never empty
	Type    string // found by looking at the content
	Claimed string // what the client says; "" for nothing
	Size    int64
	Content io.ReaderAt
}

// NewFile is a file with the given content.
func NewFile(name string, content []byte) File {
	return File{
		Name: baseName(name), Type: typeOf(mimetype.Detect(content)),
		Size: int64(len(content)), Content: bytes.NewReader(content),
	}
}

// typeOf is a content type without parameters.
func typeOf(m *mimetype.MIME) string {
	t, _, _ := strings.Cut(m.String(), ";")
	return t
}

// maxMemory is how many bytes of a form's files are kept in memory; the rest
// goes to the disk.
const maxMemory = 1 << 20

// Files are the files of one request. The zero value has none.
type Files struct {
	memory int      // in use
	disk   *os.File // one after the other, so that a request has one file open; nil without any
	end    int64    // of the last on the disk
}

// Remove removes what is on the disk. It cannot be read afterwards.
func (f *Files) Remove() {
	if f.disk == nil {
		return
	}
	_ = f.disk.Close()
	_ = os.Remove(f.disk.Name()) // where it could not be removed while it was open
}

var errTooBig = errors.New("the file is too big")

// keep reads a file that begins with head. The error is errTooBig, a malformed
// form, or one of the disk.
func (f *Files) keep(head []byte, rest io.Reader, most int64) (io.ReaderAt, int64, error) {
	if most > 0 {
		rest = io.LimitReader(rest, most-int64(len(head))+1)
	}
	content := bytes.NewBuffer(head)
	room := max(0, maxMemory-f.memory-len(head))
	n, err := io.CopyN(content, rest, int64(room)+1)
	size := int64(len(head)) + n
	switch {
	case most > 0 && size > most:
		return nil, 0, errTooBig
	case errors.Is(err, io.EOF):
		f.memory += int(size)
		return bytes.NewReader(content.Bytes()), size, nil
	case err != nil:
		return nil, 0, malformed(err)
	}
	return f.spill(content, rest, most)
}

// spill writes a file to the disk, over one that was given up.
func (f *Files) spill(begin, rest io.Reader, most int64) (io.ReaderAt, int64, error) {
	if err := f.open(); err != nil {
		return nil, 0, fmt.Errorf("keep an upload: %w", err)
	}
	source := &watchedReader{Reader: rest}
	size, err := io.Copy(io.NewOffsetWriter(f.disk, f.end), io.MultiReader(begin, source))
	switch {
	case source.err != nil:
		return nil, 0, malformed(source.err)
	case err != nil:
		return nil, 0, fmt.Errorf("keep an upload: %w", err)
	case most > 0 && size > most:
		return nil, 0, errTooBig
	}
	f.end += size
	return io.NewSectionReader(f.disk, f.end-size, size), size, nil
}

// open opens the file on the disk. Where the system allows it, it has no name
// from then on, so that nothing is left of it whatever happens.
func (f *Files) open() (err error) {
	if f.disk != nil {
		return nil
	}
	if f.disk, err = os.CreateTemp("", "drey-upload-*"); err != nil {
		return err
	}
	_ = os.Remove(f.disk.Name())
	return nil
}

// maxFileName is how long a file's name may be, in bytes, as on most disks.
const maxFileName = 255

// baseName makes what a client calls a file harmless: no folders, nothing
// that is not printable, no leading dots, not empty.
func baseName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(c rune) rune {
		switch {
		case c == utf8.RuneError, !unicode.IsPrint(c), strings.ContainsRune(`<>:"|?*`, c):
			return '_'
		default:
			return c
		}
	}, name)
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	for len(name) > maxFileName {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	if name == "" {
		return "file"
	}
	return name
}
