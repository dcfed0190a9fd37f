package drey_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/testdata/shop/db"
	"github.com/dreygo/drey/framework/testdata/shop/users"
)

func ExampleBootError() {
	lost := drey.NewModule("greet", drey.Controllers(NewGreetController)) // who provides *Greeter?
	err := drey.Check(lost)
	if report, ok := errors.AsType[*drey.BootError](err); ok {
		for _, p := range report.Problems() {
			fmt.Println(p.Code, p.What)
			fmt.Println(p.More)
		}
	}
	// Output:
	// D104 drey_test.NewGreetController needs *drey_test.Greeter, which module "greet" cannot see
	// https://github.com/dreygo/drey/blob/main/docs/errors/D104.md
}

// A report has three forms: for logs, for terminals and for tools.
func TestReportForms(t *testing.T) {
	t.Parallel()
	private := drey.NewModule("database", drey.Provide(db.NewRepo), drey.Export(db.NewPool))
	root := drey.NewModule("app",
		drey.Import(drey.NewModule("users", drey.Import(private), drey.Provide(users.NewService))),
		drey.Controllers(drey.Controller("/{id}").With(drey.Get("", answer("")))),
		drey.Provide(drey.Value[*db.Config](nil)),
	)
	report, ok := errors.AsType[*drey.BootError](drey.Check(root))
	if !ok {
		t.Fatalf("the error of Check is a %T", drey.Check(root))
	}
	asJSON, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "report/plain", report.Error())
	golden(t, "report/terminal", report.Terminal())
	golden(t, "report/json", string(asJSON)+"\n")
}

// Whatever finds the problems, the error is a BootError.
func TestEveryReportIsABootError(t *testing.T) {
	t.Parallel()
	cause := errors.New("no route to host")
	failing := drey.NewModule("app", drey.Provide(func() (*db.Pool, error) { return nil, cause }))
	_, tableErr := drey.Table(nil)
	for who, err := range map[string]error{
		"Check":         drey.Check(nil),
		"Table":         tableErr,
		"New":           drey.New(nil).Err(),
		"a constructor": drey.New(failing).Err(),
		"the assembly":  drey.New(drey.NewModule("app", drey.Controllers(func() *changing { return &changing{true} }))).Err(),
		"Start":         drey.New(nil).Start(t.Context()),
		"Serve":         drey.New(nil).Serve(t.Context()),
	} {
		report, ok := errors.AsType[*drey.BootError](err)
		if !ok || len(report.Problems()) != 1 || !strings.Contains(err.Error(), report.Problems()[0].Code) {
			t.Errorf("%s returns %T: %v", who, err, err)
		}
	}
	if !errors.Is(drey.New(failing).Err(), cause) {
		t.Error("the constructor's own error cannot be found")
	}
}

// A near miss is named in place of a list.
func TestDidYouMean(t *testing.T) {
	t.Parallel()
	named := func(name string) drey.Provider { return drey.With(db.NewPool, drey.Named(name)) }
	for name, m := range map[string]*drey.Module{
		"D104-near-name":      drey.NewModule("app", drey.Provide(named("primary"), named("replcia"), users.NewOfReplica)),
		"D104-other-name-too": drey.NewModule("app", drey.Provide(named("primary"), users.NewOfReplica)),
		"D310-far-from-path":  tableOf(drey.Get("/:category", taking[wrongParam])),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, "boot/"+name, drey.Check(m).Error())
		})
	}
}
