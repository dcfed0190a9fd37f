package guide_test

import (
	"os"
	"strings"
	"testing"

	drey "github.com/dreygo/drey/framework"
)

// The report that docs/guide/modules.md shows is the one that people get.
func TestReportInTheGuide(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/guide/modules.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(drey.Check(NosyModule).Error(), "\n")[2:] {
		line = strings.TrimSpace(strings.TrimPrefix(line, "1) "))
		if !strings.HasPrefix(line, "more ") && !strings.Contains(string(page), line) {
			t.Errorf("the page lacks %q", line)
		}
	}
}
