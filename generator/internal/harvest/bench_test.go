package harvest

import (
	"fmt"
	"strings"
	"testing"
)

// large is a module of 10 packages with 50 routes and 110 types, all of them
// documented, and with annotations at three routes of five if they are wanted.
func large(annotated bool) map[string]string {
	files := map[string]string{"web/web.go": "package web\n\n// A Page is a part of a list.\ntype Page[T any] struct {\n\tItems []T `json:\"items\"` // in order\n}\n"}
	for p := range 10 {
		var b strings.Builder
		fmt.Fprintf(&b, "package p%d\n\nimport (\n\t\"context\"\n\t\"time\"\n\n\tdrey %q\n\n\t\"example.com/large/web\"\n)\n\n", p, framework)
		b.WriteString("// A State is where something is.\ntype State string\n\nconst (\n\tNew State = \"new\" // just made\n\tOld State = \"old\"\n)\n\n")
		for i := range 10 {
			fmt.Fprintf(&b, "// A Thing%d is one of many.\n//\n// It has a second paragraph.\ntype Thing%[1]d struct {\n", i)
			for f := range 9 {
				fmt.Fprintf(&b, "\t// Field%d is documented.\n\tField%[1]d string `json:\"field%[1]d\" validate:\"min=1\"`\n", f)
			}
			b.WriteString("\tMade time.Time `json:\"made\"`\n\tState State `json:\"state\"`\n}\n\n")
		}
		b.WriteString("type Controller struct{}\n\nfunc (c *Controller) Routes() *drey.Routes {\n\treturn drey.Controller(\"/things\").With(\n")
		for i := range 5 {
			fmt.Fprintf(&b, "\t\tdrey.Get(\"/%d\", c.Find%[1]d),\n", i)
		}
		b.WriteString("\t)\n}\n\n")
		for i := range 5 {
			fmt.Fprintf(&b, "// Find%d returns things. They are in order.\n", i)
			if annotated && i < 3 {
				fmt.Fprintf(&b, "//\n// @Tags things\n// @Param q query string false \"what\"\n// @Success 200 {object} web.Page[Thing%d]\n// @Failure 404 {object} Thing%d \"none\"\n// @Router /things/%[1]d [get]\n", i, i+5)
			}
			fmt.Fprintf(&b, "func (c *Controller) Find%d(context.Context, Thing%[1]d) (web.Page[Thing%[1]d], error) {\n\treturn web.Page[Thing%[1]d]{}, nil\n}\n\n", i)
		}
		files[fmt.Sprintf("p%d/p.go", p)] = b.String()
	}
	return files
}

func BenchmarkHarvest(b *testing.B) {
	for _, annotated := range []bool{false, true} {
		b.Run(fmt.Sprintf("annotated=%v", annotated), func(b *testing.B) {
			root := module(b, large(annotated))
			b.ReportAllocs()
			for b.Loop() {
				if _, problems, err := Run(root, "example.com/large"); err != nil || len(problems) > 0 {
					b.Fatal(problems, err)
				}
			}
		})
	}
}
