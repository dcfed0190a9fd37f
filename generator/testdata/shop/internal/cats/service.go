package cats

import (
	"context"

	drey "github.com/dreygo/drey/framework"
)

// ErrNotFound says that there is no such cat. It answers 404.
var ErrNotFound = drey.NotFound("no such cat").WithCode("cat_not_found")

// notFound is [ErrNotFound] for one id.
func notFound(id int64) error { return ErrNotFound.WithDetail("cat %d does not exist", id) }

// Service does what is done with cats. It takes its input as it is: the rules
// in the tags are checked on requests, before they come here. It is safe for
// concurrent use.
type Service struct{ repository *Repository }

// NewService returns a service that stores cats in a repository.
func NewService(repository *Repository) *Service { return &Service{repository} }

// List returns a page of cats, in the order of their ids. Page and Limit are
// brought within their bounds.
func (s *Service) List(ctx context.Context, in ListCats) (*Page, error) {
	in.Page = min(max(in.Page, 1), 1_000_000)
	in.Limit = min(max(in.Limit, 1), 100)
	items, total, err := s.repository.List(ctx, in.Limit, (in.Page-1)*in.Limit)
	if err != nil {
		return nil, err
	}
	return &Page{Items: items, Total: total, Page: in.Page, Limit: in.Limit}, nil
}

// Create stores a new cat and returns it with its id.
func (s *Service) Create(ctx context.Context, in CreateCat) (*Cat, error) {
	cat := &Cat{
		Name:  in.Name,
		Age:   in.Age,
		Breed: in.Breed,
	}
	if err := s.repository.Insert(ctx, cat); err != nil {
		return nil, err
	}
	return cat, nil
}

// Find returns one cat, or [ErrNotFound].
func (s *Service) Find(ctx context.Context, id int64) (*Cat, error) {
	return s.repository.Find(ctx, id)
}

// Update changes the given fields of one cat and returns it as it is now,
// or [ErrNotFound].
func (s *Service) Update(ctx context.Context, in UpdateCat) (*Cat, error) {
	return s.repository.Update(ctx, in)
}

// Remove deletes one cat, or returns [ErrNotFound].
func (s *Service) Remove(ctx context.Context, id int64) error {
	return s.repository.Delete(ctx, id)
}
