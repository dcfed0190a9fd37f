package drey

import (
	"fmt"
	"io"

	"github.com/dreygo/drey/framework/internal/bind"
	"github.com/dreygo/drey/framework/internal/diag"
)

// An Upload is a file of a form. A field of type *Upload takes one file, one
// of type []*Upload several under the same name:
//
//	type NewAvatar struct {
//		Avatar *drey.Upload   `form:"avatar" upload:"max=5MB,types=image/png image/jpeg" validate:"required"`
//		Proofs []*drey.Upload `form:"proofs" upload:"max=1MB,types=application/pdf image/*,count=3"`
//	}
//
// In the upload tag, max is the size of each file (B, KB, MB, GB, or KiB, MiB,
// GiB), types are the content types it may have, and count is how many files
// a list takes, 10 by default. A file that breaks one of these is 400 with the
// field's path. The whole form is bounded by [BodyLimit].
//
// An input with uploads reads multipart/form-data only. Up to 1 MiB of a
// request's files is kept in memory, the rest in a temporary file, which is
// gone when the request has ended. An Upload must not be used after that.
type Upload struct {
	Name        string // base name, harmless: no folders, no control characters, never empty
	Type        string // content type found by looking at the content, without parameters
	ClaimedType string // what the client says it is, not to be trusted; "" for nothing
	Size        int64  // bytes

	content io.ReaderAt
}

// NewUpload returns an Upload for tests of handlers.
func NewUpload(name string, content []byte) *Upload { return newUpload(bind.NewFile(name, content)) }

func newUpload(f bind.File) *Upload {
	return &Upload{Name: f.Name, Type: f.Type, ClaimedType: f.Claimed, Size: f.Size, content: f.Content}
}

// Open returns a reader at the file's beginning. There may be several at the
// same time, also in different goroutines; none has to be closed.
func (u *Upload) Open() *io.SectionReader { return io.NewSectionReader(u.content, 0, u.Size) }

// WriteTo implements io.WriterTo: it writes the whole file.
func (u *Upload) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, u.Open()) }

var _ io.WriterTo = (*Upload)(nil)

// UploadRules are what the upload tag of a field says.
type UploadRules struct {
	MaxSize int64    // bytes of each file; 0 for no limit but the body's
	Count   int      // how many files there may be; 0 where the field takes none
	Types   []string // content types, "image/*" among them; nil for all
}

func uploadRules(r *bind.UploadRules) UploadRules {
	if r == nil {
		return UploadRules{}
	}
	return UploadRules{MaxSize: r.MaxSize, Count: r.Count, Types: r.Types}
}

// checkUploads finds files that would be refused because of the body's limit
// before their own is reached.
func checkUploads(p *plannedRoute) diag.Report {
	var report diag.Report
	limit := bodyLimitOf(p.info)
	for _, f := range p.info.Input {
		if f.Upload.MaxSize > limit {
			report.Add(uploadBeyondBody(p, f, limit))
		}
	}
	return report
}

func uploadBeyondBody(r *plannedRoute, f InputField, limit int64) diag.Problem {
	return routeProblem(r, "D318",
		fmt.Sprintf("the upload %s may have %d bytes, but the route's bodies only %d", f.Field.Name, f.Upload.MaxSize, limit),
		fmt.Sprintf("let the whole form be longer: drey.BodyLimit(%d) on the route", 1<<10+int64(f.Upload.Count)*f.Upload.MaxSize))
}
