package cli

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	pages "github.com/dreygo/drey/docs/errors"
	"github.com/dreygo/drey/generator/internal/suggest"
)

func (e *env) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [code]",
		Short: "Say more about a code of a boot report, such as D104",
		Long: `Explain prints the page about a code of a boot report: what it means, how it comes
about, and what to do. Without a code it lists them all.`,
		Args:    atMostOne,
		Example: "  drey explain D104\n  drey explain",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return e.listCodes()
			}
			return e.explain(c, strings.ToUpper(args[0]))
		},
	}
}

func (e *env) explain(c *cobra.Command, code string) error {
	page, err := pages.Pages.ReadFile(code + ".md")
	if err == nil {
		_, err = e.out.Write(page)
		return err
	}
	known, err := codes()
	if err != nil {
		return err
	}
	hint := ""
	if near := suggest.Closest(code, known); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return usageError{c, fmt.Errorf("there is no code %s%s (drey explain lists them)", code, hint)}
}

// listCodes prints the title of each page.
func (e *env) listCodes() error {
	known, err := codes()
	if err != nil {
		return err
	}
	for _, code := range known {
		page, err := pages.Pages.ReadFile(code + ".md")
		if err != nil {
			return err
		}
		title, _, _ := strings.Cut(string(page), "\n")
		if _, err := fmt.Fprintln(e.out, strings.TrimPrefix(title, "# ")); err != nil {
			return err
		}
	}
	return nil
}

func codes() ([]string, error) {
	files, err := fs.Glob(pages.Pages, "*.md")
	for i, file := range files {
		files[i] = strings.TrimSuffix(file, ".md")
	}
	return files, err
}
