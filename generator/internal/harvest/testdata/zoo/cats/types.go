package cats

// A Cat purrs.
//
// TODO(ada): it barks,
// too.
//
// It does so loudly.
// FIXME: at night.
type Cat struct {
	base

	// Name is what it hears.
	Name string `json:"name"`
	Age  int    `json:"age"` // in years
	Lint string // nolint:revive
	Note string // TODO: away with it
	// Deprecated: it has none.
	Tail, Wings string

	Owner struct {
		// Of a person.
		Phone string
		Pets  []map[string]*struct {
			Kind string // of the pet
		}
		secret string // not shown
	}
	Breed      Breed  // of its parents
	note       string // not shown
	*Page[Cat]        // embedded
	Silent     bool
}

type (
	// Breed is a breed.
	Breed string

	// Mood is counted.
	Mood int

	Size int

	Right uint8

	Limit int

	Weight float64

	Ready bool
)

// Page is generic.
type Page[T any] struct {
	Items []T // in order
}

// Alias is another name.
type Alias = Cat

type In struct {
	_  int
	ID int `param:"id"` // of the cat
}

const (
	Siamese Breed = "siamese" // talks
	// Persian sleeps.
	//
	// Always.
	Persian   Breed = Siamese + "/persian"
	MaineCoon Breed = "maine \"coon\""
	unknown   Breed = ""
	_         Breed = "none"
	Default         = Persian
)

const Lonely Breed = "lonely"

const (
	Calm Mood = iota - 1
	_
	Angry
	Bored = Angry + later
	// TooMany is not of the type.
	TooMany = 99
)

const later = 5

const (
	Small  Size = 10
	Medium Size = 20
	Large  Size = 30
)

const (
	MinLimit Limit = 1
	MaxLimit Limit = 100
)

const (
	Read Right = 1 << iota
	Write
	Delete
)

const (
	Light Weight = 1.5
	Heavy Weight = 2.5
	Giant Weight = 3.5
)

const (
	No  Ready = false
	Yes Ready = true
)
