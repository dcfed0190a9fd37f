package health

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A Check says whether something the application needs can be used.
type Check interface {
	// Name is the check's key in the answer, such as "database". It is unique.
	Name() string

	// Check returns nil when all is well. Its error is logged and never
	// answered. It should end with ctx, which has the module's timeout.
	Check(ctx context.Context) error
}

// A Registry holds the checks of an application. It is safe for concurrent use.
type Registry struct {
	timeout time.Duration

	mu     sync.Mutex
	probes []*probe
}

func newRegistry(timeout time.Duration) *Registry { return &Registry{timeout: timeout} }

// Register adds a check. Call it from a constructor or from OnModuleInit, so
// that the first answer knows of it. It panics when the name is taken.
func (r *Registry) Register(c Check) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.probes {
		if p.check.Name() == c.Name() {
			panic(fmt.Sprintf("health: two checks are named %q: %T and %T (rename one)", c.Name(), p.check, c))
		}
	}
	r.probes = append(r.probes, &probe{check: c})
}

// A result is what one check has said.
type result struct {
	name string
	err  error
}

// run asks all checks at once and returns their results in order of
// registration, after the timeout at the latest.
func (r *Registry) run(ctx context.Context) []result {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	r.mu.Lock()
	probes := r.probes
	r.mu.Unlock()

	results := make([]result, len(probes))
	var wg sync.WaitGroup
	for i, p := range probes {
		wg.Go(func() { results[i] = result{p.check.Name(), p.ask(ctx, r.timeout)} })
	}
	wg.Wait()
	return results
}
