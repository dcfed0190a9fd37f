package plan

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Diff is the plan as a unified diff, as patch and git apply read it.
func (p *Plan) Diff() []byte {
	var b bytes.Buffer
	for _, c := range p.Changes() {
		from, to := "a/"+c.Path, "b/"+c.Path
		switch c.Action() {
		case "create":
			from = "/dev/null"
		case "remove":
			to = "/dev/null"
		}
		fmt.Fprintf(&b, "--- %s\n+++ %s\n", from, to)
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

// lines splits a file behind its line breaks; the last line may have none.
func lines(data []byte) []string {
	return slices.Collect(strings.Lines(string(data)))
}

// lineEdits turns a into b by way of their longest common subsequence. Most
// files that are edited here have few lines, and most are equal at both ends.
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
	edits = append(edits, between(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, s := range a[len(a)-tail:] {
		edits = append(edits, line{' ', s})
	}
	return edits
}

// most is how large a table of two files may be: some 2,000 lines each.
const most = 1 << 22

// between is lineEdits for what may be long, as documents are: it is taken apart
// at lines that both have once, in the same order.
func between(a, b []string) []line {
	if len(a)*len(b) <= most {
		return middle(a, b)
	}
	var edits []line
	fromA, fromB := 0, 0
	for _, at := range append(anchors(a, b), [2]int{len(a), len(b)}) {
		part, other := a[fromA:at[0]], b[fromB:at[1]]
		if len(part)*len(other) > most { // nothing in common to hold on to
			edits = append(edits, all('-', part)...)
			edits = append(edits, all('+', other)...)
		} else {
			edits = append(edits, middle(part, other)...)
		}
		if at[0] < len(a) {
			edits = append(edits, line{' ', a[at[0]]})
		}
		fromA, fromB = at[0]+1, at[1]+1
	}
	return edits
}

func all(op byte, texts []string) []line {
	lines := make([]line, len(texts))
	for i, text := range texts {
		lines[i] = line{op, text}
	}
	return lines
}

// anchors are the places of lines that a and b have once each: the longest
// series in which both go forward.
func anchors(a, b []string) [][2]int {
	inA, inB := onlyOnce(a), onlyOnce(b)
	var pairs [][2]int
	for i, text := range a {
		if _, once := inA[text]; !once {
			continue
		}
		if j, once := inB[text]; once {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return forward(pairs)
}

// onlyOnce are the lines that occur once, with their places.
func onlyOnce(lines []string) map[string]int {
	at, count := map[string]int{}, map[string]int{}
	for i, text := range lines {
		at[text] = i
		count[text]++
	}
	maps.DeleteFunc(at, func(text string, _ int) bool { return count[text] > 1 })
	return at
}

// forward is the longest series of pairs, ordered by their first number, in which
// the second grows, too.
func forward(pairs [][2]int) [][2]int {
	var ends []int // ends[n] is the pair with the smallest end of a series of n+1
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(ends, p[1], func(end, second int) int { return pairs[end][1] - second })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	var series [][2]int
	for at := ends[len(ends)-1]; at >= 0; at = before[at] {
		series = append(series, pairs[at])
	}
	slices.Reverse(series)
	return series
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
		fmt.Fprintf(b, "%c%s", e.op, e.text)
		if !strings.HasSuffix(e.text, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// extent is a range of lines; an empty one begins after the line before it.
func extent(at, n int) string {
	if n == 0 {
		at--
	}
	return fmt.Sprintf("%d,%d", at, n)
}
