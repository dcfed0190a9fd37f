package drey_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A requestTrace is what one request has made and closed.
type requestTrace struct {
	mu          sync.Mutex
	made, ended []string
}

func (t *requestTrace) make(name string) part {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made = append(t.made, name)
	return part{t, name}
}

type part struct {
	trace *requestTrace
	name  string
}

func (p part) OnRequestEnd(context.Context) error {
	p.trace.mu.Lock()
	defer p.trace.mu.Unlock()
	p.trace.ended = append(p.trace.ended, p.name)
	return nil
}

type (
	p0 struct{ part }
	p1 struct{ part }
	p2 struct{ part }
	p3 struct{ part }
	p4 struct{ part }
	p5 struct{ part }
)

// However many goroutines ask for whatever in whichever order, in several
// requests at once: each thing is made once in each request, after what it
// takes, and everything is closed in the reverse order.
func TestManyGoroutinesOfManyRequests(t *testing.T) {
	t.Parallel()
	var traces sync.Map
	of := func(c *drey.Context) *requestTrace {
		tr, _ := traces.LoadOrStore(drey.RequestID(c), &requestTrace{})
		return tr.(*requestTrace)
	}
	app := dreytest.New(t, drey.NewModule("m",
		perRequest(of),
		perRequest(func(t *requestTrace) *p0 { return &p0{t.make("p0")} }),
		perRequest(func(t *requestTrace, _ *p0) *p1 { return &p1{t.make("p1")} }),
		perRequest(func(t *requestTrace, _ *p0) *p2 { return &p2{t.make("p2")} }),
		perRequest(func(t *requestTrace, _ *p1, _ *p2) *p3 { return &p3{t.make("p3")} }),
		perRequest(func(ctx context.Context, t *requestTrace, late drey.Req[*p3]) (*p4, error) {
			_, err := late.Get(ctx)
			return &p4{t.make("p4")}, err
		}),
		perRequest(func(t *requestTrace, _ *p4, _ *p2) *p5 { return &p5{t.make("p5")} }),
		drey.Controllers(func(a drey.Req[*p0], b drey.Req[*p1], c drey.Req[*p2], d drey.Req[*p3], e drey.Req[*p4], f drey.Req[*p5]) *scopeController {
			gets := []func(context.Context) error{getter(a), getter(b), getter(c), getter(d), getter(e), getter(f)}
			return &scopeController{func(ctx context.Context) (string, error) {
				var wg sync.WaitGroup
				for range 6 {
					wg.Go(func() {
						for _, i := range rand.Perm(len(gets)) {
							if err := gets[i](ctx); err != nil {
								t.Error(err)
							}
						}
					})
				}
				wg.Wait()
				return "", nil
			}}
		}),
	), drey.Detached())
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			r := httptest.NewRequest(http.MethodGet, "/scope", nil)
			r.Header.Set("X-Request-Id", fmt.Sprint("r", i))
			app.ServeHTTP(httptest.NewRecorder(), r)
		})
	}
	wg.Wait()
	before := [][2]string{{"p0", "p1"}, {"p0", "p2"}, {"p1", "p3"}, {"p2", "p3"}, {"p3", "p4"}, {"p4", "p5"}}
	count := 0
	traces.Range(func(id, tr any) bool {
		count++
		made, ended := tr.(*requestTrace).made, tr.(*requestTrace).ended
		if len(made) != 6 {
			t.Errorf("%s made %v", id, made)
		}
		for _, pair := range before {
			if slices.Index(made, pair[0]) > slices.Index(made, pair[1]) {
				t.Errorf("%s made %v: %s comes before %s", id, made, pair[0], pair[1])
			}
			if slices.Index(ended, pair[0]) < slices.Index(ended, pair[1]) {
				t.Errorf("%s closed %v: %s comes after %s", id, ended, pair[0], pair[1])
			}
		}
		if len(ended) != len(made) {
			t.Errorf("%s made %v and closed %v", id, made, ended)
		}
		return true
	})
	if count != 100 {
		t.Errorf("%d requests", count)
	}
}

func getter[T any](handle drey.Req[T]) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := handle.Get(ctx)
		return err
	}
}
