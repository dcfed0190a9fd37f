// Package config reads an application's settings from environment variables
// and a .env file into a struct, and refuses to start on a bad one.
//
//	type Settings struct {
//		Title   string        `env:"TITLE" envDefault:"Shop"`
//		Secret  string        `env:"SESSION_SECRET,required" validate:"min=32"`
//		Timeout time.Duration `env:"TIMEOUT" envDefault:"5s"`
//	}
//
//	var Module = drey.NewModule("app", drey.Import(config.Module[Settings]()), ...)
//
//	func NewService(settings *Settings) *Service { ... }
//
// The tags are those of github.com/caarlos0/env (env, envDefault, envPrefix,
// envSeparator) and of github.com/go-playground/validator (validate).
package config
