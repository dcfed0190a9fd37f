// Package edit registers things in Go source that somebody else wrote.
//
// It parses to find positions and then inserts bytes there. What it does not
// insert it does not change: comments, line endings, byte order mark and
// grouping of imports stay. Where no insertion can be right it says so, with
// the place, the reason and the line to write by hand.
package edit

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
)

// A Registration adds one element to a module: Package.Ident to the option
// Option of a drey.NewModule call.
type Registration struct {
	Framework string // import path of package drey
	Option    string // Import, Provide, Export or Controllers
	Path      string // import path of the element's package; "" when it is the file's own
	Package   string // its package name
	Ident     string // Module, NewController, ...
	Into      string // the variable that holds the module; "" when the file has only one

	// Taken reports whether another file of the package declares a name.
	// nil means that there is no other file.
	Taken func(name string) bool
}

// An Error is an edit that cannot be made.
type Error struct {
	Place string // file:line:col
	Why   string
	Hint  string
}

func (e *Error) Error() string { return e.Place + ": " + e.Why + "\nhint: " + e.Hint }

// Register returns src with the registration in place: src itself when it is
// there already. file is the name for error messages. An error is an
// [*Error], and then nothing is to be written.
func Register(file string, src []byte, r Registration) ([]byte, error) {
	e, err := open(file, src, r)
	if err != nil {
		return nil, err
	}
	call, err := e.module()
	if err != nil {
		return nil, err
	}
	options := e.options(call)
	if slices.ContainsFunc(options, e.holds) {
		return src, nil
	}
	element, err := e.element()
	if err != nil {
		return nil, err
	}
	if err := e.add(call, options, element); err != nil {
		return nil, err
	}
	out := e.result()
	if !registered(file, out, r) {
		return nil, e.fail(call.Pos(), "the source is laid out in a way this command cannot edit", e.byHand())
	}
	return out, nil
}

// registered reports whether out is legal Go that holds the registration: a
// last look before anything is written.
func registered(file string, out []byte, r Registration) bool {
	e, err := open(file, out, r)
	if err != nil {
		return false
	}
	call, err := e.module()
	return err == nil && slices.ContainsFunc(e.options(call), e.holds)
}

// An edit is one file being edited.
type edit struct {
	Registration
	name    string
	src     []byte
	newline string
	fset    *token.FileSet
	file    *ast.File
	drey    string // how the file calls the framework; "" for a dot import
	inserts []insert
}

type insert struct {
	offset int
	text   string
}

func open(name string, src []byte, r Registration) (*edit, error) {
	e := &edit{Registration: r, name: name, src: src, newline: "\n", fset: token.NewFileSet()}
	if bytes.Contains(src, []byte("\r\n")) {
		e.newline = "\r\n"
	}
	file, err := parser.ParseFile(e.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, syntax(name, err)
	}
	e.file = file
	if ast.IsGenerated(file) {
		return nil, e.fail(file.Package, "this file is generated; an edit would be lost", e.byHand())
	}
	alias, ok := e.imported(r.Framework, "drey")
	if !ok {
		return nil, e.fail(file.Package, fmt.Sprintf("the file does not import %q, so it declares no module", r.Framework), e.byHand())
	}
	e.drey = alias
	return e, nil
}

// syntax reports the first syntax error.
func syntax(name string, err error) error {
	place, why := name, err.Error()
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		place, why = list[0].Pos.String(), list[0].Msg
	}
	return &Error{place, why, "fix the syntax error and run the command again; nothing was written"}
}

func (e *edit) fail(pos token.Pos, why, hint string) error {
	return &Error{e.fset.Position(pos).String(), why, hint}
}

// byHand is the hint that says what to write.
func (e *edit) byHand() string {
	name := e.Ident
	if e.Path != "" {
		name = e.Package + "." + e.Ident
	}
	return fmt.Sprintf("add drey.%s(%s) to the module by hand%s", e.Option, name, e.andImport())
}

// andImport continues a hint with the import that the element needs.
func (e *edit) andImport() string {
	if e.Path == "" {
		return ""
	}
	return fmt.Sprintf(", and import %q", e.Path)
}

// result splices the insertions into the source and formats it when it was
// formatted before.
func (e *edit) result() []byte {
	var b bytes.Buffer
	from := 0
	slices.SortStableFunc(e.inserts, func(a, b insert) int { return a.offset - b.offset })
	for _, in := range e.inserts {
		b.Write(e.src[from:in.offset])
		b.WriteString(in.text)
		from = in.offset
	}
	b.Write(e.src[from:])
	if formatted, ok := gofmt(e.src); !ok || !bytes.Equal(formatted, e.src) {
		return b.Bytes()
	}
	if formatted, ok := gofmt(b.Bytes()); ok {
		return formatted
	}
	return b.Bytes()
}

var bom = []byte("\ufeff")

// gofmt formats source and keeps its byte order mark and its line endings.
func gofmt(src []byte) ([]byte, bool) {
	body, marked := bytes.CutPrefix(src, bom)
	crlf := bytes.Contains(body, []byte("\r\n"))
	if crlf {
		body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
	}
	out, err := format.Source(body)
	if err != nil {
		return nil, false
	}
	if crlf {
		out = bytes.ReplaceAll(out, []byte("\n"), []byte("\r\n"))
	}
	if marked {
		out = append(bytes.Clone(bom), out...)
	}
	return out, true
}
