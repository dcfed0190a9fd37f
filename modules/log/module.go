package log

import (
	"log/slog"

	drey "github.com/dreygo/drey/framework"
)

// Module is ForRoot(Config{}).
var Module = ForRoot(Config{})

// ForRoot is a global module that exports *slog.Logger and logs each request
// of the application. An application has one. A bad LOG_LEVEL stops the boot.
func ForRoot(config Config) *drey.Module {
	return drey.NewModule("log",
		drey.Global(),
		drey.Once(),
		drey.Provide(func(env drey.Environment) (settings, error) {
			c, err := config.withDefaults(env)
			return settings(c), err
		}, newAccessLog),
		drey.Export(newLogger),
		drey.Use[*AccessLog](),
	)
}

// settings is a complete Config.
type settings Config

func newLogger(c settings) *slog.Logger { return slog.New(newHandler(Config(c))) }

func newAccessLog(c settings, log *slog.Logger) *AccessLog {
	return &AccessLog{log: log, quiet: c.Quiet, off: c.NoAccessLog}
}
