// Package dev serves a project while somebody works on it: it builds and starts
// the program, owns its port, and holds requests while the program is made anew.
// A request that is sent after a file was saved never sees the old program, and
// none is refused.
package dev

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Options say what is served, and where.
type Options struct {
	Root    string // of the project
	Package string // of the program, such as ./cmd/server
	Addr    string // to listen on, such as :3000

	Out, Errs io.Writer // of the program; Errs has what dev itself says, too

	// Listening, if not nil, is called once the address is taken.
	Listening func()

	// Prepare, if not nil, makes what the program reads besides its binary, in a
	// folder, beside the build. It returns variables for the program's environment;
	// the program is started again when those files differ, too.
	Prepare func(folder string) (env, files []string)

	// Reloaded, if not nil, is called beside when a program serves that was made
	// anew, one call at a time.
	Reloaded func(ctx context.Context)
}

// A server is one session of dev.
type server struct {
	Options
	state *state
	temp  string
	wake  chan struct{} // holds a token when files have changed

	after   sync.Mutex
	looking sync.Mutex
	watcher *watcher
	looked  time.Time // when the last look began

	// Of the goroutine that works.
	child   *child
	running int    // which of the two programs that is
	print   string // of what it was made from
}

// Run serves until ctx ends. What does not compile or start is no error: it is
// shown, and the next change is waited for.
func Run(ctx context.Context, o Options) error {
	l, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w (PORT or --port names another)", o.Addr, err)
	}
	defer func() { _ = l.Close() }()
	if o.Listening != nil {
		o.Listening()
	}
	return serve(ctx, o, l)
}

func serve(ctx context.Context, o Options, l net.Listener) error {
	temp, err := os.MkdirTemp("", "drey-dev-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	s := &server{Options: o, state: newState(), temp: temp, wake: make(chan struct{}, 1), watcher: &watcher{root: o.Root}}
	if err := s.watcher.begin(); err != nil {
		return err
	}
	front := &http.Server{Handler: s.proxy(), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- front.Serve(l) }()
	ctx, end := context.WithCancel(ctx)
	defer end()
	var workers sync.WaitGroup
	workers.Go(func() { s.poll(ctx) })
	workers.Go(func() { s.work(ctx) })
	select {
	case <-ctx.Done():
		err = nil
	case err = <-served:
	}
	end()
	workers.Wait()
	_ = front.Close()
	return err
}

func (s *server) say(format string, args ...any) {
	fmt.Fprintf(s.Errs, "drey dev: "+format+"\n", args...)
}

const lookEvery = 50 * time.Millisecond

// poll looks for changes while nobody asks.
func (s *server) poll(ctx context.Context) {
	pause := time.NewTimer(lookEvery)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		begun := time.Now()
		s.look()
		pause.Reset(max(lookEvery, 20*time.Since(begun))) // a twentieth of a core at most
	}
}

// look closes the gate when files have changed. Every request looks, so that
// none overtakes a save; those that come together share a look that began after
// all of them.
func (s *server) look() {
	came := time.Now()
	s.looking.Lock()
	defer s.looking.Unlock()
	if !s.looked.After(came) {
		s.compare()
	}
}

// compare is look for who holds the lock.
func (s *server) compare() {
	s.looked = time.Now()
	if s.watcher.changed() {
		s.state.close()
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// alsoWatch sets what the program embeds that is about to be built.
func (s *server) alsoWatch(embedded []pattern) {
	s.looking.Lock()
	defer s.looking.Unlock()
	s.watcher.watch(embedded)
}

// work makes the program anew whenever files have changed.
func (s *server) work(ctx context.Context) {
	var aside sync.WaitGroup
	defer func() {
		aside.Wait()
		if s.child != nil {
			s.child.stop()
		}
	}()
	for s.renew(ctx, &aside) {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-s.childEnded():
			trouble := s.child.trouble()
			s.child = nil
			s.say("%s; the next change of a file starts it again", trouble.Title)
			if !s.opens(outcome{trouble: trouble}) {
				continue
			}
			select {
			case <-ctx.Done():
				return
			case <-s.wake:
			}
		}
	}
}

func (s *server) childEnded() <-chan struct{} {
	if s.child == nil {
		return nil
	}
	return s.child.ended
}

// An outcome is what an attempt to make the program has led to.
type outcome struct {
	target  *url.URL
	trouble *Trouble
}

// renew makes the program and opens the gate. When files change meanwhile, it
// begins again. It reports false when ctx has ended.
func (s *server) renew(ctx context.Context, aside *sync.WaitGroup) bool {
	for {
		attempt, giveUp := context.WithCancel(ctx)
		made := make(chan outcome, 1)
		go func() { made <- s.make(attempt) }()
		select {
		case o := <-made:
			giveUp()
			if s.opens(o) {
				if o.trouble == nil {
					aside.Go(func() { s.afterwards(ctx) })
				}
				return true
			}
		case <-s.wake:
			giveUp()
			<-made
		case <-ctx.Done():
			giveUp()
			<-made
			return false
		}
	}
}

// opens lets requests through unless a file has changed after all.
func (s *server) opens(o outcome) bool {
	s.looking.Lock()
	defer s.looking.Unlock()
	s.compare()
	select {
	case <-s.wake:
		return false
	default:
		s.state.serve(o.target, o.trouble)
		return true
	}
}

// afterwards is what need not be waited for.
func (s *server) afterwards(ctx context.Context) {
	s.after.Lock()
	defer s.after.Unlock()
	if s.Reloaded != nil {
		s.Reloaded(ctx)
	}
}

// make builds, and starts what was built in the place of what runs, unless that
// is the same.
func (s *server) make(ctx context.Context) outcome {
	begun := time.Now()
	number := 1 - s.running
	program := filepath.Join(s.temp, fmt.Sprintf("server-%d.exe", number))
	prepared := s.prepare()
	source := read(s.Root)
	s.alsoWatch(source.embedded)
	trouble := compile(ctx, s.Root, s.Package, source.tags(), program)
	more := <-prepared
	if trouble != nil {
		if ctx.Err() == nil {
			s.say("%s\n%s", trouble.Title, trouble.Detail)
		}
		return outcome{trouble: trouble}
	}
	built := time.Now()
	mark := fingerprint(append(more.files, program, filepath.Join(s.Root, ".env"))...)
	if s.child != nil {
		if mark == s.print && s.child.runs() {
			return outcome{target: s.child.url}
		}
		s.child.stop()
		s.child = nil
	}
	child, trouble := launch(ctx, program, s.Root, more.env, s.Out, s.Errs)
	if trouble != nil {
		return outcome{trouble: trouble}
	}
	s.child, s.running, s.print = child, number, mark
	s.say("built in %s, started in %s", took(begun, built), took(built, time.Now()))
	return outcome{target: child.url}
}

// preparations are what Prepare has made.
type preparations struct{ env, files []string }

func (s *server) prepare() <-chan preparations {
	done := make(chan preparations, 1)
	go func() {
		var made preparations
		if s.Prepare != nil {
			made.env, made.files = s.Prepare(s.temp)
		}
		done <- made
	}()
	return done
}

func took(from, to time.Time) time.Duration { return to.Sub(from).Round(time.Millisecond) }

// fingerprint tells what a program is made from: its binary and its variables.
func fingerprint(files ...string) string {
	sum := sha256.New()
	for _, file := range files {
		if f, err := os.Open(file); err == nil { // one that is not there counts as none
			_, _ = io.Copy(sum, f)
			_ = f.Close()
		}
		sum.Write([]byte{0})
	}
	return string(sum.Sum(nil))
}
