package bind_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/dreygo/drey/framework/internal/bind"
)

// corpus are JSON texts by hand, named in the way of JSON test suites: what
// starts with y must be accepted, what starts with n refused.
var corpus = []struct{ name, text string }{
	{"y_null", `null`},
	{"y_true", `true`},
	{"y_false", `false`},
	{"y_zero", `0`},
	{"y_minus_zero", `-0`},
	{"y_digits", `1234567890`},
	{"y_negative", `-12`},
	{"y_fraction", `0.5`},
	{"y_long_fraction", `0.12345678901234567890123`},
	{"y_exponent", `1e5`},
	{"y_exponent_capital", `1E5`},
	{"y_exponent_plus", `1e+5`},
	{"y_exponent_minus", `-1.5e-5`},
	{"y_exponent_zeros", `1e005`},
	{"y_underflow", `1e-400`},
	{"y_integer_of_53_bits", `-9007199254740993.0`},
	{"y_long_integer_that_is_exact", `9223372036854775808`},
	{"y_long_float", `123456789012345678901234567890e0`},
	{"y_empty_string", `""`},
	{"y_string", `"abc"`},
	{"y_escapes", `"\"\\\/\b\f\n\r\t"`},
	{"y_unicode_escape", `"\u00e4\u20AC"`},
	{"y_escaped_nul", `"\u0000"`},
	{"y_surrogates", `"\ud83d\ude00"`},
	{"y_utf8", `"äß€😀"`},
	{"y_delete_character", "\"\x7f\""},
	{"y_line_separator", "\"\u2028\u2029\""},
	{"y_byte_order_mark_in_string", "\"\ufeff\""},
	{"y_noncharacter", "\"\uffff\""},
	{"y_brackets_in_string", `"[{]},:"`},
	{"y_comment_in_string", `"/* no */ // no"`},
	{"y_empty_array", `[]`},
	{"y_array_space", "[ \t\r\n]"},
	{"y_array_mixed", `[null,1,"a",true,[],{}]`},
	{"y_array_nested", `[[[[[[]]]]]]`},
	{"y_empty_object", `{}`},
	{"y_object", `{"a":1,"b":[2]}`},
	{"y_empty_key", `{"":1}`},
	{"y_escaped_key", `{"\u0061\"":1}`},
	{"y_keys_that_differ_in_case", `{"a":1,"A":2}`},
	{"y_same_key_in_two_objects", `{"a":{"a":1}}`},
	{"y_space_everywhere", " { \"a\" : [ 1 , 2 ] , \"b\" : null } "},

	{"n_nothing", ``},
	{"n_space", ` `},
	{"n_comma", `,`},
	{"n_null_capital", `Null`},
	{"n_true_capital", `TRUE`},
	{"n_nul", `nul`},
	{"n_tru", `tru`},
	{"n_nullx", `nullx`},
	{"n_nan", `NaN`},
	{"n_minus_nan", `-NaN`},
	{"n_infinity", `Infinity`},
	{"n_undefined", `undefined`},
	{"n_minus", `-`},
	{"n_plus", `+1`},
	{"n_double_minus", `--1`},
	{"n_leading_zero", `012`},
	{"n_minus_leading_zero", `-012`},
	{"n_point_first", `.5`},
	{"n_minus_point", `-.5`},
	{"n_point_last", `1.`},
	{"n_two_points", `1.2.3`},
	{"n_point_exponent", `1.e5`},
	{"n_exponent_empty", `1e`},
	{"n_exponent_sign", `1e+`},
	{"n_exponent_fraction", `1e5.5`},
	{"n_hexadecimal", `0x1F`},
	{"n_octal", `0o17`},
	{"n_underscore", `1_000`},
	{"n_two_numbers", `1 2`},
	{"n_number_letter", `1a`},
	{"n_fullwidth_digit", `１`},
	{"n_overflow", `1e400`},
	{"n_big_integer", `123456789012345678901234567890`},
	{"n_string_open", `"abc`},
	{"n_string_single_quotes", `'abc'`},
	{"n_string_bare", `abc`},
	{"n_string_newline", "\"a\nb\""},
	{"n_string_tab", "\"a\tb\""},
	{"n_string_nul", "\"a\x00b\""},
	{"n_string_escape_unknown", `"\x41"`},
	{"n_string_escape_quote", `"\'"`},
	{"n_string_escape_newline", "\"\\\n\""},
	{"n_string_escape_end", `"\`},
	{"n_string_unicode_short", `"\u12"`},
	{"n_string_unicode_letters", `"\u12xy"`},
	{"n_string_unicode_capital", `"\U00e4"`},
	{"n_string_lone_high_surrogate", `"\ud83d"`},
	{"n_string_lone_low_surrogate", `"\ude00"`},
	{"n_string_swapped_surrogates", `"\ude00\ud83d"`},
	{"n_string_two_high_surrogates", `"\ud83d\ud83d"`},
	{"n_utf8_invalid", "\"\xff\""},
	{"n_utf8_cut", "\"\xe2\x82\""},
	{"n_utf8_overlong", "\"\xc0\xaf\""},
	{"n_utf8_surrogate", "\"\xed\xa0\x80\""},
	{"n_utf8_too_large", "\"\xf4\x90\x80\x80\""},
	{"n_utf8_latin1", "\"\xe4\""},
	{"n_array_open", `[`},
	{"n_array_close", `]`},
	{"n_array_unclosed", `[1`},
	{"n_array_comma_first", `[,1]`},
	{"n_array_comma_last", `[1,]`},
	{"n_array_two_commas", `[1,,2]`},
	{"n_array_no_comma", `[1 2]`},
	{"n_array_colon", `["a":1]`},
	{"n_array_closed_by_brace", `[1}`},
	{"n_object_open", `{`},
	{"n_object_unclosed", `{"a":1`},
	{"n_object_no_value", `{"a":}`},
	{"n_object_no_colon", `{"a" 1}`},
	{"n_object_two_colons", `{"a"::1}`},
	{"n_object_key_only", `{"a"}`},
	{"n_object_bare_key", `{a:1}`},
	{"n_object_single_quotes", `{'a':1}`},
	{"n_object_number_key", `{1:1}`},
	{"n_object_null_key", `{null:1}`},
	{"n_object_comma_first", `{,"a":1}`},
	{"n_object_comma_last", `{"a":1,}`},
	{"n_object_two_commas", `{"a":1,,"b":2}`},
	{"n_object_no_comma", `{"a":1 "b":2}`},
	{"n_object_closed_by_bracket", `{"a":1]`},
	{"n_object_same_key", `{"a":1,"a":1}`},
	{"n_object_same_key_escaped", `{"a":1,"\u0061":1}`},
	{"n_object_same_key_deep", `[{"a":{"b":[],"b":[]}}]`},
	{"n_line_comment", "1//x\n"},
	{"n_block_comment", `/**/1`},
	{"n_hash_comment", "1#x\n"},
	{"n_semicolon", `1;`},
	{"n_form_feed", "\f1"},
	{"n_vertical_tab", "\v1"},
	{"n_no_break_space", "\u00a01"},
	{"n_byte_order_mark", "\ufeff1"},
	{"n_nul_after", "1\x00"},
	{"n_tag", `<null>`},
	{"n_template", `${1}`},
	{"n_too_deep", strings.Repeat("[", 70) + strings.Repeat("]", 70)},
}

// everything has a field for each way the corpus is read.
type everything struct {
	Any  any             `json:"any"`
	Raw  json.RawMessage `json:"raw"`
	List []any           `json:"list"`
	Map  map[string]any  `json:"map"`
	P    *string         `json:"p"`
	N    *int            `json:"n"`
	F    *float64        `json:"f"`
	B    *bool           `json:"b"`
	S    *struct{}       `json:"s"`
	L    *[]int          `json:"l"`
}

// isNumeral reports whether a text is JSON, but a number that float64 cannot
// hold.
func isNumeral(name string) bool { return name == "n_overflow" || name == "n_big_integer" }

func TestCorpus(t *testing.T) {
	t.Parallel()
	plan, err := bind.Compile(reflect.TypeFor[everything](), bind.Options{})
	if err != nil {
		t.Fatal(err)
	}
	accepts := func(body string) bool {
		return plan.Bind(new(everything), bind.Source{Body: []byte(body)}) == nil
	}
	for _, tt := range corpus {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := tt.name[0] == 'y'
			for _, body := range []string{
				`{"any":` + tt.text + `}`,
				`{"list":[0,` + tt.text + `]}`,
				`{"map":{"k":` + tt.text + `}}`,
				`{"list":[{"k":[0,` + tt.text + `]}]}`,
			} {
				if accepts(body) != want {
					t.Errorf("%q: accepted is %v", body, !want)
				}
			}
			for _, field := range []string{"raw", "p", "n", "f", "b", "s", "l", "unknown"} {
				if body := `{"` + field + `":` + tt.text + `}`; !want && !isNumeral(tt.name) && accepts(body) {
					t.Errorf("%q is accepted", body)
				}
			}
		})
	}
}

// TestCorpus_documents reads the corpus as whole bodies: only objects pass.
func TestCorpus_documents(t *testing.T) {
	t.Parallel()
	type in struct {
		A any `json:"a"`
	}
	plan, err := bind.Compile(reflect.TypeFor[in](), bind.Options{AllowUnknown: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range corpus {
		want := tt.name[0] == 'y' && strings.HasPrefix(strings.TrimSpace(tt.text), "{")
		if got := plan.Bind(new(in), bind.Source{Body: []byte(tt.text)}) == nil; got != want {
			t.Errorf("%s: %q: accepted is %v", tt.name, tt.text, got)
		}
	}
}
