// Command drey scaffolds drey applications and parts of them.
package main

import (
	"os"

	"github.com/dreygo/drey/generator/internal/cli"
)

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
