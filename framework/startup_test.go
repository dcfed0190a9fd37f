package drey_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

func debugLog(b *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func ExampleApp_Startup() {
	m := drey.NewModule("mail", drey.Provide(NewLine, func(l *Line) *Migrations { return &Migrations{l} }))
	app := drey.New(m, drey.Detached(), drey.Logger(debugLog(&bytes.Buffer{})))
	if err := app.Start(context.Background()); err != nil {
		fmt.Println(err)
	}
	for _, step := range app.Startup() {
		fmt.Println(step.Kind, step.Module, step.Duration < time.Second)
	}
	_ = app.Stop(context.Background())
	// Output:
	// migrate smtp.example.com
	// constructor mail true
	// constructor mail true
	// OnModuleInit mail true
	// close smtp.example.com
}

// slept is a constructor and two hooks that take their time.
type slept struct{ fail error }

func (s *slept) OnModuleInit(context.Context) error { <-time.After(2 * time.Millisecond); return nil }

func (s *slept) OnApplicationBootstrap(context.Context) error { return s.fail }

// Each step is one record, and all of them another; a start that fails shows
// where its time went too.
func TestStartupIsLogged(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]error{"that succeeds": nil, "that fails": errors.New("no")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			m := drey.NewModule("bed", drey.Provide(func() *slept { <-time.After(time.Millisecond); return &slept{fail} }))
			app := drey.New(m, drey.Detached(), drey.Logger(debugLog(&out)))
			if err := app.Start(t.Context()); !errors.Is(err, fail) {
				t.Fatal(err)
			}
			if fail == nil {
				defer app.Stop(context.Background())
			}
			var records []map[string]any
			for decoder := json.NewDecoder(&out); decoder.More(); {
				var r map[string]any
				if err := decoder.Decode(&r); err != nil {
					t.Fatal(err)
				}
				records = append(records, r)
			}
			if len(records) != 4 {
				t.Fatalf("%d records: %v", len(records), records)
			}
			longest, slowest := 0.0, ""
			for i, want := range []struct {
				kind, name string
				least      float64 // milliseconds
			}{
				{"constructor", "TestStartupIsLogged", 1},
				{"OnModuleInit", "*drey_test.slept", 2},
				{"OnApplicationBootstrap", "*drey_test.slept", 0},
			} {
				r := records[i]
				if r["kind"] != want.kind || !strings.Contains(fmt.Sprint(r["name"]), want.name) || r["module"] != "bed" || r["level"] != "DEBUG" {
					t.Errorf("record %d is %v, want %v", i, r, want)
				}
				took, _ := r["durationMs"].(float64)
				if took < want.least {
					t.Errorf("%s took %v ms, want at least %v", want.kind, r["durationMs"], want.least)
				}
				if took > longest {
					longest, slowest = took, fmt.Sprint(r["kind"], " ", r["name"])
				}
			}
			sum := records[3]
			if sum["msg"] != "startup" || sum["steps"] != 3.0 || sum["slowest"] != slowest {
				t.Errorf("summary %v", sum)
			}
			if hooks, _ := sum["hooksMs"].(float64); hooks < 2 {
				t.Errorf("hooks took %v ms", sum["hooksMs"])
			}
		})
	}
}

// Nothing is kept unless the logger wants debug; of a module's own logger that
// is known when it is there, and what came before counts too.
func TestStartupIsMeasuredForDebugOnly(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	info := slog.New(slog.NewTextHandler(&out, nil))
	own := func(log *slog.Logger) *drey.Module {
		return drey.NewModule("log", drey.Global(), drey.Provide(NewLine), drey.Export(func(*Line) *slog.Logger { return log }))
	}
	for name, tt := range map[string]struct {
		root *drey.Module
		app  *slog.Logger
		want int
	}{
		"the app's, info":     {OfficeModule, info, 0},
		"the app's, debug":    {OfficeModule, debugLog(&bytes.Buffer{}), 3},
		"a module's, info":    {drey.NewModule("app", drey.Import(own(info), NewsModule)), debugLog(&bytes.Buffer{}), 0},
		"a module's, debug":   {drey.NewModule("app", drey.Import(own(debugLog(&bytes.Buffer{})), NewsModule)), info, 5},
		"a value of a module": {drey.NewModule("app", drey.Provide(drey.Value(debugLog(&bytes.Buffer{})), NewLine)), info, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := drey.New(tt.root, drey.Logger(tt.app))
			if err := app.Err(); err != nil {
				t.Fatal(err)
			}
			if steps := app.Startup(); len(steps) != tt.want {
				t.Errorf("%d steps, want %d: %v", len(steps), tt.want, steps)
			}
		})
	}
	if drey.New(nil).Startup() != nil {
		t.Error("a broken app has steps")
	}
}

// What is loaded is measured like what was there before, and so are the
// constructors that ran before one that fails.
func TestStartupOfLateComers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	app := dreytest.New(t, drey.NewModule("app"), drey.Logger(debugLog(&out)))
	if err := app.Load(t.Context(), drey.NewModule("late", drey.Provide(newTap))); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range app.Startup() {
		names = append(names, s.Kind+" "+s.Module)
	}
	if got := strings.Join(names, ", "); got != "constructor late, OnStart late" {
		t.Errorf("steps %s", got)
	}
	if !strings.Contains(out.String(), "newTap") {
		t.Errorf("log %s", out.String())
	}
	out.Reset()
	failing := drey.NewModule("app", drey.Provide(NewLine, func(*Line) (*pump, error) { return nil, errTest }))
	if drey.New(failing, drey.Logger(debugLog(&out))).Err() == nil || !strings.Contains(out.String(), "NewLine") {
		t.Errorf("log %s", out.String())
	}
}
