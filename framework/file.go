package drey

import (
	"io"
	"maps"
	"mime"
	"net/http"
	"path"
	"time"
)

// A File is an output that is sent as it is.
type File struct {
	// Content is read to its end, and closed when it is an io.Closer. An
	// io.ReadSeeker also serves ranges and conditional requests; those that it
	// cannot fulfil are errors of the pipeline, 416 and 412.
	Content io.Reader

	Name     string    // for its type, and for the client when Download is set
	Type     string    // content type; by Name, or application/octet-stream, when ""
	Modified time.Time // last modification, when known
	Download bool      // the client is to save it rather than to show it
}

// Respond implements [Responder].
func (f File) Respond(c *Context, status int) error {
	if f.Content == nil {
		return Internal("a drey.File without Content")
	}
	if closer, ok := f.Content.(io.Closer); ok {
		defer func() { _ = closer.Close() }()
	}
	h := c.response.Header()
	before := maps.Clone(h)
	c.contentType([]string{f.contentType()})
	h.Set("X-Content-Type-Options", "nosniff")
	if f.Download {
		h.Set("Content-Disposition", f.disposition())
	}
	if seeker, ok := f.Content.(io.ReadSeeker); ok && status == http.StatusOK {
		return c.serve(f.Modified, seeker, before)
	}
	if !f.Modified.IsZero() {
		h.Set("Last-Modified", f.Modified.UTC().Format(http.TimeFormat))
	}
	err := c.copy(status, f.Content)
	if err != nil && !c.begun() {
		clear(h)
		maps.Copy(h, before) // another answer comes, and is no file
	}
	return err
}

// disposition has the client save the file, under its name if it has one.
func (f File) disposition() string {
	var params map[string]string
	if name := path.Base(f.Name); f.Name != "" && name != "/" {
		params = map[string]string{"filename": name}
	}
	return mime.FormatMediaType("attachment", params)
}

// copy sends what a reader has, as it comes. An error before the first byte is
// answered like a handler's.
func (c *Context) copy(status int, from io.Reader) error {
	buf := make([]byte, 32<<10)
	n, err := from.Read(buf)
	for n == 0 && err == nil {
		n, err = from.Read(buf)
	}
	if err != nil && err != io.EOF && n == 0 { //nolint:errorlint // the contract of io.Reader
		return err
	}
	out := &trickle{ResponseWriter: c.response}
	defer out.stop()
	c.response.WriteHeader(status)
	if _, failed := out.Write(buf[:n]); failed != nil {
		return c.sent(0, failed)
	}
	if err == nil && c.headOnly() {
		return out.end()
	}
	if err == nil {
		_, err = io.CopyBuffer(out, from, buf)
	}
	if err == io.EOF { //nolint:errorlint // likewise
		err = nil
	}
	return c.sent(0, err)
}

func (f File) contentType() string {
	if f.Type != "" {
		return f.Type
	}
	if t := mime.TypeByExtension(path.Ext(f.Name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Describe implements [Described].
func (f File) Describe() Description { return Description{ContentType: "application/octet-stream"} }

// Answers implements [Answerer]: what ranges and conditional requests get.
func (f File) Answers(r *RouteInfo) []Answer {
	if r.Status != http.StatusOK || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil
	}
	part := f.Describe()
	part.Status = http.StatusPartialContent
	return []Answer{
		{Produces: part, Text: "The part that the header Range asks for.", Header: map[string]string{"Content-Range": "Which part it is."}},
		{Produces: Description{Status: http.StatusNotModified}, Text: "The client has it already."},
		{Error: refusal(http.StatusPreconditionFailed, "")},
		{Error: refusal(http.StatusRequestedRangeNotSatisfiable, "*")},
	}
}
