package guide_test

import (
	"fmt"
	"reflect"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A Store is a database, of which an application has one.
type Store struct{ url string }

type StoreConfig struct{ URL string }

func NewStore(config StoreConfig) *Store { return &Store{config.URL} }

// ForRoot configures the store. A second call in one application is an error
// that names both places.
func ForRoot(config StoreConfig) *drey.Module {
	return drey.NewModule("store", drey.Once(), drey.Global(),
		drey.Provide(drey.Value(config)),
		drey.Export(NewStore),
	)
}

// ForRootAsync takes the configuration from a constructor, which may need
// other things and may fail. The modules it needs are imported.
func ForRootAsync(config any, imports ...*drey.Module) *drey.Module {
	return drey.NewModule("store", drey.Once(), drey.Global(),
		drey.Import(imports...),
		drey.Provide(config),
		drey.Export(NewStore),
	)
}

// A Table holds all T.
type Table[T any] struct{ name string }

func NewTable[T any](store *Store) *Table[T] {
	return &Table[T]{store.url + "/" + reflect.TypeFor[T]().Name()}
}

// ForFeature gives a module its table. All calls for one T are one module.
func ForFeature[T any]() *drey.Module {
	return drey.NewModule("store.table", drey.ID(drey.KeyOf[T]()), drey.Export(NewTable[T]))
}

type (
	Book   struct{}
	Reader struct{}
)

func Example_dynamic() {
	books := drey.NewModule("books", drey.Import(ForFeature[Book]()), drey.Export(func(t *Table[Book]) string { return t.name }))
	readers := drey.NewModule("readers", drey.Import(ForFeature[Reader](), ForFeature[Book]()),
		drey.Provide(func(r *Table[Reader], b *Table[Book]) []string { return []string{r.name, b.name} }))
	root := drey.NewModule("root", drey.Import(ForRoot(StoreConfig{URL: "memory"}), books, readers))

	app := drey.New(root)
	names, err := drey.Resolve[[]string](app, drey.In(readers))
	fmt.Println(names, err)
	// Output: [memory/Reader memory/Book] <nil>
}

func Example_dynamicAsync() {
	fromSettings := func(s Settings) (StoreConfig, error) {
		return StoreConfig{URL: "store." + s.City}, nil
	}
	root := drey.NewModule("root", drey.Import(ForRootAsync(fromSettings, SettingsModule)))
	store, err := drey.Resolve[*Store](drey.New(root))
	fmt.Println(store.url, err)
	// Output: store.London <nil>
}

// Of modules of one name and ID the first one counts.
func TestOneID(t *testing.T) {
	t.Parallel()
	of := func(url string) *drey.Module {
		return drey.NewModule("store", drey.ID("one"), drey.Export(drey.Value(&Store{url})))
	}
	app := dreytest.New(t, drey.NewModule("root", drey.Import(of("first"), of("second"))))
	if got := dreytest.Resolve[*Store](app).url; got != "first" {
		t.Errorf("the store is %s", got)
	}
}
