// Package guide is the code of docs/guide: every page's snippets are taken
// from its tests.
package guide
