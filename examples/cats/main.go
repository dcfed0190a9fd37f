// Command cats shows every stage of a request once, each in a file of its own:
//
//	go run ./examples/cats
//	curl -s localhost:3000/cats
//	open http://localhost:3000/docs
//
// Read internal/app/module.go first, then internal/cats; each *_test.go shows
// what its neighbour does.
package main

import (
	drey "github.com/dreygo/drey/framework"

	"github.com/dreygo/drey/examples/cats/internal/app"
)

func main() { drey.New(app.Module).Run() }
