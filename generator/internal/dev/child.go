package dev

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/dreygo/drey/generator/internal/process"
)

// supervisorVar tells a program whom to call; see the framework.
const supervisorVar = "DREY_SUPERVISOR"

const (
	patience  = 5 * time.Second        // for a program to stop in order
	lastWords = 200 * time.Millisecond // for what one has said at its end to arrive
)

// A child is the program of the project while it runs.
type child struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has
	url   *url.URL
	said  *tail

	mu   sync.Mutex
	call net.Conn // from it; the program stops when it ends
}

// newsflash is what a program says of itself.
type newsflash struct {
	URL      string            `json:"url"`
	Error    string            `json:"error"`
	Problems []json.RawMessage `json:"problems"`
}

// launch starts a program and waits until it serves. ctx ends the wait, and the
// program.
func launch(ctx context.Context, program, root string, env []string, out, errs io.Writer) (*child, *Trouble) {
	phone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, &Trouble{Title: "the program cannot be started", Detail: err.Error()}
	}
	defer func() { _ = phone.Close() }()
	c := &child{cmd: exec.Command(program), ended: make(chan struct{}), said: &tail{to: errs}}
	c.cmd.Dir, c.cmd.Stdout, c.cmd.Stderr = root, out, c.said
	c.cmd.Env = append(append(os.Environ(), supervisorVar+"="+phone.Addr().String()), env...)
	c.cmd.WaitDelay = lastWords // what it has started may hold its output
	process.OwnGroup(c.cmd)
	if err := c.cmd.Start(); err != nil {
		return nil, &Trouble{Title: "the program cannot be started", Detail: err.Error()}
	}
	go func() {
		_ = c.cmd.Wait()        // its end says it all
		_ = process.Kill(c.cmd) // what it has started ends with it
		c.hangUp()
		close(c.ended)
	}()
	news := make(chan newsflash, 1)
	go c.listen(phone, news)
	return c.await(ctx, news)
}

// await takes the program's first words, its end, or that nobody waits.
func (c *child) await(ctx context.Context, news <-chan newsflash) (*child, *Trouble) {
	select {
	case n := <-news:
		u, err := url.Parse(n.URL)
		if n.URL != "" && err == nil {
			c.url = u
			return c, nil
		}
		c.stop()
		return nil, failed(n)
	case <-c.ended:
		select {
		case n := <-news:
			return nil, failed(n)
		case <-time.After(lastWords):
			return nil, c.trouble()
		}
	case <-ctx.Done():
		c.stop()
		return nil, &Trouble{Title: "the start was given up"}
	}
}

func failed(n newsflash) *Trouble {
	return &Trouble{Title: "the application cannot start", Detail: n.Error, Problems: n.Problems}
}

// listen takes the call of a program, and what it says first.
func (c *child) listen(phone net.Listener, news chan<- newsflash) {
	call, err := phone.Accept()
	if err != nil {
		return // it has not called, and launch does not wait for it any more
	}
	c.mu.Lock()
	c.call = call
	c.mu.Unlock()
	var n newsflash
	if json.NewDecoder(call).Decode(&n) == nil {
		news <- n
	}
}

// trouble is what a program that has ended by itself has said.
func (c *child) trouble() *Trouble {
	return &Trouble{Title: fmt.Sprintf("the program has ended: %s", c.cmd.ProcessState), Detail: c.said.String()}
}

// runs reports whether the program has not ended.
func (c *child) runs() bool {
	select {
	case <-c.ended:
		return false
	default:
		return true
	}
}

// stop ends the program: in order if it can, within its patience.
func (c *child) stop() {
	if c.hangUp() {
		select {
		case <-c.ended:
			return
		case <-time.After(patience):
		}
	}
	_ = process.Kill(c.cmd) // it may have ended just now
	<-c.ended
}

// hangUp ends the call of the program, if it has called.
func (c *child) hangUp() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.call != nil {
		_ = c.call.Close() // it may be closed already
	}
	return c.call != nil
}

// A tail passes on what it is given and keeps the end of it.
type tail struct {
	to io.Writer
	mu sync.Mutex
	b  bytes.Buffer
}

const tailLength = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b.Write(p)
	if over := t.b.Len() - tailLength; over > 0 {
		t.b.Next(over)
	}
	return t.to.Write(p)
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(t.b.String())
}
