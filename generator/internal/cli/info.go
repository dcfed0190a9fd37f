package cli

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/dreygo/drey/generator/internal/project"
)

// version is the version this command was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// An about is what [env.infoCommand] says, for programs.
type about struct {
	Drey      string `json:"drey"`
	Go        string `json:"go"`
	Framework string `json:"framework"`
	Project   string `json:"project,omitempty"`
	Module    string `json:"module,omitempty"`
}

func (e *env) infoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "info",
		Aliases: []string{"version"},
		Short:   "Say which versions are at work, and where",
		Args:    cobra.NoArgs,
		Example: "  drey info --json",
		RunE: func(*cobra.Command, []string) error {
			a := e.about()
			if e.json {
				return e.writeJSON(a)
			}
			fmt.Fprintf(e.out, "drey       %s\ngo         %s\nframework  %s\n", a.Drey, a.Go, a.Framework)
			if a.Project != "" {
				fmt.Fprintf(e.out, "project    %s (module %s)\n", a.Project, a.Module)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&e.json, "json", false, "say it in JSON")
	return c
}

func (e *env) about() about {
	a := about{Drey: version(), Go: runtime.Version(), Framework: "not found"}
	dir, err := e.abs(".")
	if err != nil {
		return a
	}
	if proj, err := project.Find(dir); err == nil {
		a.Project, a.Module, a.Framework = filepath.ToSlash(proj.Root), proj.Module, proj.Framework
		return a
	}
	if s, err := project.Locate(project.Where{Target: dir, Offline: true}); err == nil {
		a.Framework = s.String()
	}
	return a
}
