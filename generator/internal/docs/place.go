package docs

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dreygo/drey/generator/internal/harvest"
)

// place is how a document's problem begins: with the last folder, the file and
// the line of a route.
var place = regexp.MustCompile(`(?s)^([^\s:]+\.go):(\d+): (.*)$`)

// placed gives the problems of a document the whole paths of their files, and
// those about a field its line, where there is one that it can be.
func placed(root string, texts []string) ([]Problem, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	files, err := harvest.Files(root)
	if err != nil {
		return nil, err
	}
	all := make([]Problem, len(texts))
	for i, text := range texts {
		all[i] = placedIn(root, files, text)
	}
	return all, nil
}

func placedIn(root string, files []string, text string) Problem {
	if at, ok := fieldOf(root, files, text); ok {
		return Problem{File: at.file, Line: at.line, Column: at.column, Message: text}
	}
	found := place.FindStringSubmatch(text)
	if found == nil {
		return Problem{Message: text}
	}
	file := whole(files, filepath.Base(root), found[1])
	line, err := strconv.Atoi(found[2])
	if err != nil || file == "" {
		return Problem{Message: text}
	}
	return Problem{File: file, Line: line, Message: found[3]}
}

// whole is the one file that a short path can be; "" where there are several.
func whole(files []string, root, short string) string {
	fits := func(file string) bool {
		return file == short || strings.HasSuffix(file, "/"+short) || path.Join(root, file) == short
	}
	i := slices.IndexFunc(files, fits)
	if i < 0 || slices.ContainsFunc(files[i+1:], fits) {
		return ""
	}
	return files[i]
}
