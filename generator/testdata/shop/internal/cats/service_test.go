package cats_test

import (
	"errors"
	"math"
	"testing"

	"github.com/dreygo/drey/framework/dreytest"

	"shop/internal/cats"
)

func TestService(t *testing.T) {
	t.Parallel()
	service := dreytest.Resolve[*cats.Service](newApp(t))

	created, err := service.Create(t.Context(), cats.CreateCat{
		Name:  "first name",
		Age:   3,
		Breed: new("first breed"),
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := service.Find(t.Context(), created.ID)
	if err != nil || found.ID != created.ID || !found.CreatedAt.Equal(created.CreatedAt) {
		t.Errorf("found %+v, %v; want %+v", found, err, created)
	}
	page, err := service.List(t.Context(), cats.ListCats{Page: 2, Limit: 1})
	if err != nil || page.Total != 1 || len(page.Items) != 0 {
		t.Errorf("the second of one page is %+v, %v", page, err)
	}
	if err := service.Remove(t.Context(), created.ID); err != nil {
		t.Error(err)
	}
}

// Other modules may ask for any page; what they ask for is not checked.
func TestServiceListBounds(t *testing.T) {
	t.Parallel()
	service := dreytest.Resolve[*cats.Service](newApp(t))
	for _, tt := range []struct{ page, limit, wantPage, wantLimit int64 }{
		{0, 0, 1, 1},
		{-1, -1, 1, 1},
		{math.MaxInt64, math.MaxInt64, 1_000_000, 100},
	} {
		page, err := service.List(t.Context(), cats.ListCats{Page: tt.page, Limit: tt.limit})
		if err != nil || page.Page != tt.wantPage || page.Limit != tt.wantLimit || len(page.Items) != 0 {
			t.Errorf("page %d, limit %d: got %+v, %v", tt.page, tt.limit, page, err)
		}
	}
}

func TestServiceNotFound(t *testing.T) {
	t.Parallel()
	service := dreytest.Resolve[*cats.Service](newApp(t))

	unknown := cats.CatID{ID: 7}
	_, findErr := service.Find(t.Context(), unknown.ID)
	_, updateErr := service.Update(t.Context(), cats.UpdateCat{CatID: unknown})
	removeErr := service.Remove(t.Context(), unknown.ID)
	for doing, err := range map[string]error{"find": findErr, "update": updateErr, "remove": removeErr} {
		if !errors.Is(err, cats.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", doing, err)
		}
	}
}
