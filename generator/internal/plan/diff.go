package plan

import (
	"bytes"
	"fmt"
	"strings"
)

// Diff is the plan as a unified diff, as patch and git apply read it.
func (p *Plan) Diff() []byte {
	var b bytes.Buffer
	for _, c := range p.Changes() {
		from := "a/" + c.Path
		if c.Old == nil {
			from = "/dev/null"
		}
		fmt.Fprintf(&b, "--- %s\n+++ b/%s\n", from, c.Path)
		writeHunks(&b, lineEdits(lines(c.Old), lines(c.New)))
	}
	return b.Bytes()
}

// context is how many equal lines are shown round a change.
const context = 3

// A line of a diff: kept (' '), removed ('-') or added ('+').
type line struct {
	op   byte
	text string
}

// lines splits a file at its line breaks.
func lines(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// lineEdits turns a into b by way of their longest common subsequence. Files
// that are edited here have few lines, and most are equal at both ends.
func lineEdits(a, b []string) []line {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	edits := make([]line, 0, len(a)+len(b))
	for _, s := range a[:head] {
		edits = append(edits, line{' ', s})
	}
	edits = append(edits, middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, s := range a[len(a)-tail:] {
		edits = append(edits, line{' ', s})
	}
	return edits
}

// middle is lineEdits where nothing is known. common[i][j] is the length of
// the longest common subsequence of a[i:] and b[j:].
func middle(a, b []string) []line {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var edits []line
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			edits = append(edits, line{' ', a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			edits = append(edits, line{'-', a[i]})
			i++
		default:
			edits = append(edits, line{'+', b[j]})
			j++
		}
	}
	return edits
}

// writeHunks writes the changes with some lines round them.
func writeHunks(b *bytes.Buffer, edits []line) {
	oldAt, newAt, at := 1, 1, 0
	advance := func(to int) {
		for ; at < to; at++ {
			if edits[at].op != '+' {
				oldAt++
			}
			if edits[at].op != '-' {
				newAt++
			}
		}
	}
	for at < len(edits) {
		first := nextChange(edits, at)
		if first == len(edits) {
			return
		}
		end := endOfHunk(edits, first)
		advance(max(at, first-context))
		writeHunk(b, edits[at:end], oldAt, newAt)
		advance(end)
	}
}

func nextChange(edits []line, from int) int {
	for from < len(edits) && edits[from].op == ' ' {
		from++
	}
	return from
}

// endOfHunk is where a hunk ends that begins with the change at first:
// changes that are close to each other share one.
func endOfHunk(edits []line, first int) int {
	end := first
	for {
		for end < len(edits) && edits[end].op != ' ' {
			end++
		}
		next := nextChange(edits, end)
		if next == len(edits) || next-end > 2*context {
			return min(len(edits), end+context)
		}
		end = next
	}
}

func writeHunk(b *bytes.Buffer, edits []line, oldAt, newAt int) {
	var removed, added int
	for _, e := range edits {
		if e.op != '+' {
			removed++
		}
		if e.op != '-' {
			added++
		}
	}
	fmt.Fprintf(b, "@@ -%s +%s @@\n", extent(oldAt, removed), extent(newAt, added))
	for _, e := range edits {
		fmt.Fprintf(b, "%c%s\n", e.op, e.text)
	}
}

// extent is a range of lines; an empty one begins after the line before it.
func extent(at, n int) string {
	if n == 0 {
		at--
	}
	return fmt.Sprintf("%d,%d", at, n)
}
