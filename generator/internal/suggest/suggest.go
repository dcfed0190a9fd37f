// Package suggest finds the word somebody probably meant.
package suggest

import "strings"

// Closest returns the candidate that differs least from word, or "" when none
// is close enough to be meant. Case does not count; the first of equals wins.
func Closest(word string, candidates []string) string {
	best, distance := "", limit(word)+1
	for _, c := range candidates {
		if d := edits(strings.ToLower(word), strings.ToLower(c)); d < distance {
			best, distance = c, d
		}
	}
	return best
}

// limit is how many typos a word of this length may hold.
func limit(word string) int {
	switch n := len(word); {
	case n < 4:
		return 1
	case n < 8:
		return 2
	default:
		return 3
	}
}

// edits is the number of insertions, deletions, replacements and swaps of
// neighbours that turn a into b.
func edits(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
