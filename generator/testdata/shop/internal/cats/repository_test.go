package cats_test

import (
	"context"
	"errors"
	"testing"

	"github.com/dreygo/drey/framework/dreytest"
	"github.com/uptrace/bun"

	"shop/internal/cats"
)

func newRepository(t *testing.T) *cats.Repository {
	t.Helper()
	return cats.NewRepository(dreytest.Resolve[*bun.DB](newApp(t)))
}

func TestRepositoryGivesIDs(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	for want := int64(1); want <= 3; want++ {
		var row cats.Cat
		if err := repository.Insert(t.Context(), &row); err != nil {
			t.Fatal(err)
		}
		if row.ID != want {
			t.Errorf("id %d, want %d", row.ID, want)
		}
	}
	if err := repository.Delete(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	rows, total, err := repository.List(t.Context(), 10, 1)
	if err != nil || total != 2 || len(rows) != 1 || rows[0].ID != 3 {
		t.Errorf("after the first of 1 and 3 come %+v of %d, %v", rows, total, err)
	}
}

// What goes wrong in the database keeps its cause.
func TestRepositoryErrors(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	_, _, listErr := repository.List(ctx, 1, 0)
	_, findErr := repository.Find(ctx, 1)
	_, updateErr := repository.Update(ctx, cats.UpdateCat{})
	for doing, err := range map[string]error{
		"list":   listErr,
		"insert": repository.Insert(ctx, &cats.Cat{}),
		"find":   findErr,
		"update": updateErr,
		"delete": repository.Delete(ctx, 1),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", doing, err)
		}
	}
}
