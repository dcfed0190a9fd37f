package diag

// Nearest returns the candidate that somebody who wrote word most likely
// meant; "" when none is near. The first of several equally near ones wins.
func Nearest(word string, candidates []string) string {
	best, distance := "", len(word)/3+1 // one edit in two letters, three in eight
	for _, c := range candidates {
		if d := edits(word, c); c != word && d <= distance && (best == "" || d < distance) {
			best, distance = c, d
		}
	}
	return best
}

// edits counts the letters to insert, remove, replace or swap with their
// neighbour to make one word of another.
func edits(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			row[j+1] = min(row[j]+1, last[j+1]+1, last[j]+cost(a[i] != b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func cost(differ bool) int {
	if differ {
		return 1
	}
	return 0
}
