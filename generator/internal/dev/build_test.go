package dev

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A build that nobody waits for any more leaves nothing behind.
func TestBuildGivenUp(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds a program")
	}
	root, temp := t.TempDir(), t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module fake\n\ngo 1.26\n")
	write(t, filepath.Join(root, "main.go"), "package main\n\nimport \"net/http\"\n\nfunc main() { panic(http.ListenAndServe(\"\", nil)) }\n")
	ctx, giveUp := context.WithCancel(t.Context())
	ended := make(chan *Trouble, 1)
	go func() { ended <- compile(ctx, root, ".", "", filepath.Join(temp, "program")) }()
	for !compiling(t, temp) {
		select {
		case trouble := <-ended:
			t.Fatalf("it has ended: %v", trouble)
		case <-time.After(time.Millisecond):
		}
	}
	giveUp()
	if trouble := <-ended; trouble == nil {
		t.Error("the build has gone on")
	}
	if left := inside(t, temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// compiling reports whether the go command has made its own folder.
func compiling(t *testing.T, temp string) bool {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(temp, "*", "go-build*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found) > 0
}

func inside(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}
