package drey_test

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// Forms that are broken at random are refused or read, and never an error of
// the server.
func TestRandomForms(t *testing.T) {
	t.Parallel()
	const seed = 20261125
	random := rand.New(rand.NewPCG(seed, seed))
	app := serving(t,
		drey.Post("/form", echoed[formOrder]),
		drey.Post("/upload", func(_ context.Context, in avatar) (string, error) { return describe(in), nil }),
	)
	uploadType, upload := parts(text("title", "me"), file("avatar", "me.png", "image/png", png), file("more", "a.txt", "", "hello"))
	fieldsType, fields := parts(text("name", "Tom"), text("age", "4"), text("tag", "a"), text("sizes", "small,large"))
	for _, form := range []struct {
		path, kind string
		body       []byte
	}{
		{"/upload", uploadType, upload},
		{"/form", fieldsType, fields},
		{"/form", "application/x-www-form-urlencoded", []byte("name=T%C3%B6m&age=4&tag=a&tag=b&sizes=small,large&born=2020-01-02T03:04:05Z&agreed=true")},
	} {
		accepted := 0
		for range 1000 {
			body := mutated(random, form.body)
			switch res := app.Post(form.path, body, dreytest.Header("Content-Type", form.kind)); res.Status {
			case http.StatusCreated:
				accepted++
			case http.StatusBadRequest:
			default:
				t.Fatalf("status %d for %q (seed %d)", res.Status, body, seed)
			}
		}
		if accepted == 0 || accepted == 1000 {
			t.Errorf("%s %s: %d of 1000 were accepted", form.path, form.kind, accepted)
		}
	}
}

// mutated changes a few bytes of a text: replaces, removes or repeats.
func mutated(random *rand.Rand, text []byte) []byte {
	text = slices.Clone(text)
	for range 1 + random.IntN(3) {
		i := random.IntN(len(text))
		j := min(len(text), i+1+random.IntN(8))
		switch random.IntN(4) {
		case 0:
			text[i] = byte(random.IntN(256))
		case 1:
			text = slices.Delete(text, i, j)
		case 2:
			text = slices.Insert(text, random.IntN(len(text)), slices.Clone(text[i:j])...)
		case 3:
			text[i] = []byte("%&=+;\r\n\x00-\"\\")[random.IntN(11)]
		}
	}
	return text
}
