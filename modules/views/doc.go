// Package views shows a type to some clients whole and to others in part.
//
//	type User struct {
//		Name  string `json:"name"`
//		Email string `json:"email" view:"admin,self"`
//	}
//
//	drey.New(app.Module, drey.UseInterceptors(views.New()))
//	drey.Get("/users", c.List)                      // names only
//	drey.Get("/admin/users", c.List, views.Show("admin")) // all of it
//
// A field with a `view` tag is left out unless one of the views that it names
// is on: for a route with [Show], or for a request with [Turn]. A name that is
// misspelt shows nothing. Fields are looked at wherever they are, in lists,
// maps, pointers and embedded structs; in outputs that carry values
// ([drey.Carrier]) too. The document of modules/openapi describes what each
// route shows.
package views
