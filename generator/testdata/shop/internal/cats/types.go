package cats

import (
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/uptrace/bun"
)

// Cat is a row of the table cats, and what clients see of one cat.
type Cat struct {
	bun.BaseModel `bun:"table:cats" json:"-"`

	ID        int64     `bun:"id,pk,autoincrement" json:"id"`
	Name      string    `bun:"name" json:"name"`
	Age       int       `bun:"age" json:"age"`
	Breed     *string   `bun:"breed" json:"breed,omitempty"`
	CreatedAt time.Time `bun:"created_at" json:"createdAt"`
	UpdatedAt time.Time `bun:"updated_at" json:"updatedAt"`
}

// CreateCat describes a new cat.
type CreateCat struct {
	Name  string  `json:"name" validate:"required,min=2,max=40"`
	Age   int     `json:"age" validate:"gte=0,lte=40"`
	Breed *string `json:"breed,omitempty"`
}

// UpdateCat changes one cat. A field that is absent keeps its value; null
// clears those that are optional.
type UpdateCat struct {
	CatID
	Name  *string               `json:"name,omitempty" validate:"omitempty,min=2,max=40"`
	Age   *int                  `json:"age,omitempty" validate:"omitempty,gte=0,lte=40"`
	Breed drey.Nullable[string] `json:"breed,omitzero"`
}

// CatID names one cat.
type CatID struct {
	ID int64 `param:"id" validate:"min=1"`
}

// ListCats selects a page of cats.
type ListCats struct {
	Page  int64 `query:"page" default:"1" validate:"min=1,max=1000000"`
	Limit int64 `query:"limit" default:"20" validate:"min=1,max=100"`
}

// Page is a page of cats, and how many there are on all pages.
type Page struct {
	Items []Cat `json:"items"`
	Total int64 `json:"total"`
	Page  int64 `json:"page"`
	Limit int64 `json:"limit"`
}
