package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Long files, such as documents, are taken apart at lines that both have once.
func TestLongDiff(t *testing.T) {
	t.Parallel()
	var a []string
	for i := range 30_000 {
		a = append(a, fmt.Sprintf("line %d", i), "}", "{")
	}
	b := slices.Clone(a)
	b[0], b[50_000], b[89_000] = "first", "changed", "changed"
	b = slices.Insert(b, 20_000, "new", "new", "new")
	b = slices.Delete(b, 70_000, 70_003)
	b = append(b, "last")
	edits := lineEdits(a, b)
	var from, to []string
	changes := 0
	for _, e := range edits {
		if e.op != '+' {
			from = append(from, e.text)
		}
		if e.op != '-' {
			to = append(to, e.text)
		}
		if e.op != ' ' {
			changes++
		}
	}
	if !slices.Equal(from, a) || !slices.Equal(to, b) {
		t.Error("the edits do not lead from one to the other")
	}
	if changes != 13 {
		t.Errorf("%d lines change, want 13", changes)
	}
}

// Where nothing is in common, everything is taken away and put anew.
func TestLongDiffOfNothing(t *testing.T) {
	t.Parallel()
	a, b := strings.Split(strings.Repeat("a\n", 3000), "\n"), strings.Split(strings.Repeat("b\n", 3000), "\n")
	edits := lineEdits(a, b) // the last line, which is empty, is equal
	if len(edits) != 6001 || edits[0] != (line{'-', "a"}) || edits[6000] != (line{' ', ""}) {
		t.Errorf("%d edits, from %v to %v", len(edits), edits[0], edits[len(edits)-1])
	}
}

// A last line without a line break is shown as one, as patch wants it.
func TestDiffWithoutLastLineBreak(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, after, want string }{
		{"a", "a\nb\n", "-a\n\\ No newline at end of file\n+a\n+b\n"},
		{"a\nb", "c\nb", "-a\n+c\n b\n\\ No newline at end of file\n"},
		{"a\r\n", "a", "-a\r\n+a\n\\ No newline at end of file\n"},
	} {
		root := t.TempDir()
		if err := os.WriteFile(filepath.Join(root, "f"), []byte(c.before), 0o600); err != nil {
			t.Fatal(err)
		}
		p := New(root)
		if err := p.Put("f", []byte(c.after)); err != nil {
			t.Fatal(err)
		}
		if _, hunk, _ := strings.Cut(string(p.Diff()), " @@\n"); hunk != c.want {
			t.Errorf("%q to %q:\n%s", c.before, c.after, hunk)
		}
	}
}
