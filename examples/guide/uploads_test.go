package guide_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// NewCover is a form with files.
type NewCover struct {
	Title string         `form:"title" validate:"required"`
	Cover *drey.Upload   `form:"cover" upload:"max=5MB,types=image/png image/jpeg" validate:"required"`
	Pages []*drey.Upload `form:"pages" upload:"max=2MB,types=image/* application/pdf,count=5"`
}

// A Cellar keeps files under names of its own.
type Cellar struct{ files map[string][]byte }

func (s *Cellar) Put(name string, content io.Reader) error {
	data, err := io.ReadAll(content)
	if err == nil {
		s.files[name] = data
	}
	return err
}

// A Covers saves covers.
type Covers struct{ store *Cellar }

func NewCovers() *Covers { return &Covers{&Cellar{map[string][]byte{}}} }

func (c *Covers) Routes() *drey.Routes {
	return drey.Controller("/covers", drey.BodyLimit(16<<20)).With(drey.Post("", c.Save))
}

func (c *Covers) Save(_ context.Context, in NewCover) (string, error) {
	if err := c.store.Put("cover-1", in.Cover.Open()); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %s is %s of %d bytes, claimed to be %s",
		in.Title, in.Cover.Name, in.Cover.Type, in.Cover.Size, in.Cover.ClaimedType), nil
}

var CoversModule = drey.NewModule("covers", drey.Controllers(NewCovers))

// coverForm writes a form with a file.
func coverForm(name string, content string) (contentType, body string) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.SetBoundary("part")
	_ = w.WriteField("title", "Middlemarch")
	file, _ := w.CreateFormFile("cover", name)
	_, _ = io.WriteString(file, content)
	_ = w.Close()
	return w.FormDataContentType(), form.String()
}

func Example_upload() {
	contentType, body := coverForm("C:\\covers\\front.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	send(CoversModule, "POST", "/covers", contentType, body)
	contentType, body = coverForm("front.png", "<script>alert(1)</script>")
	send(CoversModule, "POST", "/covers", contentType, body)
	// Output:
	// 201 Middlemarch: front.png is image/png of 16 bytes, claimed to be application/octet-stream
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/covers","errors":[{"path":"form.cover","rule":"contentType","message":"must be of type image/png or image/jpeg"}],"requestId":"1"}
}

func Example_uploadInATest() {
	answer, err := NewCovers().Save(context.Background(), NewCover{
		Title: "Middlemarch",
		Cover: drey.NewUpload("front.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")),
	})
	fmt.Println(answer, err)
	// Output: Middlemarch: front.png is image/png of 16 bytes, claimed to be  <nil>
}

func TestCovers(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, CoversModule)
	contentType, body := coverForm("front.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	app.Post("/covers", body, dreytest.Header("Content-Type", contentType)).WantStatus(201)
}
