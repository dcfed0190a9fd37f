package introspect

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// describer builds the documents of the application with what was harvested,
// which its first argument names, and writes them to the file that its second
// one names. Standard output belongs to the application's packages.
const describer = `package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/dreygo/drey/modules/openapi"

	root ROOT
)

type document struct {
	Name      string
	Merged    bool
	JSON      []byte
	YAML      []byte
	OpenAPI30 []byte
	Problems  []string
	Lost      []string
}

func main() {
	if err := describe(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func describe(from, to string) error {
	described, err := openapi.Introspect(MODULE)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	harvested, err := openapi.ParseMetadata(text)
	if err != nil {
		return err
	}
	pruned := harvested.Prune(described)
	metadata, err := pruned.JSON()
	if err != nil {
		return err
	}
	documents := []document{}
	for _, d := range described {
		one := document{Name: d.Name, Merged: len(d.Config.Metadata) > 0}
		d.Config.Metadata = metadata
		built := openapi.Build(d.Config, d.Routes)
		one.Problems = built.Problems
		if one.JSON, err = built.JSON(); err != nil {
			return err
		}
		if one.YAML, err = built.YAML(); err != nil {
			return err
		}
		old, err := built.Downgrade()
		if err != nil {
			return err
		}
		one.Lost = old.Problems
		if one.OpenAPI30, err = old.JSON(); err != nil {
			return err
		}
		documents = append(documents, one)
	}
	for name, f := range pruned.Functions { // the lines are for problems, which are said now
		f.Place = ""
		pruned.Functions[name] = f
	}
	if metadata, err = pruned.JSON(); err != nil {
		return err
	}
	answer, err := json.Marshal(map[string]any{"Metadata": metadata, "Documents": documents})
	if err != nil {
		return err
	}
	return os.WriteFile(to, answer, 0o600)
}
`

// A Description is what an application says of its API.
type Description struct {
	Metadata  []byte // what of the harvest the documents show
	Documents []Document
}

// A Document is one that the application serves.
type Document struct {
	Name      string // "" for the first
	Merged    bool   // whether its configuration has metadata
	JSON      []byte
	YAML      []byte
	OpenAPI30 []byte   // JSON
	Problems  []string // what could not be described
	Lost      []string // what OpenAPI 3.0 has no words for
}

// Describe builds the documents of an application from its routes and from what
// was harvested. beside are files that the compiler is to see in place of what
// is there. The error is a [*Failure] with the boot report where the application
// cannot start.
func (r Root) Describe(harvested []byte, beside map[string][]byte) (d Description, err error) {
	temp, err := os.MkdirTemp("", "drey-docs-")
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	from, to := filepath.Join(temp, "harvested.json"), filepath.Join(temp, "description.json")
	if err := os.WriteFile(from, harvested, 0o600); err != nil {
		return d, err
	}
	if _, err := r.run(describer, beside, nil, from, to); err != nil {
		return d, err
	}
	answer, err := os.ReadFile(to)
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(answer, &d); err != nil {
		return d, fmt.Errorf("read the documents of %s: %w", r.Package, err)
	}
	return d, nil
}
