package config_test

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dreygo/drey/modules/config"
)

type database struct {
	Host string `env:"HOST" envDefault:"localhost"`
	Port uint16 `env:"PORT" envDefault:"5432"`
}

type settings struct {
	Title   string        `env:"TITLE,required"`
	Port    uint16        `env:"PORT" envDefault:"3000"`
	Timeout time.Duration `env:"TIMEOUT" envDefault:"5s"`
	Token   int           `env:"API_TOKEN"`
	Level   string        `env:"LEVEL" envDefault:"low" validate:"oneof=low high"`
	Secret  string        `env:"SESSION_SECRET" validate:"omitempty,min=32"`
	Hosts   []string      `env:"HOSTS" validate:"max=2"`
	Home    *url.URL      `env:"HOME_PAGE"`
	Main    database      `envPrefix:"MAIN_"`
	Replica database      `envPrefix:"REPLICA_"`
	Shards  []struct {
		Name string `env:"NAME" validate:"required"`
	} `envPrefix:"SHARD_" validate:"dive"`
	Limits struct {
		Size int `env:"MAX_SIZE" envDefault:"10" validate:"lte=100"`
	}
}

// none makes a test independent of a .env file and of the process.
func none() config.Option { return config.Vars(map[string]string{}) }

func TestLoad(t *testing.T) {
	t.Parallel()
	got, err := config.Load[settings](config.Vars(map[string]string{
		"TITLE": "Shop", "TIMEOUT": "1m", "HOSTS": "a,b", "REPLICA_PORT": "6000", "SHARD_0_NAME": "north",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "Shop" || got.Port != 3000 || got.Timeout != time.Minute || len(got.Hosts) != 2 ||
		got.Main.Port != 5432 || got.Replica.Port != 6000 || got.Shards[0].Name != "north" {
		t.Errorf("loaded %+v", got)
	}
}

func TestLoad_reports_every_problem_by_its_variable(t *testing.T) {
	t.Parallel()
	_, err := config.Load[settings](config.Vars(map[string]string{
		"PORT":           "70000",
		"TIMEOUT":        "soon",
		"API_TOKEN":      "s3cr3t",
		"LEVEL":          "middle",
		"SESSION_SECRET": "hunter2",
		"HOSTS":          "a,b,c",
		"MAIN_PORT":      "5432",
		"REPLICA_PORT":   "first",
		"SHARD_0_NAME":   "north",
		"SHARD_1_NAME":   "",
		"MAX_SIZE":       "101",
	}))
	want := `configuration: 10 problems
  TITLE           is not set
  PORT            must be a whole number, not negative, of 16 bits, got "70000"
  TIMEOUT         must be a duration such as 1m30s, got "soon"
  API_TOKEN       must be a whole number
  REPLICA_PORT    must be a whole number, not negative, of 16 bits, got "first"
  LEVEL           must be one of low, high, got "middle"
  SESSION_SECRET  must be at least 32 characters long
  HOSTS           must be at most 2 entries long, got "a,b,c"
  SHARD_1_NAME    is required
  MAX_SIZE        must be at most 100, got "101"

  fix  correct them in the environment or in .env (DREY_ENV_FILE names another file)`
	wantError(t, err, want)
	if e, ok := errors.AsType[*config.Error](err); !ok || len(e.Problems) != 10 {
		t.Errorf("want a *config.Error with 10 problems, got %#v", e)
	}
}

func TestLoad_tells_fields_of_one_name_apart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		vars map[string]string
		want []string
	}{
		{"the first", map[string]string{"MAIN_PORT": "x", "REPLICA_PORT": "1"}, []string{"MAIN_PORT"}},
		{"the second", map[string]string{"MAIN_PORT": "1", "REPLICA_PORT": "x"}, []string{"REPLICA_PORT"}},
		{"both alike", map[string]string{"MAIN_PORT": "x", "REPLICA_PORT": "x"}, []string{"MAIN_PORT", "REPLICA_PORT"}},
		{"a default", map[string]string{}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.vars["TITLE"] = "Shop"
			_, err := config.Load[settings](config.Vars(tt.vars))
			wantVariables(t, err, tt.want)
		})
	}
}

func TestLoad_never_shows_a_secret(t *testing.T) {
	t.Parallel()
	type secrets struct {
		Password int           `env:"DB_PASSWORD"`
		Key      time.Duration `env:"API_KEY"`
		URL      int           `env:"UPSTREAM"`
		Pasted   int           `env:"RETRIES"`
		File     string        `env:"CA,file"`
	}
	const long = "eyJhbGciOiJIUzI1NiJ9.e30.Et9HFtf9"
	_, err := config.Load[secrets](config.Vars(map[string]string{
		"DB_PASSWORD": "hunter2", "API_KEY": "hunter3", "UPSTREAM": "http://me:hunter4@x", "RETRIES": long, "CA": "hunter5",
	}))
	wantVariables(t, err, []string{"DB_PASSWORD", "API_KEY", "UPSTREAM", "RETRIES", "CA"})
	for _, secret := range []string{"hunter", long} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error shows a secret:\n%v", err)
		}
	}
}

func TestLoad_blames_the_code_for_a_bad_field(t *testing.T) {
	t.Parallel()
	type bad struct {
		Size int       `env:"SIZE" envDefault:"many"`
		Done chan bool `env:"DONE"`
	}
	_, err := config.Load[bad](config.Vars(map[string]string{"DONE": "yes"}))
	wantVariables(t, err, []string{"field Size", "field Done"})
	_, err = config.Load[int](none())
	wantVariables(t, err, []string{"the settings"})
}

func TestLoad_reads_the_file_under_the_environment(t *testing.T) {
	t.Parallel()
	file := write(t, "TITLE=\"From the file\"\nexport PORT=4000 # a comment\n")
	got, err := config.Load[settings](config.File(file), config.Vars(map[string]string{"PORT": "5000"}))
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "From the file" || got.Port != 5000 {
		t.Errorf("title %q, port %d; want the file's title and the environment's port", got.Title, got.Port)
	}
}

func TestLoad_takes_the_file_from_DREY_ENV_FILE(t *testing.T) {
	t.Parallel()
	file := write(t, "TITLE=Named")
	got, err := config.Load[settings](config.Vars(map[string]string{"DREY_ENV_FILE": file}))
	if err != nil || got.Title != "Named" {
		t.Errorf("title %q, error %v", got.Title, err)
	}
	_, err = config.Load[settings](config.Vars(map[string]string{"DREY_ENV_FILE": file + ".missing"}))
	wantVariables(t, err, []string{file + ".missing"})
}

func TestLoad_names_the_bad_line_of_the_file_and_does_not_quote_it(t *testing.T) {
	t.Parallel()
	file := write(t, "TITLE=Shop\nTEXT=\"two\nlines\"\nwhat is hunter2\nPASSWORD=hunter2\n")
	_, err := config.Load[settings](config.File(file), none())
	if err == nil || !strings.Contains(err.Error(), "line 4 is not NAME=value") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error is %v; want line 4 named and nothing quoted", err)
	}
}

func TestDotenv_leaves_what_is_set(t *testing.T) {
	t.Setenv("DREY_TEST_SET", "kept")
	t.Setenv("DREY_TEST_UNSET", "")
	os.Unsetenv("DREY_TEST_UNSET")
	if err := config.Dotenv(config.File(write(t, "DREY_TEST_SET=lost\nDREY_TEST_UNSET=new"))); err != nil {
		t.Fatal(err)
	}
	if set, unset := os.Getenv("DREY_TEST_SET"), os.Getenv("DREY_TEST_UNSET"); set != "kept" || unset != "new" {
		t.Errorf("set is %q, unset is %q; want kept and new", set, unset)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.env")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("error\n got %v\nwant %s", err, want)
	}
}

func wantVariables(t *testing.T, err error, want []string) {
	t.Helper()
	var got []string
	if e, ok := errors.AsType[*config.Error](err); ok {
		for _, p := range e.Problems {
			got = append(got, p.Variable)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("problems with %q, want %q\n%v", got, want, err)
	}
}
