package drey_test

import (
	"context"
	"fmt"
	"reflect"

	drey "github.com/dreygo/drey/framework"
)

// A Payment is one of several: its type in JSON says which.
type Payment interface{ Amount() int }

type Card struct {
	Type   string `json:"type"`
	Number string `json:"number" validate:"credit_card"`
	Cents  int    `json:"cents" validate:"gt=0"`
}

type Transfer struct {
	Type  string `json:"type"`
	Days  int    `json:"days" validate:"max=30"`
	Cents int    `json:"cents" validate:"gt=0"`
}

func (c Card) Amount() int     { return c.Cents }
func (i Transfer) Amount() int { return i.Cents }

var Payments = drey.OneOf("type", map[string]Payment{"card": Card{}, "transfer": Transfer{}})

// A field of an interface type is read as the type that its member names.
func ExampleOneOf() {
	type Checkout struct {
		Payment Payment `json:"payment" validate:"required"`
	}
	pay := func(_ context.Context, in Checkout) (string, error) {
		return fmt.Sprintf("%T of %d cents", in.Payment, in.Payment.Amount()), nil
	}
	checkout := handling(pay, Payments)
	request(checkout, "POST", "/x", `{"payment":{"type":"transfer","days":14,"cents":250}}`)
	request(checkout, "POST", "/x", `{"payment":{"type":"transfer","days":90,"cents":250}}`)
	// Output:
	// 201 drey_test.Transfer of 250 cents
	// 400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"the input is not valid","instance":"/x","errors":[{"path":"payment.days","rule":"max","message":"must be at most 30"}],"requestId":"example"}
}

func ExampleRouteInfo_VariantsOf() {
	routes, err := drey.Table(drey.NewModule("shop", Payments, drey.Controllers(drey.Controller("/x").With(drey.Get("", answer("x"))))))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(routes[0].VariantsOf(reflect.TypeFor[Payment]()))
	// Output: type map[card:drey_test.Card transfer:drey_test.Transfer] true
}
