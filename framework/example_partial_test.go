package drey_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	drey "github.com/dreygo/drey/framework"
)

// CatFields is what a client may say of a cat: all of it to create one, some of
// it to change one.
type CatFields struct {
	Name     string  `json:"name" validate:"required,max=40"`
	Age      int     `json:"age" validate:"required,lte=40"`
	Nickname *string `json:"nickname" validate:"omitempty,max=20"`
}

// A PATCH changes what it names, to zero and to null as well.
func ExamplePartial() {
	type UpdateCat struct {
		ID int `query:"id"`
		drey.Partial[CatFields]
	}
	update := func(_ context.Context, in UpdateCat) (CatFields, error) {
		tiger := "Tiger"
		cat := CatFields{"Tom", 3, &tiger} // of number in.ID
		in.Apply(&cat)
		return cat, nil
	}
	cats := handling(update)
	request(cats, "POST", "/x?id=7", `{}`)
	request(cats, "POST", "/x?id=7", `{"age":0,"nickname":null}`)
	request(cats, "POST", "/x?id=7", `{"name":""}`)
	// Output:
	// 201 {"name":"Tom","age":3,"nickname":"Tiger"}
	// 201 {"name":"Tom","age":0,"nickname":null}
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/x","errors":[{"path":"name","rule":"required","message":"must not be empty"}],"requestId":"example"}
}

func ExamplePartial_Has() {
	rename := func(_ context.Context, in drey.Partial[CatFields]) (string, error) {
		if in.Has("name") {
			return "it is called " + in.Value.Name, nil
		}
		return fmt.Sprint("only ", in.Sent(), " was sent"), nil
	}
	request(handling(rename), "POST", "/x", `{"name":"Tom"}`)
	request(handling(rename), "POST", "/x", `{"age":4}`)
	// Output:
	// 201 it is called Tom
	// 201 only [age] was sent
}

// A test makes a Partial with encoding/json.
func ExamplePartial_UnmarshalJSON() {
	var change drey.Partial[CatFields]
	err := json.Unmarshal([]byte(`{"age":0}`), &change)
	fmt.Println(change.Has("age"), change.Has("name"), err)
	// Output: true false <nil>
}

// What is written is what was sent.
func ExamplePartial_MarshalJSON() {
	var change drey.Partial[CatFields]
	if err := json.Unmarshal([]byte(`{"nickname":null}`), &change); err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(change)
	fmt.Println(string(text), err)
	// Output: {"nickname":null} <nil>
}

func ExamplePartialOf() {
	fmt.Println(drey.PartialOf(reflect.TypeFor[drey.Partial[CatFields]]()))
	// Output: drey_test.CatFields true
}
