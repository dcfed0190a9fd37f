package harvest

import (
	"strings"
	"testing"
)

const untidy = `// Package x is here.
// @title   X
//   @version 1
package x

import   "fmt" // stays as it is

// Create godoc
// @Summary Creates
// @Param id path int true "Its ID"
// @Failure 404 {object} Problem "none"
//
// A last word.
func Create( ) { fmt.Println()
	// @Summary   of a closure
	//   @Tags x
	f(func() {})
} // @Summary trailing stays

// @description  free

// Plain is @tom's.
func Plain() {}

type T struct{} //   @name   U

/* @Summary   a block stays */
func Block() {}
`

const tidy = `// Package x is here.
//
//	@title		X
//	@version	1
package x

import   "fmt" // stays as it is

// Create godoc
//
//	@Summary	Creates
//	@Param		id	path		int		true	"Its ID"
//	@Failure	404	{object}	Problem	"none"
//
// A last word.
func Create( ) { fmt.Println()
	//	@Summary	of a closure
	//	@Tags		x
	f(func() {})
} // @Summary trailing stays

//	@description	free

// Plain is @tom's.
func Plain() {}

type T struct{} //   @name   U

/* @Summary   a block stays */
func Block() {}
`

func TestFormat(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]struct{ src, want string }{
		"columns":       {untidy, tidy},
		"again":         {tidy, tidy},
		"CRLF":          {strings.ReplaceAll(untidy, "\n", "\r\n"), strings.ReplaceAll(tidy, "\n", "\r\n")},
		"BOM":           {"\ufeff" + untidy, "\ufeff" + tidy},
		"nothing to do": {"package   x\n\nvar A  = 1\n", "package   x\n\nvar A  = 1\n"},
	} {
		got, err := formatFile("x.go", []byte(text.src))
		if err != nil || string(got) != text.want {
			t.Errorf("%s: %v\n got %q\nwant %q", name, err, got, text.want)
		}
	}
}

func TestFormatModule(t *testing.T) {
	t.Parallel()
	root := module(t, map[string]string{
		"a/a.go":      untidy,
		"a/tidy.go":   tidy,
		"a/plan9.go":  "//go:build plan9\n\n" + untidy,
		"b/broken.go": "package b\n\n// @Summary\nfunc {\n",
	})
	files, problems, err := Format(root, "x")
	if err != nil || len(files) != 2 || files[0].Path != "a/a.go" || string(files[0].New) != tidy || string(files[0].Old) != untidy {
		t.Errorf("%v\n%+v", err, files)
	}
	if len(problems) != 1 || problems[0].File != "b/broken.go" || problems[0].Line != 4 {
		t.Errorf("problems %v", problems)
	}
}
