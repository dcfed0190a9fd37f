package drey_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A town of the hard cases: a well gives water, a baker makes bread of it.
type (
	well   struct{ name string }
	water  struct{ from *well }
	baker  struct{ water *water }
	drinks interface{ Taste() string }
	shelf  struct{ items []string }
	shelfs struct{ of map[string]*shelf }
)

func (w *water) Taste() string { return "water of " + w.from.name }
func (b *baker) Taste() string { return "bread with " + b.water.Taste() }

func dig(name string) func() *well { return func() *well { return &well{name} } }
func draw(w *well) *water          { return &water{w} }
func bake(w *water) *baker         { return &baker{w} }

func built(t *testing.T, root *drey.Module, opts ...drey.AppOption) *drey.App {
	t.Helper()
	app := drey.New(root, append([]drey.AppOption{quiet, drey.Detached()}, opts...)...)
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	return app
}

func resolved[T any](t *testing.T, app *drey.App, opts ...drey.ResolveOption) T {
	t.Helper()
	v, err := drey.Resolve[T](app, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func want[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
}

// refused holds that an application does not start, and that its report says
// each of some things.
func refused(t *testing.T, root *drey.Module, says ...string) {
	t.Helper()
	err := drey.New(root, quiet).Err()
	if err == nil {
		t.Fatal("the application was built")
	}
	for _, text := range says {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("the report does not say %q:\n%v", text, err)
		}
	}
	if n := strings.Count(err.Error(), "\n  more "); n != 1 {
		t.Errorf("%d problems, want one mistake to be one problem:\n%v", n, err)
	}
}

func module(name string, opts ...drey.ModuleOption) *drey.Module {
	return drey.NewModule(name, opts...)
}

// TestHardCases are the cases at which wiring by fx alone, with a scope for
// each module, breaks: each is a row of the comparison that the compiled graph
// is built on.
func TestHardCases(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T){
		"same private type in two modules": func(t *testing.T) {
			a := module("a", drey.Provide(dig("a")), drey.Export(draw))
			b := module("b", drey.Provide(dig("b"), draw))
			app := built(t, module("app", drey.Import(a, b)))
			want(t, resolved[*water](t, app, drey.In(a)).Taste(), "water of a")
			want(t, resolved[*water](t, app, drey.In(b)).Taste(), "water of b")
		},
		"private needed by exported": func(t *testing.T) {
			a := module("a", drey.Provide(dig("a"), draw), drey.Export(bake))
			app := built(t, module("app", drey.Import(a)))
			want(t, resolved[*baker](t, app).Taste(), "bread with water of a")
		},
		"two modules export one type, imported separately": func(t *testing.T) {
			a, b := module("a", drey.Export(dig("a"))), module("b", drey.Export(dig("b")))
			x, y := module("x", drey.Import(a), drey.Provide(draw)), module("y", drey.Import(b), drey.Provide(draw))
			app := built(t, module("app", drey.Import(x, y)))
			want(t, resolved[*water](t, app, drey.In(x)).Taste(), "water of a")
			want(t, resolved[*water](t, app, drey.In(y)).Taste(), "water of b")
		},
		"two modules export one type, both imported by one module": func(t *testing.T) {
			a, b := module("a", drey.Export(dig("a"))), module("b", drey.Export(dig("b")))
			refused(t, module("app", drey.Import(a, b), drey.Provide(draw)), "D105", `in module "a"`, `in module "b"`, "fix")
		},
		"an export that is not imported is invisible": func(t *testing.T) {
			a := module("a", drey.Export(dig("a")))
			b := module("b", drey.Provide(draw))
			refused(t, module("app", drey.Import(a, b)), "D104", `exported but not imported here`, `import module "a"`)
		},
		"an importer's private providers are hidden from what it imports": func(t *testing.T) {
			a := module("a", drey.Provide(draw))
			refused(t, module("app", drey.Import(a), drey.Provide(dig("app"))), "D104", "which depends on this module")
		},
		"no transitive visibility without re-export": func(t *testing.T) {
			a := module("a", drey.Export(dig("a")))
			b := module("b", drey.Import(a))
			refused(t, module("app", drey.Import(b), drey.Provide(draw)), "D104", "let module \"b\"")
		},
		"a module imported by several is built once": func(t *testing.T) {
			calls := 0
			a := module("a", drey.Export(func() *well { calls++; return &well{"a"} }))
			x, y := module("x", drey.Import(a), drey.Provide(draw)), module("y", drey.Import(a), drey.Provide(draw))
			app := built(t, module("app", drey.Import(x, y, a)))
			want(t, calls, 1)
			want(t, resolved[*water](t, app, drey.In(x)).from, resolved[*water](t, app, drey.In(y)).from)
		},
		"re-export of a module and of a key": func(t *testing.T) {
			a := module("a", drey.Export(dig("a"), draw))
			whole := module("whole", drey.Import(a), drey.Export(a))
			key := module("key", drey.Import(a), drey.Export(drey.KeyOf[*well]()))
			want(t, resolved[*water](t, built(t, module("app", drey.Import(whole)))).Taste(), "water of a")
			app := built(t, module("app", drey.Import(key)))
			want(t, resolved[*well](t, app).name, "a")
			if _, err := drey.Resolve[*water](app); err == nil {
				t.Error("the module shows more than the key that it exports")
			}
		},
		"re-export of what is not imported": func(t *testing.T) {
			a := module("a", drey.Export(dig("a")))
			refused(t, module("app", drey.Import(a, module("b", drey.Export(a)))), "D108", "does not import")
		},
		"a global module": func(t *testing.T) {
			a := module("a", drey.Global(), drey.Export(dig("a")))
			b := module("b", drey.Provide(draw)) // does not import it
			app := built(t, module("app", drey.Import(b, a)))
			want(t, resolved[*water](t, app, drey.In(b)).Taste(), "water of a")
		},
		"ForRoot twice": func(t *testing.T) {
			forRoot := func(name string) *drey.Module {
				return module("wells", drey.Once(), drey.Global(), drey.Export(dig(name)))
			}
			refused(t, module("app", drey.Import(forRoot("a"), module("b", drey.Import(forRoot("b"))))),
				"D103", "first   framework/hardcases_test.go:", "again   framework/hardcases_test.go:")
		},
		"ForFeature several times with one Go type": func(t *testing.T) {
			feature := func(name string) *drey.Module {
				return module("shelf", drey.ID(name), drey.Export(func() *shelf { return &shelf{[]string{name}} }))
			}
			// Apart they need no names,
			x, y := module("x", drey.Import(feature("x"))), module("y", drey.Import(feature("y")))
			app := built(t, module("app", drey.Import(x, y, feature("x"))))
			want(t, resolved[*shelf](t, app, drey.In(y)).items[0], "y")
			want(t, resolved[*shelf](t, app, drey.In(x)), resolved[*shelf](t, app)) // one ID, one instance
			// together they do.
			named := func(name string) *drey.Module {
				return module("shelf", drey.ID(name), drey.Export(drey.With(func() *shelf { return &shelf{[]string{name}} }, drey.Named(name))))
			}
			app = built(t, module("app", drey.Import(named("x"), named("y"))))
			want(t, resolved[*shelf](t, app, drey.Named("y")).items[0], "y")
			refused(t, module("app", drey.Import(feature("x"), feature("y")), drey.Provide(func(*shelf) *well { return &well{} })), "D105")
		},
		"ForFeature of a generic type": func(t *testing.T) {
			app := built(t, module("app", drey.Import(module("x", drey.Import(boxes[well]())), boxes[well](), boxes[water]())))
			if resolved[*box[well]](t, app) == nil || resolved[*box[water]](t, app) == nil {
				t.Error("a box is missing")
			}
		},
		"ForRootAsync with injected dependencies": func(t *testing.T) {
			forRootAsync := func(factory any, imports ...*drey.Module) *drey.Module {
				return module("wells", drey.Once(), drey.Import(imports...), drey.Provide(factory), drey.Export(func(o *shelf) *well { return &well{o.items[0]} }))
			}
			config := module("config", drey.Export(drey.Value("deep")))
			app := built(t, module("app", drey.Import(forRootAsync(func(s string) (*shelf, error) { return &shelf{[]string{s}}, nil }, config))))
			want(t, resolved[*well](t, app).name, "deep")

			sealed := errors.New("vault sealed")
			failing := module("app", drey.Import(forRootAsync(func(string) (*shelf, error) { return nil, sealed }, config)))
			refused(t, failing, "D201", "vault sealed", "needed by a function in drey_test", `in module "wells"`)
			if err := drey.New(failing, quiet).Err(); !errors.Is(err, sealed) {
				t.Errorf("%v is not the factory's error", err)
			}
		},
		"a private circle": func(t *testing.T) {
			a := module("a", drey.Provide(func(*water) *well { return &well{} }, draw), drey.Export(bake))
			refused(t, module("app", drey.Import(a), drey.Provide(func(*baker) *shelf { return nil })),
				"D107", "-> needs drey_test.draw", "framework/hardcases_test.go:", "drey.Lazy[")
		},
		"Lazy breaks a circle": func(t *testing.T) {
			type deep struct{ water drey.Lazy[*water] }
			a := module("a",
				drey.Provide(func(w drey.Lazy[*water]) *deep { return &deep{w} }),
				drey.Provide(func(d *deep) *well { return &well{"a"} }, draw))
			app := built(t, a)
			want(t, resolved[*deep](t, app).water.Get(), resolved[*water](t, app))
		},
		"override a private provider in one module only": func(t *testing.T) {
			a, b := module("a", drey.Provide(dig("a"), draw)), module("b", drey.Provide(dig("b"), draw))
			app := built(t, module("app", drey.Import(a, b)), drey.Override(&well{"fake"}, drey.In(b)))
			want(t, resolved[*water](t, app, drey.In(a)).Taste(), "water of a")
			want(t, resolved[*water](t, app, drey.In(b)).Taste(), "water of fake")
		},
		"a decorator reaches the module and what it exports": func(t *testing.T) {
			db := module("db", drey.Export(dig("db")))
			pure := module("pure", drey.Import(db), drey.Export(drey.KeyOf[*well]()), drey.Provide(draw),
				drey.Decorate(func(w *well) *well { return &well{w.name + ", filtered"} }))
			other := module("other", drey.Import(db), drey.Provide(draw))
			app := built(t, module("app", drey.Import(pure, other), drey.Provide(draw)))
			want(t, resolved[*water](t, app, drey.In(pure)).Taste(), "water of db, filtered")
			want(t, resolved[*water](t, app).Taste(), "water of db, filtered")
			want(t, resolved[*water](t, app, drey.In(other)).Taste(), "water of db")
		},
		"As, AsSelf and Alias": func(t *testing.T) {
			a := module("a", drey.Provide(dig("a")), drey.Export(drey.With(draw, drey.As[drinks](), drey.AsSelf())))
			b := module("b", drey.Import(a), drey.Export(drey.With(drey.Alias[drinks, *water](), drey.Named("alias"))))
			app := built(t, module("app", drey.Import(a, b)))
			w := resolved[*water](t, app)
			want(t, resolved[drinks](t, app), drinks(w))
			want(t, resolved[drinks](t, app, drey.Named("alias")), drinks(w))
		},
		"fx.In, fx.Out, names and optional": func(t *testing.T) {
			type out struct {
				fx.Out
				Main *well
				Deep *well `name:"deep"`
			}
			type in struct {
				fx.In
				Main   *well
				Deep   *well                 `name:"deep"`
				None   drinks                `optional:"true"`
				Absent drey.Optional[drinks] `name:"nowhere"`
				There  drey.Optional[*well]  `name:"deep"`
			}
			app := built(t, module("a",
				drey.Provide(func() (out, error) { return out{Main: &well{"main"}, Deep: &well{"deep"}}, nil }),
				drey.Provide(func(i in) *shelf {
					return &shelf{[]string{i.Main.name, i.Deep.name, fmt.Sprintln(i.None, i.Absent.OK, i.There.OK, i.There.Value.name)}}
				})))
			want(t, strings.Join(resolved[*shelf](t, app).items, " "), "main deep <nil> false true deep\n")
		},
		"what is optional is absent or whole": func(t *testing.T) {
			refused(t, module("a", drey.Provide(draw, func(o drey.Optional[*water]) *shelf { return &shelf{} })), "D104", "drey_test.draw needs *drey_test.well")
		},
		"lists have one order": func(t *testing.T) {
			item := func(s string, order ...int) drey.Provider {
				return drey.With(func() string { return s }, drey.Into[string](order...))
			}
			a := module("a", drey.Provide(item("a1"), item("first", -1), item("a2")))
			b := module("b", drey.Import(a), drey.Provide(item("b1"), item("last", 9)))
			root := module("app", drey.Import(b), drey.Provide(item("app"), func(all drey.All[string]) *shelf { return &shelf{all} }))
			for range 20 {
				want(t, strings.Join(resolved[*shelf](t, built(t, root)).items, " "), "first a1 a2 b1 app last")
			}
		},
		"an own provider shadows an imported one": func(t *testing.T) {
			a := module("a", drey.Export(dig("a")))
			app := built(t, module("app", drey.Import(a), drey.Provide(dig("own"), draw)))
			want(t, resolved[*water](t, app).Taste(), "water of own")
		},
		"a third party's fx.Module inside": func(t *testing.T) {
			var log []string
			vendor := fx.Module("vendor",
				fx.Provide(fx.Annotate(func(lc fx.Lifecycle, w *well) *shelf {
					lc.Append(fx.Hook{
						OnStart: func(context.Context) error { log = append(log, "start"); return nil },
						OnStop:  func(context.Context) error { log = append(log, "stop"); return nil },
					})
					return &shelf{[]string{w.name}}
				})),
				fx.Provide(func() *water { return &water{} }, fx.Private),
				fx.Invoke(func(*water) { log = append(log, "invoke") }),
			)
			wells := module("wells", drey.Export(dig("deep")), drey.Provide(draw))
			metrics := module("metrics", drey.Import(wells), drey.Fx(vendor), drey.Gives(drey.KeyOf[*shelf]()), drey.Export(drey.KeyOf[*shelf]()))
			app := built(t, module("app", drey.Import(metrics), drey.Provide(func(s *shelf) *shelfs { return &shelfs{map[string]*shelf{"vendor": s}} })))
			want(t, resolved[*shelfs](t, app).of["vendor"].items[0], "deep")
			if err := errors.Join(app.Start(t.Context()), app.Stop(context.Background())); err != nil {
				t.Fatal(err)
			}
			want(t, strings.Join(log, " "), "invoke start stop")
		},
		"options of fx do not see what is private": func(t *testing.T) {
			wells := module("wells", drey.Provide(dig("hidden")))
			refused(t, module("app", drey.Import(wells), drey.Fx(fx.Invoke(func(*well) {}))), "D205", "missing type: *drey_test.well")
		},
		"a lazy module on a running application shares singletons": func(t *testing.T) {
			calls := 0
			wells := module("wells", drey.Export(func() *well { calls++; return &well{"shared"} }))
			late := module("late", drey.Import(wells), drey.Export(draw))
			app := dreytest.New(t, module("app", drey.Import(wells)))
			for range 2 {
				if err := app.Load(t.Context(), late); err != nil {
					t.Fatal(err)
				}
			}
			want(t, calls, 1)
			want(t, resolved[*water](t, app.App, drey.In(late)).from, resolved[*well](t, app.App))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

type box[T any] struct{ _ T }

func newBox[T any]() *box[T] { return &box[T]{} }

// boxes is a ForFeature: a module for each T, and only one for each.
func boxes[T any]() *drey.Module {
	return drey.NewModule("boxes", drey.ID(drey.KeyOf[T]()), drey.Export(newBox[T]))
}

// TestWhatMustHold holds the promises about modules that are no hard case.
// Those about hooks are tested in hook_test.go, run_test.go and
// parallel_app_test.go, request scope in request_scope_test.go, what is late in
// demand_test.go and load_test.go, reports in module_golden_test.go and
// bad_input_test.go.
func TestWhatMustHold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T){
		"a module circle is a readable path, and one problem": func(t *testing.T) {
			a := circular("a", circular("b", circular("a")))
			needy := module("needy", drey.Import(a), drey.Provide(draw)) // sees less because of it
			refused(t, module("app", drey.Import(a, needy)), "D102", `-> imports module "b" (framework/module_golden_test.go:`)
		},
		"several decorators stack in order, and take dependencies": func(t *testing.T) {
			a := module("a", drey.Export(dig("a")), drey.Provide(drey.Value("salt")),
				drey.Decorate(
					func(w *well, with string) (*well, error) { return &well{w.name + " + " + with}, nil },
					func(with string, w *well) *well { return &well{"(" + w.name + ") + more " + with} },
				))
			want(t, resolved[*well](t, built(t, module("app", drey.Import(a)))).name, "(a + salt) + more salt")
		},
		"a decorator that fails is reported as a constructor": func(t *testing.T) {
			a := module("a", drey.Provide(dig("a"), draw), drey.Decorate(func(*well) (*well, error) { return nil, errors.New("muddy") }))
			refused(t, a, "D201", "muddy", "needed by drey_test.draw")
		},
		"decorators of named, global and built-in things": func(t *testing.T) {
			global := module("global", drey.Global(), drey.Export(dig("global"), drey.With(dig("named"), drey.Named("n"))))
			a := module("a", drey.Provide(draw),
				drey.Decorate(func(w *well) *well { return &well{w.name + "!"} }),
				drey.Decorate(drey.With(func(w *well) *well { return &well{w.name + "?"} }, drey.Named("n"))),
				drey.Decorate(func(e drey.Environment) drey.Environment { return e + "-mine" }))
			app := built(t, module("app", drey.Import(global, a)), drey.Env("e"))
			want(t, resolved[*water](t, app, drey.In(a)).Taste(), "water of global!")
			want(t, resolved[*well](t, app, drey.In(a), drey.Named("n")).name, "named?")
			want(t, resolved[drey.Environment](t, app, drey.In(a)), "e-mine")
			want(t, resolved[drey.Environment](t, app), "e")
		},
		"a module exported again is exported as decorated": func(t *testing.T) {
			db := module("db", drey.Export(dig("db")))
			a := module("a", drey.Import(db), drey.Export(db), drey.Decorate(func(w *well) *well { return &well{w.name + "!"} }))
			want(t, resolved[*well](t, built(t, module("app", drey.Import(a)))).name, "db!")
		},
		"an override is decorated like what it replaces": func(t *testing.T) {
			a := module("a", drey.Export(dig("a")), drey.Decorate(func(w *well) *well { return &well{w.name + "!"} }))
			want(t, resolved[*well](t, built(t, module("app", drey.Import(a)), drey.Override(&well{"fake"}))).name, "fake!")
		},
		"OverrideFunc takes what the replaced module sees": func(t *testing.T) {
			a := module("a", drey.Provide(drey.Value("secret of a"), dig("a")), drey.Export(draw))
			fake := drey.OverrideFunc[*well](func(s string) (*well, error) { return &well{s}, nil })
			want(t, resolved[*water](t, built(t, module("app", drey.Import(a)), fake)).Taste(), "water of secret of a")
		},
		"OverrideFunc of an interface": func(t *testing.T) {
			a := module("a", drey.Provide(dig("a")), drey.Export(drey.With(draw, drey.As[drinks]())))
			fake := drey.OverrideFunc[drinks](func(w *well) *baker { return bake(draw(w)) })
			want(t, resolved[drinks](t, built(t, module("app", drey.Import(a)), fake)).Taste(), "bread with water of a")
		},
		"every kind of enhancer is overridden by its type": overridesEnhancers,
		"a replacement may import what it replaces": func(t *testing.T) {
			wells := module("wells", drey.Export(dig("real")))
			fake := module("fake", drey.Import(wells), drey.Export(wells), drey.Decorate(func(w *well) *well { return &well{"not " + w.name} }))
			user := module("user", drey.Import(wells), drey.Provide(draw))
			app := built(t, module("app", drey.Import(user)), drey.OverrideModule(wells, fake))
			want(t, resolved[*water](t, app, drey.In(user)).Taste(), "water of not real")
		},
		"contributions need no import and no export": func(t *testing.T) {
			registry := module("registry", drey.Export(func(all drey.All[drinks]) *shelf {
				s := &shelf{}
				for _, d := range all {
					s.items = append(s.items, d.Taste())
				}
				return s
			}))
			a := module("a", drey.Provide(dig("a"), drey.With(draw, drey.Into[drinks](), drey.AsSelf(), drey.As[drinks]())))
			app := built(t, module("app", drey.Import(registry, a), drey.Provide(dig("app"), drey.With(draw, drey.Into[drinks]()))))
			want(t, strings.Join(resolved[*shelf](t, app).items, ", "), "water of a, water of app")
			want(t, resolved[drinks](t, app, drey.In(a)), drinks(resolved[*water](t, app, drey.In(a))))
			if _, err := drey.Resolve[*water](app); err == nil {
				t.Error("what is only in a list is provided by itself")
			}
		},
		"lists may be empty, and long": func(t *testing.T) {
			var many []any
			for range 150 {
				many = append(many, drey.With(dig("w"), drey.Into[*well]()))
			}
			app := built(t, module("app", drey.Provide(many...),
				drey.Provide(func(w drey.All[*well], none drey.All[drinks]) *shelf {
					return &shelf{make([]string, len(w)+1000*len(none))}
				})))
			want(t, len(resolved[*shelf](t, app).items), 150)
		},
		"contributions are overridden by what they are listed as": func(t *testing.T) {
			a := module("a", drey.Provide(drey.With(dig("a"), drey.Into[*well]())))
			root := module("app", drey.Import(a), drey.Provide(drey.With(dig("app"), drey.Into[*well]()), func(all drey.All[*well]) *shelf {
				return &shelf{[]string{all[0].name, all[1].name}}
			}))
			app := built(t, root, drey.Override(&well{"fake"}, drey.In(a)))
			want(t, strings.Join(resolved[*shelf](t, app).items, " "), "fake app")
		},
		"options of fx from two modules may not give one key": func(t *testing.T) {
			gives := func(name string) *drey.Module {
				return module(name, drey.Fx(fx.Supply(&well{name})), drey.Gives(drey.KeyOf[*well]()))
			}
			refused(t, module("app", drey.Import(gives("a"), gives("b"))), "D106", "give *drey_test.well twice")
		},
		"what options of fx give is private unless exported": func(t *testing.T) {
			a := module("a", drey.Fx(fx.Supply(&well{"fx"})), drey.Gives(drey.KeyOf[*well]()), drey.Provide(draw))
			b := module("b", drey.Export(dig("b")), drey.Provide(draw))
			app := built(t, module("app", drey.Import(a, b)))
			want(t, resolved[*water](t, app, drey.In(a)).Taste(), "water of fx")
			want(t, resolved[*well](t, app).name, "b")
			refused(t, module("app", drey.Import(a), drey.Provide(draw)), "D104", "imported here but not exported")
		},
		"an override of what options of fx give": func(t *testing.T) {
			a := module("a", drey.Fx(fx.Supply(&well{"fx"})), drey.Gives(drey.KeyOf[*well]()), drey.Provide(draw))
			want(t, resolved[*water](t, built(t, a, drey.Override(&well{"fake"}))).Taste(), "water of fake")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// A station is all four kinds of enhancer, and middleware.
type (
	realGuard       struct{ drey.Guard }
	realInterceptor struct{ drey.Interceptor }
	realPipe        struct{ drey.Pipe }
	realFilter      struct{ drey.Filter }
)

func overridesEnhancers(t *testing.T) {
	var log []string
	note := func(s string) { log = append(log, s) }
	m := module("m",
		drey.Provide(
			func() *realGuard { t.Error("the real guard was made"); return &realGuard{} },
			func() *realInterceptor { t.Error("the real interceptor was made"); return &realInterceptor{} },
			func() *realPipe { t.Error("the real pipe was made"); return &realPipe{} },
			func() *realFilter { t.Error("the real filter was made"); return &realFilter{} },
		),
		drey.UseGuards[*realGuard](), drey.UseInterceptors[*realInterceptor](), drey.UsePipes[*realPipe](), drey.UseFilters[*realFilter](),
		drey.Controllers(drey.Controller("/x").With(drey.Get("", failing(errTest)))))
	app := dreytest.New(t, module("app", drey.Import(m)),
		drey.Override(&realGuard{drey.GuardFunc(func(*drey.Context) error { note("guard"); return nil })}),
		drey.Override(&realInterceptor{drey.InterceptorFunc(func(c *drey.Context, next drey.Next) (any, error) { note("interceptor"); return next(c) })}),
		drey.Override(&realPipe{drey.PipeFunc[drey.None](func(_ *drey.Context, in *drey.None) error { note("pipe"); return nil })}),
		drey.Override(&realFilter{drey.FilterFunc[error](func(_ *drey.Context, err error) error { note("filter"); return err })}),
	)
	app.Get("/x").WantStatus(500)
	if !slices.Equal(log, []string{"guard", "interceptor", "pipe", "filter"}) {
		t.Errorf("ran %v", log)
	}
}
