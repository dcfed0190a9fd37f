package x

// X is vendored.
type X struct{}
