// Package dup has a type of the same name.
package notes

type Note struct {
	Other bool `json:"other"`
}

// Twin uses it.
// @Success 200 {object} Note
// @Failure 404 {object} notes.Note
func Twin() {}
