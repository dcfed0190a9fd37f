package cats

import (
	"time"

	drey "github.com/dreygo/drey/framework"
)

// A Cat lives here.
type Cat struct {
	ID    int64     `json:"id"`
	Name  string    `json:"name"`
	Age   int       `json:"age"`
	Breed string    `json:"breed,omitempty"`
	Since time.Time `json:"since"`
}

// CreateCat is a new cat.
type CreateCat struct {
	Name  string `json:"name" validate:"required,min=2,max=40"`
	Age   int    `json:"age" validate:"required,gte=0,lte=40"`
	Breed string `json:"breed,omitempty" validate:"max=40"`
}

// UpdateCat changes the fields it has.
type UpdateCat struct {
	ID    int64   `param:"id"`
	Name  *string `json:"name,omitempty" validate:"omitempty,min=2,max=40"`
	Age   *int    `json:"age,omitempty" validate:"omitempty,gte=0,lte=40"`
	Breed *string `json:"breed,omitempty" validate:"omitempty,max=40"`
}

// ByID names one cat.
type ByID struct {
	ID int64 `param:"id"`
}

// ListCats asks for a page.
type ListCats struct {
	Page int `query:"page" default:"1" validate:"gte=1,lte=100000"`
	Size int `query:"size" default:"20" validate:"gte=1,lte=100"`
}

// A Page is a part of a list, and how long the whole is.
type Page struct {
	Items []Cat `json:"items"`
	Total int   `json:"total"`
}

// ErrNotFound answers 404: there is no such cat.
var ErrNotFound = drey.NotFound("there is no such cat").WithCode("cat_not_found")
