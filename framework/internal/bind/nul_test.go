package bind_test

import (
	"net/http"
	"testing"

	"github.com/dreygo/drey/framework/internal/bind"
)

// Databases cannot store U+0000 in a text, so that no text of an input holds
// it, wherever it comes from.
func TestBind_refuses_the_NUL_character(t *testing.T) {
	t.Parallel()
	type in struct {
		ID     string            `param:"id"`
		Q      []string          `query:"q"`
		Tags   []kind            `query:"tags,split"`
		Trace  string            `header:"X-Trace"`
		Theme  string            `cookie:"theme"`
		Name   string            `json:"name"`
		Nick   *kind             `json:"nick"`
		Notes  []string          `json:"notes"`
		Labels map[string]string `json:"labels"`
		Any    any               `json:"any"`
		Raw    []byte            `json:"raw"`
	}
	for _, tt := range []struct {
		name string
		r    request
		want string
	}{
		{"param", request{param: map[string]string{"id": "a\x00"}, body: `{}`},
			"param.id character: must not hold the character U+0000"},
		{"query, header and cookie", request{
			query:  "q=a&q=%00&tags=b,%00",
			header: http.Header{"X-Trace": {"\x00"}, "Cookie": {"theme=\x00"}},
			body:   `{}`,
		}, "query.q character: must not hold the character U+0000\n" +
			"query.tags character: must not hold the character U+0000\n" +
			"header.X-Trace character: must not hold the character U+0000\n" +
			"cookie.theme character: must not hold the character U+0000"},
		{"body", request{body: `{"name":"T\u0000m","nick":"\u0000","notes":["a","b\u0000"],"labels":{"a":"\u0000","b\u0000":"c"}}`},
			"name character: must not hold the character U+0000\n" +
				"nick character: must not hold the character U+0000\n" +
				"notes.1 character: must not hold the character U+0000\n" +
				"labels.a character: must not hold the character U+0000\n" +
				"labels.b? character: has a key that must not hold the character U+0000"},
		{"not in what is taken as it is", request{body: `{"any":"\u0000","raw":"AAAA"}`},
			`{"ID":"","Q":null,"Tags":null,"Trace":"","Theme":"","name":"","nick":null,"notes":null,"labels":null,"any":"\u0000","raw":"AAAA"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := bound[in](t, tt.r, bind.Options{}); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
