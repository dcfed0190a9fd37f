// Package migrations holds the steps that lead to the present schema of the
// database, one a file.
package migrations

import "embed"

// FS is the steps, numbered, in the format of goose.
//
//go:embed *.sql
var FS embed.FS
