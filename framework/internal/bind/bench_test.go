package bind_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/dreygo/drey/framework/internal/bind"
)

func compiled[T any](tb testing.TB) *bind.Plan {
	tb.Helper()
	plan, err := bind.Compile(reflect.TypeFor[T](), bind.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

type byID struct {
	ID int `param:"id"`
}

type page struct {
	Page  int    `query:"page" default:"1"`
	Limit int    `query:"limit" default:"20"`
	Sort  string `query:"sort"`
}

func TestBind_allocates_nothing_for_numbers(t *testing.T) {
	ids, pages := compiled[byID](t), compiled[page](t)
	var id byID
	var pg page
	param := params{"id": "42"}
	got := testing.AllocsPerRun(100, func() {
		if ids.Bind(&id, bind.Source{Params: param}) != nil || pages.Bind(&pg, bind.Source{Query: "page=3&limit=50&sort=name"}) != nil {
			t.Fatal("not bound")
		}
	})
	if got != 0 || id.ID != 42 || pg != (page{3, 50, "name"}) {
		t.Errorf("%v allocations; got %v %v", got, id, pg)
	}
}

func BenchmarkParam(b *testing.B) {
	plan := compiled[byID](b)
	param := params{"id": "42"}
	b.ReportAllocs()
	var in byID
	for b.Loop() {
		if err := plan.Bind(&in, bind.Source{Params: param}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkQuery(b *testing.B) {
	plan := compiled[page](b)
	b.ReportAllocs()
	var in page
	for b.Loop() {
		if err := plan.Bind(&in, bind.Source{Query: "page=3&limit=50&sort=name"}); err != nil {
			b.Fatal(err)
		}
	}
}

type street struct {
	Line string `json:"line" validate:"required"`
	City string `json:"city" validate:"required"`
	Zip  string `json:"zip"`
}

type customer struct {
	Name    string   `json:"name" validate:"required"`
	Email   string   `json:"email" validate:"required"`
	Age     int      `json:"age" validate:"required"`
	Active  bool     `json:"active"`
	Score   float64  `json:"score"`
	Tags    []string `json:"tags"`
	Address street   `json:"address" validate:"required"`
	Note    *string  `json:"note"`
}

const customerBody = `{"name":"Tom Jones","email":"tom@example.com","age":42,"active":true,"score":4.5,` +
	`"tags":["a","b"],"address":{"line":"1 Main Street","city":"Rome","zip":"00100"},"note":"hello"}`

func BenchmarkBody(b *testing.B) {
	body := []byte(customerBody)
	b.Run("plan", func(b *testing.B) {
		plan := compiled[customer](b)
		b.ReportAllocs()
		for b.Loop() {
			var in customer
			if err := plan.Bind(&in, bind.Source{Body: body}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var in customer
			if err := json.Unmarshal(body, &in); err != nil {
				b.Fatal(err)
			}
		}
	})
}
