// Package openapi describes an application as an OpenAPI 3.1 document, and
// serves it: a user interface at /docs, the document at /docs-json and
// /docs-yaml.
//
//	var Module = drey.NewModule("app",
//		drey.Import(
//			cats.Module,
//			openapi.ForRoot(openapi.Config{Title: "Shop", Version: "1.4.0"}),
//		),
//	)
//
// Nothing is written twice. Routes, parameters, bodies and answers come from
// the route table and the types of the handlers; `validate` tags become
// constraints, [drey.Errors] become responses, guards that are [Secured]
// become security requirements. What code cannot say is said by tags of
// fields (doc, example, default) and by options of routes ([Summary],
// [Description], [Tags], [Deprecated], [Hidden], [OperationID]).
//
// [Config.Metadata] adds what only the source says: comments and the constants
// of types. A type with a method EnumValues() []T, or []any, lists its values
// without that.
//
// Answers are described as interceptors that are [drey.Reshaper]s leave them:
// of a [drey.Viewed] type what is shown, and a struct that was made at run time
// under the name that its first field has in the tag component.
//
// Parts of the API can have documents of their own ([DocumentConfig]), and other
// pages can show them: packages scalar and redoc beside this one, or any [ui.UI].
// [Document.Downgrade] is the form for tools that read no 3.1. Package
// openapitest tests that a document is right, and that the application does what
// it says.
//
// [Build] makes the document without starting anything:
//
//	routes, err := drey.Table(app.Module)
//	doc := openapi.Build(openapi.Config{}, routes)
package openapi
