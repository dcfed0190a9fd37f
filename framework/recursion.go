package drey

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"time"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Functions that make modules and call each other never reach the framework:
// Go evaluates arguments first. Nobody calls us, so we look by ourselves: for
// its first minute a program's stacks are watched, and when they say that calls
// do not end, it ends with a report, before Go ends it with a trace.
const (
	watched   = time.Minute
	watchStep = 50 * time.Millisecond // calls need 10 times that from deepStack to the limit of Go
	deepStack = 128 << 20             // bytes; Go ends the program when one goroutine has 512 MiB

	fewGoroutines = 100 // whose stacks may be looked at; a program that begins has no more
)

func init() {
	begun := time.Now()
	var look func()
	look = func() {
		if report := endlessCalls(); report != nil {
			complain(os.Stderr, report)
			os.Exit(1)
		}
		if time.Since(begun) < watched {
			time.AfterFunc(watchStep, look)
		}
	}
	time.AfterFunc(watchStep, look)
}

// endlessCalls reports a goroutine whose stack holds nothing but one round of
// calls, again and again; nil when there is none. It costs a microsecond unless
// stacks are deep.
func endlessCalls() *BootError {
	stacks := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(stacks)
	n := runtime.NumGoroutine()
	if stacks[0].Value.Uint64() < deepStack || n > fewGoroutines {
		return nil
	}
	records := make([]runtime.StackRecord, n+8)
	n, _ = runtime.GoroutineProfile(records)
	for _, r := range records[:min(n, len(records))] {
		if round := roundOf(callers(r.Stack())); round != nil {
			return &BootError{report: diag.Report{endlessProblem(round)}}
		}
	}
	return nil
}

// callers names the functions of a stack with the lines that call, the innermost
// first.
func callers(stack []uintptr) []string {
	var all []string
	frames := runtime.CallersFrames(stack)
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		name := f.Function[strings.LastIndexByte(f.Function, '/')+1:]
		all = append(all, fmt.Sprintf("%s (%s)", name, diag.Place{File: f.File, Line: f.Line}))
	}
	return all
}

// roundOf returns the calls that a stack repeats to its end; nil if it does
// not. The innermost ones may be of something that the round calls in passing.
func roundOf(stack []string) []string {
	for passing := range len(stack) / 2 {
		for length := 1; passing+2*length <= len(stack); length++ {
			if repeated := stack[passing:]; slices.Equal(repeated[length:], repeated[:len(repeated)-length]) {
				return repeated[:length]
			}
		}
	}
	return nil
}

// endlessProblem shows a round of calls, given with the innermost first, from
// the one whose name is first to the one that leads back to it.
func endlessProblem(round []string) diag.Problem {
	slices.Reverse(round)
	at := slices.Index(round, slices.Min(round))
	round = slices.Concat(round[at:], round[:at+1])
	p := diag.Problem{
		Code: "D102",
		What: "functions call each other without an end",
		Why:  round[:1:1],
		Fix:  "declare modules as package variables: var Module = drey.NewModule(...)\nor move what both sides need into a module of its own",
	}
	for _, call := range round[1:] {
		p.Why = append(p.Why, "-> calls "+call)
	}
	return p
}
