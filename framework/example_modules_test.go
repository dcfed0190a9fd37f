package drey_test

import (
	"context"
	"fmt"
	"strings"

	"go.uber.org/fx"

	drey "github.com/dreygo/drey/framework"
)

// A Check is what several modules contribute to.
type Check interface{ Status() string }

type check string

func (c check) Status() string { return string(c) + " ok" }

func NewDiskCheck() check { return "disk" }
func NewLineCheck() check { return "line" }

type Board struct{ checks []Check }

func NewBoard(checks drey.All[Check]) *Board { return &Board{checks} }

func ExampleAll() {
	disk := drey.NewModule("disk", drey.Provide(drey.With(NewDiskCheck, drey.Into[Check]())))
	line := drey.NewModule("line", drey.Provide(drey.With(NewLineCheck, drey.Into[Check](-1)))) // before others
	app := drey.New(drey.NewModule("app", drey.Import(disk, line), drey.Provide(NewBoard)))
	board, _ := drey.Resolve[*Board](app)
	for _, c := range board.checks {
		fmt.Println(c.Status())
	}
	// Output:
	// line ok
	// disk ok
}

func ExampleInto() {
	// Two checks of one type, and one that can also be injected by itself.
	m := drey.NewModule("checks", drey.Provide(
		drey.With(NewDiskCheck, drey.Into[Check]()),
		drey.With(NewLineCheck, drey.Into[Check](), drey.AsSelf()),
		NewBoard,
	))
	app := drey.New(m)
	board, _ := drey.Resolve[*Board](app)
	line, _ := drey.Resolve[check](app)
	fmt.Println(len(board.checks), line)
	// Output: 2 line
}

func ExampleOptional() {
	greet := func(line drey.Optional[*Line]) *SMTP {
		if !line.OK {
			return NewSMTP(&Line{"nowhere"})
		}
		return NewSMTP(line.Value)
	}
	for _, m := range []*drey.Module{
		drey.NewModule("offline", drey.Provide(greet)),
		drey.NewModule("online", drey.Provide(greet, NewLine)),
	} {
		smtp, _ := drey.Resolve[*SMTP](drey.New(m))
		fmt.Println(smtp.Send("ada"))
	}
	// Output:
	// ada by nowhere
	// ada by smtp.example.com
}

// A Sender and its Log need each other.
type (
	Sender struct{ log drey.Lazy[*Log] }
	Log    struct{ sender *Sender }
)

func NewSender(log drey.Lazy[*Log]) *Sender { return &Sender{log} }
func NewLog(s *Sender) *Log                 { return &Log{s} }

func ExampleLazy() {
	app := drey.New(drey.NewModule("mail", drey.Provide(NewSender, NewLog)))
	sender, err := drey.Resolve[*Sender](app)
	fmt.Println(err, sender.log.Get().sender == sender)
	// Output: <nil> true
}

func ExampleOnDemand() {
	m := drey.NewModule("mail", drey.Provide(
		drey.With(func() *Line { fmt.Println("dial"); return NewLine() }, drey.OnDemand()),
		func(line drey.Lazy[*Line]) func() string { return func() string { return line.Get().Host } },
	))
	host, _ := drey.Resolve[func() string](drey.New(m))
	fmt.Println("built")
	fmt.Println(host(), host())
	// Output:
	// built
	// dial
	// smtp.example.com smtp.example.com
}

func ExampleAlias() {
	own := drey.NewModule("own",
		drey.Provide(NewLine, NewSMTP),
		drey.Export(drey.Alias[Mailer, *SMTP]()), // *SMTP itself stays private
	)
	news, err := drey.Resolve[*Newsletter](drey.New(drey.NewModule("app", drey.Import(own), drey.Provide(NewNewsletter))))
	fmt.Println(news.Publish("ada"), err)
	// Output: news to ada by smtp.example.com <nil>
}

// A stamped mailer does more with each letter.
type stamped struct{ Mailer }

func (s stamped) Send(to string) string { return s.Mailer.Send(to) + ", stamped" }

func ExampleDecorate() {
	office := drey.NewModule("office",
		drey.Import(MailModule),
		drey.Export(NewNewsletter),
		drey.Decorate(func(m Mailer) Mailer { return stamped{m} }),
	)
	app := drey.New(drey.NewModule("app", drey.Import(office, NewsModule)))
	inside, _ := drey.Resolve[*Newsletter](app, drey.In(office))
	outside, _ := drey.Resolve[*Newsletter](app, drey.In(NewsModule))
	fmt.Println(inside.Publish("ada"))
	fmt.Println(outside.Publish("ada"))
	// Output:
	// news to ada by smtp.example.com, stamped
	// news to ada by smtp.example.com
}

func ExampleFx() {
	// Somebody else's module, written for fx.
	vendor := fx.Module("vendor", fx.Provide(func(l *Line) *strings.Builder {
		b := &strings.Builder{}
		b.WriteString("vendor's, on " + l.Host)
		return b
	}))
	line := drey.NewModule("line", drey.Export(NewLine)) // fx sees what is exported
	adapter := drey.NewModule("adapter",
		drey.Import(line),
		drey.Fx(vendor),
		drey.Gives(drey.KeyOf[*strings.Builder]()),
		drey.Export(drey.KeyOf[*strings.Builder]()),
	)
	b, err := drey.Resolve[fmt.Stringer](drey.New(drey.NewModule("app", drey.Import(adapter), drey.Provide(drey.Alias[fmt.Stringer, *strings.Builder]()))))
	fmt.Println(b, err)
	// Output: vendor's, on smtp.example.com <nil>
}

func ExampleGives() {
	// What fx supplies is a provider of the module: private, until exported.
	adapter := drey.NewModule("adapter",
		drey.Fx(fx.Supply(&Line{"fx.example.com"})),
		drey.Gives(drey.KeyOf[*Line]()),
		drey.Export(NewSMTP),
	)
	smtp, _ := drey.Resolve[*SMTP](drey.New(drey.NewModule("app", drey.Import(adapter))))
	fmt.Println(smtp.Send("ada"))
	// Output: ada by fx.example.com
}

func ExampleOverrideFunc() {
	// The fake takes what the module of the real one sees.
	fake := drey.OverrideFunc[Mailer](func(l *Line) (*SMTP, error) { return NewSMTP(&Line{"fake of " + l.Host}), nil })
	news, _ := drey.Resolve[*Newsletter](drey.New(OfficeModule, fake))
	fmt.Println(news.Publish("ada"))
	// Output: news to ada by fake of smtp.example.com
}

func ExampleApp_Load() {
	heavy := drey.NewModule("heavy", drey.Import(MailModule), drey.Provide(func(m Mailer) *Newsletter {
		fmt.Println("heavy work")
		return NewNewsletter(m)
	}))
	ctx := context.Background()
	app := drey.New(OfficeModule, drey.Detached(), quiet)
	_ = app.Start(ctx)
	fmt.Println(app.Load(ctx, heavy), app.Load(ctx, heavy)) // the second does nothing
	news, _ := drey.Resolve[*Newsletter](app, drey.In(heavy))
	fmt.Println(news.Publish("ada"))
	fmt.Println(app.Stop(ctx))
	// Output:
	// heavy work
	// <nil> <nil>
	// news to ada by smtp.example.com
	// <nil>
}

func ExampleKeyOf() {
	fmt.Println(drey.KeyOf[*Line](), "and", drey.KeyOf[*Line]("backup"))
	// Output: *drey_test.Line and *drey_test.Line named "backup"
}
