package config_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/config"
)

type mailSettings struct {
	From string `env:"MAIL_FROM" envDefault:"shop@example.com"`
}

func TestModule_gives_everybody_the_same_settings(t *testing.T) {
	t.Parallel()
	type seen struct{ settings *mailSettings }
	type other struct{ settings *mailSettings }
	feature := drey.NewModule("mail",
		drey.Import(config.Module[mailSettings]()),
		drey.Export(func(s *mailSettings) *seen { return &seen{s} }),
	)
	app := drey.New(drey.NewModule("app",
		drey.Import(config.Module[mailSettings](), feature),
		drey.Export(func(s *mailSettings) *other { return &other{s} }),
	))
	a, errA := drey.Resolve[*seen](app)
	b, errB := drey.Resolve[*other](app)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	if a.settings != b.settings || a.settings.From != "shop@example.com" {
		t.Errorf("two settings: %p %p", a.settings, b.settings)
	}
}

func TestModule_stops_the_boot_with_one_report(t *testing.T) {
	t.Parallel()
	err := drey.New(drey.NewModule("app", drey.Import(
		config.Module[settings](config.Vars(map[string]string{"PORT": "high", "MAX_SIZE": "101"})),
	))).Err()
	if err == nil {
		t.Fatal("the application was built")
	}
	for _, variable := range []string{"TITLE", "PORT", "MAX_SIZE"} {
		if strings.Count(err.Error(), "  "+variable) != 1 {
			t.Errorf("the report does not name %s once:\n%v", variable, err)
		}
	}
}

func Example() {
	type Settings struct {
		Title string `env:"TITLE" envDefault:"Shop"`
		Pages int    `env:"PAGE_SIZE" validate:"min=1,max=100"`
	}
	environment := config.Vars(map[string]string{"PAGE_SIZE": "20"}) // without it: the process environment

	app := drey.New(drey.NewModule("app", drey.Import(config.Module[Settings](environment))))

	settings, err := drey.Resolve[*Settings](app)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(settings.Title, settings.Pages)
	// Output:
	// Shop 20
}

func ExampleLoad() {
	type Settings struct {
		Secret  string `env:"SESSION_SECRET" validate:"min=32"`
		Pages   int    `env:"PAGE_SIZE" envDefault:"20"`
		Timeout int    `env:"TIMEOUT,required"`
	}
	_, err := config.Load[Settings](config.Vars(map[string]string{
		"SESSION_SECRET": "hunter2",
		"PAGE_SIZE":      "many",
	}))
	fmt.Println(err)
	// Output:
	// configuration: 3 problems
	//   PAGE_SIZE       must be a whole number, got "many"
	//   TIMEOUT         is not set
	//   SESSION_SECRET  must be at least 32 characters long
	//
	//   fix  correct them in the environment or in .env (DREY_ENV_FILE names another file)
}
