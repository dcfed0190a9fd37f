// Package model has the types.
package model

import (
	"time"

	"github.com/gofrs/uuid"
	"github.com/shopspring/money"
)

// Account belongs to somebody.
type Account struct {
	ID    int           `json:"id" example:"1" format:"int64"`
	Name  string        `json:"name" example:"Ada"` // what it is called
	UUID  uuid.UUID     `json:"uuid" format:"uuid"`
	Since time.Time     `json:"since"`
	Left  time.Duration `json:"left"`
	Owes  money.Amount  `json:"owes"`
}

// AddAccount is a new one.
type AddAccount struct {
	Name string `json:"name" binding:"required" minLength:"2"`
}

// Bottle is in the cellar.
type Bottle struct {
	ID      string  `json:"id"`
	Color   Color   `json:"color"`
	Account Account `json:"account"`
	Next    *Bottle `json:"next"`
}

// Color is one of few.
type Color string

const (
	Red   Color = "red"   // as wine
	White Color = "white" // as wine, too
)

type Page[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"`
}

type Pair[A any, B any] struct {
	First  A `json:"first"`
	Second B `json:"second"`
}

// Envelope has anything in it.
type Envelope struct {
	Data any `json:"data"`
	Meta any `json:"meta"`
}

type Meta struct {
	Page any `json:"page"`
}

type Filter struct {
	Year int      `form:"year" json:"year" minimum:"1900"`
	From []string `form:"from" json:"from"` // regions
}

type (
	Message struct {
		Message string `json:"message" example:"message"`
	} // @name Said
	Admin struct {
		ID int `json:"id"`
	}
)
