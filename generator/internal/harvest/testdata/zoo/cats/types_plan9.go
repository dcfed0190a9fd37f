package cats

// Cat of another system.
type Cat struct{}
