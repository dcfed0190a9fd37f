//go:build !ignore_me

package cats

// Tagged is built.
type Tagged struct{}
