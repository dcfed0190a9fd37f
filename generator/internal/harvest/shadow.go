package harvest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-openapi/spec"
	"github.com/swaggo/swag"
)

// A shadow is a copy of those parts of the module that swag has to see. It is
// laid out by import paths, so that swag finds packages without asking the go
// command; it holds only what is built here; every type says by which number it
// wants to be called, so that what swag calls it can be told back; and each
// annotated function becomes one of its own below a route that says which it is.
type shadow struct {
	*harvester
	dir       string
	types     []declared // by number
	numbers   map[*ast.TypeSpec]int
	files     map[string]*file  // by path in the shadow
	overrides map[string]string // what swag is to take types from elsewhere for
	external  map[string]string // the full names of types elsewhere, by what swag makes of them
}

// A declared type is one of the module.
type declared struct {
	name      string // with its import path
	arguments int
}

// operations has swag read the annotations of functions. What it refuses is left
// out, line by line.
func (h *harvester) operations(g general) (err error) {
	temp, err := os.MkdirTemp("", "drey-shadow-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	s := &shadow{harvester: h, dir: temp, files: map[string]*file{}, overrides: map[string]string{}, external: map[string]string{}}
	s.number()
	s.renamed()
	s.elsewhere()
	s.statuses()
	if err := s.write(); err != nil {
		return err
	}
	for {
		parsed, problem := s.parse()
		if problem == nil {
			s.convert(parsed, g)
			return nil
		}
		again, err := s.without(problem)
		if err != nil {
			return err
		}
		if !again {
			said := strings.ReplaceAll(problem.Error(), s.dir+string(filepath.Separator), "")
			h.problems = append(h.problems, Problem{Message: "the annotations of all handlers are left out; swag says: " + said})
			return nil
		}
	}
}

// parse runs swag once. A panic of it is an error.
func (s *shadow) parse() (parsed *spec.Swagger, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("swag cannot read it: %v", v)
		}
	}()
	p := swag.New(swag.SetDebugger(silence{}), swag.SetOverrides(s.overrides))
	if err := p.ParseAPI(s.dir, entry, 0); err != nil {
		return nil, err
	}
	return p.GetSwagger(), nil
}

// entry is the file that swag takes for the main one. It is no Go file, so that
// the go command finds nothing in its folder, and swag takes paths below it for
// import paths.
const entry = "entry.txt"

// write writes the shadow.
func (s *shadow) write() error {
	if err := os.WriteFile(filepath.Join(s.dir, entry), []byte("package entry\n"), 0o600); err != nil {
		return err
	}
	return s.writeAll()
}

// writeAll writes the files of all packages.
func (s *shadow) writeAll() error {
	for _, p := range s.packages {
		if err := os.MkdirAll(filepath.Join(s.dir, filepath.FromSlash(p.path)), 0o700); err != nil {
			return err
		}
		for _, f := range p.files {
			s.files[s.name(f)] = f
			if err := s.copy(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// copy writes a file as swag is to see it, where there is something to see.
func (s *shadow) copy(f *file) error {
	text, needed := s.named(f)
	for i, a := range s.annotated {
		if a.file == f {
			needed = true
			text = append(text, s.function(i, a)...)
		}
	}
	if !needed {
		return nil
	}
	return os.WriteFile(s.name(f), text, 0o600)
}

// An insertion is text to come at an offset.
type insertion struct {
	at   int
	text string
}

// named is the text of a file in which types have numbers for names, and comments
// of functions no annotations. needed reports whether there are types or
// constants.
func (s *shadow) named(f *file) (text []byte, needed bool) {
	src := slices.Clone(f.src)
	var inserted []insertion
	for _, decl := range f.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok == token.VAR {
			blank(src, docOfDecl(decl), s.offset)
			continue
		}
		needed = needed || group.Tok == token.TYPE || group.Tok == token.CONST
		for _, spec := range group.Specs {
			if spec, ok := spec.(*ast.TypeSpec); ok {
				inserted = append(inserted, s.tell(f, spec))
			}
		}
	}
	for i := len(inserted) - 1; i >= 0; i-- { // from behind, so that offsets stay
		src = slices.Insert(src, inserted[i].at, []byte(inserted[i].text)...)
	}
	return src, needed
}

func (s *shadow) offset(p token.Pos) int { return s.fset.Position(p).Offset }

func docOfDecl(decl ast.Decl) *ast.CommentGroup {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	default:
		return nil
	}
}

// blank takes the annotations out of a comment.
func blank(src []byte, comment *ast.CommentGroup, offset func(token.Pos) int) {
	if comment == nil {
		return
	}
	for i := offset(comment.Pos()); i < offset(comment.End()) && i < len(src); i++ {
		if src[i] == '@' {
			src[i] = '#'
		}
	}
}

// number gives all types of the module a number.
func (s *shadow) number() {
	s.numbers = map[*ast.TypeSpec]int{}
	for _, p := range s.packages {
		for _, f := range p.files {
			for _, decl := range f.Decls {
				group, ok := decl.(*ast.GenDecl)
				if !ok || group.Tok != token.TYPE {
					continue
				}
				for _, spec := range group.Specs {
					t := spec.(*ast.TypeSpec)
					s.numbers[t] = len(s.types)
					s.external[p.name+"."+t.Name.Name] = p.path + "." + t.Name.Name // where it cannot tell its number
					s.types = append(s.types, declared{p.path + "." + t.Name.Name, t.TypeParams.NumFields()})
				}
			}
		}
	}
}

// renamed lets annotations call a type by the name that its own annotation chooses,
// unless that is the name of another type.
func (s *shadow) renamed() {
	names := map[string]bool{}
	for _, d := range s.types {
		names[path.Base(strings.ReplaceAll(d.name, ".", "/"))] = true
	}
	for t, n := range s.numbers {
		if name := chosenName(t); name != "" && !names[name] {
			s.overrides[name] = s.swagName(n)
		}
	}
}

// swagName is how annotations call the type with a number: cats.Cat.
func (s *shadow) swagName(n int) string {
	full := s.types[n].name
	at, name := full[:strings.LastIndexByte(full, '.')], full[strings.LastIndexByte(full, '.'):]
	i := slices.IndexFunc(s.packages, func(p *pkg) bool { return p.path == at })
	return s.packages[i].name + name
}

// tell is the comment that tells swag the number of a type. One that is followed
// by more in its line keeps the name that swag makes.
func (s *shadow) tell(f *file, t *ast.TypeSpec) insertion {
	end := s.offset(t.End())
	rest, _, _ := strings.Cut(string(f.src[end:]), "\n")
	if rest = strings.TrimSpace(rest); rest != "" && !strings.HasPrefix(rest, "//") {
		return insertion{at: end}
	}
	return insertion{end, fmt.Sprintf(" // @name T%d ", s.numbers[t])}
}

// function is a function that has the annotations of another, below a route
// that tells its number.
func (s *shadow) function(n int, a *annotated) string {
	var b strings.Builder
	b.WriteString("\n\n")
	for _, text := range ordered(a.lines) {
		b.WriteString("// " + text + "\n")
	}
	fmt.Fprintf(&b, "// @Router /drey/%d [post]\nfunc zzDrey%d() {}\n", n, n)
	return b.String()
}

// ordered puts headers behind the answers that they belong to, and an answer
// before those that have none: swag forgets them otherwise.
func ordered(lines []line) []string {
	var first, headers, missing []string
	answered := map[string]bool{}
	for _, l := range lines {
		switch l.word() {
		case "success", "failure", "response":
			for _, code := range codes(l) {
				answered[code] = true
			}
		}
	}
	for _, l := range lines {
		if l.word() != "header" {
			first = append(first, l.text)
			continue
		}
		headers = append(headers, l.text)
		for _, code := range codes(l) {
			if _, err := strconv.Atoi(code); err == nil && !answered[code] {
				answered[code] = true
				missing = append(missing, `@Response `+code+` ""`)
			}
		}
	}
	return slices.Concat(first, missing, headers)
}

// codes are the statuses that a line is about.
func codes(l line) []string {
	first, _, _ := strings.Cut(strings.ReplaceAll(l.rest(), "\t", " "), " ")
	return strings.Split(strings.ToLower(first), ",")
}

// statuses leaves out lines about a status that does not exist, which swag would
// take.
func (s *shadow) statuses() {
	for _, a := range s.annotated {
		a.lines = slices.DeleteFunc(a.lines, func(l line) bool {
			if !slices.Contains([]string{"success", "failure", "response", "header"}, l.word()) {
				return false
			}
			for _, code := range codes(l) {
				if n, err := strconv.Atoi(code); err == nil && (n < 100 || n > 599) {
					s.report(a.key, l.at, "%s is no status of HTTP; the line is left out", code)
					return true
				}
			}
			return false
		})
	}
}

var (
	refusedLine = regexp.MustCompile(`(?s)^ParseComment error in file (.*?) for comment: '// (.*)': (.*)$`)
	unknownType = regexp.MustCompile(`^(.*: )?cannot find type definition: (.+)$`)
	sameID      = regexp.MustCompile(`^duplicated @id annotation '([^']*)'`)
)

// without makes the shadow anew without what swag has refused, and reports
// whether there is hope.
func (s *shadow) without(refused error) (again bool, err error) {
	found := refusedLine.FindStringSubmatch(refused.Error())
	if same := sameID.FindStringSubmatch(refused.Error()); same != nil {
		return s.dropID(same[1])
	}
	if found == nil || s.files[found[1]] == nil {
		return s.isolate(refused)
	}
	f, text, message := s.files[found[1]], found[2], found[3]
	if unknown := unknownType.FindStringSubmatch(message); unknown != nil && s.override(f, unknown[2], unknown[1] != "" && !mentions(text, unknown[2])) {
		return true, nil
	}
	dropped := s.drop(f, text, message)
	return dropped, s.rewrite(f)
}

// override has swag take a type that it cannot find for anything: one from
// elsewhere, or one inside of a type that an annotation names, which the
// application knows better. It reports whether that is new.
func (s *shadow) override(f *file, name string, inside bool) bool {
	of, _, _ := strings.Cut(name, "[")
	if _, known := s.overrides[name]; known || !inside && (!strings.Contains(of, ".") || s.isOurs(f, of)) {
		return false
	}
	s.overrides[name] = "any"
	return true
}

// mentions reports whether an annotation has a name as a word.
func mentions(text, name string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t{}[],=*", r) }), name)
}

// isOurs reports whether a package of the module has a name such as cats, in a
// file or by itself.
func (s *shadow) isOurs(f *file, name string) bool {
	of, _, _ := strings.Cut(name, ".")
	return s.packageAt(f.imports[of]) || slices.ContainsFunc(s.packages, func(p *pkg) bool { return p.name == of })
}

// drop leaves out all lines of a file that are a text.
func (s *shadow) drop(f *file, text, message string) bool {
	dropped := false
	for _, a := range s.annotated {
		if a.file != f {
			continue
		}
		a.lines = slices.DeleteFunc(a.lines, func(l line) bool {
			if l.text != text {
				return false
			}
			dropped = true
			s.report(a.key, l.at, "%s; the line is left out", strings.TrimSpace(message))
			return true
		})
	}
	return dropped
}

// dropID leaves out the second line that gives an operation an ID.
func (s *shadow) dropID(id string) (again bool, err error) {
	seen := false
	for _, a := range s.annotated {
		for i, l := range a.lines {
			if l.word() != "id" || l.rest() != id {
				continue
			}
			if seen {
				s.report(a.key, l.at, "another handler has the ID %q; the line is left out", id)
				a.lines = slices.Delete(a.lines, i, i+1)
				return true, s.rewrite(a.file)
			}
			seen = true
		}
	}
	return false, nil
}

// isolate finds the lines with which swag fails in a way that names none, such
// as a panic: it is given one line after the other.
func (s *shadow) isolate(refused error) (again bool, err error) {
	all := make([][]line, len(s.annotated))
	for i, a := range s.annotated {
		all[i], a.lines = a.lines, nil
	}
	if err := s.writeAll(); err != nil {
		return false, err
	}
	for i, a := range s.annotated {
		var kept []line
		for _, l := range all[i] {
			a.lines = []line{l}
			if err := s.rewrite(a.file); err != nil {
				return false, err
			}
			if _, err := s.parse(); err != nil && err.Error() == refused.Error() {
				s.report(a.key, l.at, "%s: %v; the line is left out", l.text, err)
				again = true
				continue
			}
			kept = append(kept, l)
		}
		all[i], a.lines = kept, nil
		if err := s.rewrite(a.file); err != nil {
			return false, err
		}
	}
	for i, a := range s.annotated {
		a.lines = all[i]
	}
	return again, s.writeAll()
}

// rewrite writes a file anew.
func (s *shadow) rewrite(f *file) error { return s.copy(f) }

// name is where a file is in the shadow.
func (s *shadow) name(f *file) string {
	return filepath.Join(s.dir, filepath.FromSlash(f.pkg.path), filepath.Base(f.path))
}
