// Package views shows values to some clients whole and to others in part.
//
//	type User struct {
//		Name  string `json:"name"`
//		Email string `json:"email" view:"admin,self"`
//	}
//
//	drey.New(app.Module, views.Use())
//	drey.Get("/users", c.List)                            // names only
//	drey.Get("/admin/users", c.List, views.Show("admin")) // all of it
//
// A field with a `view` tag is left out unless one of the views that it names
// is on: for a route with [Show], or for a request with [Grant]. So a name that
// is misspelt shows nothing, and `view:"-"` is never shown. Fields are looked
// at wherever they are: in lists, maps, pointers, embedded structs, interfaces
// and [drey.Nullable]; and in what a [drey.Carrier] carries, such as a response
// with a status of its own or a stream. Other outputs that write themselves are
// left alone. The document of modules/openapi describes what each route shows.
//
// The JSON is otherwise that of encoding/json. A type that has fields with the
// tag and writes its own JSON cannot be shown in part: it stops the boot, or is
// answered with 500 where it comes out of an interface.
// Where no field has the tag a route pays nothing, unless there is an
// interceptor below that may replace its value without saying so: one that is
// no [drey.Reshaper].
package views
