package other

type Owner struct {
	Name string `json:"name"`
}

type Page[T any] struct{ Items []T }
