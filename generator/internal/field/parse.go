package field

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dreygo/drey/generator/internal/name"
	"github.com/dreygo/drey/generator/internal/suggest"
)

// An Error says what is wrong with one field, and where.
type Error struct {
	Field  string // as given
	Column int    // of the word that is wrong, from 1
	Why    string
	Hint   string // what would be right
}

func (e *Error) Error() string {
	text := fmt.Sprintf("field %q, column %d: %s", e.Field, e.Column, e.Why)
	if e.Hint != "" {
		text += "\nhint: " + e.Hint
	}
	return text
}

// taken are the fields every resource has, or cannot have.
var taken = map[string]string{
	"id":        "every resource has an id",
	"createdat": "every resource has createdAt",
	"updatedat": "every resource has updatedAt",
	"basemodel": "the row type embeds a BaseModel",
}

// ParseAll reads the fields of a resource called resource. The error is an
// [*Error].
func ParseAll(resource name.Name, specs []string) ([]Field, error) {
	var fields []Field
	seen := map[string]bool{}
	for _, s := range specs {
		f, err := Parse(s)
		if err != nil {
			return nil, err
		}
		key := strings.ToLower(f.Go())
		switch {
		case taken[key] != "":
			return nil, &Error{s, 1, taken[key] + " already", "leave it out"}
		case key == strings.ToLower(resource.Singular().Exported()+"ID"):
			return nil, &Error{s, 1, f.Go() + " is the type of the id", "call it " + f.JSON() + "Ref"}
		case seen[key]:
			return nil, &Error{s, 1, fmt.Sprintf("there are two fields %s", f.JSON()), "give one of them another name"}
		}
		seen[key] = true
		fields = append(fields, f)
	}
	return fields, nil
}

// Parse reads one field. The error is an [*Error].
func Parse(spec string) (Field, error) {
	p := reader{spec: spec}
	word, rest, typed := strings.Cut(spec, ":")
	if err := p.name(word); err != nil {
		return Field{}, err
	}
	if !typed || rest == "" {
		return Field{}, p.fail(len(word), "a type is expected after the name", fmt.Sprintf("%s:string, or another of: %s", word, strings.Join(types, " ")))
	}
	kind, rules, _ := strings.Cut(rest, ":")
	if err := p.kind(len(word)+1, kind); err != nil {
		return Field{}, err
	}
	if err := p.rules(len(word)+1+len(kind)+1, rules); err != nil {
		return Field{}, err
	}
	return p.finish()
}

type reader struct {
	spec  string
	field Field
}

func (p *reader) fail(offset int, why, hint string) error {
	return &Error{p.spec, offset + 1, why, hint}
}

func (p *reader) name(word string) error {
	base, optional := strings.CutSuffix(word, "?")
	p.field.Optional = optional
	if base == "" {
		return p.fail(0, "a name is expected", "name:type:rules, such as age:int:gte=0")
	}
	for i, r := range base {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '_' && r != '-') {
			return p.fail(i, fmt.Sprintf("%q cannot be in a name", r), "use letters, digits and dashes, and begin with a letter")
		}
	}
	p.field.Name = name.Split(base)
	return nil
}

func (p *reader) kind(offset int, word string) error {
	if slices.Contains(types, word) {
		p.field.Type = Type(word)
		return nil
	}
	hint := "types are: " + strings.Join(types, " ")
	guess := string(meant[strings.ToLower(word)])
	if guess == "" {
		guess = suggest.Closest(word, types)
	}
	if guess != "" {
		hint = fmt.Sprintf("did you mean %s? %s", guess, hint)
	}
	return p.fail(offset, fmt.Sprintf("unknown type %q", word), hint)
}

func (p *reader) rules(offset int, list string) error {
	if list == "" {
		return nil
	}
	for _, word := range strings.Split(list, ",") {
		if err := p.rule(offset, word); err != nil {
			return err
		}
		offset += len(word) + 1
	}
	return nil
}

func (p *reader) rule(offset int, word string) error {
	r := Rule{}
	r.Name, r.Param, _ = strings.Cut(word, "=")
	if r.Name == "required" {
		if p.field.Optional {
			return p.fail(offset, "a field with a question mark cannot be required", "leave out one of the two")
		}
		p.field.Required = true
		return nil
	}
	spec, ok := rules[r.Name]
	if !ok || !spec.fits(p.field.Type) {
		return p.unknownRule(offset, r.Name, ok)
	}
	if slices.ContainsFunc(p.field.Rules, func(o Rule) bool { return o.Name == r.Name }) {
		return p.fail(offset, fmt.Sprintf("rule %s is there twice", r.Name), "leave out one of the two")
	}
	if want := spec.param.check(p.field.Type, r.Param); want != "" {
		return p.fail(offset+min(len(r.Name)+1, len(word)), fmt.Sprintf("rule %s needs %s", r.Name, want), "such as "+r.Name+spec.param.example())
	}
	p.field.Rules = append(p.field.Rules, r)
	return nil
}

func (p *reader) unknownRule(offset int, word string, elsewhere bool) error {
	fitting := rulesFor(p.field.Type)
	hint := fmt.Sprintf("rules for %s are: %s", p.field.Type, strings.Join(fitting, " "))
	if guess := suggest.Closest(word, fitting); guess != "" && !elsewhere {
		hint = fmt.Sprintf("did you mean %s? %s", guess, hint)
	}
	why := fmt.Sprintf("unknown rule %q", word)
	if elsewhere {
		why = fmt.Sprintf("rule %s is not for type %s", word, p.field.Type)
	}
	return p.fail(offset, why, hint)
}

// finish finds values for tests. Rules that no value meets are an error.
func (p *reader) finish() (Field, error) {
	f := p.field
	if !f.Optional && (f.Type == Time || !f.meets(zero(f.Type))) {
		f.Required = true
	}
	if !f.findSamples() {
		return Field{}, p.fail(strings.LastIndex(p.spec, ":")+1, "no value found that meets these rules", "check them for a contradiction, such as min above max")
	}
	f.findBroken()
	return f, nil
}
