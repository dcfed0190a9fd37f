// Package swag puts the documents of an application into the registry of
// github.com/swaggo/swag, where echo-swagger, http-swagger and all others of
// swaggo's pages read. Only what imports this package is linked with swaggo's.
//
//	drey.Import(openapi.ForRoot(cfg), swag.Module)
//
// The registry is one for the whole process: of two applications in it the
// last one that is started has its documents there.
package swag

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/swaggo/swag"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/openapi"
)

// Module registers the documents that modules/openapi serves: the first one
// under the name swagger, which the pages show by default, further ones under
// their own. They are in OpenAPI 3.0, which all of these pages can show. A
// document that is not served, as in production by default, is not registered.
//
// An application without modules/openapi does not start, nor does one whose
// document has the name of another in the registry, such as that of a docs.go
// that the command swag has written.
var Module = drey.NewModule("swag", drey.Once(), drey.Provide(newBridge))

// A bridge fills the registry when the application starts.
type bridge struct {
	documents []openapi.Described
	env       drey.Environment
}

func newBridge(table *drey.RouteTable, env drey.Environment) (*bridge, error) {
	documents := openapi.Served(table.All())
	if len(documents) == 0 {
		return nil, errors.New("there is no document to register (import openapi.Module, or openapi.ForRoot)")
	}
	return &bridge{documents, env}, nil
}

// OnModuleInit registers the documents.
func (b *bridge) OnModuleInit(context.Context) error {
	var all []error
	for _, d := range b.documents {
		if d.Config.Enabled.In(b.env) {
			all = append(all, register(d))
		}
	}
	return errors.Join(all...)
}

// instances are the names that are ours. A registry that forgets nothing gets
// each of them once.
var (
	mu        sync.Mutex
	instances = map[string]*instance{}
)

func register(d openapi.Described) error {
	name := d.Name
	if name == "" {
		name = swag.Name
	}
	mu.Lock()
	defer mu.Unlock()
	ours := instances[name]
	if ours == nil {
		if swag.GetSwagger(name) != nil {
			return fmt.Errorf("swag's registry has a document %q of another (do not import the package that registers it, docs.go of swag init most often)", name)
		}
		ours = &instance{}
		instances[name] = ours
		swag.Register(name, ours)
	}
	ours.read.Store(new(sync.OnceValue(func() string { return text(d) })))
	return nil
}

// An instance is the document under one name, of the application that was
// started last.
type instance struct{ read atomic.Pointer[func() string] }

// ReadDoc returns the document. It is built when it is first asked for.
func (i *instance) ReadDoc() string { return (*i.read.Load())() }

// text panics where the document cannot be written, as its own page does.
func text(d openapi.Described) string {
	old, err := openapi.Build(d.Config, d.Routes).Downgrade()
	if err != nil {
		panic(err)
	}
	written, err := old.JSON()
	if err != nil {
		panic(err)
	}
	return string(written)
}
