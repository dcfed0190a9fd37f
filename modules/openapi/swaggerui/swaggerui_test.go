package swaggerui_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/dreygo/drey/modules/openapi/swaggerui"
)

// What is embedded is what the lock names, licences included.
func TestAssetsAreThoseOfTheLock(t *testing.T) {
	t.Parallel()
	lock, err := os.ReadFile("assets.lock")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(lock)), "\n")
	for _, line := range lines[1:] {
		want, name, _ := strings.Cut(line, "  ")
		if sum := sha256.Sum256(content(t, name)); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s is not the file of %s (run ./update.sh)", name, lines[0])
		}
	}
	if len(lines) != 7 {
		t.Errorf("the lock has %d files", len(lines)-1)
	}
}

func content(t *testing.T, name string) []byte {
	t.Helper()
	file, ok := swaggerui.UI.Files()[name]
	if !ok {
		plain, err := os.ReadFile("dist/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	plain, err := file.Plain()
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
