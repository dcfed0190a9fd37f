package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/scaffold"
)

const fieldHelp = `A field is name:type:rules. A question mark behind the name makes it optional.

  types  string text int int32 int64 float64 bool time uuid
  rules  required min= max= len= gte= lte= gt= lt= ne= oneof=a|b email url uuid
         alpha alphanum numeric lowercase uppercase

Without fields there is one: ` + scaffold.DefaultField

func (e *env) generateResource() *cobra.Command {
	var into string
	c := &cobra.Command{
		Use:     "resource NAME [FIELD...]",
		Aliases: []string{"res"},
		Short:   "Add a feature: routes, rules, storage, migration, tests",
		Long:    "Add a feature: routes, rules, storage, migration, tests.\n\n" + fieldHelp,
		Args:    named,
		Example: `  drey generate resource products name:string:required,max=80 price:float64:gte=0 note?:text
  drey g resource orders --dry-run`,
		RunE: func(c *cobra.Command, args []string) error {
			r, err := scaffold.ParseResource(args[0], args[1:])
			if err != nil {
				return usageError{c, err}
			}
			p, proj, err := e.openProject()
			if err != nil {
				return err
			}
			if err := scaffold.AddResource(p, proj.Module, scaffold.ParseTarget(into), r); err != nil {
				return err
			}
			return e.carryOutForHistory(p, fmt.Sprintf("/%s is served by the next go run ./cmd/server", r.Path()))
		},
	}
	e.intoFlag(c, &into)
	e.writeFlags(c)
	return c
}
