package drey_test

import (
	"context"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// A text with U+0000 gets no further than the input, so that it cannot make a
// database fail.
func TestNULIsRefused(t *testing.T) {
	t.Parallel()
	type in struct {
		ID   string   `param:"id"`
		Tags []string `query:"tag"`
		Name string   `json:"name"`
	}
	app := serving(t, drey.Post("/cats/:id", func(context.Context, in) (string, error) {
		t.Error("the handler was called")
		return "", nil
	}))
	answer := app.Post("/cats/a%00?tag=b&tag=%00", map[string]string{"name": "T\x00m"}).WantStatus(400)
	for _, field := range []string{"param.id", "query.tag", "name"} {
		want := `{"path":"` + field + `","rule":"character","message":"must not hold the character U+0000"}`
		if !strings.Contains(answer.Body, want) {
			t.Errorf("got %s\nwant %s", answer.Body, want)
		}
	}
}
