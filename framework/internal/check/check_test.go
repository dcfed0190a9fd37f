package check_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/dreygo/drey/framework/internal/check"
)

// wire names fields as the binder does for a body.
func wire(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" && !f.Anonymous {
		return f.Name
	}
	return name
}

// broken compiles the type of v and renders what is wrong with v.
func broken(t *testing.T, v any) string {
	t.Helper()
	p := reflect.New(reflect.TypeOf(v))
	p.Elem().Set(reflect.ValueOf(v))
	plan, err := check.Compile(reflect.TypeOf(v), check.Options{Name: wire})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range plan.Check(p.Interface()) {
		lines = append(lines, fmt.Sprintf("%s %s: %s", f.Path, f.Rule, f.Message))
	}
	return strings.Join(lines, "\n")
}

type line struct {
	SKU string `json:"sku" validate:"required,min=2"`
	Qty int    `json:"qty" validate:"required,gte=1,lte=9"`
}

type audit struct {
	By string `json:"by" validate:"omitempty,email"`
}

type order struct {
	audit
	Name   string            `json:"name" validate:"required,min=2,max=5"`
	Note   *string           `json:"note" validate:"omitempty,min=2"`
	Paid   bool              `json:"paid" validate:"required"`
	Total  float64           `json:"total" validate:"required"`
	Items  []line            `json:"items" validate:"required,max=2,dive"`
	Labels map[string]string `json:"labels" validate:"dive,keys,min=2,endkeys,max=3"`
	Parent *order            `json:"parent"`
}

func good() order {
	return order{Name: "Tom", Items: []line{{SKU: "ab", Qty: 1}}}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	short := "x"
	for _, tt := range []struct {
		name   string
		change func(*order)
		want   string
	}{
		{"zero number and bool satisfy required", func(*order) {}, ""},
		{"empty string does not", func(o *order) { o.Name = "" }, "name required: must not be empty"},
		{"nil list does not", func(o *order) { o.Items = nil }, "items required: must not be empty"},
		{"length of a string", func(o *order) { o.Name = "ä" }, "name min: must be at least 2 characters long"},
		{"length counts characters", func(o *order) { o.Name = "äöüäö" }, ""},
		{"pointer is checked when given", func(o *order) { o.Note = &short }, "note min: must be at least 2 characters long"},
		{"embedded fields stand in its place", func(o *order) { o.By = "x" }, "by email: must be an email address"},
		{"number in a list", func(o *order) { o.Items[0].Qty = 0 }, "items.0.qty gte: must be at least 1"},
		{"all fields in order", func(o *order) {
			o.Name = "toolong"
			o.Items = append(o.Items, line{SKU: "x", Qty: 10})
		}, "name max: must be at most 5 characters long\nitems.1.sku min: must be at least 2 characters long\nitems.1.qty lte: must be at most 9"},
		{"too many items", func(o *order) { o.Items = make([]line, 3) }, "items max: must have at most 2 items"},
		{"map keys and values, sorted", func(o *order) { o.Labels = map[string]string{"bb": "long", "a": "v"} },
			"labels.a min: must be at least 2 characters long\nlabels.bb max: must be at most 3 characters long"},
		{"map key is cleaned", func(o *order) { o.Labels = map[string]string{"a\nb\x1b": "long"} },
			"labels.a?b? max: must be at most 3 characters long"},
		{"type that holds itself", func(o *order) { o.Parent = &order{Name: "Ann", Items: []line{{SKU: "a"}}} },
			"parent.items.0.sku min: must be at least 2 characters long\nparent.items.0.qty gte: must be at least 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := good()
			tt.change(&o)
			if got := broken(t, o); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestCheck_related_fields_have_wire_names(t *testing.T) {
	t.Parallel()
	type signup struct {
		Password string  `json:"password"`
		Again    string  `json:"again" validate:"eqfield=Password"`
		Email    string  `json:"email"`
		Phone    *string `json:"phone" validate:"required_without=Email,omitempty,e164"`
		Kind     string  `json:"kind"`
		VAT      string  `json:"vat" validate:"required_if=Kind firm"`
		Address  *audit  `json:"address" validate:"excluded_unless=Kind firm"`
	}
	got := broken(t, signup{Password: "a", Again: "b"})
	want := "again eqfield: must equal password\nphone required_without: is required without email"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got = broken(t, signup{Email: "a", Kind: "firm"})
	if want = "vat required_if: is required when kind is firm"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got = broken(t, signup{Email: "a", Kind: "man", Address: &audit{}})
	if want = "address excluded_unless: must be left out unless kind is firm"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCheck_structs_in_lists_need_no_dive(t *testing.T) {
	t.Parallel()
	type cart struct {
		Lines []line          `json:"lines"`
		Named map[string]line `json:"named"`
		Grid  [][]*line       `json:"grid"`
		Skip  line            `json:"skip" validate:"structonly"`
	}
	bad := line{SKU: "ok", Qty: 10}
	got := broken(t, cart{
		Lines: []line{bad}, Named: map[string]line{"n": bad}, Grid: [][]*line{{nil, &bad}}, Skip: bad,
	})
	want := "lines.0.qty lte: must be at most 9\nnamed.n.qty lte: must be at most 9\ngrid.0.1.qty lte: must be at most 9"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A list that breaks a rule of its own is looked into all the same, so that a
// client learns everything at once; not so one that is too long.
func TestCheck_a_list_and_its_elements(t *testing.T) {
	t.Parallel()
	type lists struct {
		Min    []string          `json:"min" validate:"min=3,dive,email"`
		Unique []line            `json:"unique" validate:"unique=SKU"`
		Len    []line            `json:"len" validate:"len=2"`
		Both   []string          `json:"both" validate:"unique,lt=3,dive,email"`
		Map    map[string]string `json:"map" validate:"min=2,max=3,dive,keys,min=2,endkeys,email"`
		Grid   [][]string        `json:"grid" validate:"min=2,dive,min=2,dive,email"`
		Either []string          `json:"either" validate:"len=0|len=2,dive,email"`
		Out    []string          `json:"out" validate:"excluded_with=Min,dive,email"`
		Omit   []string          `json:"omit" validate:"min=2,omitempty,dive,email"`
	}
	const email = "email: must be an email address\n"
	for _, tt := range []struct {
		name string
		in   lists
		want string
	}{
		{"too few", lists{Min: []string{"x", "a@example.com"}}, "min min: must have at least 3 items\nmin.0 " + email},
		{"twice the same", lists{Unique: []line{{"ab", 1}, {"ab", 0}}}, "unique unique: must not hold the same item twice\nunique.1.qty gte: must be at least 1\n"},
		{"fewer than exactly", lists{Len: []line{{"ab", 0}}}, "len len: must have exactly 2 items\nlen.0.qty gte: must be at least 1\n"},
		{"more than exactly", lists{Len: make([]line, 3)}, "len len: must have exactly 2 items\n"},
		{"wrong and too long", lists{Both: []string{"x", "x", "x"}}, "both unique: must not hold the same item twice\n"},
		{"wrong and not too long", lists{Both: []string{"x", "x"}}, "both unique: must not hold the same item twice\nboth.0 " + email + "both.1 " + email},
		{"a map", lists{Map: map[string]string{"x": "y"}}, "map min: must have at least 2 items\nmap.x min: must be at least 2 characters long\nmap.x " + email},
		{"lists in lists", lists{Grid: [][]string{{"x"}}}, "grid min: must have at least 2 items\ngrid.0 min: must have at least 2 items\ngrid.0.0 " + email},
		{"no single bound", lists{Either: []string{"x"}}, "either len|len: must have exactly 0 items or must have exactly 2 items\neither.0 " + email},
		{"what ought to be left out", lists{Min: []string{"a@b.example", "a@c.example", "a@d.example"}, Out: []string{"x"}}, "out excluded_with: must be left out with min\n"},
		{"before omitempty", lists{Omit: []string{"x"}}, "omit min: must have at least 2 items\nomit.0 " + email},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			two := []string{"a@b.example", "a@c.example"}
			fill(&tt.in, &lists{Min: append(two, "a@d.example"), Len: []line{{"ab", 1}, {"cd", 1}},
				Map: map[string]string{"aa": two[0], "bb": two[1]}, Grid: [][]string{two, two}, Omit: two})
			if got := broken(t, tt.in); got != strings.TrimSuffix(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// fill gives the fields of a struct that are zero those of another.
func fill[T any](to, from *T) {
	t, f := reflect.ValueOf(to).Elem(), reflect.ValueOf(from).Elem()
	for i := range t.NumField() {
		if t.Field(i).IsZero() {
			t.Field(i).Set(f.Field(i))
		}
	}
}

// An answer has no more about elements than helps.
func TestCheck_stops_at_a_hundred(t *testing.T) {
	t.Parallel()
	type lists struct {
		A []string       `validate:"dive,email"`
		B map[int]string `validate:"dive,email"`
	}
	plan, err := check.Compile(reflect.TypeFor[lists](), check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := lists{A: make([]string, 60), B: map[int]string{}}
	for i := range 60 {
		in.B[i] = ""
	}
	if n := len(plan.Check(&in)); n != check.MaxFields {
		t.Errorf("%d fields, want %d", n, check.MaxFields)
	}
	in.A = make([]string, 10_000)
	if n := len(plan.Check(&in)); n != check.MaxFields {
		t.Errorf("%d fields, want %d", n, check.MaxFields)
	}
}

func TestCheck_messages(t *testing.T) {
	t.Parallel()
	type all struct {
		A string        `json:"a" validate:"len=1"`
		B []int         `json:"b" validate:"min=1"`
		C uint8         `json:"c" validate:"gt=3"`
		D float32       `json:"d" validate:"lt=-1"`
		E string        `json:"e" validate:"oneof=red 'dark blue'"`
		F string        `json:"f" validate:"rgb|rgba"`
		G time.Time     `json:"g" validate:"gt"`
		H time.Duration `json:"h" validate:"min=1s"`
		I []string      `json:"i" validate:"unique"`
		J string        `json:"j" validate:"startswith=x"`
		K int           `json:"k" validate:"oneof=1 2 3"`
		L any           `json:"l" validate:"min=3"`
		M string        `json:"m" validate:"credit_card"`
		N string        `json:"n" validate:"postcode_iso3166_alpha2=DE"`
		O string        `json:"o" validate:"uuid4"`
		P string        `json:"p" validate:"contains= "`
	}
	got := broken(t, all{I: []string{"a", "a"}, L: true})
	want := `a len: must be exactly 1 character long
b min: must have at least 1 item
c gt: must be more than 3
d lt: must be less than -1
e oneof: must be one of red or dark blue
f rgb|rgba: must be a color such as rgb(255,136,0) or must be a color such as rgba(255,136,0,0.5)
g gt: must be in the future
h min: must be at least 1s
i unique: must not hold the same item twice
j startswith: must start with x
k oneof: must be one of 1, 2 or 3
l min: must be at least 3
m credit_card: must be a card number
n postcode_iso3166_alpha2: is not valid (rule postcode_iso3166_alpha2)
o uuid4: must be a UUID of version 4
p contains: must contain  `
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCompile_without_rules_is_nil(t *testing.T) {
	t.Parallel()
	type tree struct {
		Name string `json:"name" validate:"omitempty"`
		Kids []tree `json:"kids"`
		N    int    `json:"n" validate:"required"`
	}
	plan, err := check.Compile(reflect.TypeFor[tree](), check.Options{Name: wire})
	if plan != nil || err != nil {
		t.Errorf("Compile = %v, %v; want nil, nil", plan, err)
	}
	if got := plan.Check(&tree{}); got != nil {
		t.Errorf("Check of a nil plan = %v", got)
	}
}

func TestCompile_names_every_bad_rule(t *testing.T) {
	t.Parallel()
	type bad struct {
		A string         `validate:"mni=2"`
		B bool           `validate:"min=2"`
		C string         `validate:"min=two"`
		D string         `validate:"dive,min=2"`
		E string         `validate:"eqfield=Nope"`
		F map[string]int `validate:"keys,min=2"`
		G line           `validate:"email"`
		H string         `validate:"required_if=A"`
		I []string       `validate:"dive,gtt=2"`
		J string         `validate:"required,,min=2"`

		Requird    string        `validate:"requird"`
		Upper      string        `validate:"EMAIL"`
		Far        string        `validate:"postleitzahl"`
		Space      string        `validate:"required, min=2"`
		NoEquals   string        `validate:"min 2"`
		SpaceAt    string        `validate:"min =2"`
		Pipes      string        `validate:"oneof=1|2"`
		Commas     string        `validate:"required,oneof=a,b"`
		Either     string        `validate:"email|ipp"`
		Half       int           `validate:"min=1.5"`
		Minus      uint          `validate:"max=-1"`
		Float      float64       `validate:"gt=x"`
		Wait       time.Duration `validate:"min=soon"`
		Flag       bool          `validate:"eq=maybe"`
		Nothing    []int         `validate:"max"`
		Choice     string        `validate:"oneof="`
		Kind       string        `validate:"spicedb=x"`
		EmailInt   int           `validate:"email"`
		AlphaBool  *bool         `validate:"omitempty,alpha"`
		Either2    float64       `validate:"numeric|alpha"`
		EmailList  []string      `validate:"required,email"`
		EmailTimes []time.Time   `validate:"dive,startswith=2"`
		Wrapped    struct {
			Inner struct {
				N int `validate:"uuid"`
			} `json:"inner"`
		}
	}
	_, err := check.Compile(reflect.TypeFor[bad](), check.Options{Name: wire})
	if err == nil {
		t.Fatal("Compile accepted every rule")
	}
	want := `check_test.bad.A: there is no rule "mni"; did you mean "min"?
check_test.bad.B: rule "min=2" cannot be applied to bool
check_test.bad.C: rule "min=two": min needs a whole number
check_test.bad.D: "dive" needs a slice, array or map, not string
check_test.bad.E: rule "eqfield=Nope": check_test.bad has no field Nope
check_test.bad.F: "keys" must follow "dive" as in dive,keys,...,endkeys,...
check_test.bad.G: rule "email" cannot be applied to a struct
check_test.bad.H: rule "required_if=A": required_if needs pairs of a field and a value, with spaces between
check_test.bad.I: there is no rule "gtt"; did you mean "gt"?
check_test.bad.J: "" is no rule; are there two commas in a row?
check_test.bad.Requird: there is no rule "requird"; did you mean "required"?
check_test.bad.Upper: there is no rule "EMAIL"; did you mean "email"?
check_test.bad.Far: there is no rule "postleitzahl"
check_test.bad.Space: rule " min=2" has a space that does not belong there; write "min=2"
check_test.bad.NoEquals: rule "min 2" has a space where "=" belongs; write "min=2"
check_test.bad.SpaceAt: rule "min =2" has a space that does not belong there; write "min=2"
check_test.bad.Pipes: rule "oneof=1|2": oneof takes spaces between values; write "oneof=1 2"
check_test.bad.Commas: there is no rule "b" (oneof takes spaces between values)
check_test.bad.Either: there is no rule "ipp"; did you mean "ip"?
check_test.bad.Half: rule "min=1.5": min needs a whole number
check_test.bad.Minus: rule "max=-1": max needs a whole number that is not negative
check_test.bad.Float: rule "gt=x": gt needs a number
check_test.bad.Wait: rule "min=soon": min needs a duration such as 1h30m
check_test.bad.Flag: rule "eq=maybe": eq needs true or false
check_test.bad.Nothing: rule "max": max needs a whole number
check_test.bad.Choice: rule "oneof=": oneof needs values, with spaces between
check_test.bad.Kind: rule "spicedb=x" does not work for string
check_test.bad.EmailInt: rule "email" is for text, not for int
check_test.bad.AlphaBool: rule "alpha" is for text, not for bool
check_test.bad.Either2: rule "alpha" is for text, not for float64
check_test.bad.EmailList: rule "email" is for text, not for []string; write "dive,email" for its items
check_test.bad.EmailTimes: rule "startswith" is for text, not for time.Time
check_test.bad.Wrapped.Inner.N: rule "uuid" is for text, not for int`
	if got := err.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// secret hands the value it guards to the rules.
type secret struct{ text string }

func (s secret) ValidatorValue() any { return s.text }

func TestCheck_valuer(t *testing.T) {
	t.Parallel()
	type in struct {
		A secret  `json:"a" validate:"required,min=3"`
		B *secret `json:"b" validate:"omitempty,min=3"`
		C any     `json:"c" validate:"required"`
	}
	got := broken(t, in{A: secret{"ab"}, B: &secret{"x"}})
	want := "a min: must be at least 3\nb min: must be at least 3\nc required: is required"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := broken(t, in{A: secret{"abc"}, C: 0}); got != "" {
		t.Errorf("got %s", got)
	}
}

func TestCheck_is_safe_for_concurrent_use(t *testing.T) {
	t.Parallel()
	plan, err := check.Compile(reflect.TypeFor[order](), check.Options{Name: wire})
	if err != nil {
		t.Fatal(err)
	}
	for items, want := range []int{0, 2, 4, 1} { // two for each item, one for too many items
		t.Run(fmt.Sprint(items), func(t *testing.T) {
			t.Parallel()
			for range 200 {
				o := good()
				o.Items = make([]line, items)
				if got := len(plan.Check(&o)); got != want {
					t.Fatalf("%d items: %d problems, want %d", items, got, want)
				}
			}
		})
	}
}
