package bind_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/dreygo/drey/framework/internal/bind"
)

// maybe tells null from absent.
type maybe struct {
	Given, Null bool
}

func (m *maybe) UnmarshalJSON(b []byte) error {
	if string(b) == `"bad"` {
		return errors.New("secret text of an error")
	}
	m.Given, m.Null = true, string(b) == "null"
	return nil
}

type shelf []shelf

type typed struct {
	S   string                            `json:"s"`
	B   bool                              `json:"b"`
	I   int                               `json:"i"`
	I8  int8                              `json:"i8"`
	I64 int64                             `json:"i64"`
	U8  uint8                             `json:"u8"`
	U64 uint64                            `json:"u64"`
	F   float64                           `json:"f"`
	F32 float32                           `json:"f32"`
	T   time.Time                         `json:"t"`
	D   time.Duration                     `json:"d"`
	PD  *time.Duration                    `json:"pd"`
	QD  time.Duration                     `json:"qd,string"`
	MD  map[time.Duration][]time.Duration `json:"md"`
	ID  uuid.UUID                         `json:"id"`
	Big *big.Int                          `json:"big"`
	N   json.Number                       `json:"n"`
	Raw json.RawMessage                   `json:"raw"`
	Any any                               `json:"any"`
	An  map[string]any                    `json:"anys"`
	By  []byte                            `json:"by"`
	P   *string                           `json:"p"`
	PP  **int                             `json:"pp"`
	L   []int                             `json:"l"`
	LL  [][]string                        `json:"ll"`
	A   [2]int                            `json:"a"`
	M   map[string]int                    `json:"m"`
	MI  map[int]*part                     `json:"mi"`
	MT  map[uuid.UUID][]float64           `json:"mt"`
	St  part                              `json:"st"`
	PS  *part                             `json:"ps"`
	Ps  []part                            `json:"parts"`
	Q   int64                             `json:"q,string"`
	QB  *bool                             `json:"qb,string"`
	May maybe                             `json:"may"`
	Sh  shelf                             `json:"sh"`
	K   kind                              `json:"k"`
	DF  int                               `json:"df" default:"7"`
	Un  string
}

const (
	inexact    = "must be a whole number that a 64-bit float holds exactly"
	noDuration = "must be a duration such as 1h30m, or its nanoseconds"
)

type part struct {
	Qty  int    `json:"qty" validate:"required"`
	Name string `json:"name" validate:"required"`
	Next *part  `json:"next"`
	Unit string `json:"unit" default:"kg"`
}

func TestBind_body(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ body, key, want string }{
		{`{"s":"a"}`, "s", `"a"`},
		{` { "s" : "\u00e4\n\"\\\ud83d\ude00" } ` + "\n", "s", `"ä\n\"\\😀"`},
		{`{"\u0073":"a"}`, "s", `"a"`},
		{`{"s":1}`, "", "s type: must be a string"},
		{`{"s":null}`, "", "s type: must not be null"},
		{`{"s":{"a":[1]}}`, "", "s type: must be a string"},
		{`{"S":"a"}`, "", "S unknown: is not a known field"},
		{`{"ſ":"a"}`, "", "ſ unknown: is not a known field"},
		{`{"":"a"}`, "", `"" unknown: is not a known field`},
		{`{"x\ny":1}`, "", "x?y unknown: is not a known field"},
		{`{"Un":"a"}`, "Un", `"a"`},
		{`{"un":"a"}`, "", "un unknown: is not a known field"},
		{`{"b":true}`, "b", "true"},
		{`{"b":"true"}`, "", "b type: must be true or false"},
		{`{"b":0}`, "", "b type: must be true or false"},
		{`{"i":-0}`, "i", "0"},
		{`{"i":"1"}`, "", "i type: must be a whole number"},
		{`{"i":1.0}`, "", "i type: must be a whole number"},
		{`{"i":1e2}`, "", "i type: must be a whole number"},
		{`{"i":null}`, "", "i type: must not be null"},
		{`{"i":[]}`, "", "i type: must be a whole number"},
		{`{"i8":-129}`, "", "i8 range: must be between -128 and 127"},
		{`{"i64":9007199254740993}`, "i64", "9007199254740993"},
		{`{"i64":9223372036854775808}`, "", "i64 range: must be between -9223372036854775808 and 9223372036854775807"},
		{`{"u8":-1}`, "", "u8 range: must be between 0 and 255"},
		{`{"u64":18446744073709551615}`, "u64", "18446744073709551615"},
		{`{"u64":18446744073709551616}`, "", "u64 range: must be between 0 and 18446744073709551615"},
		{`{"f":1.5e-3}`, "f", "0.0015"},
		{`{"f":"1.5"}`, "", "f type: must be a number"},
		{`{"f":1e400}`, "", "f range: is out of range"},
		{`{"f32":1e39}`, "", "f32 range: is out of range"},
		{`{"t":"2024-02-29T12:00:00+02:00"}`, "t", `"2024-02-29T12:00:00+02:00"`},
		{`{"t":"today"}`, "", "t type: must be a date and time such as 2006-01-02T15:04:05Z"},
		{`{"t":null}`, "", "t type: must not be null"},
		{`{"t":5}`, "", "t type: must be a date and time such as 2006-01-02T15:04:05Z"},
		{`{"d":1000}`, "d", "1000"},
		{`{"d":"1m30s"}`, "d", "90000000000"},
		{`{"d":"-1.5ms"}`, "d", "-1500000"},
		{`{"d":"1000"}`, "", "d type: " + noDuration},
		{`{"d":""}`, "", "d type: " + noDuration},
		{`{"d":1.5}`, "", "d type: " + noDuration},
		{`{"d":true}`, "", "d type: " + noDuration},
		{`{"d":null}`, "", "d type: must not be null"},
		{`{"d":9223372036854775808}`, "", "d range: must be between -9223372036854775808 and 9223372036854775807"},
		{`{"pd":"1s"}`, "pd", "1000000000"},
		{`{"pd":null}`, "pd", "null"},
		{`{"qd":"1s"}`, "qd", `"1000000000"`},
		{`{"qd":"1000"}`, "qd", `"1000"`},
		{`{"qd":1000}`, "", "qd type: must be a string"},
		{`{"md":{"1s":["2s",3]}}`, "md", `{"1000000000":[2000000000,3]}`},
		{`{"md":{"1000":[]}}`, "md", `{"1000":[]}`},
		{`{"md":{"1s":[],"1000ms":[]}}`, "", "md.1000ms duplicate: has a key that is given twice"},
		{`{"id":"0190b3a5-8a5c-7cc1-9d5e-000000000001"}`, "id", `"0190b3a5-8a5c-7cc1-9d5e-000000000001"`},
		{`{"id":"x"}`, "", "id type: must be a UUID"},
		{`{"big":123456789012345678901234567890}`, "big", "123456789012345678901234567890"},
		{`{"big":"x"}`, "", "big type: must be a whole number"},
		{`{"n":1.10}`, "n", "1.10"},
		{`{"n":"1"}`, "", "n type: must be a number"},
		{`{"raw":{"a": [1, null]}}`, "raw", `{"a":[1,null]}`},
		{`{"any":{"a":[1,"b",null,true]}}`, "any", `{"a":[1,"b",null,true]}`},
		{`{"any":null}`, "any", "null"},
		{`{"any":1e999}`, "", "any range: holds a number that is out of range"},
		{`{"any":9007199254740992}`, "any", "9007199254740992"},
		{`{"any":-9007199254740993}`, "", "any range: " + inexact},
		{`{"any":[1,{"a":9007199254740993,"\n":[0.1,9007199254740995]},9007199254740993]}`, "", "any.1.a range: " + inexact + "\nany.1.?.1 range: " + inexact + "\nany.2 range: " + inexact},
		{`{"any":"9007199254740993"}`, "any", `"9007199254740993"`},
		{`{"any":{"9007199254740993":0.5}}`, "any", `{"9007199254740993":0.5}`},
		{`{"any":9007199254740993.5}`, "any", "9007199254740994"},
		{`{"any":9007199254740993e0}`, "any", "9007199254740992"},
		{`{"anys":{"a":[9007199254740993]}}`, "", "anys.a.0 range: " + inexact},
		{`{"anys":{"a":18014398509481984}}`, "anys", `{"a":18014398509481984}`},
		{`{"f":9007199254740993}`, "f", "9007199254740992"},
		{`{"by":"aGk="}`, "by", `"aGk="`},
		{`{"by":"aGk"}`, "", "by type: must be a base64 string"},
		{`{"by":[1]}`, "", "by type: must be a base64 string"},
		{`{"p":"a"}`, "p", `"a"`},
		{`{"p":null}`, "p", "null"},
		{`{"p":1}`, "", "p type: must be a string"},
		{`{"pp":5}`, "pp", "5"},
		{`{"l":[]}`, "l", "[]"},
		{`{"l":[1,2,3,4,5]}`, "l", "[1,2,3,4,5]"},
		{`{"l":null}`, "", "l type: must not be null"},
		{`{"l":{}}`, "", "l type: must be a list"},
		{`{"l":[1,"a",2,null,1.5]}`, "", "l.1 type: must be a whole number\nl.3 type: must not be null\nl.4 type: must be a whole number"},
		{`{"ll":[["a"],[],["b","c"]]}`, "ll", `[["a"],[],["b","c"]]`},
		{`{"ll":[["a"],["b",1]]}`, "", "ll.1.1 type: must be a string"},
		{`{"a":[1,2]}`, "a", "[1,2]"},
		{`{"a":[1]}`, "", "a len: must have exactly 2 items"},
		{`{"a":[1,2,3]}`, "", "a len: must have exactly 2 items"},
		{`{"m":{"b":2,"a":1}}`, "m", `{"a":1,"b":2}`},
		{`{"m":{"a":"x"}}`, "", "m.a type: must be a whole number"},
		{`{"m":null}`, "", "m type: must not be null"},
		{`{"m":[]}`, "", "m type: must be an object"},
		{`{"mi":{"-3":{"qty":0,"name":"a"},"4":null}}`, "mi", `{"-3":{"qty":0,"name":"a","next":null,"unit":"kg"},"4":null}`},
		{`{"mi":{"0":null,"-0":null}}`, "", "mi.-0 duplicate: has a key that is given twice"},
		{`{"mi":{"01":null}}`, "", "mi.01 type: has a key that must be a whole number"},
		{`{"q":"012"}`, "", "q type: must be a whole number"},
		{`{"mi":{"x":{"qty":1}}}`, "", "mi.x type: has a key that must be a whole number\nmi.x.name required: is required"},
		{`{"mt":{"0190b3a5-8a5c-7cc1-9d5e-000000000001":[1.5]}}`, "mt", `{"0190b3a5-8a5c-7cc1-9d5e-000000000001":[1.5]}`},
		{`{"st":{"qty":0,"name":""}}`, "st", `{"qty":0,"name":"","next":null,"unit":"kg"}`},
		{`{"st":{}}`, "", "st.qty required: is required\nst.name required: is required"},
		{`{"st":[]}`, "", "st type: must be an object"},
		{`{"st":null}`, "", "st type: must not be null"},
		{`{"ps":null}`, "ps", "null"},
		{`{"ps":{"qty":1,"name":"a","next":{"name":"b","qty":"x","zzz":[{}]}}}`, "", "ps.next.qty type: must be a whole number\nps.next.zzz unknown: is not a known field"},
		{`{"parts":[{"qty":1,"name":"a"},{"qty":"2"},5]}`, "", "parts.1.qty type: must be a whole number\nparts.1.name required: is required\nparts.2 type: must be an object"},
		{`{"q":"12"}`, "q", `"12"`},
		{`{"q":12}`, "", "q type: must be a string"},
		{`{"q":"1.5"}`, "", "q type: must be a whole number"},
		{`{"qb":"true"}`, "qb", `"true"`},
		{`{"qb":null}`, "qb", "null"},
		{`{"may":null}`, "may", `{"Given":true,"Null":true}`},
		{`{"may":{}}`, "may", `{"Given":true,"Null":false}`},
		{`{"may":"bad"}`, "", "may type: is not valid"},
		{`{"sh":[[],[[]]]}`, "sh", "[[],[[]]]"},
		{`{"sh":[[],[1]]}`, "", "sh.1.0 type: must be a list"},
		{`{"k":"x"}`, "k", `"x"`},
		{`{}`, "df", "7"},
		{`{"df":0}`, "df", "0"},
		{`{"i":"x","nope":1,"l":[true],"s":"fine","b":3}`, "", "i type: must be a whole number\nnope unknown: is not a known field\nl.0 type: must be a whole number\nb type: must be true or false"},

		{``, "", "a JSON body is required"},
		{" \n", "", "a JSON body is required"},
		{`null`, "", "the body must be a JSON object"},
		{`[]`, "", "the body must be a JSON object"},
		{`"{}"`, "", "the body must be a JSON object"},
		{`{} {}`, "", "the body has data after the JSON object"},
		{`{}x`, "", "the body has data after the JSON object"},
		{`{"s":"a","s":"b"}`, "", "s duplicate: is given twice"},
		{`{"s":"a","\u0073":"b"}`, "", "s duplicate: is given twice"},
		{`{"any":{"a":{"b":1,"b":2}}}`, "", "any.a.b duplicate: is given twice"},
		{`{"m":{"x":1,"x":2}}`, "", "m.x duplicate: is given twice"},
		{`{"s":"`, "", "the body is not valid JSON: it ends too early"},
		{`{"i":1`, "", "the body is not valid JSON: it ends too early"},
		{`{"i":1,}`, "", "the body is not valid JSON: unexpected input at byte 7"},
		{`{"i":01}`, "", "the body is not valid JSON: unexpected input at byte 7"},
		{`{"i":tru}`, "", "the body is not valid JSON: unexpected input at byte 9"},
		{"{\"s\":\"\xff\"}", "", "the body is not valid UTF-8"},
		{"{\"\xff\":1}", "", "the body is not valid UTF-8"},
	} {
		t.Run(tt.body+tt.key, func(t *testing.T) {
			t.Parallel()
			got := bound[typed](t, request{body: tt.body}, bind.Options{})
			if tt.key != "" {
				var fields map[string]json.RawMessage
				if err := json.Unmarshal([]byte(got), &fields); err != nil {
					t.Fatal(got)
				}
				got = string(fields[tt.key])
			}
			if got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.body, got, tt.want)
			}
		})
	}
}

func TestBind_body_and_others_are_reported_together(t *testing.T) {
	t.Parallel()
	type in struct {
		ID   int    `param:"id"`
		Page int    `query:"page"`
		Name string `json:"name" validate:"required"`
		Age  int    `json:"age" validate:"required"`
	}
	r := request{param: map[string]string{"id": "x"}, query: "page=y", body: `{"age":"z","id":1,"page":2}`}
	want := `param.id type: must be a whole number
query.page type: must be a whole number
age type: must be a whole number
id unknown: is not a known field
page unknown: is not a known field
name required: is required`
	if got := bound[in](t, r, bind.Options{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBind_depth(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, field := range []string{"any", "raw", "sh", "s", "nope"} {
		ok := fmt.Sprintf(`{%q:%s}`, field, nested(4))
		if got := bound[typed](t, request{body: ok}, bind.Options{MaxDepth: 5}); strings.Contains(got, "deep") {
			t.Errorf("%s: %s", ok, got)
		}
		deep := fmt.Sprintf(`{%q:%s}`, field, nested(5))
		got := bound[typed](t, request{body: deep}, bind.Options{MaxDepth: 5})
		if !strings.HasSuffix(got, "depth: is nested deeper than 5") {
			t.Errorf("%s: %s", deep, got)
		}
	}
	// Far beyond what the library itself accepts, and with brackets in strings.
	if got := bound[typed](t, request{body: `{"any":` + nested(200_000) + `}`}, bind.Options{}); !strings.Contains(got, "nested") {
		t.Errorf("got %.200s", got)
	}
	if got := bound[typed](t, request{body: `{"any":"[[[[[[\"[[[["}`}, bind.Options{MaxDepth: 2}); strings.Contains(got, "nested") {
		t.Errorf("got %s", got)
	}
}

func TestBind_unknown_fields_may_be_allowed(t *testing.T) {
	t.Parallel()
	type in struct {
		A int    `json:"a"`
		N []part `json:"n"`
	}
	o := bind.Options{AllowUnknown: true}
	got := bound[in](t, request{body: `{"x":{"y":[1]},"a":1,"n":[{"z":1,"qty":1,"name":"n"}]}`}, o)
	if want := `{"a":1,"n":[{"qty":1,"name":"n","next":null,"unit":"kg"}]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := bound[in](t, request{body: `{"x":1,"x":2}`}, o); got != "x duplicate: is given twice" {
		t.Errorf("a key twice in what is ignored: %s", got)
	}
	if got := bound[in](t, request{body: `{"x":{"y":1,"y":2}}`}, o); got != "x.y duplicate: is given twice" {
		t.Errorf("a key twice below what is ignored: %s", got)
	}
}

func TestBind_answers_have_a_bound(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, `,"u%d":1`, i)
	}
	got := bound[typed](t, request{body: "{" + b.String()[1:] + "}"}, bind.Options{})
	if n := strings.Count(got, "\n") + 1; n != 100 {
		t.Errorf("%d problems, want 100", n)
	}
}

func TestBind_leaves_body_alone(t *testing.T) {
	t.Parallel()
	plan, err := bind.Compile(reflect.TypeFor[typed](), bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"s":"abc","n":12,"raw":[1],"m":{"key":1},"any":{"k":"v"},"p":"ptr"}`)
	before := string(body)
	var v typed
	if err := plan.Bind(&v, bind.Source{Body: body}); err != nil {
		t.Fatal(err)
	}
	if string(body) != before {
		t.Errorf("the body was changed to %s", body)
	}
	clear(body)
	got := fmt.Sprint(v.S, v.N, string(v.Raw), v.M, v.Any, *v.P)
	if want := "abc12[1]map[key:1]map[k:v]ptr"; strings.ReplaceAll(got, " ", "") != want {
		t.Errorf("a value shares the body's memory: %s", got)
	}
}

func TestBind_many_fields(t *testing.T) {
	t.Parallel()
	var fields []reflect.StructField
	for i := range 150 {
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[int](),
			Tag: reflect.StructTag(fmt.Sprintf(`json:"f%d" validate:"required"`, i)),
		})
	}
	typ := reflect.StructOf(fields)
	plan, err := bind.Compile(typ, bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := 149; i >= 0; i-- {
		if i != 64 && i != 127 {
			fmt.Fprintf(&b, `,"f%d":%d`, i, i)
		}
	}
	v := reflect.New(typ)
	got := failure(t, plan.Bind(v.Interface(), bind.Source{Body: []byte("{" + b.String()[1:] + "}")}))
	if want := "f64 required: is required\nf127 required: is required"; got != want {
		t.Errorf("got %s", got)
	}
	if n := v.Elem().Field(128).Int(); n != 128 {
		t.Errorf("F128 = %d", n)
	}
}

func TestBind_refuses_another_type(t *testing.T) {
	t.Parallel()
	plan, err := bind.Compile(reflect.TypeFor[part](), bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Bind(&typed{}, bind.Source{}); err == nil || !strings.Contains(err.Error(), "*bind_test.part") {
		t.Errorf("Bind into another type: %v", err)
	}
}
