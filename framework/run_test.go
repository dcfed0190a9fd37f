package drey_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// programs are the main functions of whole-process tests.
var programs = map[string]func(){
	"serve": func() { drey.New(lifeModule(nil), drey.Addr("127.0.0.1:0")).Run() },
	"broken": func() {
		drey.New(drey.NewModule("broken", drey.Controllers(drey.Controller("/{id}").With(drey.Get("", answer("ok")))))).Run()
	},
	"failing-start": func() { drey.New(lifeModule(errTest), drey.Addr("127.0.0.1:0")).Run() },
	"endless-construction": func() {
		drey.New(drey.NewModule("endless", drey.Provide(func() *hanging { announce("constructing"); select {} }))).Run()
	},
	"crowd": gather,
	"hanging-stop": func() {
		drey.New(drey.NewModule("hanging", drey.Provide(func() *hanging { return &hanging{} })), drey.Addr("127.0.0.1:0")).Run()
	},
}

// announce prints a line for the parent process.
func announce(line string) { fmt.Println(line) }

// pool, store and front need each other in this order and say what they do.
type (
	pool  struct{ fail error }
	store struct{ pool *pool }
	front struct {
		store *store
		state *drey.State
	}
)

func (p *pool) OnModuleInit(context.Context) error          { announce("init pool"); return p.fail }
func (p *pool) OnApplicationShutdown(context.Context) error { announce("shutdown pool"); return nil }
func (s *store) OnModuleInit(context.Context) error         { announce("init store"); return nil }
func (s *store) OnApplicationBootstrap(context.Context) error {
	announce("bootstrap store")
	return nil
}
func (s *store) OnModuleDestroy(context.Context) error       { announce("destroy store"); return nil }
func (s *store) OnApplicationShutdown(context.Context) error { announce("shutdown store"); return nil }
func (f *front) OnModuleDestroy(context.Context) error       { announce("destroy front"); return nil }
func (f *front) BeforeApplicationShutdown(context.Context) error {
	announce("before front")
	return nil
}

func (f *front) Routes() *drey.Routes {
	return drey.Controller("/slow").With(drey.Get("", f.slow))
}

// slow ends only after the application has begun to stop.
func (f *front) slow(ctx context.Context, _ drey.None) (string, error) {
	announce("request")
	<-f.state.Stopping()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	announce("answer")
	return "done", nil
}

func lifeModule(fail error) *drey.Module {
	return drey.NewModule("life",
		drey.Provide(func() *pool { return &pool{fail} }, func(p *pool) *store { return &store{p} }),
		drey.Controllers(func(s *store, state *drey.State) *front { return &front{s, state} }),
	)
}

type hanging struct{}

func (*hanging) OnModuleDestroy(context.Context) error {
	announce("hanging")
	select {}
}

// A process is a program under test.
type process struct {
	*exec.Cmd
	out    *bufio.Scanner
	stderr strings.Builder
	url    chan string
}

func start(t *testing.T, program string) *process {
	t.Helper()
	return startWith(t, program)
}

// startWith starts a program with more variables in its environment.
func startWith(t *testing.T, program string, env ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0]), url: make(chan string, 1)}
	p.Env = append(append(os.Environ(), "DREY_TEST_PROGRAM="+program), env...)
	stdout, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(stdout)
	p.Stderr = io.MultiWriter(&p.stderr, &urlFinder{found: p.url})
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() })
	return p
}

// urlFinder finds the address in the log.
type urlFinder struct {
	seen  strings.Builder
	found chan string
}

var listening = regexp.MustCompile(`url=(\S+)`)

func (f *urlFinder) Write(b []byte) (int, error) {
	f.seen.Write(b)
	if m := listening.FindStringSubmatch(f.seen.String()); m != nil {
		select {
		case f.found <- m[1]:
		default:
		}
	}
	return len(b), nil
}

// until reads the program's lines up to one.
func (p *process) until(t *testing.T, line string) []string {
	t.Helper()
	var lines []string
	for p.out.Scan() {
		lines = append(lines, p.out.Text())
		if p.out.Text() == line {
			return lines
		}
	}
	t.Fatalf("the program ended without printing %q\n%s\n%s", line, strings.Join(lines, "\n"), p.stderr.String())
	return nil
}

// end reads the rest and returns the exit status.
func (p *process) end() (rest []string, status int) {
	for p.out.Scan() {
		rest = append(rest, p.out.Text())
	}
	_ = p.Wait()
	return rest, p.ProcessState.ExitCode()
}

func TestSIGTERM(t *testing.T) {
	t.Parallel()
	p := start(t, "serve")
	p.until(t, "bootstrap store")
	answered := make(chan string, 1)
	go func() { answered <- fetch(<-p.url + "/slow") }()
	p.until(t, "request")
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, status := p.end()
	if got := <-answered; got != "200 done" {
		t.Errorf("the request in flight got %q", got)
	}
	if status != 0 || !strings.Contains(p.stderr.String(), `cause="signal: terminated"`) {
		t.Errorf("exit status %d, want 0 and a line that says why it stops\n%s", status, p.stderr.String())
	}
	if answer := slices.Index(rest, "answer"); answer < 0 || answer > slices.Index(rest, "shutdown store") {
		t.Errorf("the request in flight was not answered before the shutdown hooks: %v", rest)
	}
	got := strings.Join(without(rest, "answer"), ", ")
	if want := "destroy front, destroy store, before front, shutdown store, shutdown pool"; got != want {
		t.Errorf("hooks\n got %s\nwant %s", got, want)
	}
}

func without(lines []string, line string) []string {
	var rest []string
	for _, l := range lines {
		if l != line {
			rest = append(rest, l)
		}
	}
	return rest
}

func fetch(url string) string {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	res, err := client.Get(url)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return fmt.Sprint(res.StatusCode, " ", string(body), errString(err))
}

func errString(err error) string {
	if err == nil {
		return ""
	}
	return " " + err.Error()
}

func TestSecondSignal(t *testing.T) {
	t.Parallel()
	p := start(t, "hanging-stop")
	<-p.url
	for i, line := range []string{"hanging", ""} {
		if err := p.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			p.until(t, line)
		}
	}
	if _, status := p.end(); status != 1 || !strings.Contains(p.stderr.String(), "second signal") {
		t.Errorf("exit status %d, want 1\n%s", status, p.stderr.String())
	}
}

func TestBrokenAppExits(t *testing.T) {
	t.Parallel()
	p := start(t, "broken")
	if _, status := p.end(); status != 1 || !strings.Contains(p.stderr.String(), "D304") {
		t.Errorf("exit status %d, want 1 and the boot report\n%s", status, p.stderr.String())
	}
}

func TestFailedStartExits(t *testing.T) {
	t.Parallel()
	p := start(t, "failing-start")
	rest, status := p.end()
	if status != 1 || !strings.Contains(p.stderr.String(), "OnModuleInit") || !strings.Contains(p.stderr.String(), "pool") {
		t.Errorf("exit status %d, want 1 and the hook's name\n%s", status, p.stderr.String())
	}
	if got := strings.Join(rest, ", "); got != "init pool" {
		t.Errorf("hooks of a failed start: %s", got)
	}
}

func TestPortTaken(t *testing.T) {
	t.Parallel()
	first := drey.New(one(answer("ok")), drey.Addr("127.0.0.1:0"))
	if err := first.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := first.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	second := drey.New(one(answer("ok")), drey.Addr(strings.TrimPrefix(first.URL(), "http://")))
	err := second.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the port is taken") {
		t.Errorf("error %v, want one that says that the port is taken", err)
	}
}

// Serve ends with its context and says nothing when all went well.
func TestServe(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	app := drey.New(drey.NewModule("test", drey.Provide(func() *canceller { return &canceller{cancel} })), drey.Addr("127.0.0.1:0"))
	if err := app.Serve(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// canceller ends the application as soon as it has started.
type canceller struct{ cancel context.CancelFunc }

func (c *canceller) OnApplicationBootstrap(context.Context) error { c.cancel(); return nil }
