package dreytest

import (
	"bytes"
	"context"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
)

// Every application under test runs under a label of the profiler, which each
// goroutine hands on to those it starts. So what one application has left
// behind can be told from the rest of the process, where other tests run.

const label = "dreytest.app"

var apps atomic.Int64

// labelled runs f under a label of its own and returns it.
func labelled(ctx context.Context, f func(context.Context)) string {
	id := strconv.FormatInt(apps.Add(1), 10)
	under(ctx, id, f)
	return id
}

// under runs f under a label that there is.
func under(ctx context.Context, id string, f func(context.Context)) {
	pprof.Do(ctx, pprof.Labels(label, id), f)
}

// IgnoreGoroutines lets an application leave goroutines behind whose stack has
// a function of this name or prefix, such as "example.com/library.": those that
// a library starts once for the whole process.
func IgnoreGoroutines(function string) drey.AppOption {
	return ignored{unread.Set(true), function} // an option that changes nothing, for its type
}

var unread = drey.NewKey[bool]("metadata that nobody reads")

type ignored struct {
	drey.AppOption
	function string
}

// pooled are goroutines of connections that the process keeps for reuse.
const pooled = "net/http.(*persistConn)."

// patience is how long goroutines may take to end after the application.
const patience = 2 * time.Second

// checkLeaks fails the test for goroutines that an application has left.
func checkLeaks(tb testing.TB, id string, ignore []string) {
	tb.Helper()
	deadline := time.Now().Add(patience)
	for pause := time.Millisecond; ; pause *= 2 {
		left := leaks(id, ignore)
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			tb.Errorf("the application has stopped and left goroutines behind (end them in OnModuleDestroy or OnApplicationShutdown):\n\n%s", strings.Join(left, "\n\n"))
			return
		}
		<-time.After(pause)
	}
}

// leaks returns the stacks of the goroutines with a label.
func leaks(id string, ignore []string) []string {
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		return nil // a buffer takes everything
	}
	var left []string
	for stack := range strings.SplitSeq(profile.String(), "\n\n") {
		if strings.Contains(stack, strconv.Quote(label)+":"+strconv.Quote(id)) && !isIgnored(stack, ignore) {
			left = append(left, stack)
		}
	}
	return left
}

func isIgnored(stack string, ignore []string) bool {
	for _, function := range append([]string{pooled}, ignore...) {
		if strings.Contains(stack, "\t"+function) {
			return true
		}
	}
	return false
}
