package bind

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/dreygo/drey/framework/internal/diag"
)

// UploadRules are what a file must be like.
type UploadRules struct {
	MaxSize int64    // bytes; 0 for no limit but the body's
	Count   int      // how many files there may be; 1 unless the field is a list
	Types   []string // content types, "image/*" among them; empty for all
	size    string   // as the tag says it
}

// defaultCount is how many files a list may have that says nothing.
const defaultCount = 10

// An upload is how a field takes files.
type upload struct {
	UploadRules
	wrongSize, wrongCount, wrongKind broken
}

// uploadInput compiles a field for files.
func (c *compiler) uploadInput(f found, list bool) *input {
	rules, err := parseUpload(f.Struct.Tag.Get("upload"), list)
	switch {
	case err != nil:
		c.problem(f.owner, f.Struct, "%v", err)
	case f.HasDefault:
		c.problem(f.owner, f.Struct, "a file cannot have a default")
	case f.Split:
		c.problem(f.owner, f.Struct, "files cannot be split")
	}
	in := &input{Field: f.Field, place: f.place, path: Form + "." + f.Name, list: list}
	in.file = &upload{
		UploadRules: rules,
		wrongSize:   broken{"size", "must be at most " + rules.size},
		wrongCount:  broken{"count", fmt.Sprintf("must be at most %d files", rules.Count)},
		wrongKind:   broken{"contentType", "must be of type " + strings.Join(rules.Types, " or ")},
	}
	return in
}

// parseUpload reads an upload tag: max=5MB,types=image/png image/jpeg,count=3.
func parseUpload(tag string, list bool) (UploadRules, error) {
	rules := UploadRules{Count: 1}
	if list {
		rules.Count = defaultCount
	}
	if tag == "" {
		return rules, nil
	}
	for word := range strings.SplitSeq(tag, ",") {
		if err := rules.parse(word, list); err != nil {
			return rules, err
		}
	}
	return rules, nil
}

func (u *UploadRules) parse(word string, list bool) (err error) {
	name, value, _ := strings.Cut(strings.TrimSpace(word), "=")
	switch name {
	case "max":
		u.size = value
		u.MaxSize, err = parseSize(value)
	case "types":
		u.Types = strings.Fields(value)
		err = checkTypes(u.Types)
	case "count":
		u.Count, err = strconv.Atoi(value)
		if err != nil || u.Count < 1 || !list {
			err = fmt.Errorf("the upload tag's count=%s needs a list of uploads and a number above 0", value)
		}
	default:
		err = fmt.Errorf("the upload tag has the unknown option %q", name)
		if meant := diag.Nearest(name, []string{"max", "types", "count"}); meant != "" {
			err = fmt.Errorf("%w; did you mean %q?", err, meant)
		}
	}
	return err
}

// units of sizes: those of disks, and those of memory.
var units = []struct {
	suffix string
	bytes  int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1},
}

func parseSize(s string) (int64, error) {
	for _, u := range units {
		number, ok := strings.CutSuffix(s, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(number, 10, 32)
		if err == nil && n > 0 {
			return n * u.bytes, nil
		}
		break
	}
	return 0, fmt.Errorf("the upload tag's max=%s is no size such as 500KB, 5MB or 1GiB", s)
}

// checkTypes finds content types that no content is ever found to be of.
func checkTypes(types []string) error {
	if len(types) == 0 {
		return errors.New("the upload tag's types are empty; write them with spaces between, as in types=image/png image/jpeg")
	}
	for _, t := range types {
		family, sub, _ := strings.Cut(t, "/")
		if sub == "*" && slices.Contains([]string{"image", "audio", "video", "text", "font", "application"}, family) {
			continue
		}
		if mimetype.Lookup(t) == nil {
			return fmt.Errorf("the upload tag names the type %q, which no content is recognized as", t)
		}
	}
	return nil
}

// accepts reports whether content that was found to be of a type will do.
func (u *upload) accepts(found *mimetype.MIME) bool {
	return len(u.Types) == 0 || slices.ContainsFunc(u.Types, func(want string) bool {
		family, whole := strings.CutSuffix(want, "*")
		return whole && strings.HasPrefix(found.String(), family) || found.Is(want)
	})
}

// upload takes a file. What browsers send for a file input without a choice is
// a file without a name and content, and counts as none.
func (r *partsReader) upload(i int, name string, part *multipart.Part) error {
	head, err := beginning(part)
	if err != nil || len(head) == 0 && name == "" {
		return err
	}
	in := r.inputs[i]
	field := reflect.NewAt(in.Struct.Type, in.in(r.base)).Elem()
	kind := mimetype.Detect(head)
	wrong := in.refuses(kind, field, r.seen.has(i))
	r.seen.set(i)
	if wrong.rule != "" {
		r.found.once(in.path, wrong)
		return nil
	}
	content, size, err := r.files.keep(head, part, in.file.MaxSize)
	switch {
	case errors.Is(err, errTooBig):
		r.found.once(in.path, in.file.wrongSize)
		return nil
	case err != nil:
		return err
	}
	claimed, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
	file := r.options.Types.NewUpload(File{
		Name: baseName(name), Type: typeOf(kind), Claimed: claimed, Size: size, Content: content,
	})
	if in.list {
		file = reflect.Append(field, file)
	}
	field.Set(file)
	return nil
}

// sniffed is how much of a file is looked at to find its type.
const sniffed = 3072

// beginning reads what a file is recognized by.
func beginning(part io.Reader) ([]byte, error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(part, head)
	// A part that is cut off ends in the same error as one that is short; the
	// reader finds out when it looks for the next part.
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, malformed(err)
	}
	return head[:n], nil
}

// refuses says why a field does not take one more file.
func (in *input) refuses(kind *mimetype.MIME, field reflect.Value, again bool) broken {
	switch {
	case again && !in.list:
		return repeated
	case in.list && field.Len() >= in.file.Count:
		return in.file.wrongCount
	case !in.file.accepts(kind):
		return in.file.wrongKind
	default:
		return broken{}
	}
}
