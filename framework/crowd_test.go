package drey_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// A crowd holds connections and does no more than it must to keep them: a half
// has had an answer and sends nothing, a quarter is in the middle of a header,
// a quarter in the middle of a body. The rest of the service does not notice;
// when they are gone, so are their goroutines.
//
// The crowd is a process of its own, so that each end has as many descriptors
// as there are connections.
func TestCrowd(t *testing.T) {
	size, requests := 10_000, 500
	if testing.Short() {
		size, requests = 1000, 50
	}
	enoughFiles(t, size+500)
	app := drey.New(drey.NewModule("test", drey.Controllers(drey.Controller("/x").With(
		drey.Get("", answer("ok")), drey.Post("", func(_ context.Context, in said) (string, error) { return in.Text, nil })))),
		drey.Addr("127.0.0.1:0"), quiet,
		drey.Limits{HeaderTimeout: time.Hour, IdleTimeout: time.Hour, Grace: time.Hour}) // they shall be held, not cut
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	before, memory := runtime.NumGoroutine(), inUse()

	t.Setenv("DREY_TEST_CROWD", fmt.Sprint(strings.TrimPrefix(app.URL(), "http://"), " ", size))
	crowd := start(t, "crowd")
	crowd.until(t, "held")
	eventually(t, "a goroutine for each connection", func() bool { return runtime.NumGoroutine() >= before+size })
	each := (inUse() - memory) / size
	t.Logf("%d bytes for each of %d connections", each, size)
	if each > 64<<10 {
		t.Errorf("each connection takes %d bytes", each)
	}

	var all sync.WaitGroup
	var answered atomic.Int64
	for range 8 {
		all.Go(func() {
			for answered.Add(1) <= int64(requests) {
				if got := fetch(app.URL() + "/x"); got != "200 ok" {
					t.Errorf("beside the crowd: %s", got)
				}
			}
		})
	}
	all.Wait()
	if now := runtime.NumGoroutine(); now < before+size {
		t.Errorf("%d goroutines: some of the crowd were cut", now)
	}

	if err := crowd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	crowd.end()
	eventually(t, "no goroutine more than before", func() bool { return runtime.NumGoroutine() <= before })
	if err := app.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

// enoughFiles skips the test where a process may not open so many. Go has
// raised the limit as far as it goes.
func enoughFiles(t *testing.T, n int) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Cur >= uint64(n) {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("a process may open %d files, and this takes %d (raise ulimit -n)", limit.Cur, n)
	}
	t.Skipf("a process may open %d files, and this takes %d (raise ulimit -n)", limit.Cur, n)
}

// inUse is the memory of objects and stacks.
func inUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse + m.StackInuse)
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !is(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("there is not %s", what)
		}
	}
}

// gather is the program that is the crowd. It ends when it is killed, or left
// behind.
func gather() {
	var addr string
	var size int
	if _, err := fmt.Sscan(os.Getenv("DREY_TEST_CROWD"), &addr, &size); err != nil {
		announce(err.Error())
		return
	}
	conns := make([]net.Conn, size)
	errs := make([]error, size)
	var all sync.WaitGroup
	turns := make(chan struct{}, 64)
	for i := range size {
		turns <- struct{}{}
		all.Go(func() {
			conns[i], errs[i] = stand(addr, i)
			<-turns
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		announce(err.Error())
		return
	}
	announce("held")
	<-time.After(5 * time.Minute)
	runtime.KeepAlive(conns)
}

// stand opens the i-th connection of a crowd.
func stand(addr string, i int) (net.Conn, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	const request = " /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
	switch i % 4 {
	case 0:
		_, err = io.WriteString(conn, "GET"+request+"X-Slow: ")
	case 1:
		_, err = io.WriteString(conn, "POST"+request+"Content-Length: 100\r\n\r\n{")
	default:
		if _, err = io.WriteString(conn, "GET"+request+"\r\n"); err == nil {
			err = wholeAnswer(conn)
		}
	}
	return conn, err
}

// wholeAnswer reads an answer and nothing after it.
func wholeAnswer(conn net.Conn) error {
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err
}
