package docs_test

import (
	"path/filepath"
	"testing"
)

// TestIndex demands that docs/README.md leads to every guide.
func TestIndex(t *testing.T) {
	t.Parallel()
	index := map[string]bool{}
	for _, m := range link.FindAllStringSubmatch(read(t, filepath.Join(root, "docs", "README.md")), -1) {
		index[filepath.FromSlash(m[1])] = true
	}
	guides, err := filepath.Glob(filepath.Join(root, "docs", "guide", "*.md"))
	if err != nil || len(guides) == 0 {
		t.Fatalf("%d guides, %v", len(guides), err)
	}
	for _, path := range guides {
		if name := filepath.Join("guide", filepath.Base(path)); !index[name] {
			t.Errorf("docs/README.md has no link to %s", name)
		}
	}
}
