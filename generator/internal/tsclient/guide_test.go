package tsclient_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// sourced is a block of TypeScript and the file that it is.
var sourced = regexp.MustCompile("(?s)(?:<!-- source: (\\S+) -->\n)?```tsx?\n(.*?)```")

// TestGuide holds the page on clients to the programs that TestClients compiles.
// Write them into the page with -update.
func TestGuide(t *testing.T) {
	t.Parallel()
	const root, page = "../../..", "../../../docs/guide/typescript-client.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	current := sourced.ReplaceAllFunc(text, func(block []byte) []byte {
		m := sourced.FindSubmatch(block)
		if len(m[1]) == 0 {
			t.Errorf("a block without a source comment:\n%s", block)
			return block
		}
		found++
		source, err := os.ReadFile(filepath.Join(root, string(m[1])))
		if err != nil {
			t.Error(err)
			return block
		}
		language := filepath.Ext(string(m[1]))[1:]
		return []byte("<!-- source: " + string(m[1]) + " -->\n```" + language + "\n" + string(source) + "```")
	})
	switch {
	case found == 0:
		t.Error("no block was checked")
	case string(current) == string(text):
	case !*update:
		t.Errorf("%s differs from its sources (write them into it with: go test ./generator/internal/tsclient -update)", page)
	default:
		if err := os.WriteFile(page, current, 0o644); err != nil {
			t.Error(err)
		}
	}
}
