package config_test

import (
	"errors"
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
