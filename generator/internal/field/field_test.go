package field

import (
	"encoding/json"
	"fmt"
	"go/parser"
	"strings"
	"testing"

	"github.com/dreygo/drey/generator/internal/name"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ spec, want string }{
		// Go name and type, JSON, column, rules of create, rules of update
		{"name:string:required,min=2,max=40", "Name string name name [required,min=2,max=40] [omitempty,min=2,max=40]"},
		{"age:int:gte=0,lte=40", "Age int age age [gte=0,lte=40] [omitempty,gte=0,lte=40]"},
		{"breed?:string", "Breed *string breed breed [] []"},
		{"breed?:string:max=10", "Breed *string breed breed [omitempty,max=10] [max=10]"},
		{"title:string:required", "Title string title title [required] [omitempty,min=1]"},
		{"note:text", "Note string note note [] []"},
		{"email:string:email", "Email string email email [required,email] [omitempty,email]"},
		{"size:string:oneof=s|m|l", "Size string size size [required,oneof=s m l] [omitempty,oneof=s m l]"},
		{"stars:int:min=1,max=5", "Stars int stars stars [required,min=1,max=5] [omitempty,min=1,max=5]"},
		{"price:float64:gt=0", "Price float64 price price [required,gt=0] [omitempty,gt=0]"},
		{"in_stock:bool:required", "InStock bool inStock in_stock [required] []"},
		{"bornAt:time", "BornAt time.Time bornAt born_at [required] []"},
		{"diedAt?:time", "DiedAt *time.Time diedAt died_at [] []"},
		{"owner-id:uuid", "OwnerID string ownerId owner_id [required,uuid] [omitempty,uuid]"},
		{"order:int32", "Order int32 order \"order\" [] []"},
	} {
		f, err := Parse(tt.spec)
		if err != nil {
			t.Errorf("%s: %v", tt.spec, err)
			continue
		}
		got := fmt.Sprintf("%s %s %s %s [%s] [%s]", f.Go(), f.GoType(), f.JSON(), f.Column(), f.CreateRules(), f.UpdateRules())
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.spec, got, tt.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	const types = "types are: string text int int32 int64 float64 bool time uuid"
	for _, tt := range []struct{ specs, want string }{
		{"name", "field \"name\", column 5: a type is expected after the name\nhint: name:string, or another of: string text int int32 int64 float64 bool time uuid"},
		{":int", "field \":int\", column 1: a name is expected\nhint: name:type:rules, such as age:int:gte=0"},
		{"a.b:int", "field \"a.b:int\", column 2: '.' cannot be in a name\nhint: use letters, digits and dashes, and begin with a letter"},
		{"age:itn", "field \"age:itn\", column 5: unknown type \"itn\"\nhint: did you mean int? " + types},
		{"age:number", "field \"age:number\", column 5: unknown type \"number\"\nhint: did you mean float64? " + types},
		{"age:colour", "field \"age:colour\", column 5: unknown type \"colour\"\nhint: " + types},
		{"age:int:gte=0,lte=x", "field \"age:int:gte=0,lte=x\", column 19: rule lte needs a whole number\nhint: such as lte=2"},
		{"name:string:min", "field \"name:string:min\", column 16: rule min needs a number of letters, at most 1000\nhint: such as min=2"},
		{"name:string:requird", "field \"name:string:requird\", column 13: unknown rule \"requird\"\nhint: did you mean required? rules for string are: alpha alphanum email gt gte len lowercase lt lte max min ne numeric oneof required uppercase url uuid"},
		{"age:int:email", "field \"age:int:email\", column 9: rule email is not for type int\nhint: rules for int are: gt gte lt lte max min ne oneof required"},
		{"ratio:float64:oneof=1.5|2", "field \"ratio:float64:oneof=1.5|2\", column 15: rule oneof is not for type float64\nhint: rules for float64 are: gt gte lt lte max min ne required"},
		{"age:foo", "field \"age:foo\", column 5: unknown type \"foo\"\nhint: " + types},
		{"age:int:min=1,min=2", "field \"age:int:min=1,min=2\", column 15: rule min is there twice\nhint: leave out one of the two"},
		{"age:int:min=9,max=3", "field \"age:int:min=9,max=3\", column 9: no value found that meets these rules\nhint: check them for a contradiction, such as min above max"},
		{"age?:int:required", "field \"age?:int:required\", column 10: a field with a question mark cannot be required\nhint: leave out one of the two"},
		{"name:string:email=x", "field \"name:string:email=x\", column 19: rule email needs no parameter\nhint: such as email"},
		{"id:int", "field \"id:int\", column 1: every resource has an id already\nhint: leave it out"},
		{"created_at:time", "field \"created_at:time\", column 1: every resource has createdAt already\nhint: leave it out"},
		{"catId:int", "field \"catId:int\", column 1: CatID is the type of the id\nhint: call it catIdRef"},
		{"age:int Age:int", "field \"Age:int\", column 1: there are two fields age\nhint: give one of them another name"},
	} {
		_, err := ParseAll(name.Name{"cats"}, strings.Fields(tt.specs))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s\n got %v\nwant %s", tt.specs, err, tt.want)
		}
	}
}

// The values for tests: two that meet the rules, one that breaks one.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ spec, want string }{
		{"name:string:required,min=2,max=40", `"first name" "second name" "x"`},
		{"name:string:required,len=3", `"fir" "sec" "x"`},
		{"code:string:uppercase,alpha,len=4", `"CODE" "FIRS" "x"`},
		{"email:string:required,email", `"ada@example.com" "grace@example.com" "x"`},
		{"site?:string:url", `"https://example.com/1" "https://example.com/2" "x"`},
		{"size:string:oneof=s|m", `"s" "m" "x"`},
		{"note?:text", `"first note" "second note" `},
		{"age:int:gte=0,lte=40", `3 4 -1`},
		{"stars:int:oneof=1|2", `2 1 -1`},
		{"price:float64:gte=0", `9.5 12.25 -1`},
		{"ratio:float64:gt=0,lt=1", `0.25 0.75 -1`},
		{"ok:bool", `true false `},
		{"one:int:min=7,max=7", `7 7 -1`},
		{"at:time", `"2026-03-17T09:30:00Z" "2026-03-18T09:30:00Z" `},
	} {
		f, err := Parse(tt.spec)
		if err != nil {
			t.Errorf("%s: %v", tt.spec, err)
			continue
		}
		if got := f.SampleJSON(0) + " " + f.SampleJSON(1) + " " + f.BrokenJSON(); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.spec, got, tt.want)
		}
	}
}

// What is accepted makes legal Go and legal JSON.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"name:string:required,min=2,max=40", "age:int:gte=0", "breed?:string", "a:b:c", "x:string:oneof=a|b", "p:float64:gt=0.5,lt=1e3", "::", "n:int:ne=9007199254740993"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		f, err := Parse(spec)
		if err != nil {
			return
		}
		tag := fmt.Sprintf("struct{ %s %s `json:%q validate:%q` }", f.Go(), f.GoType(), f.JSON(), f.CreateRules())
		for _, expr := range []string{tag, f.Sample(0), f.Sample(1)} {
			if _, err := parser.ParseExpr(expr); err != nil {
				t.Errorf("%q: %s: %v", spec, expr, err)
			}
		}
		for _, doc := range []string{f.SampleJSON(0), f.SampleJSON(1), f.WrongJSON(), f.BrokenJSON()} {
			if doc != "" && !json.Valid([]byte(doc)) {
				t.Errorf("%q: %s is no JSON", spec, doc)
			}
		}
	})
}
