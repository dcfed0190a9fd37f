// Package static serves files, and the pages of a front end.
//
//	//go:embed all:dist
//	var dist embed.FS
//
//	files, _ := fs.Sub(dist, "dist")
//	drey.Import(static.ForRoot(static.Config{FS: files, SPA: true}))
//
// Only regular files are served, and only those below the root: no link leads
// out of it, no name with a dot in front is found, no folder is listed. Routes
// of the application go first. What is not found is an error like any other.
package static
