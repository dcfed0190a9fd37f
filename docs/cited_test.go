package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	citation = regexp.MustCompile(`<!-- (Test\w+(?:, Test\w+)*) -->`)
	aTest    = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// TestCited demands of each row that says what differs a test that holds it, or
// a page that explains it, and of each test that is named that there is one.
func TestCited(t *testing.T) {
	t.Parallel()
	tests := testNames(t)
	for line := range strings.Lines(read(t, filepath.Join(root, "docs", "from", "nestjs-differences.md"))) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| NestJS |") {
			continue
		}
		m := citation.FindStringSubmatch(line)
		if m == nil && !link.MatchString(line) {
			t.Errorf("neither a test nor a page holds the row %s", line)
		}
		if m == nil {
			continue
		}
		for name := range strings.SplitSeq(m[1], ", ") {
			if !tests[name] {
				t.Errorf("%s is no test; it is named in the row %s", name, line)
			}
		}
	}
}

// testNames collects the tests of the whole repository.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, dir := range []string{"examples", "framework", "generator", "modules"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, _ os.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, "_test.go") {
				for _, m := range aTest.FindAllStringSubmatch(read(t, path), -1) {
					names[m[1]] = true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
