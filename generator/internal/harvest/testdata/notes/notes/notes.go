// Package notes has every mistake.
package notes

import (
	"context"
	"database/sql"

	drey "github.com/dreygo/drey/framework"
	. "github.com/else/dotted"

	"example.com/notes/other"
)

// @title Notes
// @securityDefinitions.apikey Key
// @in header
// @x-broken {not json}
// @version 3

// Note is a note.
//
// @Description It is short.
type Note struct {
	Text  sql.Null[string] `json:"text"`
	Owner other.Owner
	Dot   Dotted
}

type Inner struct{ Note }

type Oneline struct{ A int }
type Second struct{ B int }

// Short has only @-words.
//
// @Description Made of annotations alone.
// @Description In two lines.
type _ struct{}

// @Description Said by an annotation.
type Said struct{}

// Create makes a note. Ask @tom.
//
// @Summary	Create a note
// @Param broken
// @Success	200 {object} Note "the note"
// @Failure	404 {object} Missing
// @Failure	409 {object} other.Gone "gone"
// @Failure	410 {object} Inner
// @Failure	500 {weird
// @Accept	nothing-known
// @x-bad	{not json}
// @Router	notes [post]
// @Router	/notes/{id} [post]
// @Header	201 {string} Location "where"
// @ID		same
func Create(ctx context.Context, in Note) (Note, error) { return Note{}, nil }

// Get godoc
// @Summary Get a note
// @Accept json
// @Success 200 {object} Oneline
// @Failure 404 {object} Missing
// @ID same
// @Router /notes/{id} [get]
func Get() { type local struct{ X int } }

/*
Block comment.

	@Summary In a block
	@Failure 404 {object} AlsoMissing
	@Success 200 {object} other.Page[other.Owner,Note]
	@Router  /block [get]
*/
func Block() {}

// NoPath has words, but no route.
// @Tags plain
// @Deprecated
func NoPath() {}

func routes() *drey.Routes {
	return drey.Controller("/x").With(
		// Closures can have them.
		//
		// @Summary A closure
		// @Success 200 {object} Note
		drey.Get("/closure", func(context.Context, Note) (Note, error) { return Note{}, nil }),
	)
}
