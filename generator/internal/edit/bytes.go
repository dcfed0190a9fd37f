package edit

import (
	"bytes"
	"go/ast"
	"go/token"
)

func (e *edit) insert(offset int, text string) {
	e.inserts = append(e.inserts, insert{offset, text})
}

// offset is a position as an index into the source.
func (e *edit) offset(pos token.Pos) int { return e.fset.PositionFor(pos, false).Offset }

// line is the line of a position, whatever //line comments say.
func (e *edit) line(pos token.Pos) int { return e.fset.PositionFor(pos, false).Line }

func (e *edit) text(n ast.Node) string { return string(e.src[e.offset(n.Pos()):e.offset(n.End())]) }

// leading is the white space before an offset on its line, and whether there
// is nothing else.
func (e *edit) leading(offset int) (string, bool) {
	start := e.lineStart(offset)
	before := e.src[start:offset]
	if len(bytes.TrimLeft(before, " \t")) > 0 {
		return "", false
	}
	return string(before), true
}

func (e *edit) lineStart(offset int) int { return bytes.LastIndexByte(e.src[:offset], '\n') + 1 }

// lineEnd is the offset of the end of a line, before its line break.
func (e *edit) lineEnd(offset int) int {
	i := bytes.IndexByte(e.src[offset:], '\n')
	if i < 0 {
		return len(e.src)
	}
	end := offset + i
	if end > offset && e.src[end-1] == '\r' {
		end--
	}
	return end
}

// nextLine is the offset of the beginning of the next line.
func (e *edit) nextLine(offset int) int {
	i := bytes.IndexByte(e.src[offset:], '\n')
	if i < 0 {
		return len(e.src)
	}
	return offset + i + 1
}

// indentAt is the white space at an offset.
func (e *edit) indentAt(offset int) string {
	rest := e.src[offset:]
	return string(rest[:len(rest)-len(bytes.TrimLeft(rest, " \t"))])
}
