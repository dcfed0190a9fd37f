package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/dreygo/drey/generator/internal/process"
	"github.com/dreygo/drey/generator/internal/scaffold"
)

// start builds a project and runs it in the foreground until it ends. Signals
// are passed on; the result is the program's own.
func (e *env) start(proj scaffold.Project, dir string) error {
	port := cmp.Or(os.Getenv("PORT"), "3000")
	if err := free(port); err != nil {
		return hinted(err, fmt.Sprintf("the project is made; PORT=3001 go run ./cmd/server, in %s, starts it on another port", dir))
	}
	e.note([]string{"building; the first build on a machine takes a minute or two"})
	program, err := e.build(dir)
	if err != nil {
		return err
	}
	return e.run(program, dir, port, addresses(proj, port))
}

// run runs the program of a project, and notes where it is once it answers.
func (e *env) run(program, dir, port string, where []string) error {
	cmd := exec.Command(program)
	cmd.Dir = dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = e.in, e.out, e.errs
	cmd.Env = append(os.Environ(), "PORT="+port)
	process.OwnGroup(cmd)
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return err
	}
	ctx, ended := context.WithCancel(context.Background())
	defer ended()
	go func() {
		if answers(ctx, "http://127.0.0.1:"+port+"/health/live") {
			e.note(where)
		}
	}()
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s) // it may have ended by itself
		}
	}()
	return exitOf(cmd.Wait())
}

// build compiles the server of a project and returns its path.
func (e *env) build(dir string) (string, error) {
	program := filepath.Join(dir, "bin", "server")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	cmd := exec.Command("go", "build", "-o", program, "./cmd/server")
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = e.errs, e.errs
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go build ./cmd/server, in %s: %w", dir, err)
	}
	return program, nil
}

// free reports whether a port can be listened on.
func free(port string) error {
	l, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return fmt.Errorf("port %s cannot be used: %w", port, err)
	}
	return l.Close()
}

// answers waits until a URL answers, or ctx ends.
func answers(ctx context.Context, url string) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return false
		}
		if res, err := http.DefaultClient.Do(r); err == nil {
			_ = res.Body.Close()
			return res.StatusCode == http.StatusOK
		}
	}
}

// addresses says where the project can be reached.
func addresses(proj scaffold.Project, port string) []string {
	url := "http://localhost:" + port
	lines := []string{proj.Name + " is running; Ctrl+C stops it"}
	for _, r := range proj.Resources {
		lines = append(lines, "  API   "+url+"/"+r.Path())
	}
	return append(lines, "  docs  "+url+"/docs")
}

// exitOf is the result of a program as the result of this command.
func exitOf(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	if code := exit.ExitCode(); code > 0 {
		return exitError{code}
	}
	return exitError{failed} // ended by a signal
}
