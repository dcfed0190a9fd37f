package openapi_test

import (
	"context"
	"fmt"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// The torture fixture is as large as a real service: ten modules of five
// routes, eleven types each. Generic types make that many of few lines.

type (
	m0 struct{}
	m1 struct{}
	m2 struct{}
	m3 struct{}
	m4 struct{}
	m5 struct{}
	m6 struct{}
	m7 struct{}
	m8 struct{}
	m9 struct{}
)

type address[M any] struct {
	Street string  `json:"street" validate:"required,max=80"`
	City   string  `json:"city" validate:"required,max=80"`
	Zip    string  `json:"zip" validate:"required,numeric,len=5" example:"12345"`
	Lat    float64 `json:"lat,omitempty" validate:"gte=-90,lte=90"`
	Lon    float64 `json:"lon,omitempty" validate:"gte=-180,lte=180"`
}

type money[M any] struct {
	Cents    int64  `json:"cents,string"`
	Currency string `json:"currency" validate:"required,len=3,uppercase"`
}

type audit[M any] struct {
	CreatedAt time.Time  `json:"createdAt"`
	UpdatedAt time.Time  `json:"updatedAt"`
	DeletedAt *time.Time `json:"deletedAt,omitempty"`
	By        *string    `json:"by"`
}

type line[M any] struct {
	SKU   string            `json:"sku" validate:"required,startswith=SKU-"`
	Count uint16            `json:"count" validate:"required,min=1"`
	Price money[M]          `json:"price"`
	Attrs map[string]string `json:"attrs,omitempty" validate:"max=9,dive,keys,alphanum,endkeys,max=99"`
}

type node[M any] struct {
	Name     string              `json:"name"`
	Children []*node[M]          `json:"children"`
	Index    map[string]*node[M] `json:"index,omitempty"`
}

type item[M any] struct {
	ID       int64       `json:"id"`
	Name     string      `json:"name" validate:"required,min=2"`
	Status   string      `json:"status" validate:"oneof=open closed 'on hold'"`
	Ship     address[M]  `json:"ship"`
	Bill     *address[M] `json:"bill"`
	Lines    []line[M]   `json:"lines" validate:"min=1,dive"`
	Tree     *node[M]    `json:"tree,omitempty"`
	Ratio    *float64    `json:"ratio" validate:"omitempty,gt=0,lt=1"`
	Contacts []string    `json:"contacts" validate:"dive,email|e164"`
	Any      any         `json:"any"`
	audit[M]
}

type createItem[M any] struct {
	Name  string     `json:"name" validate:"required,min=2"`
	Ship  address[M] `json:"ship" validate:"required"`
	Lines []line[M]  `json:"lines" validate:"required,min=1,dive"`
	Site  string     `json:"site" validate:"omitempty,url"`
	Host  string     `json:"host" validate:"omitempty,hostname|ip"`
	Color string     `json:"color" default:"#fff" validate:"hexcolor"`
}

type patchItem[M any] struct {
	ID   int64       `param:"id" validate:"gt=0"`
	Name *string     `json:"name" validate:"omitempty,min=2"`
	Ship *address[M] `json:"ship"`
	Tree *node[M]    `json:"tree"`
}

type filter[M any] struct {
	Page   int       `query:"page" default:"1" validate:"min=1"`
	Size   int8      `query:"size" default:"20" validate:"min=1,max=100"`
	Status []string  `query:"status" validate:"dive,oneof=open closed"`
	From   time.Time `query:"from"`
	Tenant string    `header:"X-Tenant" validate:"required,uuid4"`
}

type listing[M any] struct {
	Items page[item[M]]     `json:"items"`
	Facet map[string][]bool `json:"facet"`
	Total summary[M]        `json:"total"`
}

type summary[M any] struct {
	Count int      `json:"count"`
	Sum   money[M] `json:"sum"`
}

type itemController[M any] struct{}

func (c *itemController[M]) Routes() *drey.Routes {
	var m M
	return drey.Controller(fmt.Sprintf("/%T", m)[len("/openapi_test."):]).With(
		drey.Get("", c.List),
		drey.Get("/:id", c.Find, drey.Errors(drey.NotFound("the item does not exist"))),
		drey.Post("", c.Create),
		drey.Patch("/:id", c.Patch),
		drey.Delete("/:id", c.Delete),
	)
}

func (*itemController[M]) List(context.Context, filter[M]) (listing[M], error) {
	return listing[M]{}, nil
}
func (*itemController[M]) Find(context.Context, catID) (item[M], error) { return item[M]{}, nil }
func (*itemController[M]) Create(context.Context, createItem[M]) (item[M], error) {
	return item[M]{}, nil
}
func (*itemController[M]) Patch(context.Context, patchItem[M]) (item[M], error) {
	return item[M]{}, nil
}
func (*itemController[M]) Delete(context.Context, catID) (drey.None, error) {
	return drey.None{}, nil
}

func tortureModule() *drey.Module {
	modules := []*drey.Module{
		itemModule[m0]("ants"), itemModule[m1]("bees"), itemModule[m2]("cows"), itemModule[m3]("dogs"), itemModule[m4]("elks"),
		itemModule[m5]("foxes"), itemModule[m6]("geese"), itemModule[m7]("hens"), itemModule[m8]("ibises"), itemModule[m9]("jays"),
	}
	return drey.NewModule("torture", drey.Import(modules...))
}

func itemModule[M any](name string) *drey.Module {
	return drey.NewModule(name, drey.Controllers(func() *itemController[M] { return &itemController[M]{} }))
}
