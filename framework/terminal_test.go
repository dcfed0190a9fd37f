package drey

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dreygo/drey/framework/internal/diag"
)

// Colours go to devices, not to files, and not to people who do not want them.
func TestColoured(t *testing.T) {
	for name, tt := range map[string]struct {
		path string
		env  string
		want bool
	}{
		"a device":         {os.DevNull, "", true},
		"a device, spared": {os.DevNull, "NO_COLOR=1", false},
		"a dumb device":    {os.DevNull, "TERM=dumb", false},
		"a file":           {filepath.Join(t.TempDir(), "log"), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("NO_COLOR", "")
			t.Setenv("TERM", "xterm")
			if key, value, ok := strings.Cut(tt.env, "="); ok {
				t.Setenv(key, value)
			}
			f, err := os.OpenFile(tt.path, os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if got := coloured(f); got != tt.want {
				t.Errorf("coloured: %t, want %t", got, tt.want)
			}
		})
	}
}

func TestComplainToAFile(t *testing.T) {
	t.Parallel()
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	report := bootError(diag.Report{{Code: "D104", What: "a needs b"}})
	complain(f, report)
	if got, err := os.ReadFile(f.Name()); err != nil || string(got) != report.Error()+"\n" {
		t.Errorf("wrote %q, %v", got, err)
	}
}
