package cats

import (
	"context"
	"log/slog"
	"slices"
	"sync"
)

// Service keeps cats in memory. It is safe for concurrent use.
type Service struct {
	clock Clock
	log   *slog.Logger

	mu   sync.RWMutex
	cats []Cat // in the order of their ids
	last int64
}

// NewService returns an empty Service.
func NewService(clock Clock, log *slog.Logger) *Service {
	return &Service{clock: clock, log: log}
}

// OnModuleInit lets the first cat in, before the port opens.
func (s *Service) OnModuleInit(context.Context) error {
	_, err := s.Create(CreateCat{Name: "Tom", Age: 3, Breed: "tabby"})
	return err
}

// OnApplicationShutdown runs after the last request has been answered.
func (s *Service) OnApplicationShutdown(ctx context.Context) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.log.InfoContext(ctx, "the cats go to sleep", "cats", len(s.cats))
	return nil
}

// List returns a page of cats; pages count from 1.
func (s *Service) List(page, size int) *Page {
	s.mu.RLock()
	defer s.mu.RUnlock()
	from := min((page-1)*size, len(s.cats))
	to := min(from+size, len(s.cats))
	return &Page{Items: append([]Cat{}, s.cats[from:to]...), Total: len(s.cats)}
}

// Find returns a cat, or [ErrNotFound].
func (s *Service) Find(id int64) (*Cat, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, err := s.index(id)
	if err != nil {
		return nil, err
	}
	cat := s.cats[i]
	return &cat, nil
}

// Create stores a cat, or returns a [DuplicateError].
func (s *Service) Create(in CreateCat) (*Cat, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.unique(in.Name, 0); err != nil {
		return nil, err
	}
	s.last++
	cat := Cat{ID: s.last, Name: in.Name, Age: in.Age, Breed: in.Breed, Since: s.clock.Now()}
	s.cats = append(s.cats, cat)
	return &cat, nil
}

// Update changes the fields that in has, or returns [ErrNotFound] or a
// [DuplicateError].
func (s *Service) Update(in UpdateCat) (*Cat, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.index(in.ID)
	if err != nil {
		return nil, err
	}
	cat := s.cats[i]
	set(&cat.Name, in.Name)
	set(&cat.Age, in.Age)
	set(&cat.Breed, in.Breed)
	if err := s.unique(cat.Name, cat.ID); err != nil {
		return nil, err
	}
	s.cats[i] = cat
	return &cat, nil
}

// Remove forgets a cat, or returns [ErrNotFound].
func (s *Service) Remove(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.index(id)
	if err != nil {
		return err
	}
	s.cats = slices.Delete(s.cats, i, i+1)
	return nil
}

func (s *Service) index(id int64) (int, error) {
	i := slices.IndexFunc(s.cats, func(c Cat) bool { return c.ID == id })
	if i < 0 {
		return 0, ErrNotFound
	}
	return i, nil
}

// unique refuses a name that a cat other than self has.
func (s *Service) unique(name string, self int64) error {
	for _, cat := range s.cats {
		if cat.Name == name && cat.ID != self {
			return &DuplicateError{Name: name, ID: cat.ID}
		}
	}
	return nil
}

// set changes a field when there is a new value.
func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}
