package guide_test

import (
	"context"
	"maps"
	"testing"
	"time"

	drey "github.com/dreygo/drey/framework"
	"github.com/dreygo/drey/framework/dreytest"
)

// NewMember has the rules that class-validator has, in the words of a tag.
type NewMember struct {
	Name    string    `json:"name" validate:"required,min=2,max=40"`    // @IsNotEmpty() @Length(2, 40)
	Email   string    `json:"email" validate:"required,email"`          // @IsEmail()
	Age     int       `json:"age" validate:"min=18,max=120"`            // @IsInt() @Min(18) @Max(120)
	Role    string    `json:"role" validate:"oneof=admin reader"`       // @IsIn(['admin', 'reader']), @IsEnum(Role)
	Nick    *string   `json:"nick" validate:"omitempty,alphanum"`       // @IsOptional() @IsAlphanumeric()
	Tags    []string  `json:"tags" validate:"max=3,unique,dive,min=2"`  // @ArrayMaxSize(3) @ArrayUnique() @MinLength(2, {each: true})
	Site    string    `json:"site" validate:"omitempty,url"`            // @IsOptional() @IsUrl()
	Inviter string    `json:"inviter" validate:"omitempty,uuid"`        // @IsOptional() @IsUUID()
	Born    time.Time `json:"born"`                                     // @IsDate() @Type(() => Date)
	Home    Home      `json:"home"`                                     // @ValidateNested() @Type(() => Home)
	Reason  string    `json:"reason" validate:"required_if=Role admin"` // @ValidateIf(m => m.role === 'admin') @IsNotEmpty()
}

type Home struct {
	Zip string `json:"zip" validate:"numeric,len=5"` // @IsNumberString() @Length(5, 5)
}

var Members = drey.NewModule("members", drey.Controllers(drey.Controller("/members").With(
	drey.Post("", func(_ context.Context, in NewMember) (string, error) { return in.Name, nil }),
)))

func TestRulesOfClassValidator(t *testing.T) {
	t.Parallel()
	app := dreytest.New(t, Members)
	good := map[string]any{
		"name": "Ada", "email": "ada@example.com", "age": 36, "role": "reader", "born": "1815-12-10T00:00:00Z",
		"home": map[string]any{"zip": "12345"},
	}
	app.Post("/members", good).WantStatus(201)
	young := maps.Clone(good)
	delete(young, "age") // what is not sent is zero, which is below 18
	if p := app.Post("/members", young).WantStatus(400).Problem(); len(p.Errors) != 1 || p.Errors[0].Path != "age" {
		t.Errorf("without an age: %+v", p.Errors)
	}
	for _, tt := range []struct {
		field      string
		value      any
		path, rule string
	}{
		{"name", "A", "name", "min"},
		{"name", "", "name", "required"},
		{"name", nil, "name", "type"},
		{"email", "ada", "email", "email"},
		{"age", 17, "age", "min"},
		{"age", "36", "age", "type"},
		{"role", "owner", "role", "oneof"},
		{"role", "admin", "reason", "required_if"},
		{"nick", "-", "nick", "alphanum"},
		{"tags", []string{"ab", "ab"}, "tags", "unique"},
		{"tags", []string{"ab", "c"}, "tags.1", "min"},
		{"site", "no", "site", "url"},
		{"inviter", "7", "inviter", "uuid"},
		{"born", "yesterday", "born", "type"},
		{"home", map[string]any{"zip": "1"}, "home.zip", "len"},
	} {
		body := maps.Clone(good)
		body[tt.field] = tt.value
		p := app.Post("/members", body).WantStatus(400).Problem()
		if len(p.Errors) != 1 || p.Errors[0].Path != tt.path || p.Errors[0].Rule != tt.rule {
			t.Errorf("%s %v: %+v, want %s of %s", tt.field, tt.value, p.Errors, tt.rule, tt.path)
		}
	}
}
