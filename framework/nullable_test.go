package drey_test

import (
	"encoding/json"
	"reflect"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

type patch struct {
	Name    drey.Nullable[string]  `json:"name,omitzero" validate:"min=2,max=5"`
	Age     drey.Nullable[int]     `json:"age,omitzero" validate:"required"`
	Parts   drey.Nullable[[]piece] `json:"parts,omitzero" validate:"max=2"`
	Inner   drey.Nullable[piece]   `json:"inner,omitzero"`
	Written drey.Nullable[string]  `json:"written"`
}

type piece struct {
	Qty int `json:"qty" validate:"min=1"`
}

// Absent, null and a value are three things.
func TestNullable(t *testing.T) {
	t.Parallel()
	app := serving(t, drey.Patch("/x", echoed[patch]))
	for body, want := range map[string]string{
		`{"age":1}`:                                  `{"age":1,"written":null}`,
		`{"age":0,"name":null}`:                      `{"name":null,"age":0,"written":null}`,
		`{"age":null,"name":"Tom"}`:                  `{"name":"Tom","age":null,"written":null}`,
		`{"age":1,"written":""}`:                     `{"age":1,"written":""}`,
		`{"age":1,"inner":{"qty":1},"parts":[]}`:     `{"age":1,"parts":[],"inner":{"qty":1},"written":null}`,
		`{"age":1,"inner":null,"parts":[{"qty":2}]}`: `{"age":1,"parts":[{"qty":2}],"inner":null,"written":null}`,
	} {
		app.Patch("/x", body).WantStatus(200).WantBody(want)
	}
	for body, want := range map[string]string{
		`{}`:                                      "age",
		`{"age":"1"}`:                             "age",
		`{"age":1,"name":"T"}`:                    "name",
		`{"age":1,"name":""}`:                     "name",
		`{"age":1,"inner":{"qty":0}}`:             "inner.qty",
		`{"age":1,"inner":{"Qty":1}}`:             "inner.Qty inner.qty",
		`{"age":1,"inner":{"qty":1,"qty":2}}`:     "inner.qty",
		`{"age":1,"parts":[{"qty":1},{"qty":0}]}`: "parts.1.qty",
		`{"age":1,"parts":[{},{},{}]}`:            "parts",
	} {
		paths(t, app.Patch("/x", body).WantStatus(400), want)
	}
}

func TestNullable_Apply(t *testing.T) {
	t.Parallel()
	old, p := "old", (*string)(nil)
	p = &old
	drey.Nullable[string]{}.Apply(&p)
	if p != &old {
		t.Error("absent changes it")
	}
	drey.Some("new").Apply(&p)
	if p == nil || *p != "new" || old != "old" {
		t.Errorf("got %v", p)
	}
	drey.Null[string]().Apply(&p)
	if p != nil {
		t.Errorf("got %v", *p)
	}
}

// encoding/json reads and writes it like the framework.
func TestNullable_JSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]patch{
		`{"name":null,"written":"x"}`: {Name: drey.Null[string](), Written: drey.Some("x")},
		`{"age":3,"written":null}`:    {Age: drey.Some(3), Written: drey.Null[string]()},
	} {
		var got patch
		if err := json.Unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		if back, err := json.Marshal(got); err != nil || string(back) != text {
			t.Errorf("%s became %s, %v", text, back, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"age":"x"}`), new(patch)); err == nil {
		t.Error("no error")
	}
}

func TestNullableOf(t *testing.T) {
	t.Parallel()
	type embeds struct{ drey.Nullable[int] }
	if inner, ok := drey.NullableOf(reflect.TypeFor[drey.Nullable[[]int]]()); !ok || inner != reflect.TypeFor[[]int]() {
		t.Errorf("got %v", inner)
	}
	for _, other := range []reflect.Type{reflect.TypeFor[int](), reflect.TypeFor[embeds](), reflect.TypeFor[*drey.Nullable[int]]()} {
		if _, ok := drey.NullableOf(other); ok {
			t.Errorf("%s is one", other)
		}
	}
}
