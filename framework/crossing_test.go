package drey_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

type labelsKey struct{}

// labels adds a label to what a request has come through.
func labels(label string) drey.Enhancer {
	return drey.UseGuards(drey.GuardFunc(func(c *drey.Context) error {
		all, _ := c.Value(labelsKey{}).(string)
		c.Set(labelsKey{}, all+label+" ")
		return nil
	}))
}

var labelKey = drey.NewKey[string]("label")

// Two look-alikes let one route run the guards of another, because chains or
// metadata were shared. Here a thousand routes with a guard on each of the four
// levels are built in many orders, and are asked at the same time.
func TestChainsNeverCross(t *testing.T) {
	t.Parallel()
	const modules, controllers, routes = 4, 25, 10
	orders := permutations([]int{0, 1, 2, 3})
	if testing.Short() {
		orders = orders[:4]
	}
	for n, order := range orders {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(n), 2))
			var all []*drey.Module
			for _, m := range order {
				all = append(all, crossModule(random, m, controllers, routes))
			}
			app := drey.New(drey.NewModule("root", drey.Import(all...)), labels("app"), labelKey.Set("app"), drey.Detached(), quiet)
			if err := app.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			var wait sync.WaitGroup
			for m := range modules {
				wait.Go(func() {
					for i := range controllers * routes {
						askCross(t, app, m, i/routes, i%routes)
					}
				})
			}
			wait.Wait()
			if err := app.Stop(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

// crossModule declares its controllers and routes in an order of chance. Every
// other route has no label of its own.
func crossModule(random *rand.Rand, m, controllers, routes int) *drey.Module {
	handler := func(ctx context.Context, _ drey.None) (string, error) {
		c, _ := drey.From(ctx)
		return c.Value(labelsKey{}).(string) + "| " + strings.Join(labelKey.All(c), " "), nil
	}
	shared := []drey.ControllerOption{} // a slice that all controllers get, with room to spoil
	shared = append(make([]drey.ControllerOption, 0, 64), shared...)
	tables := make([]any, controllers)
	for i, c := range random.Perm(controllers) {
		label := fmt.Sprintf("c%d.%d", m, c)
		table := drey.Controller(fmt.Sprintf("/%d", c), append(shared, labels(label), labelKey.Set(label))...)
		for _, r := range random.Perm(routes) {
			label := fmt.Sprintf("r%d.%d.%d", m, c, r)
			opts := []drey.RouteOption{labels(label)}
			if r%2 == 0 {
				opts = append(opts, labelKey.Set(label))
			}
			table = table.With(drey.Get(fmt.Sprintf("/%d", r), handler, opts...))
		}
		tables[i] = table
	}
	label := fmt.Sprintf("m%d", m)
	return drey.NewModule(label, drey.Prefix(fmt.Sprintf("/%d", m)), labels(label), labelKey.Set(label), drey.Controllers(tables...))
}

func askCross(t *testing.T, app http.Handler, m, c, r int) {
	t.Helper()
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/%d/%d/%d", m, c, r), nil))
	own := fmt.Sprintf("r%d.%d.%d", m, c, r)
	want := fmt.Sprintf("app m%d c%d.%d %s | app m%d c%d.%d", m, m, c, own, m, m, c)
	if r%2 == 0 {
		want += " " + own
	}
	if got := w.Body.String(); got != want {
		t.Errorf("/%d/%d/%d\n got %s\nwant %s", m, c, r, got, want)
	}
}

func permutations(of []int) [][]int {
	if len(of) == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for i, first := range of {
		rest := append(append([]int{}, of[:i]...), of[i+1:]...)
		for _, p := range permutations(rest) {
			all = append(all, append([]int{first}, p...))
		}
	}
	return all
}
