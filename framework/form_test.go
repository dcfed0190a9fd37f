package drey_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A size is an enum that reads itself.
type size string

func (s *size) UnmarshalText(text []byte) error {
	switch *s = size(text); *s {
	case "small", "large":
		return nil
	default:
		return fmt.Errorf("%q is no size", text)
	}
}

type boxOf[T any] struct{ Value T }

func (b *boxOf[T]) UnmarshalText(text []byte) error { return json.Unmarshal(text, &b.Value) }

type formPlace struct {
	City string `form:"city"`
}

type formOrder struct {
	Name   string       `form:"name" validate:"required,max=20"`
	Age    int          `form:"age" default:"3" validate:"max=30"`
	Price  *float64     `form:"price"`
	Tags   []string     `form:"tag" validate:"max=3"`
	Sizes  []size       `form:"sizes,split"`
	Size   *size        `form:"size"`
	Born   time.Time    `form:"born"`
	Nap    string       `form:"nap" default:"short"`
	Agreed bool         `form:"agreed"`
	Box    boxOf[int]   `form:"box"`
	Boxes  []boxOf[int] `form:"boxes"`
	Tenant string       `query:"tenant"`
	*formPlace
}

func echoed[In any](_ context.Context, in In) (In, error) { return in, nil }

// field is a part of a form; a file when it has a file name.
type field struct {
	name, value string
	header      textproto.MIMEHeader
}

func text(name, value string) field { return field{name: name, value: value} }

func file(name, fileName, claimed, content string) field {
	h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename="%s"`, name, fileName)}}
	if claimed != "" {
		h.Set("Content-Type", claimed)
	}
	return field{name, content, h}
}

// parts writes a multipart form.
func parts(fields ...field) (contentType string, body []byte) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for _, f := range fields {
		if f.header == nil {
			f.header = textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name=%q`, f.name)}}
		}
		part, _ := w.CreatePart(f.header)
		_, _ = io.WriteString(part, f.value)
	}
	_ = w.Close()
	return w.FormDataContentType(), buf.Bytes()
}

func posted(app *dreytest.App, path, contentType string, body []byte) *dreytest.Response {
	return app.Post(path, body, dreytest.Header("Content-Type", contentType))
}

// Both kinds of forms are read alike.
func TestForms(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Post("/x", echoed[formOrder]))
	for name, tt := range map[string]struct {
		form   string // urlencoded
		status int
		want   string // part of the answer, or the paths of the errors
	}{
		"all": {"name=Tom&age=4&price=1.5&tag=a&tag=b&sizes=small,large&size=small&born=2020-01-02T03:04:05Z&agreed=true&box=7&boxes=1&boxes=2&city=Rome", 201,
			`{"Name":"Tom","Age":4,"Price":1.5,"Tags":["a","b"],"Sizes":["small","large"],"Size":"small","Born":"2020-01-02T03:04:05Z","Nap":"short","Agreed":true,"Box":{"Value":7},"Boxes":[{"Value":1},{"Value":2}],"Tenant":"","City":"Rome"}`},
		"defaults":         {"name=Tom", 201, `"Age":3,"Price":null,"Tags":null`},
		"escapes":          {"name=T%C3%B6m+%26+Co", 201, `"Name":"Töm \u0026 Co"`},
		"missing":          {"age=4", 400, "form.name"},
		"empty":            {"", 400, "form.name"},
		"no number":        {"name=Tom&age=four", 400, "form.age"},
		"empty number":     {"name=Tom&age=", 400, "form.age"},
		"hexadecimal":      {"name=Tom&age=0x10", 400, "form.age"},
		"twice":            {"name=Tom&age=1&age=2", 400, "form.age"},
		"too many":         {"name=Tom&tag=1&tag=2&tag=3&tag=4", 400, "form.tag"},
		"no enum":          {"name=Tom&size=middle&sizes=small,tiny", 400, "form.size form.sizes"},
		"no bool":          {"name=Tom&agreed=on", 400, "form.agreed"},
		"no time":          {"name=Tom&born=today", 400, "form.born"},
		"rules":            {"name=" + strings.Repeat("x", 21) + "&age=31", 400, "form.name form.age"},
		"unknown":          {"name=Tom&admin=true", 400, "form.admin"},
		"of another place": {"name=Tom&tenant=acme", 400, "form.tenant"},
		"another case":     {"Name=Tom", 400, "form.Name form.name"},
		"nested":           {"name=Tom&address[city]=Rome", 400, "form.address[city]"},
		"not UTF-8":        {"name=%ff", 400, "form.name"},
		"NUL":              {"name=a%00b", 400, "form.name"},
		"all at once":      {"age=x&price=y&zip=1", 400, "form.age form.price form.zip form.name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values, err := pairsOf(tt.form)
			if err != nil {
				t.Fatal(err)
			}
			kind, body := parts(values...)
			for _, res := range []*dreytest.Response{
				posted(app, "/x", "Application/X-WWW-Form-Urlencoded; charset=UTF-8", []byte(tt.form)),
				posted(app, "/x", kind, body),
			} {
				res.WantStatus(tt.status)
				got := res.Body
				if tt.status == 400 {
					got = strings.Join(res.Problem().Paths(), " ")
				}
				if !strings.Contains(got, tt.want) || tt.status == 400 && got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			}
		})
	}
	for _, bad := range []string{"name=%", "name=%zz", "%zz=Tom", "x=%g"} {
		posted(app, "/x", "application/x-www-form-urlencoded", []byte(bad)).WantStatus(400)
	}
	for _, kind := range []string{"application/json", "text/plain", "", "multipart/mixed; boundary=x", "application/x-www-form-urlencoded-not"} {
		posted(app, "/x", kind, []byte(`{"name":"Tom"}`)).WantStatus(415)
	}
	app.Post("/x", []byte("name=Tom"), dreytest.Header("Content-Type", "application/x-www-form-urlencoded"), dreytest.Header("Content-Encoding", "gzip")).WantStatus(415)
}

// pairsOf reads an urlencoded form in its order.
func pairsOf(form string) (fields []field, err error) {
	for pair := range strings.SplitSeq(form, "&") {
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		key, errKey := url.QueryUnescape(key)
		value, errValue := url.QueryUnescape(value)
		if errKey != nil || errValue != nil {
			return nil, fmt.Errorf("%s: %w %w", pair, errKey, errValue)
		}
		fields = append(fields, text(key, value))
	}
	return fields, nil
}

func TestFormsAllowUnknownFields(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `form:"name"`
	}
	app := dreytest.New(t, tableOf(drey.Post("", echoed[in])), drey.AllowUnknownFields())
	posted(app, "/cats", "application/x-www-form-urlencoded", []byte("name=Tom&more=1")).WantStatus(201)
	kind, body := parts(text("more", "1"), file("file", "a.txt", "", "hello"), text("name", "Tom"))
	posted(app, "/cats", kind, body).WantStatus(201)
}

func TestFormBounds(t *testing.T) {
	t.Parallel()
	type in struct {
		Names []string `form:"name"`
	}
	app := dreytest.New(t, tableOf(
		drey.Post("", func(_ context.Context, in in) (int, error) { return len(in.Names), nil }),
		drey.Post("/small", echoed[in], drey.BodyLimit(100)),
		drey.Post("/large", echoed[in], drey.BodyLimit(8<<20)),
	))
	const urlencoded = "application/x-www-form-urlencoded"
	posted(app, "/cats", urlencoded, []byte(strings.Repeat("name=x&", 999)+"name=x")).WantStatus(201).WantBody("1000")
	posted(app, "/cats", urlencoded, []byte(strings.Repeat("name=x&", 1001))).WantStatus(400)
	posted(app, "/cats/small", urlencoded, []byte("name="+strings.Repeat("x", 100))).WantStatus(413)

	many := func(n int) []byte {
		return []byte(strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n", n) + "--b--\r\n")
	}
	const kind = "multipart/form-data; boundary=b"
	posted(app, "/cats", kind, many(1000)).WantStatus(201).WantBody("1000")
	posted(app, "/cats", kind, many(1001)).WantStatus(400)
	posted(app, "/cats", kind, many(10_000)).WantStatus(400)
	posted(app, "/cats/small", kind, many(100)).WantStatus(413)
	posted(app, "/cats/large", kind, []byte("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n"+strings.Repeat("x", 2<<20)+"\r\n--b--\r\n")).WantStatus(413)
	for name, body := range map[string]string{
		"empty":              "",
		"no parts":           "hello",
		"cut off":            "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx",
		"cut off after":      "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b\r\n",
		"cut off in header":  "--b\r\nContent-Dispos",
		"cut off in a value": "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"na",
		"cut off in a line":  "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"name\"\r\n",
		"an end in a value":  "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx --b--\r\n",
		"no header":          "--b\r\n\r\nx\r\n--b--\r\n",
		"no name":            "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n",
		"no form-data":       "--b\r\nContent-Disposition: attachment; name=\"name\"\r\n\r\nx\r\n--b--\r\n",
		"two dispositions":   "--b\r\nContent-Disposition: form-data; name=\"name\"\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nx\r\n--b--\r\n",
		"two names":          "--b\r\nContent-Disposition: form-data; name=\"name\"; name=\"x\"\r\n\r\nx\r\n--b--\r\n",
		"huge header":        "--b\r\nContent-Disposition: form-data; name=\"name\"\r\nX-Long: " + strings.Repeat("x", 14_000) + "\r\n\r\nx\r\n--b--\r\n",
		"many headers":       "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n" + strings.Repeat("X: y\r\n", 20_000) + "\r\nx\r\n--b--\r\n",
		"a file":             "--b\r\nContent-Disposition: form-data; name=\"name\"; filename=\"x\"\r\n\r\nx\r\n--b--\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			if res := posted(app, "/cats", kind, []byte(body)); res.Status != 400 {
				t.Errorf("status %d, want 400", res.Status)
			}
		})
	}
	posted(app, "/cats", kind, append([]byte("before\r\n"), many(2)...)).WantStatus(201).WantBody("2")
	posted(app, "/cats", kind, append(many(2), strings.Repeat("after", 10_000)...)).WantStatus(201).WantBody("2")
	posted(app, "/cats", kind, bytes.ReplaceAll(many(2), []byte("\r\n"), []byte("\n"))).WantStatus(201).WantBody("2")
	posted(app, "/cats", kind, bytes.TrimSpace(many(2))).WantStatus(201).WantBody("2")
	posted(app, "/cats", "multipart/form-data", many(1)).WantStatus(400)
	posted(app, "/cats", "multipart/form-data; boundary=", many(1)).WantStatus(400)
	posted(app, "/cats", "multipart/form-data; boundary=other", many(1)).WantStatus(400)
	posted(app, "/cats", "multipart/form-data; boundary="+strings.Repeat("b", 5000), many(1)).WantStatus(400)
}

const (
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
	jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF\x00"
	html = "<!DOCTYPE html><html><script>alert(1)</script>"
)

type avatar struct {
	Title  string         `form:"title" validate:"required"`
	Avatar *drey.Upload   `form:"avatar" upload:"max=100KB,types=image/png image/jpeg" validate:"required"`
	More   []*drey.Upload `form:"more" upload:"count=2" validate:"max=2"`
}

// describe says what a handler got.
func describe(in avatar) string {
	s := in.Title
	for _, u := range append([]*drey.Upload{in.Avatar}, in.More...) {
		content, _ := io.ReadAll(u.Open())
		s += fmt.Sprintf(" %s %s (%s) %d=%d", u.Name, u.Type, u.ClaimedType, u.Size, len(content))
	}
	return s
}

func TestUploads(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Post("/x", func(_ context.Context, in avatar) (string, error) { return describe(in), nil }))
	for name, tt := range map[string]struct {
		fields []field
		status int
		want   string
	}{
		"one":                  {[]field{text("title", "me"), file("avatar", "me.png", "image/png", png)}, 201, "me me.png image/png (image/png) 29=29"},
		"before the text":      {[]field{file("avatar", "me.png", "", png), text("title", "me")}, 201, "me me.png image/png () 29=29"},
		"several":              {[]field{text("title", "me"), file("avatar", "a", "", jpeg), file("more", "1.txt", "", "one"), file("more", "2.txt", "", "two")}, 201, "me a image/jpeg () 11=11 1.txt text/plain () 3=3 2.txt text/plain () 3=3"},
		"a path":               {[]field{text("title", "me"), file("avatar", `../../etc/pass\wd.png`, "", png)}, 201, "me wd.png image/png () 29=29"},
		"a dot file":           {[]field{text("title", "me"), file("avatar", "..png", "", png)}, 201, "me png image/png () 29=29"},
		"a claim":              {[]field{text("title", "me"), file("avatar", "me.png", "text/html", png)}, 201, "me me.png image/png (text/html) 29=29"},
		"HTML as an image":     {[]field{text("title", "me"), file("avatar", "me.png", "image/png", html)}, 400, "form.avatar"},
		"too big":              {[]field{text("title", "me"), file("avatar", "me.png", "image/png", png+strings.Repeat("x", 100_001-len(png)))}, 400, "form.avatar"},
		"as big as it may be":  {[]field{text("title", "me"), file("avatar", "me.png", "", png+strings.Repeat("x", 100_000-len(png)))}, 201, "me me.png image/png () 100000=100000"},
		"too many":             {[]field{text("title", "me"), file("avatar", "me.png", "", png), file("more", "1", "", "1"), file("more", "2", "", "2"), file("more", "3", "", "3")}, 400, "form.more"},
		"twice":                {[]field{text("title", "me"), file("avatar", "me.png", "", png), file("avatar", "me.png", "", png)}, 400, "form.avatar"},
		"none":                 {[]field{text("title", "me")}, 400, "form.avatar"},
		"nothing chosen":       {[]field{text("title", "me"), file("avatar", "", "application/octet-stream", "")}, 400, "form.avatar"},
		"no choice for a list": {[]field{text("title", "me"), file("avatar", "a", "", png), file("more", "", "application/octet-stream", "")}, 201, "me a image/png () 29=29"},
		"text":                 {[]field{text("title", "me"), text("avatar", png)}, 400, "form.avatar"},
		"a file for text":      {[]field{file("title", "me", "", "me"), file("avatar", "me.png", "", png)}, 400, "form.title"},
		"unknown":              {[]field{text("title", "me"), file("avatar", "me.png", "", png), file("other", "x", "", "x")}, 400, "form.other"},
		"all at once":          {[]field{file("avatar", "x", "", html), text("z", "")}, 400, "form.avatar form.z form.title"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, body := parts(tt.fields...)
			res := posted(app, "/x", kind, body).WantStatus(tt.status)
			got := res.Body
			if tt.status == 400 {
				got = strings.Join(res.Problem().Paths(), " ")
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	posted(app, "/x", "application/x-www-form-urlencoded", []byte("title=me")).WantStatus(415)
	kind, body := parts(text("title", "me"), file("avatar", "me.png", "", png))
	posted(app, "/x", kind, body[:len(body)-40]).WantStatus(400)
	posted(app, "/x", kind, append(body[:len(body):len(body)], make([]byte, 2<<20)...)).WantStatus(413)
}

// What does not fit into memory is on the disk while the request lasts, and
// gone when it has ended, however that was.
func TestUploadsOnDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	type in struct {
		Files []*drey.Upload `form:"file"`
		Then  string         `query:"then"`
	}
	var last *drey.Upload
	handler := func(_ context.Context, in in) (drey.File, error) {
		last = in.Files[len(in.Files)-1]
		var sizes []int64
		for _, f := range in.Files {
			n, err := f.WriteTo(io.Discard)
			if err != nil {
				return drey.File{}, err
			}
			sizes = append(sizes, n)
		}
		switch in.Then {
		case "panic":
			panic("on purpose")
		case "fail":
			return drey.File{}, drey.Conflict("sizes %v", sizes)
		default:
			return drey.File{Content: last.Open(), Name: last.Name}, nil
		}
	}
	app := dreytest.New(t, tableOf(drey.Post("", handler, drey.BodyLimit(16<<20))))
	content := strings.Repeat("0123456789abcdef", 100_000)
	kind, body := parts(file("file", "a.txt", "", content), file("file", "b.txt", "", "small"),
		file("file", "d.txt", "", strings.Repeat("fedcba9876543210", 90_000)), file("file", "c.txt", "", content))
	for query, status := range map[string]int{"": 201, "?then=fail": 409, "?then=panic": 500, "?more=1": 201} {
		res := posted(app, "/cats"+query, kind, body).WantStatus(status)
		if status == 201 && res.Body != content {
			t.Errorf("%d bytes came back, want %d", len(res.Body), len(content))
		}
		if _, err := last.Open().Read(make([]byte, 1)); err == nil {
			t.Errorf("%q: the file can be read after the request", query)
		}
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(left) > 0 {
			t.Errorf("%q: left behind: %v %v", query, left, err)
		}
	}
	posted(app, "/cats", kind, body[:len(body)-1000]).WantStatus(400)
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNewUpload(t *testing.T) {
	t.Parallel()
	u := drey.NewUpload("a/b.png", []byte(png))
	if u.Name != "b.png" || u.Type != "image/png" || u.Size != int64(len(png)) {
		t.Errorf("got %+v", u)
	}
	for name, want := range map[string]string{
		"": "file", "/": "file", "..": "file", "a\x00b\r\n": "a_b__", "h\xffe": "h_e", `C:\x\y.txt`: "y.txt",
		"a:b<c>": "a_b_c_", strings.Repeat("ä", 200): strings.Repeat("ä", 127), " x ": "x", "a\u202egpj.exe": "a_gpj.exe",
	} {
		if got := drey.NewUpload(name, nil).Name; got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func TestRawBody(t *testing.T) {
	t.Parallel()
	type both struct {
		Name string `json:"name" validate:"required"`
		Raw  drey.RawBody
	}
	type hook struct {
		Command string `form:"command"`
		Raw     drey.RawBody
	}
	type alone struct {
		Signature string       `header:"X-Signature"`
		Raw       drey.RawBody `validate:"required"`
	}
	app := serving(t,
		drey.Post("/both", func(_ context.Context, in both) (string, error) { return in.Name + " " + string(in.Raw), nil }),
		drey.Post("/hook", func(_ context.Context, in hook) (string, error) { return in.Command + " " + string(in.Raw), nil }),
		drey.Post("/alone", func(_ context.Context, in alone) (string, error) { return in.Signature + string(in.Raw), nil }, drey.BodyLimit(30)),
	)
	posted(app, "/both", "application/json", []byte(` {"name" : "Tom"}`)).WantStatus(201).WantBody(`Tom  {"name" : "Tom"}`)
	posted(app, "/both", "text/plain", []byte(` {"name" : "Tom"}`)).WantStatus(415)
	posted(app, "/both", "application/json", []byte(`{"name":`)).WantStatus(400)
	posted(app, "/hook", "application/x-www-form-urlencoded", []byte("command=%2Fgo")).WantStatus(201).WantBody("/go command=%2Fgo")
	kind, body := parts(text("command", "x"))
	posted(app, "/hook", kind, body).WantStatus(415)
	for _, kind := range []string{"application/xml", "application/json", ""} {
		posted(app, "/alone", kind, []byte("<\xff\x00>")).WantStatus(201).WantBody("<\xff\x00>")
	}
	app.Post("/alone", []byte("zipped"), dreytest.Header("Content-Encoding", "gzip")).WantStatus(201).WantBody("zipped")
	posted(app, "/alone", "", []byte(strings.Repeat("x", 31))).WantStatus(413)
	res := posted(app, "/alone", "", nil).WantStatus(400)
	if got := strings.Join(res.Problem().Paths(), " "); got != "body" {
		t.Errorf("paths %s", got)
	}
}

// A message has a body too.
func TestRawBodyOfCalls(t *testing.T) {
	t.Parallel()
	type in struct {
		Name string `json:"name"`
		Raw  drey.RawBody
	}
	b, _ := startBus(t,
		onBus("both", func(_ context.Context, in in) (string, error) {
			clear(in.Raw[9:12])
			return in.Name + string(in.Raw[:9]), nil
		}),
		onBus("alone", func(_ context.Context, in struct{ Raw drey.RawBody }) (string, error) {
			in.Raw[0] = 'j' // its own
			return string(in.Raw), nil
		}),
	)
	call := drey.Call{Body: []byte(`{"name":"Tom"}`)}
	if r := b.send(t.Context(), "both", call); r.Value != `Tom{"name":"` || string(call.Body) != `{"name":"Tom"}` {
		t.Errorf("got %+v and %s", r, call.Body)
	}
	call.Body = []byte("hello")
	if r := b.send(t.Context(), "alone", call); r.Value != "jello" || string(call.Body) != "hello" {
		t.Errorf("got %+v and %s", r, call.Body)
	}
}

func TestBodyReader(t *testing.T) {
	t.Parallel()
	type in struct {
		Body drey.BodyReader
	}
	app := serving(t, drey.Post("/x", func(_ context.Context, in in) (int64, error) { return io.Copy(io.Discard, in.Body) }, drey.BodyLimit(2<<20)))
	posted(app, "/x", "application/x-ndjson", bytes.Repeat([]byte("x"), 2<<20)).WantStatus(201).WantBody("2097152")
	posted(app, "/x", "", nil).WantStatus(201).WantBody("0")
	posted(app, "/x", "", bytes.Repeat([]byte("x"), 2<<20+1)).WantStatus(413)

	chunked, err := http.NewRequestWithContext(t.Context(), http.MethodPost, app.URL()+"/x", io.MultiReader(bytes.NewReader(make([]byte, 3<<20))))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(chunked)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 413 {
		t.Errorf("status %d, want 413", res.StatusCode)
	}
}

// The nearest level says how long a body may be.
func TestBodyLimitLevels(t *testing.T) {
	t.Parallel()
	h := func(_ context.Context, in struct{ Raw drey.RawBody }) (int, error) { return len(in.Raw), nil }
	m := drey.NewModule("test", drey.BodyLimit(20), drey.Controllers(
		drey.Controller("/module").With(drey.Post("", h)),
		drey.Controller("/controller", drey.BodyLimit(30)).With(drey.Post("", h), drey.Post("/route", h, drey.BodyLimit(40))),
	))
	root := drey.NewModule("root", drey.Import(m), drey.Controllers(drey.Controller("/app").With(drey.Post("", h))))
	app := dreytest.New(t, root, drey.BodyLimit(10))
	for path, limit := range map[string]int{"/app": 10, "/module": 20, "/controller": 30, "/controller/route": 40} {
		posted(app, path, "", make([]byte, limit)).WantStatus(201)
		posted(app, path, "", make([]byte, limit+1)).WantStatus(413)
	}
}

// Files belong to the request, whatever context an interceptor goes on with.
func TestUploadsUnderAnotherContext(t *testing.T) {
	t.Parallel()
	type in struct {
		File *drey.Upload `form:"file"`
	}
	elsewhere := drey.UseInterceptors(drey.InterceptorFunc(func(_ *drey.Context, next drey.Next) (any, error) {
		return next(context.Background())
	}))
	app := serving(t, drey.Post("/x", func(_ context.Context, in in) (string, error) { return in.File.Name, nil }, elsewhere))
	kind, body := parts(file("file", "a.txt", "", "hello"))
	posted(app, "/x", kind, body).WantStatus(201).WantBody("a.txt")
}
