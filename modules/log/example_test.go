package log_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/log"
)

func Example() {
	root := drey.NewModule("shop", drey.Import(
		log.ForRoot(log.Config{Writer: os.Stdout, Level: slog.LevelWarn}),
	))

	logger, err := drey.Resolve[*slog.Logger](drey.New(root))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background() // in a handler: the request's, whose id is then on the line
	logger.InfoContext(ctx, "order stored", "id", 7)
	fmt.Println("warnings on:", logger.Enabled(ctx, slog.LevelWarn), "info on:", logger.Enabled(ctx, slog.LevelInfo))
	// Output:
	// warnings on: true info on: false
}
