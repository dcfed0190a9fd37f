package docs

// Info is in a folder that swag passes over.
type Info struct{}
