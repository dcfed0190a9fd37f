package bind_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/dreygo/drey/framework/internal/bind"
)

// A request is what a test binds from.
type request struct {
	param  map[string]string
	query  string
	header http.Header
	body   string
}

func (r request) source() bind.Source {
	return bind.Source{
		Params: params(r.param),
		Query:  r.query,
		Header: r.header,
		Body:   []byte(r.body),
	}
}

// bound renders what T becomes, or what is wrong, a line each.
func bound[T any](t *testing.T, r request, o bind.Options) string {
	t.Helper()
	plan, err := bind.Compile(reflect.TypeFor[T](), o)
	if err != nil {
		t.Fatal(err)
	}
	v := new(T)
	if err := plan.Bind(v, r.source()); err != nil {
		return failure(t, err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func failure(t *testing.T, err error) string {
	t.Helper()
	e, ok := errors.AsType[*bind.Error](err)
	if !ok {
		t.Fatalf("%T is not a *bind.Error: %v", err, err)
	}
	if len(e.Fields) == 0 {
		return e.Detail
	}
	var lines []string
	for _, f := range e.Fields {
		lines = append(lines, fmt.Sprintf("%s %s: %s", f.Path, f.Rule, f.Message))
	}
	return strings.Join(lines, "\n")
}

type scalars struct {
	S   string         `query:"s"`
	B   bool           `query:"b"`
	I   int            `query:"i"`
	I8  int8           `query:"i8"`
	I64 int64          `query:"i64"`
	U8  uint8          `query:"u8"`
	U64 uint64         `query:"u64"`
	F   float64        `query:"f"`
	F32 float32        `query:"f32"`
	T   time.Time      `query:"t"`
	D   time.Duration  `query:"d"`
	IP  netip.Addr     `query:"ip"`
	P   *int           `query:"p"`
	L   []string       `query:"l"`
	C   []int          `query:"c,split"`
	Kd  kind           `query:"kd"`
	Ts  []time.Time    `query:"ts"`
	PL  []*uint        `query:"pl"`
	DF  int            `query:"df" default:"7"`
	DL  []string       `query:"dl,split" default:"a,b"`
	DP  *time.Duration `query:"dp" default:"1s"`
}

type kind string

func TestBind_query(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, key, want string }{
		{"s=a%20b+c", "S", `"a b c"`},
		{"s=", "S", `""`},
		{"s", "S", `""`},
		{"s=a;b", "S", `"a;b"`},
		{"%73=x", "S", `"x"`},
		{"s=a&s=b", "", "query.s repeated: must be given once"},
		{"s=a&s=b&s=%zz", "", "query.s repeated: must be given once"},
		{"%zz=1&%zz=2", "", "query escape: has a bad percent escape"},
		{"s=%zz", "", "query.s escape: has a bad percent escape"},
		{"%zz=1", "", "query escape: has a bad percent escape"},
		{"other=%zz", "", "query escape: has a bad percent escape"},
		{"other=1&S=2", "S", `""`},
		{"s=%ff", "", "query.s utf8: must be valid UTF-8"},
		{"b=true", "B", "true"},
		{"b=1", "", "query.b type: must be true or false"},
		{"b=TRUE", "", "query.b type: must be true or false"},
		{"b=", "", "query.b type: must be true or false"},
		{"i=-42", "I", "-42"},
		{"i=0", "I", "0"},
		{"i=-0", "I", "0"},
		{"i=007", "", "query.i type: must be a whole number"},
		{"i=00", "", "query.i type: must be a whole number"},
		{"i=-01", "", "query.i type: must be a whole number"},
		{"u8=01", "", "query.u8 type: must be a whole number"},
		{"c=1,02", "", "query.c type: must be a whole number"},
		{"i=", "", "query.i type: must be a whole number"},
		{"i=%205", "", "query.i type: must be a whole number"},
		{"i=+5", "", "query.i type: must be a whole number"},
		{"i=%2B5", "", "query.i type: must be a whole number"},
		{"i=0x10", "", "query.i type: must be a whole number"},
		{"i=1e3", "", "query.i type: must be a whole number"},
		{"i=1.0", "", "query.i type: must be a whole number"},
		{"i=1_000", "", "query.i type: must be a whole number"},
		{"i=-", "", "query.i type: must be a whole number"},
		{"i=٣", "", "query.i type: must be a whole number"},
		{"i8=127", "I8", "127"},
		{"i8=-128", "I8", "-128"},
		{"i8=128", "", "query.i8 range: must be between -128 and 127"},
		{"i8=-129", "", "query.i8 range: must be between -128 and 127"},
		{"i64=9223372036854775807", "I64", "9223372036854775807"},
		{"i64=-9223372036854775808", "I64", "-9223372036854775808"},
		{"i64=9223372036854775808", "", "query.i64 range: must be between -9223372036854775808 and 9223372036854775807"},
		{"i64=100000000000000000000000000", "", "query.i64 range: must be between -9223372036854775808 and 9223372036854775807"},
		{"u8=255", "U8", "255"},
		{"u8=-1", "", "query.u8 range: must be between 0 and 255"},
		{"u64=18446744073709551615", "U64", "18446744073709551615"},
		{"u64=18446744073709551616", "", "query.u64 range: must be between 0 and 18446744073709551615"},
		{"u64=18446744073709551615x", "", "query.u64 type: must be a whole number"},
		{"f=-1.5e3", "F", "-1500"},
		{"f=0", "F", "0"},
		{"f=-0.5", "F", "-0.5"},
		{"f=1e005", "F", "100000"},
		{"f=1E%2B2", "F", "100"},
		{"f=5.", "", "query.f type: must be a number"},
		{"f=5.e3", "", "query.f type: must be a number"},
		{"f=01.5", "", "query.f type: must be a number"},
		{"f=00", "", "query.f type: must be a number"},
		{"f=-.5", "", "query.f type: must be a number"},
		{"f=-", "", "query.f type: must be a number"},
		{"f=-01", "", "query.f type: must be a number"},
		{"f=1e", "", "query.f type: must be a number"},
		{"f=1e5.5", "", "query.f type: must be a number"},
		{"f=1.2.3", "", "query.f type: must be a number"},
		{"f=5.%2B1", "", "query.f type: must be a number"},
		{"f=0x1", "", "query.f type: must be a number"},
		{"f=1_0", "", "query.f type: must be a number"},
		{"f=--1", "", "query.f type: must be a number"},
		{"f=1-1", "", "query.f type: must be a number"},
		{"f=Inf", "", "query.f type: must be a number"},
		{"f=", "", "query.f type: must be a number"},
		{"f=NaN", "", "query.f type: must be a number"},
		{"f=inf", "", "query.f type: must be a number"},
		{"f=-inf", "", "query.f type: must be a number"},
		{"f=0x1p4", "", "query.f type: must be a number"},
		{"f=1-2", "", "query.f type: must be a number"},
		{"f=1e999", "", "query.f range: is out of range"},
		{"f32=1e39", "", "query.f32 range: is out of range"},
		{"t=2024-02-29T12:00:00Z", "T", `"2024-02-29T12:00:00Z"`},
		{"t=2023-02-29T12:00:00Z", "", "query.t type: must be a date and time such as 2006-01-02T15:04:05Z"},
		{"d=1m30s", "D", "90000000000"},
		{"d=90", "", "query.d type: must be a duration such as 1h30m"},
		{"ip=::1", "IP", `"::1"`},
		{"ip=x", "", "query.ip type: must be an IP address"},
		{"", "P", "null"},
		{"p=0", "P", "0"},
		{"p=x", "", "query.p type: must be a whole number"},
		{"", "L", "null"},
		{"l=a&l=b,c", "L", `["a","b,c"]`},
		{"c=1,2&c=3", "C", "[1,2,3]"},
		{"c=1,,2", "", "query.c type: must be a whole number"},
		{"c=x&c=y", "", "query.c type: must be a whole number"},
		{"kd=a", "Kd", `"a"`},
		{"ts=2024-02-29T12:00:00Z", "Ts", `["2024-02-29T12:00:00Z"]`},
		{"pl=1&pl=2", "PL", "[1,2]"},
		{"", "DF", "7"},
		{"df=0", "DF", "0"},
		{"", "DL", `["a","b"]`},
		{"dl=x", "DL", `["x"]`},
		{"", "DP", "1000000000"},
		{"i=x&b=y", "", "query.i type: must be a whole number\nquery.b type: must be true or false"},
	} {
		t.Run(tt.query+tt.key, func(t *testing.T) {
			t.Parallel()
			got := bound[scalars](t, request{query: tt.query}, bind.Options{})
			if tt.key != "" {
				var fields map[string]json.RawMessage
				if err := json.Unmarshal([]byte(got), &fields); err != nil {
					t.Fatal(got)
				}
				got = string(fields[tt.key])
			}
			if got != tt.want {
				t.Errorf("?%s\n got %s\nwant %s", tt.query, got, tt.want)
			}
		})
	}
}

func TestBind_param_header_cookie(t *testing.T) {
	t.Parallel()
	type in struct {
		ID      int      `param:"id"`
		Tenant  string   `header:"x-tenant" validate:"required"`
		Accept  []string `header:"Accept,split"`
		Retry   *int     `header:"Retry"`
		Session string   `cookie:"sid" validate:"required"`
		Theme   string   `cookie:"theme" default:"dark"`
	}
	for _, tt := range []struct {
		name string
		r    request
		want string
	}{
		{"all", request{
			param:  map[string]string{"id": "7"},
			header: http.Header{"X-Tenant": {"a"}, "Accept": {"b, c", "d"}, "Cookie": {`other=1; sid="x y"; sid=z`, "theme=light"}},
		}, `{"ID":7,"Tenant":"a","Accept":["b","c","d"],"Retry":null,"Session":"x y","Theme":"light"}`},
		{"everything wrong at once", request{
			param:  map[string]string{"id": "x"},
			header: http.Header{"Retry": {"1", "2"}, "Accept": {"\xff", "\xfe"}},
		}, "param.id type: must be a whole number\nheader.x-tenant required: is required\nheader.Accept utf8: must be valid UTF-8\nheader.Retry repeated: must be given once\ncookie.sid required: is required"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := bound[in](t, tt.r, bind.Options{}); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

type base struct {
	Trace string `header:"X-Trace"`
	Kind  string `json:"kind"`
}

type Paging struct {
	Page int `query:"page" default:"1"`
}

func TestBind_embedded(t *testing.T) {
	t.Parallel()
	type in struct {
		base
		*Paging
		Name string `json:"name"`
		Kind string `json:"kind"` // hides the embedded one
	}
	r := request{header: http.Header{"X-Trace": {"t"}}, body: `{"name":"n","kind":"k"}`}
	plan, err := bind.Compile(reflect.TypeFor[in](), bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var v in
	if err := plan.Bind(&v, r.source()); err != nil {
		t.Fatal(err)
	}
	if v.Trace != "t" || v.Paging == nil || v.Page != 1 || v.Name != "n" || v.Kind != "k" || v.base.Kind != "" {
		t.Errorf("got %+v %+v", v, v.Paging)
	}
	for _, f := range plan.Fields() {
		if got := reflect.TypeFor[in]().FieldByIndex(f.Struct.Index).Name; got != f.Struct.Name {
			t.Errorf("%s: index %v leads to %s", f.Name, f.Struct.Index, got)
		}
	}
}

func TestPlan_describes_the_input(t *testing.T) {
	t.Parallel()
	type in struct {
		ID   int      `param:"id"`
		IDs  []int    `query:"ids,split"`
		Page int      `query:"page" default:"1"`
		Name string   `json:"name,omitempty" validate:"required,min=2"`
		Tags []string `json:"tags" validate:"dive,required"`
		Skip string   `json:"-"`
		note string
	}
	plan, err := bind.Compile(reflect.TypeFor[in](), bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range plan.Fields() {
		lines = append(lines, fmt.Sprintf("%s %s %s%v %v %v %q %v",
			f.Source, f.Name, f.Struct.Name, f.Struct.Index, f.Required, f.HasDefault, f.Default, f.Split))
	}
	want := `param id ID[0] true false "" false
query ids IDs[1] false false "" true
query page Page[2] false true "1" false
body name Name[3] true false "" false
body tags Tags[4] false false "" false`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !plan.HasBody() || fmt.Sprint(plan.Params()) != "[id]" {
		t.Errorf("HasBody %v, Params %v", plan.HasBody(), plan.Params())
	}
	_ = in{}.note
}

func TestWireName(t *testing.T) {
	t.Parallel()
	type in struct {
		base
		A string `json:"a,omitempty"`
		B string
		C string `query:"c,split"`
		D string `json:"-"`
		E string `json:"-,"`
		F string `header:"X-A"`
	}
	var got []string
	for f := range reflect.TypeFor[in]().Fields() {
		got = append(got, bind.WireName(f))
	}
	if want := "[ a B query.c d - header.X-A]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

type inner struct {
	Q string `query:"q"`
}

func TestCompile_lists_every_problem(t *testing.T) {
	t.Parallel()
	type in struct {
		A     string         `query:"a"`
		B     string         `query:"a"`
		C     string         `query:"c" header:"c"`
		D     string         `query:"d" json:"d"`
		E     map[string]int `query:"e"`
		F     int            `query:"f" default:"x"`
		G     int            `query:"g" default:"1" validate:"required"`
		h     int            `query:"h"`
		I     string         `query:""`
		J     string         `query:"j,spilt"`
		K     string         `query:"k,split"`
		L     []int          `param:"l"`
		M     int            `param:"m" default:"1"`
		N     func()         `json:"n"`
		O     inner          `json:"o"`
		P     []int          `json:"p" default:"1"`
		Q     int
		R     int    `json:"Q"`
		S     string `json:"s,string"`
		T     error  `json:"t"`
		U     int8   `query:"u" default:"300"`
		V     string `header:"x-v"`
		W     string `header:"X-V"`
		X     []byte `query:"x"`
		*base `json:"y"`
		Y     string `Query:"y"`
		Z     struct {
			P int `query:"p"`
		} `json:"z"`
		AA []struct {
			P int `params:"p"`
		} `json:"aa"`
		AB int      `headers:"ab" Json:"ab" bson:"ab" db:"ab"`
		AC int      `query:"ac" default:"1000" validate:"max=10"`
		AD []string `query:"ad,split" default:"a,b" validate:"max=2,dive,oneof=a c"`
		AE string   `json:"ae" default:"x" validate:"omitempty,eqfield=S,min=2"`
		AF string   `query:"af" default:"x" validate:"mni=2"` // the rule's own problem
		AG *int     `query:"ag" default:"5" validate:"required_without=AC,oneof=1 2"`
	}
	_, err := bind.Compile(reflect.TypeFor[in](), bind.Options{})
	if err == nil {
		t.Fatal("no error")
	}
	want := `bind_test.in.C: comes from one source, not from query and header
bind_test.in.D: comes from one source, not from query and json
bind_test.in.G: a required field has no use for a default; remove one of the two
bind_test.in.h: is not exported, so its query tag has no effect
bind_test.in.I: the query tag has no name
bind_test.in.J: the query tag has the unknown option "spilt"
bind_test.in.M: a path parameter is always there and needs no default
bind_test.in.base: is not exported, so its json tag has no effect
bind_test.in.Y: there is no tag "Query"; did you mean "query"?
bind_test.in.AB: there is no tag "headers"; did you mean "header"?
bind_test.in.AB: there is no tag "Json"; did you mean "json"?
bind_test.in.B: bind_test.in.A already takes query "a"
bind_test.in.R: bind_test.in.Q already takes body "Q"
bind_test.in.W: bind_test.in.V already takes header "X-V"
bind_test.in.E: map[string]int cannot come from the query
bind_test.in.F: the default "x" must be a whole number
bind_test.in.K: "split" needs a slice, not string
bind_test.in.L: []int cannot come from the path
bind_test.in.U: the default "300" must be between -128 and 127
bind_test.in.X: []uint8 cannot come from the query
bind_test.in.AC: the default "1000" must be at most 10
bind_test.in.AD: the default "a,b" holds an item that must be one of a or c
bind_test.in.AG: the default "5" must be one of 1 or 2
bind_test.in.N: func() cannot be read from JSON
bind_test.inner.Q: is inside the body and cannot come from the query
bind_test.in.P: []int cannot have a default
bind_test.in.S: the json option "string" is for numbers and bools, not for string
bind_test.in.T: error cannot be read from JSON
bind_test.in.Z.P: is inside the body and cannot come from the query
bind_test.in.AA.P: there is no tag "params"; did you mean "param"?
bind_test.in.AE: the default "x" must be at least 2 characters long`
	if got := err.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	_ = in{}.h
}

func TestNotJSON(t *testing.T) {
	t.Parallel()
	const other, encoded = "the body must be application/json", "the body must be in UTF-8"
	for contentType, want := range map[string]string{
		"application/json":                                "",
		"Application/JSON; charset=UTF-8":                 "",
		`application/json;charset="utf-8"`:                "",
		"application/merge-patch+json":                    "",
		"application/problem+JSON;q=1":                    "",
		"application/json; charset=utf-16":                encoded,
		"application/json; charset=":                      other,
		`application/json; charset=""`:                    encoded,
		"application/x+json; Charset=iso8859-1":           encoded,
		"application/json; charset=utf-8; charset=utf-16": other,
		"text/plain; charset=utf-16":                      other,
		"":                                                other,
		"text/json":                                       other,
		"application/jsonp":                               other,
		"application/xml":                                 other,
		"text/plain; x=application/json":                  other,
		"application/json, text/plain":                    other,
		"multipart/form-data; boundary=+json":             other,
	} {
		if got := bind.NotJSON(contentType); got != want {
			t.Errorf("NotJSON(%q) = %q, want %q", contentType, got, want)
		}
	}
}

type params map[string]string

func (p params) Param(name string) string { return p[name] }
