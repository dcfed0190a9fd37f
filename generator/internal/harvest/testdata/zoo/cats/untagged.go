//go:build ignore_me

package cats

// Untagged is not built.
type Untagged struct{}
