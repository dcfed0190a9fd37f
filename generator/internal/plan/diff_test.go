package plan

import (
	"fmt"
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
