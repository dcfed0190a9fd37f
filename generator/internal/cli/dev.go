package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/dev"
	"github.com/dreygo/drey/generator/internal/harvest"
	"github.com/dreygo/drey/generator/internal/project"
)

func (e *env) devCommand() *cobra.Command {
	var port, client string
	c := &cobra.Command{
		Use:   "dev [package]",
		Short: "Build and serve the project, and do so again after each change",
		Long: `Dev builds the program, ./cmd/server by default, and serves it on PORT or 3000.
When a Go file, an embedded file, go.mod or .env changes, requests wait until the
program is built and started again: none is refused, and none is answered by the
old program. Pages of the program load themselves again.

A TypeScript client that drey client ts has written is written anew when the API
has changed, with the flags it was written with.

What does not compile or start is shown in the terminal, and to whoever asks: as
a page to browsers, as a problem document to programs.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{c, fmt.Errorf("%q is one word too many", args[1])}
			}
			return nil
		},
		Example: "  drey dev\n  drey dev --port 8080\n  drey dev ./cmd/worker",
		RunE: func(_ *cobra.Command, args []string) error {
			pkg := "./cmd/server"
			if len(args) == 1 {
				pkg = args[0]
			}
			return e.dev(pkg, port, client)
		},
	}
	c.Flags().StringVar(&client, "client", "", "`folder` of the TypeScript client to keep up to date (default: "+defaultOut+" of the project)")
	c.Flags().StringVar(&port, "port", "", "port to serve on (default: $PORT, else 3000)")
	return c
}

func (e *env) dev(pkg, port, client string) error {
	_, proj, err := e.openProject()
	if err != nil {
		return err
	}
	port = cmp.Or(port, os.Getenv("PORT"), "3000")
	folder := filepath.Join(proj.Root, defaultOut)
	if client != "" {
		if folder, err = e.abs(client); err != nil {
			return err
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return dev.Run(ctx, dev.Options{
		Root: proj.Root, Package: pkg, Addr: ":" + port, Out: e.out, Errs: e.errs,
		Listening: func() { e.note([]string{"http://localhost:" + port + " (Ctrl+C stops it)"}) },
		Reloaded:  func(context.Context) { e.refreshClient(proj, folder) },
		Prepare:   func(folder string) (env, files []string) { return e.readComments(proj, folder) },
	})
}

// readComments writes what the document shows of the source, for a program that
// serves it. The project's own docs/metadata.json is for drey docs to write.
func (e *env) readComments(proj project.Project, folder string) (env, files []string) {
	said, _, err := harvest.Run(proj.Root, proj.Module) // drey docs lists the problems
	if err != nil {
		return nil, nil
	}
	text, err := said.JSON()
	file := filepath.Join(folder, "metadata.json")
	if err := errors.Join(err, os.WriteFile(file, text, 0o600)); err != nil {
		fmt.Fprintln(e.errs, "drey dev:", err)
		return nil, nil
	}
	return []string{"DREY_METADATA=" + file}, []string{file}
}

// refreshClient writes a client anew by the command that it names itself. A
// folder without one stays as it is.
func (e *env) refreshClient(proj project.Project, folder string) {
	command, ok := writtenBy(folder)
	if !ok {
		return
	}
	var said bytes.Buffer
	args := append([]string{"-C", proj.Root}, strings.Fields(command)[1:]...) // without drey itself
	code := Run(append(args, "--out", folder), strings.NewReader(""), &said, &said)
	if code != done || !strings.Contains(said.String(), "is up to date") {
		fmt.Fprintf(e.errs, "drey dev: the client: %s\n", bytes.TrimSpace(said.Bytes()))
	}
}
