package edit

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// module finds the drey.NewModule call to edit.
func (e *edit) module() (*ast.CallExpr, error) {
	calls, names := e.modules()
	if e.Into != "" {
		for _, c := range calls {
			if names[c] == e.Into {
				return c, nil
			}
		}
		return nil, e.fail(e.file.Package, fmt.Sprintf("no variable %s holds a drey.NewModule call", e.Into), e.byHand())
	}
	switch len(calls) {
	case 1:
		return calls[0], nil
	case 0:
		return nil, e.fail(e.file.Package, "the file has no drey.NewModule call", e.byHand())
	}
	where := make([]string, len(calls))
	for i, c := range calls {
		where[i] = fmt.Sprintf("%s (line %d)", cmp.Or(names[c], "a module"), e.line(c.Pos()))
	}
	return nil, e.fail(calls[1].Pos(), "the file has several modules: "+strings.Join(where, ", "),
		fmt.Sprintf("say which one: --into %s.%s", e.file.Name.Name, cmp.Or(names[calls[0]], "NAME")))
}

// modules are the drey.NewModule calls of the file, and the variables that
// hold them.
func (e *edit) modules() (calls []*ast.CallExpr, names map[*ast.CallExpr]string) {
	names = map[*ast.CallExpr]string{}
	ast.Inspect(e.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i, v := range n.Values {
				if call, ok := v.(*ast.CallExpr); ok && i < len(n.Names) {
					names[call] = n.Names[i].Name
				}
			}
		case *ast.CallExpr:
			if e.calls(n, "NewModule") && len(n.Args) > 0 {
				calls = append(calls, n)
			}
		}
		return true
	})
	return calls, names
}

// calls reports whether call is drey.fn(...).
func (e *edit) calls(call *ast.CallExpr, fn string) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return e.drey == "" && f.Name == fn
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return ok && e.drey != "" && x.Name == e.drey && f.Sel.Name == fn
	}
	return false
}

// options are the arguments of a module that the element could be in.
func (e *edit) options(module *ast.CallExpr) []*ast.CallExpr {
	var all []*ast.CallExpr
	for _, a := range module.Args[1:] {
		if call, ok := a.(*ast.CallExpr); ok && e.calls(call, e.Option) {
			all = append(all, call)
		}
	}
	return all
}

// holds reports whether an option has the element already.
func (e *edit) holds(option *ast.CallExpr) bool {
	for _, a := range option.Args {
		switch a := a.(type) {
		case *ast.Ident:
			if e.Path == "" && a.Name == e.Ident {
				return true
			}
		case *ast.SelectorExpr:
			x, ok := a.X.(*ast.Ident)
			if ok && e.Path != "" && a.Sel.Name == e.Ident && e.names(e.Path, x.Name) {
				return true
			}
		}
	}
	return false
}

// add inserts the element into the first option, or an option for it.
func (e *edit) add(module *ast.CallExpr, options []*ast.CallExpr, element string) error {
	if len(options) == 0 {
		return e.addOption(module, e.framework(e.Option)+"("+element+")")
	}
	option := options[0]
	if option.Ellipsis.IsValid() {
		last := option.Args[len(option.Args)-1]
		return e.fail(last.Pos(), fmt.Sprintf("%s... cannot be appended to here", e.text(last)),
			fmt.Sprintf("add %s to that slice by hand%s", element, e.andImport()))
	}
	e.appendTo(option, element)
	return nil
}

func (e *edit) framework(fn string) string {
	if e.drey == "" {
		return fn
	}
	return e.drey + "." + fn
}

// appendTo inserts an argument after the last one, in the manner of the call:
// on the line, or on a line of its own.
func (e *edit) appendTo(call *ast.CallExpr, element string) {
	closing := e.offset(call.Rparen)
	if len(call.Args) == 0 {
		if indent, alone := e.leading(closing); alone && e.line(call.Rparen) > e.line(call.Lparen) {
			e.insert(closing-len(indent), indent+"\t"+element+","+e.newline)
			return
		}
		e.insert(closing, element)
		return
	}
	last := call.Args[len(call.Args)-1]
	comma := e.commaAfter(last.End(), call.Rparen)
	own, alone := e.leading(e.offset(last.Pos()))
	if indent, free := e.leading(closing); free && e.line(call.Rparen) > e.line(last.End()) {
		if !alone {
			own = indent + "\t"
		}
		e.insert(closing-len(indent), own+element+","+e.newline)
		return
	}
	if alone {
		e.insert(closing, comma+e.newline+own+element)
		return
	}
	e.insert(closing, comma+" "+element)
}

// order is how options stand in a module.
var order = []string{"Import", "Provide", "Export", "Controllers"}

// behind is the argument of a module that a new option follows: the last of
// those that come before it, else the name.
func (e *edit) behind(module *ast.CallExpr) int {
	earlier := order[:max(0, slices.Index(order, e.Option))]
	at := 0
	for i, a := range module.Args {
		call, ok := a.(*ast.CallExpr)
		if ok && slices.ContainsFunc(earlier, func(option string) bool { return e.calls(call, option) }) {
			at = i
		}
	}
	return at
}

// addOption inserts an option in its order.
func (e *edit) addOption(module *ast.CallExpr, option string) error {
	if module.Ellipsis.IsValid() {
		last := module.Args[len(module.Args)-1]
		return e.fail(last.Pos(), fmt.Sprintf("the options %s... cannot be appended to here", e.text(last)), e.byHand())
	}
	at := e.behind(module)
	last, next := module.Args[at], module.Rparen
	if len(module.Args) > at+1 {
		next = module.Args[at+1].Pos()
	}
	switch {
	case e.line(next) > e.line(last.End()):
		indent := e.indentAt(e.lineStart(e.offset(next)))
		if next == module.Rparen {
			indent += "\t"
		}
		e.insert(e.nextLine(e.offset(last.End())), indent+option+","+e.newline)
	case len(module.Args) > 1:
		e.insert(e.offset(last.End()), ", "+option)
	default:
		indent := e.indentAt(e.lineStart(e.offset(module.Pos())))
		e.insert(e.offset(module.Rparen), e.commaAfter(last.End(), module.Rparen)+e.newline+indent+"\t"+option+","+e.newline+indent)
	}
	return nil
}

// commaAfter is "," unless there is one between an argument and the closing
// parenthesis.
func (e *edit) commaAfter(end, closing token.Pos) string {
	var s scanner.Scanner
	between := e.src[e.offset(end):e.offset(closing)]
	file := token.NewFileSet().AddFile("", -1, len(between))
	s.Init(file, between, nil, 0) // skips comments
	for {
		switch _, tok, _ := s.Scan(); tok {
		case token.COMMA:
			return ""
		case token.EOF:
			return ","
		}
	}
}
