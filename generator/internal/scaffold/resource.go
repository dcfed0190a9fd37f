// Package scaffold plans what the commands write: whole projects, and parts
// of them.
package scaffold

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/dreygo/drey/generator/internal/field"
	"github.com/dreygo/drey/generator/internal/name"
	"github.com/dreygo/drey/generator/internal/plan"
	"github.com/dreygo/drey/generator/internal/project"
	"github.com/dreygo/drey/generator/template"
)

// A Database is what a project keeps its data in.
type Database string

// The databases.
const (
	SQLite   Database = "sqlite"
	Postgres Database = "postgres"
	None     Database = "none"
)

// Databases are all of them, for messages.
var Databases = []string{string(SQLite), string(Postgres), string(None)}

// DefaultField is the field of a resource that is given none.
const DefaultField = "name:string:required,max=100"

// A Resource is a feature to be made.
type Resource struct {
	name   name.Name // plural
	fields []field.Field
}

// ParseResource reads a resource: its name and its fields. Without fields it
// has the [DefaultField].
func ParseResource(word string, fields []string) (Resource, error) {
	n, err := name.ParseResource(word)
	if err != nil {
		return Resource{}, err
	}
	if len(fields) == 0 {
		fields = []string{DefaultField}
	}
	fs, err := field.ParseAll(n, fields)
	return Resource{n, fs}, err
}

// Package is the name of the resource's package.
func (r Resource) Package() string { return r.name.Package() }

// Path is the resource in a URL, without a slash.
func (r Resource) Path() string { return r.name.Kebab() }

// AddResource plans a resource as the project's database wants it, and its
// registration.
func AddResource(p *plan.Plan, module string, into Target, r Resource) error {
	db, err := databaseOf(p)
	if err != nil {
		return err
	}
	if err := addResource(p, module, db, r); err != nil {
		return err
	}
	return registerModule(p, module, into, r.Package())
}

// addResource plans the package of a resource and its migration.
func addResource(p *plan.Plan, module string, db Database, r Resource) error {
	folders, number := []string{"resource", "memory"}, ""
	if db != None {
		var err error
		if number, err = migrationNumber(p, r.name.Snake()); err != nil {
			return err
		}
		folders[1] = "sql"
	}
	words := strings.NewReplacer("NAME", r.Package(), "NUMBER", number, "TABLE", r.name.Snake())
	if err := render(p, folders, words, resourceView{Resource: r, Module: module, db: db}); err != nil {
		return err
	}
	if db == None {
		return nil
	}
	return p.Edit("go.mod", func(src []byte) ([]byte, error) { return project.Direct(src, bun), nil })
}

// databaseOf says what a project keeps its data in: nothing when its root
// module does not import the database, else what .env.example names.
func databaseOf(p *plan.Plan) (Database, error) {
	files, err := p.Sources("internal/" + App.Package)
	if err != nil {
		return "", err
	}
	imported := strconv.AppendQuote(nil, project.Framework+"/modules/database")
	for _, file := range files {
		src, err := p.Read(file)
		if err != nil {
			return "", err
		}
		if bytes.Contains(src, imported) {
			return chosenDatabase(p), nil
		}
	}
	return None, nil
}

func chosenDatabase(p *plan.Plan) Database {
	env, err := p.Read(".env.example")
	if err == nil && bytes.Contains(env, []byte("\nDATABASE_URL=postgres")) {
		return Postgres
	}
	return SQLite
}

// bun is the module that repositories import.
const bun = "github.com/uptrace/bun"

// render plans the files of some template folders.
func render(p *plan.Plan, folders []string, words *strings.Replacer, view any) error {
	for _, folder := range folders {
		files, err := template.Render(folder, words, view)
		if err != nil {
			return err
		}
		for _, f := range files {
			p.Create(f.Path, f.Data)
		}
	}
	return nil
}

var migration = regexp.MustCompile(`^(\d+)_(.*)\.sql$`)

// migrationNumber is the number after the last migration, be it there or
// planned. A migration that creates the table already keeps its number, so
// that the plan finds it in the way.
func migrationNumber(p *plan.Plan, table string) (string, error) {
	names, err := p.Files("migrations")
	if err != nil {
		return "", err
	}
	last := int64(0)
	for _, n := range names {
		m := migration.FindStringSubmatch(path.Base(n))
		if m == nil {
			continue
		}
		if m[2] == "create_"+table {
			return m[1], nil
		}
		number, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return "", fmt.Errorf("%s: %w", n, err)
		}
		last = max(last, number)
	}
	return fmt.Sprintf("%05d", last+1), nil
}
