// Package db is the database of the shop in the boot reports' tests.
package db

import "errors"

type (
	Config struct{}
	Pool   struct{}
	Repo   struct{ Pool *Pool }
)

func NewConfig() *Config { return &Config{} }

func NewPool() *Pool { return &Pool{} }

func NewRepo(pool *Pool) *Repo { return &Repo{pool} }

func OpenPool(config Config) (*Pool, error) {
	return nil, errors.New("connection refused\nis the server running?")
}
