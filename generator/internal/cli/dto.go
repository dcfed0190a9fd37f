package cli

import (
	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/scaffold"
)

func (e *env) generateDTO() *cobra.Command {
	var from string
	var pick, omit []string
	c := &cobra.Command{
		Use:   "dto NAME --from PACKAGE.TYPE (--pick|--omit) FIELD,...",
		Short: "Add a struct that has some fields of another",
		Long: `Add a struct that has some fields of another, with their types, rules and
comments, in a file of its own beside it. Tags about storage stay behind.

The file is generated, by a line that go generate runs again: change the other
struct, not this one. A field that the other has lost is an error.`,
		Args: onlyNamed,
		Example: `  drey generate dto CatSummary --from cats.Cat --pick id,name
  drey generate dto NewCat --from cats.Cat --omit ID,CreatedAt,UpdatedAt`,
		RunE: func(c *cobra.Command, args []string) error {
			d, err := scaffold.ParseDTO(args[0], from, pick, omit)
			if err != nil {
				return usageError{c, err}
			}
			p, _, err := e.openProject()
			if err != nil {
				return err
			}
			if err := scaffold.AddDTO(p, d); err != nil {
				return err
			}
			return e.carryOutForHistory(p)
		},
	}
	c.Flags().StringVar(&from, "from", "", "the other struct, in a package below internal")
	c.Flags().StringSliceVar(&pick, "pick", nil, "fields to take, by their Go or JSON names")
	c.Flags().StringSliceVar(&omit, "omit", nil, "fields to leave")
	e.writeFlags(c)
	return c
}
