package cli_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dreygo/drey/generator/internal/cli"
)

var update = flag.Bool("update", false, "write what the stories compare with anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"drey": func() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScript tells each command's stories. Refresh what they compare with
// go test ./generator/internal/cli -update, and read the diff.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"http":    request,
			"await":   await,
			"served":  served,
			"replace": replace,
		},
	})
}

// setup lets a story use this machine's Go caches, and gives it a free port.
func setup(env *testscript.Env) error {
	out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE", "GOFLAGS").Output()
	if err != nil {
		return err
	}
	words := strings.Split(string(out), "\n")
	env.Setenv("GOCACHE", words[0])
	env.Setenv("GOMODCACHE", words[1])
	env.Setenv("GOFLAGS", words[2])
	env.Setenv("GOPROXY", "off")
	checkout, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		return err
	}
	env.Setenv("CHECKOUT", checkout)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Setenv("PORT", strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	return l.Close()
}

// exits runs a command that has to end with a code: exits 3 drey new shop.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// await waits until a file has a text: await log 'running\n'.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE TEXT")
	}
	text := strings.ReplaceAll(args[1], `\n`, "\n")
	retry(ts, func() error {
		data, _ := os.ReadFile(ts.MkAbs(args[0])) // it may not be there yet
		if strings.Contains(string(data), text) {
			return nil
		}
		if strings.Contains(string(data), "\ndrey: ") {
			ts.Fatalf("the command failed:\n%s", data)
		}
		return fmt.Errorf("%s has no %q:\n%s", args[0], text, data)
	})
}

// request waits until a server answers: http 201 POST /cats {"name":"Tom"}.
func request(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: http STATUS METHOD PATH [BODY]")
	}
	url := "http://127.0.0.1:" + ts.Getenv("PORT") + args[2]
	var res *http.Response
	retry(ts, func() error {
		r, err := http.NewRequest(args[1], url, strings.NewReader(strings.Join(args[3:], " ")))
		ts.Check(err)
		r.Header.Set("Content-Type", "application/json")
		res, err = http.DefaultClient.Do(r)
		return err
	})
	body, err := io.ReadAll(res.Body)
	ts.Check(errors.Join(err, res.Body.Close()))
	ts.Logf("%d %s", res.StatusCode, body)
	if strconv.Itoa(res.StatusCode) != args[0] {
		ts.Fatalf("status %d, want %s", res.StatusCode, args[0])
	}
}

// served holds what a running server answers against a file, byte by byte.
func served(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: served PATH FILE")
	}
	res, err := http.Get("http://127.0.0.1:" + ts.Getenv("PORT") + args[0])
	ts.Check(err)
	body, err := io.ReadAll(res.Body)
	ts.Check(errors.Join(err, res.Body.Close()))
	if want := ts.ReadFile(args[1]); string(body) != want {
		ts.Fatalf("%s is not %s but\n%s", args[0], args[1], body)
	}
}

// replace changes a text of a file that has to be there.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	src := ts.ReadFile(args[2])
	if !strings.Contains(src, args[0]) {
		ts.Fatalf("%s has no %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.Replace(src, args[0], args[1], 1)), 0o600))
}

// retry tries until it works, for as long as a build and a server may take.
func retry(ts *testscript.TestScript, try func() error) {
	deadline := time.Now().Add(3 * time.Minute)
	for range time.Tick(10 * time.Millisecond) {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%v", err)
		}
	}
}
