package dreytest

// Get requests a path and returns the answer as a T, see [Decode]. A status
// other than 2xx fails the test, and so do those below.
//
//	cats := dreytest.Get[[]Cat](app, "/cats", dreytest.Query("page", "2"))
func Get[T any](a *App, path string, opts ...RequestOption) T {
	a.t.Helper()
	return success[T](a.Get(path, opts...))
}

// Post sends a body and returns the answer as a T; see [Get] and [App.Post].
//
//	cat := dreytest.Post[Cat](app, "/cats", NewCat{Name: "Tom"})
func Post[T any](a *App, path string, body any, opts ...RequestOption) T {
	a.t.Helper()
	return success[T](a.Post(path, body, opts...))
}

// Put sends a body and returns the answer as a T; see [Get] and [App.Post].
func Put[T any](a *App, path string, body any, opts ...RequestOption) T {
	a.t.Helper()
	return success[T](a.Put(path, body, opts...))
}

// Patch sends a body and returns the answer as a T; see [Get] and [App.Post].
func Patch[T any](a *App, path string, body any, opts ...RequestOption) T {
	a.t.Helper()
	return success[T](a.Patch(path, body, opts...))
}

func success[T any](r *Response) T {
	r.t.Helper()
	if r.Status < 200 || r.Status > 299 {
		r.t.Fatalf("%s: status %d, want a success\n%s", r.what, r.Status, r.Body)
	}
	return Decode[T](r)
}
