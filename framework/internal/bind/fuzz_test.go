package bind_test

import (
	"encoding/json"
	"net/url"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/dreygo/drey/framework/internal/bind"
)

// plainBody has what Bind and encoding/json read alike: no defaults.
type plainBody struct {
	S   string            `json:"s"`
	I   int64             `json:"i"`
	U   uint8             `json:"u"`
	B   bool              `json:"b"`
	F   float64           `json:"f"`
	P   *string           `json:"p"`
	L   []int             `json:"l"`
	M   map[string]string `json:"m"`
	St  *plainPart        `json:"st"`
	Any any               `json:"any"`
}

type plainPart struct {
	Qty  int        `json:"qty" validate:"required"`
	Next *plainPart `json:"next"`
	Nums []float32  `json:"nums"`
}

// FuzzBindJSON: no body makes Bind panic, and what is accepted is valid JSON
// that encoding/json reads to the same value.
func FuzzBindJSON(f *testing.F) {
	for _, tt := range corpus {
		f.Add([]byte(`{"any":` + tt.text + `}`))
	}
	f.Add([]byte(`{"s":"a","i":1,"u":2,"b":true,"f":1.5,"p":null,"l":[1],"m":{"k":"v"},"st":{"qty":1,"nums":[1e3]}}`))
	plan, err := bind.Compile(reflect.TypeFor[plainBody](), bind.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got plainBody
		if err := plan.Bind(&got, bind.Source{Body: body}); err != nil {
			clean(t, err)
			return
		}
		var want plainBody
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatalf("accepted %q: %v", body, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q\n got %+v\nwant %+v", body, got, want)
		}
	})
}

// clean checks that an error can be shown and logged.
func clean(t *testing.T, err error) {
	t.Helper()
	text := failure(t, err)
	if !utf8.ValidString(text) {
		t.Fatalf("the error is not UTF-8: %q", text)
	}
	for _, r := range text {
		if r < ' ' && r != '\n' {
			t.Fatalf("the error has control characters: %q", text)
		}
	}
}

// FuzzBindQuery: no query makes Bind panic, and what is accepted is what
// net/url reads.
func FuzzBindQuery(f *testing.F) {
	f.Add("s=a%20b&i=1&l=x&l=y&c=1,2&b=true")
	f.Add("i=%zz&=&&s")
	type in struct {
		S string   `query:"s"`
		I int64    `query:"i"`
		F float64  `query:"f"`
		B bool     `query:"b"`
		L []string `query:"l"`
		C []int    `query:"c,split"`
	}
	plan, err := bind.Compile(reflect.TypeFor[in](), bind.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		var got in
		if err := plan.Bind(&got, bind.Source{Query: query}); err != nil {
			clean(t, err)
			return
		}
		values, err := url.ParseQuery(query)
		if err != nil {
			return // a semicolon, which net/url refuses
		}
		if got.S != values.Get("s") || len(got.L) > 0 && !reflect.DeepEqual(got.L, values["l"]) {
			t.Fatalf("%q: got %+v, net/url has %v", query, got, values)
		}
		if values.Has("b") && (values.Get("b") == "true") != got.B {
			t.Fatalf("%q: b is %v", query, got.B)
		}
	})
}
