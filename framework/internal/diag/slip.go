package diag

import "strings"

// Slip returns the candidate that word is but for its case or one letter; ""
// when there is none. It is for words that may be meant as they are, where
// [Nearest] would guess too much. Candidates are in lower case.
func Slip(word string, candidates []string) string {
	word = strings.ToLower(word)
	for _, c := range candidates {
		if edits(word, c) <= 1 {
			return c
		}
	}
	return ""
}
