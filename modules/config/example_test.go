package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/config"
)

// Settings is what the shop wants to know from outside.
type Settings struct {
	Title   string        `env:"TITLE" envDefault:"Shop"`
	Secret  string        `env:"SESSION_SECRET,required" validate:"min=32"`
	Pages   int           `env:"PAGE_SIZE" envDefault:"20" validate:"min=1,max=100"`
	Timeout time.Duration `env:"TIMEOUT" envDefault:"5s"`
	Mail    struct {
		From string `env:"FROM" envDefault:"shop@example.com" validate:"email"`
	} `envPrefix:"MAIL_"`
}

type Service struct{ settings *Settings }

func NewService(settings *Settings) *Service { return &Service{settings} }

func Example() {
	environment := config.Vars(map[string]string{ // without it: the process environment
		"SESSION_SECRET": "an example that is long enough for it",
		"TIMEOUT":        "1m30s",
	})
	app := drey.New(drey.NewModule("shop",
		drey.Import(config.Module[Settings](environment)),
		drey.Provide(NewService),
	))

	service, err := drey.Resolve[*Service](app)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(service.settings.Title, service.settings.Timeout, service.settings.Mail.From)
	// Output:
	// Shop 1m30s shop@example.com
}

func ExampleLoad() {
	_, err := config.Load[Settings](config.Vars(map[string]string{
		"SESSION_SECRET": "hunter2",
		"PAGE_SIZE":      "many",
		"TIMEOUT":        "soon",
		"MAIL_FROM":      "nobody",
	}))
	fmt.Println(err)
	// Output:
	// configuration: 4 problems
	//   PAGE_SIZE       must be a whole number, got "many"
	//   TIMEOUT         must be a duration such as 1m30s, got "soon"
	//   SESSION_SECRET  must be at least 32 characters long
	//   MAIL_FROM       must be an e-mail address, got "nobody"
	//
	//   fix  correct them in the environment or in .env (DREY_ENV_FILE names another file)
}

// Problems can be taken one by one.
func ExampleError() {
	_, err := config.Load[Settings](config.Vars(map[string]string{"PAGE_SIZE": "many"}))
	if wrong, ok := errors.AsType[*config.Error](err); ok {
		for _, problem := range wrong.Problems {
			fmt.Println(problem.Variable, problem.Message)
		}
	}
	// Output:
	// SESSION_SECRET is not set
	// PAGE_SIZE must be a whole number, got "many"
}

// What the environment does not say may come from a file of your choice.
func ExampleFile() {
	path := filepath.Join(os.TempDir(), "drey-example.env")
	_ = os.WriteFile(path, []byte("TITLE=Corner shop\nSESSION_SECRET=an example that is long enough for it\n"), 0o600)
	defer func() { _ = os.Remove(path) }()

	settings, err := config.Load[Settings](config.File(path), config.Vars(map[string]string{"PAGE_SIZE": "50"}))
	fmt.Println(settings.Title, settings.Pages, err)
	// Output: Corner shop 50 <nil>
}

// Call Dotenv first in main, for those who read the environment themselves.
func ExampleDotenv() {
	path := filepath.Join(os.TempDir(), "drey-example-dotenv.env")
	_ = os.WriteFile(path, []byte("DREY_EXAMPLE_COLOUR=green\n"), 0o600)
	defer func() { _ = os.Remove(path) }()
	defer func() { _ = os.Unsetenv("DREY_EXAMPLE_COLOUR") }()

	fmt.Println(config.Dotenv(config.File(path)), os.Getenv("DREY_EXAMPLE_COLOUR"))
	// Output: <nil> green
}
