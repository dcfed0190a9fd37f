// Command server is shop. Its settings are in .env.example.
package main

import (
	"log"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/modules/config"

	"shop/internal/app"
)

func main() {
	if err := config.Dotenv(); err != nil {
		log.Fatal(err)
	}
	drey.New(app.Module).Run()
}
