package check

import (
	"testing"

	"github.com/go-playground/validator/v10"
)

// What is known is known to validator, so that no report suggests a rule that
// does not exist.
func TestKnown(t *testing.T) {
	t.Parallel()
	ours := []string{"required", "omitempty", "omitnil", "omitzero", "dive", "keys", "endkeys", "structonly"}
	for _, name := range known[len(ours):] {
		_, panicked := judge(validator.New(), "", name)
		if text, ok := panicked.(string); ok && explain(name, textType, text) == unknown(name) {
			t.Errorf("validator has no rule %q", name)
		}
	}
}

// A rule for text answers the same for every number: it does not look at it.
func TestTextRules(t *testing.T) {
	t.Parallel()
	v := validator.New()
	for _, name := range append(textRules, stringerRules...) {
		word := name
		if len(name) > 8 && name[:8] == "postcode" {
			word += "=DE"
		}
		want, _ := judge(v, -7, word)
		for _, n := range []int{0, 1, 10115, 4111111111111111} {
			if got, _ := judge(v, n, word); got != want {
				t.Errorf("%s looks at the number %d", name, n)
			}
		}
	}
}
