package cats

// Test is not built.
type Test struct{}
