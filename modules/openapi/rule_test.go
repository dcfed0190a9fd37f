package openapi_test

import (
	"context"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// A text that must be a card's number cannot be left out, although no keyword
// says what one is.
func TestRequiredBeyondSchema(t *testing.T) {
	t.Parallel()
	type payment struct {
		Card     string  `json:"card" validate:"credit_card"`
		Currency *string `json:"currency" validate:"iso4217"`
		Note     string  `json:"note" validate:"ascii"`
		Second   string  `json:"second" validate:"omitempty,credit_card"`
	}
	pay := func(context.Context, payment) (drey.None, error) { return drey.None{}, nil }
	doc := openapi.Build(openapi.Config{}, table(t, drey.NewModule("pay", drey.Controllers(drey.Controller("/pay").With(drey.Post("", pay))))))
	schema, _ := doc.Components.Schemas.Get("OpenapiTestPayment")
	if schema == nil {
		schema, _ = doc.Components.Schemas.Get("Payment")
	}
	if want := []string{"card", "currency"}; schema == nil || !slices.Equal(schema.Required, want) {
		t.Errorf("required %+v, want %v", schema, want)
	}
}

func TestSchemaOfRules(t *testing.T) {
	t.Parallel()
	text, number, whole := reflect.TypeFor[string](), reflect.TypeFor[float64](), reflect.TypeFor[int]()
	list, table := reflect.TypeFor[[]string](), reflect.TypeFor[map[string]int]()
	for _, tt := range []struct {
		name  string
		field reflect.Type
		rules string
		want  string
	}{
		{"length", text, "min=2,max=40", `{"type":"string","minLength":2,"maxLength":40}`},
		{"exclusive length", text, "gt=2,lt=40", `{"type":"string","minLength":3,"maxLength":39}`},
		{"exact length", text, "len=3", `{"type":"string","minLength":3,"maxLength":3}`},
		{"range", whole, "gte=0,lte=40", `{"type":"integer","format":"int64","minimum":0,"maximum":40}`},
		{"exclusive range", number, "gt=0.5,lt=20.5", `{"type":"number","format":"double","exclusiveMinimum":0.5,"exclusiveMaximum":20.5}`},
		{"range of a pointer", reflect.TypeFor[*int](), "omitempty,min=1", `{"type":["integer","null"],"format":"int64","minimum":1}`},
		{"a rule refuses null", reflect.TypeFor[*int](), "min=1", `{"type":"integer","format":"int64","minimum":1}`},
		{"a required pointer is not null", reflect.TypeFor[*int](), "required", `{"type":"integer","format":"int64"}`},
		{"great numbers stay exact", reflect.TypeFor[uint64](), "max=18446744073709551615", `{"type":"integer","minimum":0,"maximum":18446744073709551615}`},
		{"hexadecimal parameter", whole, "max=0x10", `{"type":"integer","format":"int64","maximum":16}`},
		{"exact number", whole, "len=3", `{"type":"integer","format":"int64","const":3}`},
		{"duration", reflect.TypeFor[time.Duration](), "min=1s", `{"description":"A duration such as 1h30m, or its nanoseconds.","type":["integer","string"],"format":"int64","minimum":1000000000}`},
		{"items", list, "min=1,max=9,unique", `{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":9,"uniqueItems":true}`},
		{"exact items", list, "len=2", `{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2}`},
		{"members", table, "gte=1,lte=2", `{"type":"object","additionalProperties":{"type":"integer","format":"int64"},"minProperties":1,"maxProperties":2}`},
		{"dive", list, "max=3,dive,required,email,max=99", `{"type":"array","items":{"type":"string","format":"email","maxLength":99},"maxItems":3}`},
		{"dive twice", reflect.TypeFor[[][]int](), "dive,min=1,dive,gt=0", `{"type":"array","items":{"type":"array","items":{"type":"integer","format":"int64","exclusiveMinimum":0},"minItems":1}}`},
		{"dive with keys", table, "dive,keys,alpha,max=5,endkeys,gte=1", `{"type":"object","additionalProperties":{"type":"integer","format":"int64","minimum":1},"propertyNames":{"maxLength":5,"pattern":"^[a-zA-Z]+$"}}`},
		{"eq", text, "eq=yes", `{"type":"string","const":"yes"}`},
		{"eq of a pointer", reflect.TypeFor[*bool](), "omitempty,eq=true", `{"anyOf":[{"type":"boolean","const":true},{"type":"null"}]}`},
		{"ne", whole, "ne=0", `{"type":"integer","format":"int64","not":{"const":0}}`},
		{"oneof", text, "oneof=small 'very large'", `{"type":"string","enum":["small","very large"]}`},
		{"oneof numbers", reflect.TypeFor[*int32](), "omitempty,oneof=1 2", `{"type":["integer","null"],"format":"int32","enum":[1,2,null]}`},
		{"noneof", text, "noneof=root admin", `{"type":"string","not":{"enum":["root","admin"]}}`},
		{"comma and bar", text, "oneof=a0x2Cb c0x7Cd", `{"type":"string","enum":["a,b","c|d"]}`},
		{"email", text, "email", `{"type":"string","format":"email"}`},
		{"url", text, "url", `{"type":"string","format":"uri"}`},
		{"uri", text, "uri", `{"type":"string","format":"uri"}`},
		{"uuid", text, "uuid", `{"type":"string","format":"uuid"}`},
		{"uuid4", text, "uuid4", `{"type":"string","format":"uuid"}`},
		{"ipv4", text, "ipv4", `{"type":"string","format":"ipv4"}`},
		{"ipv6", text, "ipv6", `{"type":"string","format":"ipv6"}`},
		{"ip", text, "ip", `{"type":"string","anyOf":[{"format":"ipv4"},{"format":"ipv6"}]}`},
		{"hostname", text, "hostname", `{"type":"string","format":"hostname"}`},
		{"date", text, "datetime=2006-01-02", `{"type":"string","format":"date"}`},
		{"date and time", text, "datetime=2006-01-02T15:04:05Z07:00", `{"type":"string","format":"date-time"}`},
		{"another layout", text, "datetime=15:04", `{"type":"string"}`},
		{"base64", text, "base64", `{"type":"string","contentEncoding":"base64"}`},
		{"json", text, "json", `{"type":"string","contentMediaType":"application/json"}`},
		{"startswith", text, "startswith=a.b", `{"type":"string","pattern":"^a\\.b"}`},
		{"endswith", text, "endswith=.go", `{"type":"string","pattern":"\\.go$"}`},
		{"contains", text, "contains=@", `{"type":"string","pattern":"@"}`},
		{"containsany", text, "containsany=-]", `{"type":"string","pattern":"[\\-\\]]"}`},
		{"excludes", text, "excludes= ", `{"type":"string","not":{"pattern":" "}}`},
		{"two patterns", text, "alphanum,startswith=x", `{"type":"string","pattern":"^[a-zA-Z0-9]+$","allOf":[{"pattern":"^x"}]}`},
		{"or", text, "uuid|email", `{"type":"string","anyOf":[{"format":"uuid"},{"format":"email"}]}`},
		{"or with the unknown lets all pass", text, "uuid|cron", `{"type":"string"}`},
		{"comparison of fields is left out", text, "eqfield=Other,required_with=Other", `{"type":"string"}`},
		{"omitempty and unknown rules are left out", text, "omitempty,mine=4", `{"type":"string"}`},
		{"nonsense is left out", whole, "min=lots", `{"type":"integer","format":"int64"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			typ := one(tt.field, `validate:"`+tt.rules+`"`)
			doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{request(typ)})
			if got := compact(t, property(t, doc, "")); got != tt.want {
				t.Errorf(" got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// A pattern in the document says what the validator does.
func TestPatternsAgreeWithTheValidator(t *testing.T) {
	t.Parallel()
	values := []string{
		"", "a", "A", "ab cd", "ab1", "1", "-1.5", "+12345678", "12345678", "äöü", "äö1", "#fff", "#FFFFFFF", "0xfF", "ff",
		"a.b.c", "a.b.", "eyJ.e-_.s", "x y", "UPPER", "lower", "Mixed", "01:23:45:67:89:ab", "01-23-45-67-89-AB",
		"d41d8cd98f00b204e9800998ecf8427e", "507f1f77bcf86cd799439011", "1.2.3", "1.2.3-rc.1+b", "01.2.3", "v1.2.3",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "my-label", "-label",
		"DEUTDEFF", "DEUTDEFF500", "deutdeff", "~", "\t", "日本", strings.Repeat("0f", 48), strings.Repeat("0f", 64),
	}
	check := validator.New()
	rules := []string{
		"alpha", "alphanum", "alphanumspace", "alphanumunicode", "alphaspace", "alphaunicode", "ascii", "bic",
		"dns_rfc1035_label", "e164", "hexadecimal", "hexcolor", "jwt", "lowercase", "md5", "mongodb", "multibyte",
		"number", "numeric", "printascii", "semver", "sha256", "sha384", "sha512", "ulid", "mac",
	}
	for _, rule := range rules {
		doc := openapi.Build(openapi.Config{}, []*drey.RouteInfo{request(one(reflect.TypeFor[string](), `validate:"`+rule+`"`))})
		pattern, err := regexp.Compile(property(t, doc, "").Pattern)
		if err != nil || pattern.String() == "" {
			t.Errorf("%s: no pattern, or a wrong one: %v", rule, err)
			continue
		}
		for _, value := range values {
			if got, want := pattern.MatchString(value), check.Var(value, rule) == nil; got != want {
				t.Errorf("%s %q: the pattern says %v, the validator %v", rule, value, got, want)
			}
		}
	}
}
