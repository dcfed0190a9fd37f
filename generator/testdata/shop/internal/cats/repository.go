package cats

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Repository stores cats in the table cats.
type Repository struct{ db *bun.DB }

// NewRepository returns a repository on a database.
func NewRepository(db *bun.DB) *Repository { return &Repository{db} }

// List returns up to limit cats in the order of their ids, without the first
// offset ones, and how many there are in all.
func (r *Repository) List(ctx context.Context, limit, offset int64) (rows []Cat, total int64, err error) {
	rows = make([]Cat, 0, limit)
	total, err = r.db.NewSelect().Model(&rows).Order("id").Limit(limit).Offset(offset).ScanAndCount(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("list cats: %w", err)
	}
	return rows, total, nil
}

// Insert stores a new cat and sets its id and its times.
func (r *Repository) Insert(ctx context.Context, cat *Cat) error {
	cat.CreatedAt = now()
	cat.UpdatedAt = cat.CreatedAt
	if _, err := r.db.NewInsert().Model(cat).Exec(ctx); err != nil {
		return fmt.Errorf("insert cat: %w", err)
	}
	return nil
}

// Find returns one cat, or [ErrNotFound].
func (r *Repository) Find(ctx context.Context, id int64) (*Cat, error) {
	cat := new(Cat)
	if err := r.db.NewSelect().Model(cat).Where("id = ?", id).Scan(ctx); err != nil {
		return nil, explain("find", id, err)
	}
	return cat, nil
}

// Update changes the given fields in one statement, so that two updates of
// different fields do not undo each other. It returns the whole cat, or
// [ErrNotFound].
func (r *Repository) Update(ctx context.Context, in UpdateCat) (*Cat, error) {
	cat := new(Cat)
	query := r.db.NewUpdate().Model(cat).
		Set("name = COALESCE(?, name)", in.Name).
		Set("age = COALESCE(?, age)", in.Age).
		Set("updated_at = ?", now()).
		Where("id = ?", in.ID).
		Returning("*")
	if in.Breed.Set {
		query.Set("breed = ?", in.Breed.Ptr())
	}
	if err := query.Scan(ctx); err != nil {
		return nil, explain("update", in.ID, err)
	}
	return cat, nil
}

// Delete removes one cat, or returns [ErrNotFound].
func (r *Repository) Delete(ctx context.Context, id int64) error {
	if err := r.db.NewDelete().Model(new(Cat)).Where("id = ?", id).Returning("id").Scan(ctx); err != nil {
		return explain("delete", id, err)
	}
	return nil
}

// explain adds to an error what was being done; a missing row becomes
// [ErrNotFound].
func explain(doing string, id int64, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(id)
	}
	return fmt.Errorf("%s cat %d: %w", doing, id, err)
}

// now is the present as precisely as the database keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
