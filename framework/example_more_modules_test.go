package drey_test

import (
	"context"
	"errors"
	"fmt"

	drey "github.com/dreygo/drey/framework"
)

// Settings of a module are given once.
func cacheForRoot(size int) *drey.Module {
	return drey.NewModule("cache", drey.Once(), drey.Export(drey.Value(size, drey.Named("size"))))
}

// A second, different module of the kind is a mistake that the report places.
func ExampleOnce() {
	shared := cacheForRoot(10)
	fmt.Println(drey.Check(drey.NewModule("app", drey.Import(shared), drey.Import(shared))))

	twice := drey.NewModule("app", drey.Import(cacheForRoot(10), cacheForRoot(20)))
	report, _ := errors.AsType[*drey.BootError](drey.Check(twice))
	fmt.Println(report.Problems()[0].Code)
	// Output:
	// <nil>
	// D103
}

// An override can wait for a module that comes later.
func ExampleLate() {
	ctx := context.Background()
	app := drey.New(drey.NewModule("app"), drey.Override(&Line{"localhost"}, drey.Late()), drey.Detached(), quiet)
	_ = app.Start(ctx)
	fmt.Println(app.Load(ctx, MailModule))
	mailer, _ := drey.Resolve[Mailer](app, drey.In(MailModule))
	fmt.Println(mailer.Send("ada"))
	fmt.Println(app.Stop(ctx))
	// Output:
	// <nil>
	// ada by localhost
	// <nil>
}

// Which module asks, and under which name, are options.
func ExampleResolveOption() {
	mail := drey.NewModule("mail", drey.Provide(NewLine, drey.With(func() *Line { return &Line{"backup"} }, drey.Named("backup"))))
	app := drey.New(drey.NewModule("app", drey.Import(mail)))
	for _, opts := range [][]drey.ResolveOption{{}, {drey.In(mail)}, {drey.In(mail), drey.Named("backup")}} {
		line, err := drey.Resolve[*Line](app, opts...)
		fmt.Println(line != nil && line.Host != "", err == nil)
	}
	// Output:
	// false false
	// true true
	// true true
}

// A module's options can be made up where it is declared, by what they are for.
func ExampleControllerOption() {
	guarded := []drey.ControllerOption{drey.UseGuards(drey.GuardFunc(func(*drey.Context) error { return drey.Forbidden("closed") }))}
	m := drey.NewModule("vault", drey.Controllers(drey.Controller("/vault", guarded...).With(drey.Get("", answer("gold")))))
	request(m, "GET", "/vault", "")
	// Output: 403 {"type":"about:blank","title":"Forbidden","status":403,"detail":"closed","instance":"/vault","requestId":"example"}
}

// An override can be narrowed to a name and to a module.
func ExampleOverrideOption() {
	mail := drey.NewModule("mail", drey.Provide(drey.With(NewLine, drey.Named("main")), drey.With(NewLine, drey.Named("backup"))))
	narrow := []drey.OverrideOption{drey.Named("backup"), drey.In(mail)}
	app := drey.New(drey.NewModule("app", drey.Import(mail)), drey.Override(&Line{"fake"}, narrow...))
	for _, name := range []string{"main", "backup"} {
		line, _ := drey.Resolve[*Line](app, drey.In(mail), drey.Named(name))
		fmt.Println(name, line.Host)
	}
	// Output:
	// main smtp.example.com
	// backup fake
}
