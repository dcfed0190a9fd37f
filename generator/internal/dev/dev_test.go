package dev

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// program is a server that does what the framework does for its supervisor.
const program = `package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
)

//go:embed words.txt
var words string

func main() {
	if os.Getenv("BE") == "helper" {
		l, _ := net.Listen("tcp", "127.0.0.1:0")
		fmt.Println(l.Addr())
		l.Accept()
		select {}
	}
	if %[2]q != "" {
		call, _ := net.Dial("tcp", os.Getenv("DREY_SUPERVISOR"))
		json.NewEncoder(call).Encode(map[string]any{"error": %[2]q, "problems": []any{map[string]any{"code": "D104"}}})
		os.Exit(1)
	}
	call, err := net.Dial("tcp", os.Getenv("DREY_SUPERVISOR"))
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Etag", "x")
			fmt.Fprint(w, "<html><body>hello</body></html>")
		case "/same":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotModified)
		case "/words":
			fmt.Fprint(w, words)
		case "/who":
			fmt.Fprint(w, r.Host, " ", r.Header.Get("X-Forwarded-Host"))
		case "/helper":
			helper := exec.Command(os.Args[0])
			helper.Env, helper.Stderr = append(os.Environ(), "BE=helper"), os.Stderr
			says, _ := helper.StdoutPipe()
			helper.Start()
			var addr string
			fmt.Fscan(says, &addr)
			fmt.Fprint(w, addr)
		case "/crash":
			os.Exit(7)
		default:
			fmt.Fprint(w, %[1]q)
		}
	}))
	json.NewEncoder(call).Encode(map[string]any{"url": "http://" + l.Addr().String()})
	io.Copy(io.Discard, call)
	fmt.Println("bye")
}
`

// A session is dev at work on a project.
type session struct {
	root, url string
	log       *record
	end       func()
}

// A record can be written and read at once.
type record struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

func begin(t *testing.T, reloaded func(context.Context)) *session {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	s := &session{root: t.TempDir(), log: &record{}}
	s.write(t, "go.mod", "module fake\n\ngo 1.26\n")
	s.write(t, "words.txt", "one")
	s.save(t, "v0", "")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + l.Addr().String()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- serve(ctx, Options{Root: s.root, Package: ".", Out: s.log, Errs: s.log, Reloaded: reloaded}, l)
	}()
	s.end = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = l.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	t.Cleanup(s.end)
	return s
}

func (s *session) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.root, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// save writes a program that answers with a version, or fails to start.
func (s *session) save(t *testing.T, version, failure string) {
	t.Helper()
	s.write(t, "main.go", fmt.Sprintf(program, version, failure))
}

// get asks for a path, as a browser when accept is text/html.
func (s *session) get(t *testing.T, path, accept string) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Errorf("refused: %v", err)
		return 0, nil, ""
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return res.StatusCode, res.Header, string(body)
}

func (s *session) wants(t *testing.T, path, want string) {
	t.Helper()
	if status, _, body := s.get(t, path, ""); status != http.StatusOK || body != want {
		t.Errorf("%s: %d %s, want %s", path, status, body, want)
	}
}

// A request that is sent after a save is answered by the new program, whatever
// was going on; none is refused.
func TestNeverStale(t *testing.T) {
	t.Parallel()
	s := begin(t, nil)
	s.wants(t, "/", "v0")
	var now sync.RWMutex // a save is no moment: it has happened or not
	version := 0
	var clients sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		clients.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				now.RLock()
				before := version
				now.RUnlock()
				status, _, body := s.get(t, "/", "")
				var got int
				if _, err := fmt.Sscanf(body, "v%d", &got); status != http.StatusOK || err != nil || got < before {
					t.Errorf("after v%d was saved: %d %s", before, status, body)
				}
			}
		})
	}
	for v := 1; v <= 5; v++ {
		now.Lock()
		s.save(t, fmt.Sprint("v", v), "")
		version = v
		now.Unlock()
		s.wants(t, "/", fmt.Sprint("v", v))
	}
	close(done)
	clients.Wait()
}

// What does not compile is shown, to people and to programs, until it does.
func TestDoesNotCompile(t *testing.T) {
	t.Parallel()
	s := begin(t, nil)
	s.wants(t, "/", "v0")
	s.write(t, "main.go", "package main\n\nfunc main() {\n\tnowhere()\n}\n")
	status, header, body := s.get(t, "/", "")
	var problem struct {
		Title    string
		Status   int
		Mistakes []Mistake
	}
	if err := json.Unmarshal([]byte(body), &problem); err != nil || status != http.StatusServiceUnavailable || header.Get("Content-Type") != "application/problem+json" {
		t.Fatal(status, header, body, err)
	}
	want := Mistake{"main.go", 4, 2, "undefined: nowhere", "    2 | \n    3 | func main() {\n    4 |     nowhere()\n      |     ^\n    5 | }\n    6 | \n"}
	if problem.Title != "the project does not compile" || len(problem.Mistakes) != 1 || problem.Mistakes[0] != want {
		t.Errorf("got %+v", problem)
	}
	status, header, body = s.get(t, "/", "text/html")
	for _, part := range []string{"main.go:4:2", "undefined: nowhere", "nowhere()\n      |     ^", own + "client.js"} {
		if status != http.StatusServiceUnavailable || !strings.HasPrefix(header.Get("Content-Type"), "text/html") || !strings.Contains(body, part) {
			t.Errorf("no %q in %d\n%s", part, status, body)
		}
	}
	if !strings.Contains(s.log.String(), "main.go:4:2: undefined: nowhere") {
		t.Errorf("the terminal says\n%s", s.log)
	}
	s.save(t, "v1", "")
	s.wants(t, "/", "v1")
}

func TestCannotStart(t *testing.T) {
	t.Parallel()
	s := begin(t, nil)
	s.save(t, "", "a needs b")
	if status, _, body := s.get(t, "/", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "a needs b") || !strings.Contains(body, `"code":"D104"`) {
		t.Error(status, body)
	}
	s.save(t, "v1", "")
	s.wants(t, "/", "v1")
}

// A program that ends is shown as what it is, and started again by a change.
func TestCrash(t *testing.T) {
	t.Parallel()
	s := begin(t, nil)
	events := s.watch(t)
	if status, _, body := s.get(t, "/crash", ""); status != http.StatusServiceUnavailable {
		t.Error(status, body)
	}
	events()
	if status, _, body := s.get(t, "/", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "exit status 7") {
		t.Error(status, body)
	}
	s.write(t, ".env", "A=1\n")
	s.wants(t, "/", "v0")
}

// What a program has started holds nobody up when the program ends, and does not
// outlive it.
func TestHelper(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"crash", "save", "end"} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			s := begin(t, nil)
			_, _, addr := s.get(t, "/helper", "")
			helper, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer helper.Close()
			switch end {
			case "crash":
				events := s.watch(t)
				s.get(t, "/crash", "")
				events()
			case "save":
				s.save(t, "v1", "")
				s.wants(t, "/", "v1")
			default:
				s.end()
			}
			_ = helper.SetReadDeadline(time.Now().Add(patience))
			if _, err := helper.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the helper lives on")
			}
		})
	}
}

// watch does as a page does; the result waits for the next reload.
func (s *session) watch(t *testing.T) (next func()) {
	t.Helper()
	s.wants(t, "/", "v0") // then there is nothing to tell of the start
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+own+"events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return func() {
		var seen []byte
		for b := make([]byte, 64); !bytes.Contains(seen, []byte("event: reload")); {
			n, err := res.Body.Read(b)
			if err != nil {
				t.Fatalf("%v after %s", err, seen)
			}
			seen = append(seen, b[:n]...)
		}
	}
}

// Pages are told to load themselves again when a program is new, and only then.
func TestPages(t *testing.T) {
	t.Parallel()
	reloads := make(chan struct{}, 10)
	s := begin(t, func(context.Context) { reloads <- struct{}{} })
	events := s.watch(t)
	<-reloads
	if _, header, body := s.get(t, "/page", "text/html,*/*"); body != `<html><body>hello<script src="/__drey/client.js"></script></body></html>` || header.Get("Etag") != "" {
		t.Errorf("page %v %s", header, body)
	}
	if status, header, body := s.get(t, "/same", "text/html"); status != http.StatusNotModified || body != "" || header.Get("Content-Length") != "" {
		t.Errorf("not modified: %d %v %s", status, header, body)
	}
	if _, _, body := s.get(t, "/page", ""); body != "<html><body>hello</body></html>" {
		t.Errorf("not a browser: %s", body)
	}
	if _, header, body := s.get(t, own+"client.js", ""); !strings.HasPrefix(header.Get("Content-Type"), "text/javascript") || !strings.Contains(body, "EventSource") {
		t.Error(header, body)
	}
	host := strings.TrimPrefix(s.url, "http://")
	s.wants(t, "/who", host+" "+host)

	s.write(t, "main_test.go", "package main\n\nfunc {") // none of the program
	s.wants(t, "/", "v0")
	s.write(t, "words.txt", "two") // embedded
	s.wants(t, "/words", "two")
	events()
	<-reloads
	if built := len(regexp.MustCompile(`built in \S+, started in \S+`).FindAllString(s.log.String(), -1)); built != 2 {
		t.Errorf("%d starts, want 2\n%s", built, s.log)
	}
}

// The end of dev is the end of the program, in order.
func TestEnd(t *testing.T) {
	t.Parallel()
	s := begin(t, nil)
	s.wants(t, "/", "v0")
	s.end()
	if !strings.Contains(s.log.String(), "bye") {
		t.Errorf("the program did not end in order\n%s", s.log)
	}
}

// A file that the source embeds may come later than the source.
func TestEmbeddedLater(t *testing.T) {
	t.Parallel()
	s := begin(t, nil)
	s.wants(t, "/words", "one")
	if err := os.Rename(filepath.Join(s.root, "words.txt"), filepath.Join(s.root, "aside")); err != nil {
		t.Fatal(err)
	}
	s.write(t, "main.go", fmt.Sprintf(program, "v1", "")+"// whatever watched the file before\n")
	if status, _, body := s.get(t, "/words", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, "words.txt: no matching files found") {
		t.Error(status, body)
	}
	s.write(t, "words.txt", "two")
	s.wants(t, "/words", "two")
}
