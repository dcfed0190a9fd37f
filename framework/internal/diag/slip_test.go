package diag_test

import (
	"testing"

	"github.com/dreygo/drey/framework/internal/diag"
)

func TestSlip(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{
		"Query":  "query",
		"qurey":  "query",
		"params": "param",
		"PARM":   "param",
		"parse":  "",
		"q":      "",
		"":       "",
	} {
		if got := diag.Slip(word, []string{"param", "query"}); got != want {
			t.Errorf("Slip(%q) is %q, want %q", word, got, want)
		}
	}
}
