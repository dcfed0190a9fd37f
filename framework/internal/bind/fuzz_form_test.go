package bind_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dreygo/drey/framework/internal/bind"
)

type formFile struct {
	bind.File
}

type fuzzed struct {
	S string      `form:"s"`
	I int64       `form:"i"`
	B bool        `form:"b"`
	L []string    `form:"l"`
	C []int       `form:"c,split"`
	F *formFile   `form:"f" upload:"max=2KB"`
	G []*formFile `form:"g" upload:"count=3"`
}

type fuzzedText struct {
	S string   `form:"s"`
	I int64    `form:"i"`
	B bool     `form:"b"`
	L []string `form:"l"`
	C []int    `form:"c,split"`
}

func formPlan(f testing.TB, t reflect.Type) *bind.Plan {
	f.Helper()
	plan, err := bind.Compile(t, bind.Options{Types: bind.Types{
		Upload:    reflect.TypeFor[*formFile](),
		NewUpload: func(f bind.File) reflect.Value { return reflect.ValueOf(&formFile{f}) },
	}})
	if err != nil {
		f.Fatal(err)
	}
	return plan
}

// FuzzBindForm: no urlencoded form makes Bind panic, and what is accepted is
// what net/url reads, all of it.
func FuzzBindForm(f *testing.F) {
	f.Add("s=a%20b&i=1&l=x&l=y&c=1,2&b=true")
	f.Add("i=%zz&=&&s&s=1&x=y")
	plan := formPlan(f, reflect.TypeFor[fuzzedText]())
	f.Fuzz(func(t *testing.T, form string) {
		var got fuzzedText
		if err := plan.Bind(&got, bind.Source{Form: &bind.FormBody{Encoded: form}}); err != nil {
			clean(t, err)
			return
		}
		values, err := url.ParseQuery(form)
		if err != nil {
			return // a semicolon, which net/url refuses
		}
		if got.S != values.Get("s") || !slices.Equal(got.L, values["l"]) {
			t.Fatalf("%q: got %+v, net/url has %v", form, got, values)
		}
		for name, v := range values {
			if !strings.Contains("s i b l c", name) || name == "" || len(v) > 1 && name != "l" && name != "c" {
				t.Fatalf("%q: accepted %s", form, name)
			}
		}
	})
}

// FuzzBindMultipart: no multipart form makes Bind panic, and what is accepted
// is what mime/multipart reads, all of it.
func FuzzBindMultipart(f *testing.F) {
	part := func(header, content string) string {
		return "--b\r\nContent-Disposition: form-data; " + header + "\r\n\r\n" + content + "\r\n"
	}
	f.Add([]byte(part(`name="s"`, "hello") + part(`name="l"`, "1") + part(`name="l"`, "2") + part(`name="f"; filename="a.txt"`, "file") + "--b--\r\n"))
	f.Add([]byte(part(`name="g"; filename="1"`, "1") + part(`name="g"; filename*=utf-8''%e2%82%ac`, "2") + part(`name="c"`, "1,2") + "--b--"))
	f.Add([]byte(part(`name="f"; filename=""`, "") + part(`name="s"`, "\r\n--b") + part(`name="i"`, "7") + "--b--\r\nepilogue"))
	f.Add([]byte("preamble\r\n--b\r\n\r\n--b\r\nContent-Disposition: form-data; name=s\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=41\r\n--b--\r\n"))
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"s\"\r\n\r\nx\r\n--b\r\n"))
	plan := formPlan(f, reflect.TypeFor[fuzzed]())
	f.Fuzz(func(t *testing.T, body []byte) {
		var got fuzzed
		files := new(bind.Files)
		defer files.Remove()
		err := plan.Bind(&got, bind.Source{Form: &bind.FormBody{Parts: bytes.NewReader(body), Boundary: "b", Files: files}})
		if err != nil {
			clean(t, err)
			return
		}
		texts, contents := partsOf(t, body)
		if got.S != strings.Join(texts["s"], "") || !slices.Equal(got.L, texts["l"]) {
			t.Fatalf("%q: got %+v, want %v", body, got, texts)
		}
		var ours []string
		for _, file := range append([]*formFile{got.F}, got.G...) {
			if file == nil {
				continue
			}
			content, err := io.ReadAll(io.NewSectionReader(file.Content, 0, file.Size))
			if err != nil || file.Name == "" || strings.ContainsAny(file.Name, "/\\\x00\r\n") {
				t.Fatalf("%q: %q %v", body, file.Name, err)
			}
			ours = append(ours, string(content))
		}
		slices.Sort(ours)
		slices.Sort(contents)
		if !slices.Equal(ours, contents) {
			t.Fatalf("%q: files %q, want %q", body, ours, contents)
		}
	})
}

// partsOf reads a form with nothing but mime/multipart.
func partsOf(t *testing.T, body []byte) (texts map[string][]string, files []string) {
	t.Helper()
	texts = map[string][]string{}
	r := multipart.NewReader(bytes.NewReader(body), "b")
	for {
		p, err := r.NextRawPart()
		if err == io.EOF { //nolint:errorlint // a wrapped one is another error
			return texts, files
		}
		if err != nil {
			t.Fatalf("accepted %q: %v", body, err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			t.Fatalf("accepted %q: %v", body, err)
		}
		switch name := p.FormName(); {
		case name == "f" || name == "g":
			if p.FileName() != "" || len(content) > 0 {
				files = append(files, string(content))
			}
		default:
			texts[name] = append(texts[name], string(content))
		}
	}
}
