// Package pages holds the pages about the codes of boot reports, for the command
// drey explain.
package pages

import "embed"

// Pages are the files D101.md and so on.
//
//go:embed D*.md
var Pages embed.FS
