package project

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
)

// A Source is where a project takes drey from: a published version, or a
// checkout on this machine.
type Source struct {
	Version string // v0.0.0 for a checkout
	Dir     string // of the checkout; "" for a published version

	mod  mod
	sums []byte // go.sum
}

// String is the source in a sentence.
func (s Source) String() string {
	if s.Dir != "" {
		return "the checkout " + s.Dir
	}
	return Framework + " " + s.Version
}

// Where says how to look for the framework.
type Where struct {
	Path    string // of a checkout, when somebody said so
	Version string // when somebody said so; Path wins
	Target  string // folder of the project to be made
	Offline bool   // look on this machine only
}

// Locate finds the framework: where somebody said; else where this command
// came from, which a sum proves to be published and a source path shows to be
// a checkout; else a checkout round the target; else the latest published
// version.
func Locate(w Where) (Source, error) {
	switch {
	case w.Path != "":
		return checkout(w.Path)
	case w.Version != "":
		return published(w.Version)
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path == Framework && info.Main.Sum != "" {
		return published(info.Main.Version)
	}
	if s, ok := ownCheckout(); ok {
		return s, nil
	}
	if s, ok := around(w.Target); ok {
		return s, nil
	}
	if w.Offline {
		return Source{}, errors.New("drey is not found on this machine")
	}
	s, err := published("latest")
	if err != nil {
		return Source{}, fmt.Errorf("drey is not found: this command was not installed from a version, no checkout is near, and %w\nhint: --framework-path DIR names a checkout, --framework-version VERSION a published version", err)
	}
	return s, nil
}

// ownCheckout is the checkout this command was built in. Its version does not
// matter: a build on a tag has one that nobody has published.
func ownCheckout() (Source, bool) {
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) {
		return Source{}, false // built with -trimpath
	}
	return inside(filepath.Dir(file))
}

// around is the checkout that holds dir, or one that a go.work above dir uses.
func around(dir string) (Source, bool) {
	if s, ok := inside(dir); ok {
		return s, true
	}
	root, data, err := findUp(dir, "go.work")
	if err != nil {
		return Source{}, false
	}
	for _, used := range uses(data) {
		if s, err := checkout(filepath.Join(root, filepath.FromSlash(used))); err == nil {
			return s, true
		}
	}
	return Source{}, false
}

// inside is the checkout that holds dir.
func inside(dir string) (Source, bool) {
	root, _, err := findUp(dir, "go.mod")
	if err != nil {
		return Source{}, false
	}
	s, err := checkout(root)
	return s, err == nil
}

// Outsider returns the go.work above a folder when it does not list that
// folder, and "" when there is none or it does: the go command refuses to work
// in a module that its workspace does not list.
func Outsider(dir string) string {
	root, data, err := findUp(dir, "go.work")
	if err != nil {
		return ""
	}
	for _, used := range uses(data) {
		if filepath.Join(root, filepath.FromSlash(used)) == dir {
			return ""
		}
	}
	return filepath.Join(root, "go.work")
}

// Environ is the environment of a go command in a folder: that of this process,
// without a workspace that the go command would refuse to work in.
func Environ(dir string) []string {
	if Outsider(dir) == "" {
		return os.Environ()
	}
	return append(os.Environ(), "GOWORK=off")
}

// uses are the folders of a go.work.
func uses(data []byte) []string {
	var dirs []string
	for _, d := range directives(data) {
		if d.verb == "use" && len(d.words) == 1 {
			dirs = append(dirs, unquote(d.words[0]))
		}
	}
	return dirs
}

// checkout reads the framework from its folder.
func checkout(dir string) (Source, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Source{}, err
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return Source{}, fmt.Errorf("no checkout of drey: %w", err)
	}
	m := parseMod(data)
	if m.module != Framework {
		return Source{}, fmt.Errorf("%s is module %s, not %s", dir, m.module, Framework)
	}
	sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil {
		return Source{}, err
	}
	return Source{Version: "v0.0.0", Dir: dir, mod: m, sums: sums}, nil
}

// published asks the go command for a version; it is in the module cache
// already when this command came from there.
func published(version string) (Source, error) {
	var answer struct{ Version, Dir, GoMod, Sum, GoModSum, Error string }
	out, runErr := downloadModule(Framework + "@" + version)
	if err := json.Unmarshal(out, &answer); err != nil {
		return Source{}, fmt.Errorf("go mod download %s@%s: %w", Framework, version, errors.Join(runErr, err))
	}
	if answer.Error != "" {
		return Source{}, errors.New(answer.Error)
	}
	data, err := os.ReadFile(answer.GoMod)
	if err != nil {
		return Source{}, err
	}
	sums, err := os.ReadFile(filepath.Join(answer.Dir, "go.sum"))
	if err != nil {
		return Source{}, err
	}
	own := fmt.Sprintf("%[1]s %[2]s %[3]s\n%[1]s %[2]s/go.mod %[4]s\n", Framework, answer.Version, answer.Sum, answer.GoModSum)
	return Source{Version: answer.Version, mod: parseMod(data), sums: append([]byte(own), sums...)}, nil
}

// downloadModule runs the go command outside any module; its answer is JSON
// also when it fails.
func downloadModule(query string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "drey-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("go", "mod", "download", "-json", query)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%w %s", err, bytes.TrimSpace(errs.Bytes()))
	}
	return out, err
}
