package diag

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

// A Place is a line of the user's source.
type Place struct {
	File string
	Line int
}

// Caller returns the place of a caller: Caller(0) is the line that called
// Caller, Caller(1) the caller of that function, and so on.
func Caller(skip int) Place {
	_, file, line, ok := runtime.Caller(skip + 1)
	if !ok {
		return Place{}
	}
	return Place{file, line}
}

// CallerOutside returns the place from which the package of Caller(skip) was
// entered: where the user called ForRoot, not the line inside it. When nobody
// else called, it is the first call within that package.
func CallerOutside(skip int) Place {
	var pcs [16]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(skip+1, pcs[:])])
	called, _ := frames.Next()
	first, more := frames.Next()
	place, home := Place{first.File, first.Line}, packageOf(first.Function)
	ours := packageOf(called.Function) // calls controllers, among others
	for more {
		var f runtime.Frame
		f, more = frames.Next()
		pkg := packageOf(f.Function)
		if pkg == "runtime" || pkg == "testing" || pkg == ours {
			break
		}
		place = Place{f.File, f.Line}
		if pkg != home {
			break
		}
	}
	return place
}

// packageOf cuts the package path out of a symbol:
// example.com/shop/db.(*Pool).Open is of example.com/shop/db.
func packageOf(symbol string) string {
	slash := strings.LastIndexByte(symbol, '/') + 1
	if dot := strings.IndexByte(symbol[slash:], '.'); dot >= 0 {
		return symbol[:slash+dot]
	}
	return symbol
}

// FuncPlace returns where the function f is declared.
func FuncPlace(f reflect.Value) Place {
	if f.Kind() != reflect.Func || f.IsNil() {
		return Place{}
	}
	fn := runtime.FuncForPC(f.Pointer())
	if fn == nil {
		return Place{}
	}
	file, line := fn.FileLine(fn.Entry())
	return Place{file, line}
}

// String shows the last folder and the file, which is enough to find it and
// the same on every machine: users/service.go:54.
func (p Place) String() string {
	if p.File == "" {
		return "unknown place"
	}
	dir, file := filepath.Split(filepath.ToSlash(p.File))
	return fmt.Sprintf("%s/%s:%d", filepath.Base(dir), file, p.Line)
}
