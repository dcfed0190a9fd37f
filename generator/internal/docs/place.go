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

// placed gives the problems of a document the whole paths of their files, where
// there is one that it can be.
func placed(root string, texts []string) ([]Problem, error) {
	var all []Problem
	var files []string
	for _, text := range texts {
		found := place.FindStringSubmatch(text)
		if found == nil {
			all = append(all, Problem{Message: text})
			continue
		}
		if files == nil {
			var err error
			if files, err = harvest.Files(root); err != nil {
				return nil, err
			}
		}
		file := whole(files, filepath.Base(root), found[1])
		line, err := strconv.Atoi(found[2])
		if err != nil || file == "" {
			all = append(all, Problem{Message: text})
			continue
		}
		all = append(all, Problem{File: file, Line: line, Message: found[3]})
	}
	return all, nil
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
