package drey_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
)

// A small post office: letters are sent by a Mailer, over a line.
type (
	Line       struct{ Host string }
	SMTP       struct{ Line *Line }
	Mailer     interface{ Send(to string) string }
	Newsletter struct{ Mailer Mailer }
	paper      struct{ sent []string }
)

func NewLine() *Line                           { return &Line{"smtp.example.com"} }
func NewSMTP(line *Line) *SMTP                 { return &SMTP{line} }
func NewNewsletter(m Mailer) *Newsletter       { return &Newsletter{m} }
func (s *SMTP) Send(to string) string          { return to + " by " + s.Line.Host }
func (p *paper) Send(to string) string         { p.sent = append(p.sent, to); return to + " on paper" }
func (n *Newsletter) Publish(to string) string { return "news to " + n.Mailer.Send(to) }

// MailModule keeps its line to itself and shows a Mailer.
var MailModule = drey.NewModule("mail",
	drey.Provide(NewLine),
	drey.Export(drey.With(NewSMTP, drey.As[Mailer]())),
)

var NewsModule = drey.NewModule("news",
	drey.Import(MailModule),
	drey.Export(NewNewsletter),
)

var OfficeModule = drey.NewModule("office", drey.Import(NewsModule))

func ExampleNewModule() {
	news, err := drey.Resolve[*Newsletter](drey.New(OfficeModule))
	fmt.Println(news.Publish("ada"), err)

	// The mail module's line is its own affair.
	spying := drey.NewModule("spy", drey.Import(MailModule), drey.Provide(func(*Line) *Newsletter { return nil }))
	report := drey.Check(spying).Error()
	fmt.Println(strings.Contains(report, "imported here but not exported"))
	// Output:
	// news to ada by smtp.example.com <nil>
	// true
}

func ExampleExport() {
	// A module shows again what it imports, so that its users need not know.
	kit := drey.NewModule("kit", drey.Import(MailModule), drey.Export(MailModule))
	app := drey.NewModule("app", drey.Import(kit), drey.Export(NewNewsletter))
	news, _ := drey.Resolve[*Newsletter](drey.New(app))
	fmt.Println(news.Publish("ada"))
	// Output: news to ada by smtp.example.com
}

func ExampleGlobal() {
	line := drey.NewModule("line", drey.Global(), drey.Export(NewLine))
	mail := drey.NewModule("mail", drey.Export(NewSMTP)) // does not import line
	app := drey.New(drey.NewModule("app", drey.Import(mail, line)))
	smtp, err := drey.Resolve[*SMTP](app)
	fmt.Println(smtp.Send("ada"), err)
	// Output: ada by smtp.example.com <nil>
}

func ExampleWith() {
	m := drey.NewModule("mail",
		drey.Provide(NewLine),
		drey.Provide(drey.With(NewSMTP, drey.As[Mailer](), drey.AsSelf())),
	)
	app := drey.New(m)
	mailer, _ := drey.Resolve[Mailer](app)
	smtp, _ := drey.Resolve[*SMTP](app)
	fmt.Println(mailer == Mailer(smtp))
	// Output: true
}

func ExampleNamed() {
	type lines struct {
		fx.In
		Main   *Line
		Backup *Line `name:"backup"`
	}
	m := drey.NewModule("mail",
		drey.Provide(NewLine),
		drey.Provide(drey.Value(&Line{"backup.example.com"}, drey.Named("backup"))),
		drey.Provide(func(l lines) *SMTP { return NewSMTP(l.Backup) }),
	)
	smtp, _ := drey.Resolve[*SMTP](drey.New(m))
	fmt.Println(smtp.Send("ada"))
	// Output: ada by backup.example.com
}

func ExampleID() {
	// A module for each host, and for each host only one.
	lineTo := func(host string) *drey.Module {
		return drey.NewModule("line", drey.ID(host), drey.Export(func() *Line {
			fmt.Println("dial", host)
			return &Line{host}
		}))
	}
	app := drey.NewModule("app", drey.Import(
		drey.NewModule("mail", drey.Import(lineTo("a.example.com")), drey.Provide(NewSMTP)),
		drey.NewModule("news", drey.Import(lineTo("a.example.com")), drey.Provide(NewSMTP)),
	))
	fmt.Println(drey.New(app).Err())
	// Output:
	// dial a.example.com
	// <nil>
}

func ExampleOverrideModule() {
	paperOnly := drey.NewModule("paper", drey.Export(drey.Value[Mailer](&paper{})))
	app := drey.New(OfficeModule, drey.OverrideModule(MailModule, paperOnly))
	news, _ := drey.Resolve[*Newsletter](app)
	fmt.Println(news.Publish("ada"))
	// Output: news to ada on paper
}

func ExampleIn() {
	fake := drey.Override(&Line{"localhost"}, drey.In(MailModule))
	news, _ := drey.Resolve[*Newsletter](drey.New(OfficeModule, fake))
	fmt.Println(news.Publish("ada"))
	// Output: news to ada by localhost
}

type Migrations struct{ line *Line }

func (m *Migrations) OnModuleInit(context.Context) error {
	fmt.Println("migrate", m.line.Host)
	return nil
}

func (m *Migrations) OnApplicationShutdown(context.Context) error {
	fmt.Println("close", m.line.Host)
	return nil
}

func ExampleOnModuleInit() {
	m := drey.NewModule("mail", drey.Provide(NewLine, func(l *Line) *Migrations { return &Migrations{l} }))
	app := drey.New(m, drey.Detached(), quiet)
	fmt.Println("built", app.Err())
	fmt.Println("started", app.Start(context.Background()))
	fmt.Println("stopped", app.Stop(context.Background()))
	// Output:
	// built <nil>
	// migrate smtp.example.com
	// started <nil>
	// close smtp.example.com
	// stopped <nil>
}

// Tests run in parallel share modules; what one of them overrides is nothing
// to the others.
func TestModulesAreShared(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			host := fmt.Sprintf("host%d", i)
			opts := []drey.AppOption{drey.Override(&Line{host})}
			if i%2 == 0 {
				opts = []drey.AppOption{drey.OverrideModule(MailModule, drey.NewModule("fake", drey.Export(
					drey.Value[Mailer](&SMTP{&Line{host}}),
				)))}
			}
			news, err := drey.Resolve[*Newsletter](drey.New(OfficeModule, opts...))
			if err != nil {
				t.Error(err)
				return
			}
			if got, want := news.Publish("x"), "news to x by "+host; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	wg.Wait()
}

// The constructors that an override replaces do not run.
func TestOverrideSkipsConstructor(t *testing.T) {
	t.Parallel()
	fail := func() (*Line, error) { return nil, errors.New("no network in tests") }
	m := drey.NewModule("mail", drey.Provide(fail, NewSMTP))
	if err := drey.New(m).Err(); err == nil {
		t.Fatal("the constructor did not run without the override")
	}
	if err := drey.New(m, drey.Override(&Line{"fake"})).Err(); err != nil {
		t.Error(err)
	}
}

// Check runs no constructor.
func TestCheckConstructsNothing(t *testing.T) {
	t.Parallel()
	m := drey.NewModule("mail", drey.Provide(func() *Line { t.Error("a constructor ran"); return &Line{} }))
	if err := drey.Check(m); err != nil {
		t.Error(err)
	}
}

// A named provider is overridden by its name.
func TestOverrideNamed(t *testing.T) {
	t.Parallel()
	m := drey.NewModule("mail",
		drey.Provide(drey.With(NewLine, drey.Named("backup")), NewLine),
		drey.Export(drey.KeyOf[*Line]("backup")),
	)
	app := drey.New(drey.NewModule("app", drey.Import(m), drey.Provide(func(in struct {
		fx.In
		Backup *Line `name:"backup"`
	}) *SMTP {
		return NewSMTP(in.Backup)
	})), drey.Override(&Line{"fake"}, drey.Named("backup")))
	smtp, err := drey.Resolve[*SMTP](app)
	if err != nil || smtp.Send("x") != "x by fake" {
		t.Errorf("got %v, %v", smtp, err)
	}
}

// One With can be the start of several, and of registrations in several
// modules: none changes the others.
func TestProvidersAreValues(t *testing.T) {
	t.Parallel()
	smtp := drey.With(NewSMTP, drey.As[Mailer]())
	a := drey.NewModule("a", drey.Provide(NewLine), drey.Export(smtp))
	b := drey.NewModule("b", drey.Provide(NewLine), drey.Provide(smtp))
	c := drey.NewModule("c", drey.Provide(NewLine), drey.Export(drey.With(smtp, drey.AsSelf(), drey.Named("own"))))
	app := drey.New(drey.NewModule("app", drey.Import(a, b, c)))
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := drey.Resolve[Mailer](app); err != nil {
		t.Errorf("only a exports a Mailer without a name: %v", err)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	type box[T any] struct{}
	for key, want := range map[drey.ProviderKey]string{
		drey.KeyOf[*Line]():               "*drey_test.Line",
		drey.KeyOf[*Line]("backup"):       `*drey_test.Line named "backup"`,
		drey.KeyOf[map[string][]Mailer](): "map[string][]drey_test.Mailer",
		drey.KeyOf[*strings.Builder]():    "*strings.Builder",
	} {
		if got := key.String(); got != want {
			t.Errorf("key %s, want %s", got, want)
		}
	}
	if drey.KeyOf[box[Line]]() == drey.KeyOf[box[SMTP]]() || drey.KeyOf[Line]() != drey.KeyOf[Line]() {
		t.Error("keys are not told apart by their types alone")
	}
}

// Applications come and go in one process, in tests by the thousand.
func TestAppsLeaveNothing(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	build := func(n int) {
		for range n {
			if err := drey.New(OfficeModule).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
	build(20)
	before := heap()
	build(500)
	if after := heap(); after > before+512<<10 {
		t.Errorf("the heap grew by %d bytes over 500 applications", after-before)
	}
}
