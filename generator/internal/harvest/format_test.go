package harvest

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"
	"testing"
	"unicode"
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

// FuzzFormat looks for files of which something else than comments changes.
func FuzzFormat(f *testing.F) {
	f.Add(untidy)
	f.Add(strings.ReplaceAll(untidy, "\n", "\r\n"))
	f.Add("package x\n\n//@Summary x\n//\t@Param a  b \"c  d\"\n\t// @Success 200 {object} A{b=C  ,d=E} \"x\"\nvar A = `\n// @Summary in a text\n`\n")
	f.Fuzz(func(t *testing.T, src string) {
		formatted, err := formatFile("x.go", []byte(src))
		if err != nil {
			return
		}
		if got, want := tokens(t, formatted), tokens(t, []byte(src)); !slices.Equal(got, want) {
			t.Errorf("%q\nbecomes\n%q", src, formatted)
		}
		if got, want := letters(string(formatted)), letters(src); got != want {
			t.Errorf("%q\nloses words as\n%q", src, formatted)
		}
	})
}

// letters are those of a text, and its digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// tokens are those of a file, without comments.
func tokens(t *testing.T, src []byte) []string {
	t.Helper()
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("x.go", -1, len(src))
	s.Init(file, src, nil, 0)
	var all []string
	for {
		_, tok, text := s.Scan()
		if tok == token.EOF {
			return all
		}
		all = append(all, tok.String()+text)
	}
}
