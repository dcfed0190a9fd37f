package drey_test

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A supervised program says where it is, and ends when nobody listens to it
// any more.
func TestSupervised(t *testing.T) {
	t.Parallel()
	boss := listenToPrograms(t)
	p := startWith(t, "serve", "DREY_SUPERVISOR="+boss.Addr().String())
	call, news := hear(t, boss)
	url, _ := news["url"].(string)
	if !strings.HasPrefix(url, "http://127.0.0.1:") || len(news) != 1 {
		t.Fatalf("it says %v", news)
	}
	r, err := http.Get(url + "/nowhere")
	if err != nil || r.StatusCode != http.StatusNotFound {
		t.Fatal(r, err)
	}
	_ = r.Body.Close()
	_ = call.Close()
	if err := p.Wait(); err != nil || !strings.Contains(p.stderr.String(), "the supervisor has hung up") {
		t.Errorf("it ended with %v\n%s", err, p.stderr.String())
	}
}

// One that is not ready yet ends, too, whatever it does.
func TestSupervisedConstruction(t *testing.T) {
	t.Parallel()
	boss := listenToPrograms(t)
	p := startWith(t, "endless-construction", "DREY_SUPERVISOR="+boss.Addr().String())
	call, err := boss.Accept()
	if err != nil || !p.out.Scan() {
		t.Fatal(err, p.out.Err())
	}
	_ = call.Close()
	if err := p.Wait(); err == nil {
		t.Error("it ended as if all were well")
	}
}

// One that cannot start says why.
func TestSupervisedFailure(t *testing.T) {
	t.Parallel()
	for program, code := range map[string]string{"broken": "D3", "failing-start": ""} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			boss := listenToPrograms(t)
			p := startWith(t, program, "DREY_SUPERVISOR="+boss.Addr().String())
			call, news := hear(t, boss)
			defer call.Close()
			text, _ := news["error"].(string)
			problems, _ := json.Marshal(news["problems"])
			if text == "" || !strings.Contains(string(problems), code) {
				t.Errorf("it says %v", news)
			}
			if err := p.Wait(); err == nil {
				t.Error("it ended as if all were well")
			}
		})
	}
}

func TestSupervisorThatIsNotThere(t *testing.T) {
	t.Parallel()
	boss := listenToPrograms(t)
	_ = boss.Close()
	p := startWith(t, "serve", "DREY_SUPERVISOR="+boss.Addr().String())
	if err := p.Wait(); err == nil || !strings.Contains(p.stderr.String(), "drey dev sets it") {
		t.Errorf("it ended with %v\n%s", err, p.stderr.String())
	}
}

func listenToPrograms(t *testing.T) net.Listener {
	t.Helper()
	boss, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = boss.Close() })
	return boss
}

// hear takes a call and what it says.
func hear(t *testing.T, boss net.Listener) (net.Conn, map[string]any) {
	t.Helper()
	call, err := boss.Accept()
	if err != nil {
		t.Fatal(err)
	}
	var news map[string]any
	_ = json.NewDecoder(call).Decode(&news)
	return call, news
}
