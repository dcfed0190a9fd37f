package web

import (
	"unknown.example/elsewhere/v3"

	"example.com/zoo/cats"
)

// Plain answers in plain words. cats.Cat is not needed.
func Plain() {}

// Level is text of another package's constant.
type Level string

const (
	Low  Level = Level(elsewhere.Word) // cannot be known
	High Level = "high"
	Top  Level = "top"
)

// Kind is not of this package.
const (
	Best cats.Breed = "best"
	Next cats.Breed = "next"
)

func Logged(h any) any { return h }

func Raw() any { return nil }
