package drey_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"

	drey "github.com/dreygo/drey/framework"
)

// handling is a module with one handler for POST.
func handling[In, Out any](h func(context.Context, In) (Out, error), opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule("example", append(opts, drey.Controllers(drey.Controller("/x").With(drey.Post("", h))))...)
}

// A webhook is signed over the bytes of its body.
func ExampleRawBody() {
	type Delivery struct {
		Signature string       `header:"X-Signature" validate:"required"`
		Event     string       `json:"event"`
		Raw       drey.RawBody // what the fields above were read from
	}
	receive := func(_ context.Context, in Delivery) (string, error) {
		mac := hmac.New(sha256.New, []byte("secret"))
		mac.Write(in.Raw)
		if sent, err := hex.DecodeString(in.Signature); err != nil || !hmac.Equal(sent, mac.Sum(nil)) {
			return "", drey.Unauthorized("the signature is wrong")
		}
		return in.Event, nil
	}
	r := httptest.NewRequest("POST", "/x", strings.NewReader(`{ "event": "paid" }`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature", "857320d73697ffe19edf85ea66976dd84eb5de0e225ee3d1da24af500810ea63")
	show(handling(receive), r)
	// Output:
	// 201
	// paid
}

// A body that is too long to be held in memory is read as it comes.
func ExampleBodyReader() {
	type Import struct {
		Lines drey.BodyReader // of any content type
	}
	count := func(_ context.Context, in Import) (int, error) {
		var n int
		for d := json.NewDecoder(in.Lines); ; n++ {
			var line struct{ Name string }
			if err := d.Decode(&line); errors.Is(err, io.EOF) {
				return n, nil
			} else if err != nil {
				return 0, drey.BadRequest("line %d: %v", n+1, err)
			}
		}
	}
	request(handling(count, drey.BodyLimit(1<<30)), "POST", "/x", `{"Name":"Tom"}`+"\n"+`{"Name":"Kit"}`)
	// Output: 201 2
}

// Tests of a handler give it a body without a server.
func ExampleNewBodyReader() {
	body := drey.NewBodyReader(strings.NewReader("a,b"))
	first := make([]byte, 1)
	n, err := body.Read(first)
	fmt.Println(n, err, string(first))
	// Output: 1 <nil> a
}

// A file comes in a field of a form.
func ExampleUpload() {
	type Avatar struct {
		Name  string       `form:"name" validate:"required"`
		Photo *drey.Upload `form:"photo" upload:"max=500KB,types=image/png image/jpeg" validate:"required"`
	}
	save := func(_ context.Context, in Avatar) (string, error) {
		var stored bytes.Buffer
		if _, err := in.Photo.WriteTo(&stored); err != nil {
			return "", err
		}
		return fmt.Sprintf("%s: %s, %s, %d bytes", in.Name, in.Photo.Name, in.Photo.Type, stored.Len()), nil
	}

	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	_ = w.WriteField("name", "Tom")
	photo, _ := w.CreateFormFile("photo", "../me.png")
	_, _ = photo.Write([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	_ = w.Close()
	r := httptest.NewRequest("POST", "/x", &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	show(handling(save), r)
	// Output:
	// 201
	// Tom: me.png, image/png, 16 bytes
}

// Tests of a handler make a file without a form.
func ExampleNewUpload() {
	u := drey.NewUpload("notes.txt", []byte("hello"))
	content, err := io.ReadAll(u.Open())
	fmt.Println(u.Name, u.Type, u.Size, string(content), err)
	// Output: notes.txt text/plain 5 hello <nil>
}

// The rules are known to documents and other tools.
func ExampleUploadRules() {
	type Avatar struct {
		Photo *drey.Upload `form:"photo" upload:"max=500KB,types=image/*"`
	}
	routes, err := drey.Table(handling(func(context.Context, Avatar) (string, error) { return "", nil }))
	fmt.Println(routes[0].Consumes, routes[0].Input[0].Upload, err)
	// Output: [multipart/form-data] {500000 1 [image/*]} <nil>
}

// A PATCH that can clear a field.
func ExampleNullable() {
	type UpdateCat struct {
		Nickname drey.Nullable[string] `json:"nickname" validate:"max=10"`
	}
	type Cat struct {
		Name     string  `json:"name"`
		Nickname *string `json:"nickname"`
	}
	update := func(_ context.Context, in UpdateCat) (Cat, error) {
		tiger := "Tiger"
		cat := Cat{"Tom", &tiger}
		in.Nickname.Apply(&cat.Nickname)
		return cat, nil
	}
	cats := handling(update)
	request(cats, "POST", "/x", `{}`)
	request(cats, "POST", "/x", `{"nickname":null}`)
	request(cats, "POST", "/x", `{"nickname":"Tommy"}`)
	// Output:
	// 201 {"name":"Tom","nickname":"Tiger"}
	// 201 {"name":"Tom","nickname":null}
	// 201 {"name":"Tom","nickname":"Tommy"}
}

func ExampleNullable_Get() {
	fmt.Println(drey.Some(7).Get())
	fmt.Println(drey.Null[int]().Get())
	// Output:
	// 7 true
	// 0 false
}

func ExampleNullable_Ptr() {
	fmt.Println(*drey.Some(7).Ptr(), drey.Null[int]().Ptr() == nil)
	// Output: 7 true
}

// As a part of an answer it can be left out, null or a value.
func ExampleNullable_MarshalJSON() {
	type Cat struct {
		Age drey.Nullable[int] `json:"age,omitzero"`
	}
	for _, age := range []drey.Nullable[int]{{}, drey.Null[int](), drey.Some(3)} {
		text, err := json.Marshal(Cat{age})
		fmt.Println(age.IsZero(), string(text), err)
	}
	// Output:
	// true {} <nil>
	// false {"age":null} <nil>
	// false {"age":3} <nil>
}

func ExampleNullable_UnmarshalJSON() {
	var age drey.Nullable[int]
	err := json.Unmarshal([]byte("null"), &age)
	fmt.Printf("%+v %v\n", age, err)
	// Output: {Value:0 Set:true Null:true} <nil>
}

func ExampleNullableOf() {
	fmt.Println(drey.NullableOf(reflect.TypeFor[drey.Nullable[int]]()))
	// Output: int true
}

// A rule of one's own is added by a module and known in every tag.
func ExampleRule() {
	slug := func(s string) bool { return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" }
	type NewPage struct {
		Slug string `json:"slug" validate:"slug"`
	}
	save := func(_ context.Context, in NewPage) (string, error) { return in.Slug, nil }
	pages := handling(save, drey.Rule("slug", slug, "must be lower case letters, digits and hyphens"))
	request(pages, "POST", "/x", `{"slug":"about-us"}`)
	request(pages, "POST", "/x", `{"slug":"About us"}`)
	// Output:
	// 201 about-us
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/x","errors":[{"path":"slug","rule":"slug","message":"must be lower case letters, digits and hyphens"}],"requestId":"example"}
}

// A rule with a parameter is compiled when the application boots.
func ExampleRuleWith() {
	multiple := func(param string) (func(int) bool, error) {
		n, err := strconv.Atoi(param)
		if err != nil || n < 1 {
			return nil, errors.New("the parameter must be a number above 0")
		}
		return func(v int) bool { return v%n == 0 }, nil
	}
	type Order struct {
		Eggs int `json:"eggs" validate:"multiple=6"`
	}
	buy := func(_ context.Context, in Order) (int, error) { return in.Eggs, nil }
	shop := handling(buy, drey.RuleWith("multiple", multiple, "must be a multiple of %s"))
	request(shop, "POST", "/x", `{"eggs":12}`)
	request(shop, "POST", "/x", `{"eggs":7}`)
	// Output:
	// 201 12
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/x","errors":[{"path":"eggs","rule":"multiple","message":"must be a multiple of 6"}],"requestId":"example"}
}

// Booking has a rule about two of its fields.
type Booking struct {
	From int `json:"from" validate:"min=1"`
	To   int `json:"to" validate:"max=365"`
}

// Validate implements drey.Validator.
func (b Booking) Validate() []drey.Field {
	if b.To < b.From {
		return []drey.Field{{Path: "to", Rule: "order", Message: "must not be before from"}}
	}
	return nil
}

func ExampleValidator() {
	book := func(_ context.Context, in Booking) (int, error) { return in.To - in.From, nil }
	request(handling(book), "POST", "/x", `{"from":10,"to":7}`)
	// Output: 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/x","errors":[{"path":"to","rule":"order","message":"must not be before from"}],"requestId":"example"}
}
