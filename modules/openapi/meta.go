package openapi

import drey "github.com/dreygo/drey/framework"

var (
	summaryKey     = drey.NewKey[string]("openapi.summary")
	descriptionKey = drey.NewKey[string]("openapi.description")
	operationIDKey = drey.NewKey[string]("openapi.operationId")
	tagsKey        = drey.NewKey[[]string]("openapi.tags")
	deprecatedKey  = drey.NewKey[bool]("openapi.deprecated")
	hiddenKey      = drey.NewKey[bool]("openapi.hidden")
)

// Summary is the line that stands for the operation in lists. The default is
// made from the handler's name.
func Summary(text string) drey.RouteOption { return summaryKey.Set(text) }

// Description says more about the operation, in Markdown.
func Description(markdown string) drey.RouteOption { return descriptionKey.Set(markdown) }

// OperationID names the operation for client generators; it must be unique.
// The default is made from the names of module and handler: catsCreate.
func OperationID(id string) drey.RouteOption { return operationIDKey.Set(id) }

// Tags groups operations. The default is the module's name.
func Tags(names ...string) drey.Enhancer { return tagsKey.Set(names) }

// Deprecated marks operations that clients should move away from.
func Deprecated() drey.Enhancer { return deprecatedKey.Set(true) }

// Hidden leaves routes out of the document. They are served all the same.
func Hidden() drey.Enhancer { return hiddenKey.Set(true) }
