package check

import (
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
)

// TestNative holds the compiled rules against validator's own, over the
// values round every limit.
func TestNative(t *testing.T) {
	t.Parallel()
	v := validator.New()
	values := []any{
		"", "a", "ab", "äöü", "3", "-2", "red", "dark blue", "it's",
		0, 1, 2, 3, 4, -2, math.MaxInt64, math.MinInt64,
		int8(3), int16(-2), int32(0x10), int64(2),
		uint(0), uint8(2), uint16(3), uint64(math.MaxUint64),
		0.0, 2.5, 3.0, -2.0, float32(2.1), float32(3),
		[]int{}, []int{1, 2}, [3]string{}, map[string]int{"a": 1, "b": 2},
		time.Duration(0), 2 * time.Second, time.Duration(3), true, false,
	}
	names := []string{"len", "min", "max", "eq", "ne", "gt", "gte", "lt", "lte"}
	params := []string{"0", "2", "3", "-2", "2.5", "2.1", "0x10", "2s", "red", "", "1_000"}
	compared := 0
	for _, value := range values {
		for _, name := range names {
			for _, param := range params {
				compared += compare(t, v, value, name, param)
			}
		}
		for _, param := range []string{"", "2 3 -2", "red 'dark blue'", "'it's' 'x", "02 +3 3"} {
			compared += compare(t, v, value, "oneof", param)
		}
		compared += compare(t, v, value, "isdefault", "")
	}
	if compared < 800 {
		t.Errorf("only %d rules are native", compared)
	}
}

// compare returns 1 when the rule is native.
func compare(t *testing.T, v *validator.Validate, value any, name, param string) int {
	t.Helper()
	test := native(name, param, reflect.TypeOf(value))
	if test == nil {
		return 0
	}
	p := reflect.New(reflect.TypeOf(value)).Elem()
	p.Set(reflect.ValueOf(value))
	word := name
	if param != "" {
		word += "=" + param
	}
	want, panicked := judge(v, value, word)
	if panicked != nil {
		t.Errorf("%s on %T is native, but validator panics: %v", word, value, panicked)
		return 1
	}
	if got := test(subject{v: p}); got != want {
		t.Errorf("%s on %T %v: got %v, validator says %v", word, value, value, got, want)
	}
	return 1
}

func judge(v *validator.Validate, value any, word string) (ok bool, panicked any) {
	defer func() { panicked = recover() }()
	return v.Var(value, word) == nil, nil
}

func BenchmarkCheck(b *testing.B) {
	type part struct {
		Street string `validate:"required,min=2,max=80"`
		City   string `validate:"required,max=80"`
	}
	type body struct {
		Name  string   `validate:"required,min=2,max=40"`
		Email string   `validate:"required,email"`
		Age   int      `validate:"gte=0,lte=130"`
		Role  string   `validate:"oneof=admin user"`
		Tags  []string `validate:"max=5,dive,min=1"`
		Home  part
	}
	value := &body{"Tom Jones", "tom@example.com", 7, "user", []string{"a", "b"}, part{"Main St", "Rome"}}
	b.Run("plan", func(b *testing.B) {
		plan, err := Compile(reflect.TypeFor[body](), Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if got := plan.Check(value); got != nil {
				b.Fatal(got)
			}
		}
	})
	b.Run("validator", func(b *testing.B) {
		v := validator.New()
		b.ReportAllocs()
		for b.Loop() {
			if err := v.Struct(value); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func ExampleClean() {
	fmt.Println(Clean("a\nb"))
	// Output: a?b
}
