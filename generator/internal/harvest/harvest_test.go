package harvest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/dreygo/drey/modules/openapi"
)

var update = flag.Bool("update", false, "write the golden harvests anew")

// TestHarvest holds what the modules in testdata give against golden files.
// Refresh them with -update, and read the diff.
func TestHarvest(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"cellar", "notes", "zoo"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, problems := run(t, name)
			var said strings.Builder
			for _, p := range problems {
				fmt.Fprintln(&said, p)
			}
			golden(t, name+".problems", []byte(said.String()))
			golden(t, name+".golden.json", indented(t, data))
			again, _ := run(t, name)
			if !bytes.Equal(indented(t, data), indented(t, again)) {
				t.Error("a second run gives something else")
			}
			readBack(t, data)
		})
	}
}

func run(t testing.TB, name string) (*Metadata, []Problem) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	data, problems, err := Run(root, "example.com/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return data, problems
}

func indented(t testing.TB, data *Metadata) []byte {
	t.Helper()
	text, err := data.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (refresh it with -update, and read the diff); it is now\n%s", name, got)
	}
}

// readBack holds that the framework reads every member that is written.
func readBack(t *testing.T, data *Metadata) {
	t.Helper()
	text, err := data.JSON()
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := openapi.ParseMetadata(text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := parsed.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if want, got := members(t, text), members(t, again); !reflect.DeepEqual(want, got) {
		t.Errorf("openapi.Metadata reads it as\n%s\nwhich is not\n%s", again, text)
	}
}

// members is JSON without the members that the framework writes in any case.
func members(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if general, ok := all["general"].(map[string]any); ok {
		for _, always := range []string{"paths", "servers"} {
			delete(general, always)
		}
	}
	return all
}
