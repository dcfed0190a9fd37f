package cli

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/tsclient"
)

func (e *env) clientCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "client",
		Short:   "Write a typed client of the API",
		Args:    unknown("language"),
		RunE:    help,
		Example: "  drey client ts",
	}
	c.AddCommand(e.tsCommand())
	return c
}

// clientFlags are what drey client ts can be told.
type clientFlags struct {
	out      string
	from     string
	document string
	dates    string
	imports  string

	reactQuery, angular bool
}

// defaultOut is where a client is written, below the root of the project.
const defaultOut = "web/src/api"

func (e *env) tsCommand() *cobra.Command {
	var f clientFlags
	c := &cobra.Command{
		Use:   "ts [package]",
		Short: "Write a TypeScript client: types, and a function for each operation",
		Long: `Ts writes a client of the API that the project serves: the types of its
document, and a function for each operation, over fetch and without
dependencies. Neither Node nor a running server is needed. On request it adds
hooks for React Query, and services for Angular.

The package has the root module as a variable Module; it is ./internal/app by
default. With --from the document is read from a file instead, of any API that
has one.`,
		Args:    atMostOne,
		Example: "  drey client ts\n  drey client ts --out ../web/src/api --react-query --dates Date\n  drey client ts --from openapi.json --imports node\n  drey client ts check",
		RunE:    func(c *cobra.Command, args []string) error { return e.runClient(c, f, args) },
	}
	flags := c.PersistentFlags()
	flags.StringVar(&f.out, "out", defaultOut, "`folder` of the client")
	flags.StringVar(&f.from, "from", "", "`file` with the document, OpenAPI 3.1 as JSON")
	flags.StringVar(&f.document, "doc", "default", "`NAME` of the document, where the application serves several")
	flags.StringVar(&f.dates, "dates", "string", "what moments are: string, or Date")
	flags.BoolVar(&f.reactQuery, "react-query", false, "write hooks for TanStack Query 5, too")
	flags.BoolVar(&f.angular, "angular", false, "write services for Angular 17 and later, too")
	flags.StringVar(&f.imports, "imports", "bundler", "how files import each other: as for a bundler, or for node with .js")
	e.writeFlags(c)
	c.AddCommand(e.tsCheckCommand(&f))
	return c
}

func (e *env) tsCheckCommand(f *clientFlags) *cobra.Command {
	c := &cobra.Command{
		Use:   "check [package]",
		Short: "Fail when the client is not that of the API",
		Long: `Check makes the client in memory and compares it with the files that are there.
It shows the difference and ends with 1 where there is one. Give it the flags
that the client was written with; the files name them.`,
		Args:    atMostOne,
		Example: "  drey client ts check\n  drey client ts check --dates Date",
		RunE:    func(c *cobra.Command, args []string) error { return e.runClientCheck(c, *f, args) },
	}
	c.Flags().BoolVar(&e.json, "json", false, "say what is out of date in JSON")
	return c
}

// A client is what is to be written.
type client struct {
	*plan.Plan
	dir       string   // below the root of the plan
	command   string   // that makes it
	earlier   string   // command that the files which are there name, or ""
	notes     []string // what could not be said in TypeScript
	leftovers []string // files of an earlier client that this one does not have
}

func (e *env) runClient(c *cobra.Command, f clientFlags, args []string) error {
	made, err := e.makeClient(c, f, args)
	if err != nil {
		return err
	}
	notes := made.notes
	for _, name := range made.leftovers {
		notes = append(notes, name+" is no part of the client any more: delete it")
	}
	if len(made.Changes()) > 0 || e.json {
		return e.carryOut(made.Plan, notes...)
	}
	fmt.Fprintf(e.out, "%s is up to date\n", made.dir)
	e.note(notes)
	return nil
}

func (e *env) runClientCheck(c *cobra.Command, f clientFlags, args []string) error {
	made, err := e.makeClient(c, f, args)
	if err != nil {
		return err
	}
	drift := len(made.Changes())+len(made.leftovers) > 0
	switch {
	case e.json:
		r := e.resultOf(made.Plan, append(made.notes, made.leftovers...))
		r.DryRun, r.Diff = true, string(made.Diff())
		err = e.writeJSON(r)
	case drift:
		err = e.sayClientDrift(made)
	default:
		_, err = fmt.Fprintf(e.out, "%s is up to date\n", made.dir)
	}
	if err == nil && drift {
		return exitError{failed}
	}
	return err
}

// sayClientDrift shows what is out of date.
func (e *env) sayClientDrift(made *client) error {
	if _, err := e.out.Write(made.Diff()); err != nil {
		return err
	}
	for _, name := range made.leftovers {
		fmt.Fprintf(e.errs, "drey: %s is no part of the client any more (delete it)\n", name)
	}
	if len(made.Changes()) > 0 {
		fmt.Fprintf(e.errs, "drey: %s is out of date\nhint: %s\n", made.dir, made.remedy())
	}
	return nil
}

// remedy says what to do about a client that differs. One that was written with
// other flags is perhaps only asked for in the wrong way.
func (made *client) remedy() string {
	if made.earlier == "" || made.earlier == made.command {
		return made.command + " writes it anew"
	}
	return fmt.Sprintf("it was written by %q; check it with the same flags, or write it anew with yours", made.earlier)
}

// makeClient plans the files of a client.
func (e *env) makeClient(c *cobra.Command, f clientFlags, args []string) (*client, error) {
	opts, err := f.options(args)
	if err != nil {
		return nil, usageError{c, err}
	}
	text, root, err := e.clientDocument(c, f, args)
	if err != nil {
		return nil, err
	}
	doc, err := tsclient.Parse(text)
	if err != nil {
		return nil, err
	}
	files, notes := tsclient.Generate(doc, opts)
	root, dir, err := e.clientFolder(c, f, root)
	if err != nil {
		return nil, err
	}
	made := &client{Plan: plan.New(root), dir: dir, command: opts.Command, notes: notes}
	if earlier, ok := writtenBy(filepath.Join(root, dir)); ok {
		made.earlier = earlier
	}
	if err := made.put(files); err != nil {
		return nil, err
	}
	return made, made.findLeftovers(files)
}

// options are those of the client, its command included.
func (f clientFlags) options(args []string) (tsclient.Options, error) {
	o := tsclient.Options{Command: "drey client ts", ReactQuery: f.reactQuery, Angular: f.angular}
	for _, pkg := range args {
		o.Command += " " + pkg
	}
	if f.from != "" {
		o.Command += " --from " + f.from
	}
	if f.document != "default" {
		o.Command += " --doc " + f.document
	}
	switch f.dates {
	case "string":
	case "Date":
		o.Dates = true
		o.Command += " --dates Date"
	default:
		return o, errUnknown("kind of dates", f.dates, []string{"string", "Date"}, []string{"string", "Date"})
	}
	if f.reactQuery {
		o.Command += " --react-query"
	}
	if f.angular {
		o.Command += " --angular"
	}
	switch f.imports {
	case "bundler":
	case "node":
		o.Extension = ".js"
		o.Command += " --imports node"
	default:
		return o, errUnknown("kind of imports", f.imports, []string{"bundler", "node"}, []string{"bundler", "node"})
	}
	return o, nil
}

// clientDocument is the text of the document, and the root of the project, which
// is the folder where the command was started if the document is from a file.
func (e *env) clientDocument(c *cobra.Command, f clientFlags, args []string) (text []byte, root string, err error) {
	if f.from != "" {
		return e.documentFrom(c, f.from, args)
	}
	if _, _, err := e.openProject(); err != nil {
		return nil, "", hinted(err, "or name a document with --from FILE")
	}
	proj, made, err := e.makeDocs(args)
	if err != nil {
		return nil, "", err
	}
	if err := made.Only(f.document); err != nil {
		return nil, "", usageError{c, err}
	}
	return made.Documents[0].JSON, proj.Root, nil
}

// documentFrom reads a document from a file.
func (e *env) documentFrom(c *cobra.Command, from string, args []string) (text []byte, root string, err error) {
	switch {
	case len(args) > 0:
		return nil, "", usageError{c, fmt.Errorf("%q has no part in it where the document is from a file", args[0])}
	case strings.Contains(from, "://"):
		return nil, "", usageError{c, fmt.Errorf("%s is an address, and a file is wanted (fetch it first)", from)}
	}
	file, err := e.abs(from)
	if err != nil {
		return nil, "", err
	}
	if root, err = e.abs("."); err != nil {
		return nil, "", err
	}
	text, err = os.ReadFile(file)
	return text, root, err
}

// clientFolder is where a client is written: dir below root. The default is in
// the project, what is given is seen from where the command was started. What is
// outside of the project is a root of its own.
func (e *env) clientFolder(c *cobra.Command, f clientFlags, root string) (newRoot, dir string, err error) {
	if !c.Flags().Changed("out") {
		return root, defaultOut, nil
	}
	out, err := e.abs(f.out)
	if err != nil {
		return "", "", err
	}
	below, err := filepath.Rel(root, out)
	if err != nil || below == ".." || strings.HasPrefix(below, ".."+string(filepath.Separator)) {
		return filepath.Dir(out), filepath.Base(out), nil
	}
	return root, filepath.ToSlash(below), nil
}

// put plans the files. One of that name that is not generated stays.
func (made *client) put(files []tsclient.File) error {
	var conflicts []plan.Conflict
	for _, f := range files {
		name := path.Join(made.dir, f.Name)
		if old, err := made.Read(name); err == nil && !isGenerated(old) {
			conflicts = append(conflicts, plan.Conflict{Path: name, Why: "is not generated"})
			continue
		}
		if err := made.Put(name, f.Data); err != nil {
			return err
		}
	}
	if len(conflicts) > 0 {
		return &plan.ConflictError{Conflicts: conflicts, Hint: "give the client a folder of its own with --out"}
	}
	return nil
}

// isGenerated reports whether drey client ts has written a file, whatever git
// has made of its line ends.
func isGenerated(data []byte) bool {
	return bytes.HasPrefix(data, []byte(strings.TrimSpace(tsclient.Generated)))
}

// writtenBy is the command that the client in a folder says it was written by.
func writtenBy(folder string) (command string, ok bool) {
	index, err := os.ReadFile(filepath.Join(folder, "index.ts"))
	if err != nil || !isGenerated(index) {
		return "", false
	}
	_, rest, found := strings.Cut(string(index), "written by: drey ")
	flags, _, _ := strings.Cut(rest, "\n")
	return "drey " + strings.TrimSpace(flags), found
}

// findLeftovers looks for files of an earlier client.
func (made *client) findLeftovers(files []tsclient.File) error {
	there, err := made.Files(made.dir)
	if err != nil {
		return err
	}
	for _, name := range there {
		known := slices.ContainsFunc(files, func(f tsclient.File) bool { return f.Name == path.Base(name) })
		if old, err := made.Read(name); err == nil && !known && isGenerated(old) {
			made.leftovers = append(made.leftovers, name)
		}
	}
	return nil
}
