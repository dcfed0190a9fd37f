package guide_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// A Mailer sends letters.
type Mailer interface{ Send(to string) string }

// SMTP is a Mailer.
type SMTP struct{ host string }

func (s *SMTP) Send(to string) string { return to + " by " + s.host }

// SMTPConfig is where the mail server is.
type SMTPConfig struct{ Host string }

// NewSMTP may fail: its error ends the boot, with the place and the chain of
// who needed it.
func NewSMTP(config SMTPConfig) (*SMTP, error) {
	if config.Host == "" {
		return nil, errors.New("no mail server is configured")
	}
	return &SMTP{config.Host}, nil
}

// MailModule shows an interface and keeps the type to itself.
var MailModule = drey.NewModule("mail",
	drey.Provide(drey.Value(SMTPConfig{Host: "smtp.example.com"})),
	drey.Export(drey.With(NewSMTP, drey.As[Mailer]())),
)

func Example_interface() {
	mailer, err := drey.Resolve[Mailer](drey.New(MailModule))
	fmt.Println(mailer.Send("ada"), err)
	// Output: ada by smtp.example.com <nil>
}

// Servers takes the second of two things of one type by its name.
type Servers struct {
	fx.In
	Main   *SMTP
	Backup *SMTP `name:"backup"`
}

func Example_named() {
	root := drey.NewModule("root",
		drey.Provide(
			drey.Value(&SMTP{"a.example.com"}),
			drey.Value(&SMTP{"b.example.com"}, drey.Named("backup")),
			func(s Servers) Mailer { return s.Backup },
		),
	)
	mailer, err := drey.Resolve[Mailer](drey.New(root))
	fmt.Println(mailer.Send("ada"), err)
	// Output: ada by b.example.com <nil>
}

// A Greeting is one of many, which several modules add to one list.
type Greeting func(name string) string

var (
	EnglishModule = drey.NewModule("english", drey.Provide(
		drey.With(func() Greeting { return func(name string) string { return "Hello " + name } }, drey.Into[Greeting]()),
	))
	FrenchModule = drey.NewModule("french", drey.Provide(
		drey.With(func() Greeting { return func(name string) string { return "Salut " + name } }, drey.Into[Greeting](-1)), // before those of order 0
	))
)

// A Greeter takes all of them. Its clock is optional.
type Greeter struct {
	greetings []Greeting
	clock     func() string
}

func NewGreeter(all drey.All[Greeting], clock drey.Optional[func() string]) *Greeter {
	g := &Greeter{greetings: all, clock: func() string { return "any time" }}
	if clock.OK {
		g.clock = clock.Value
	}
	return g
}

func Example_lists() {
	root := drey.NewModule("root", drey.Import(EnglishModule, FrenchModule), drey.Provide(NewGreeter))
	greeter, err := drey.Resolve[*Greeter](drey.New(root))
	for _, greet := range greeter.greetings {
		fmt.Println(greet("Ada"), greeter.clock(), err)
	}
	// Output:
	// Salut Ada any time <nil>
	// Hello Ada any time <nil>
}

// Loud stands before the Mailer that this module imports, for its own
// providers and for what it exports again.
type Loud struct{ Mailer }

func (l Loud) Send(to string) string { return "!" + l.Mailer.Send(to) + "!" }

func Example_decorate() {
	root := drey.NewModule("root",
		drey.Import(MailModule),
		drey.Decorate(func(m Mailer) Mailer { return Loud{m} }),
	)
	mailer, err := drey.Resolve[Mailer](drey.New(root))
	fmt.Println(mailer.Send("ada"), err)
	// Output: !ada by smtp.example.com! <nil>
}

// A Report is made when somebody first asks for it, by a handle.
type Report struct{ text string }

type Office struct{ report drey.Lazy[*Report] }

func Example_onDemand() {
	root := drey.NewModule("root", drey.Provide(
		drey.With(func() *Report {
			fmt.Println("count everything")
			return &Report{"all is well"}
		}, drey.OnDemand()),
		func(report drey.Lazy[*Report]) *Office { return &Office{report} },
	))
	office, err := drey.Resolve[*Office](drey.New(root))
	fmt.Println("built", err)
	fmt.Println(office.report.Get().text)
	// Output:
	// built <nil>
	// count everything
	// all is well
}

// A postman is a Mailer that counts its starts.
type postman struct {
	SMTP
	starts int
}

func (p *postman) OnModuleInit(context.Context) error { p.starts++; return nil }

type embedsTheType struct{ *postman }

// docs/guide/providers.md says how a decorator holds the original, and why.
func TestHooksOfDecorated(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		decorate func(Mailer) Mailer
		want     int
	}{
		"an embedded interface": {func(m Mailer) Mailer { return Loud{m} }, 1},
		"an embedded type":      {func(m Mailer) Mailer { return embedsTheType{m.(*postman)} }, 2},
		"as it came":            {func(m Mailer) Mailer { return m }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &postman{}
			dreytest.New(t, drey.NewModule("root", drey.Provide(drey.Value[Mailer](p)), drey.Decorate(tt.decorate)))
			if p.starts != tt.want {
				t.Errorf("started %d times, want %d", p.starts, tt.want)
			}
		})
	}
}

// What an imported module keeps private counts as absent.
func TestOptionalOfWhatIsPrivate(t *testing.T) {
	t.Parallel()
	root := drey.NewModule("root", drey.Import(CatalogModule), drey.Provide(func(s drey.Optional[*Shelf]) bool { return s.OK }))
	if dreytest.Resolve[bool](dreytest.New(t, root)) {
		t.Error("the shelf is private, and was seen")
	}
}
