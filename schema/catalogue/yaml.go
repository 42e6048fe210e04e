package catalogue

// The YAML elements of a catalogue: keys, texts, lists, each with its position for errors.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// A loader walks the YAML tree and keeps the errors.
type loader struct {
	file    string
	c       *Catalogue
	refines bool // messages may exist already
	anchors map[string]ast.Node
	// err is the first error of the current key, errs those of earlier keys.
	err  error
	errs []error
}

// next ends a key, so that the next one is read as if there was no error.
func (l *loader) next() {
	if l.err != nil {
		l.errs = append(l.errs, l.err)
		l.err = nil
	}
}

// failures returns the number of errors.
func (l *loader) failures() int {
	l.next()
	return len(l.errs)
}

func (l *loader) fail(n ast.Node, format string, args ...any) {
	if l.err != nil {
		return
	}
	line, column := 1, 1
	if n != nil && n.GetToken() != nil {
		line, column = n.GetToken().Position.Line, n.GetToken().Position.Column
	}
	l.err = &FileError{l.file, line, column, fmt.Sprintf(format, args...)}
}

// An entry is one key of a mapping.
type entry struct {
	key       string
	keyNode   ast.Node
	valueNode ast.Node
}

// resolve follows anchors and aliases to the node they refer to.
func (l *loader) resolve(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.AnchorNode:
		if l.anchors == nil {
			l.anchors = map[string]ast.Node{}
		}
		l.anchors[n.Name.String()] = n.Value
		return n.Value
	case *ast.AliasNode:
		if target := l.anchors[n.Value.String()]; target != nil {
			return target
		}
		l.fail(n, "no anchor %q before this place", n.Value.String())
		return nil
	case *ast.TagNode:
		return l.resolve(n.Value)
	}
	return n
}

// mapping lists the entries of a mapping in file order.
func (l *loader) mapping(n ast.Node, what string) []entry {
	n = l.resolve(n)
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		l.fail(n, "expected %s: a mapping of keys to values", what)
		return nil
	}
	entries := make([]entry, 0, len(values))
	seen := map[string]bool{}
	for _, v := range values {
		key, ok := l.scalar(v.Key)
		if !ok {
			l.fail(v.Key, "expected a plain key in %s", what)
			return nil
		}
		if seen[key] {
			l.fail(v.Key, "key %q occurs twice in %s", key, what)
			return nil
		}
		seen[key] = true
		entries = append(entries, entry{key, v.Key, v.Value})
	}
	return entries
}

func (l *loader) scalar(n ast.Node) (string, bool) {
	switch n := l.resolve(n).(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func (l *loader) text(e entry) string {
	s, ok := l.scalar(e.valueNode)
	if !ok || strings.TrimSpace(s) == "" {
		l.fail(e.valueNode, "expected a text for %q", e.key)
	}
	return strings.TrimSpace(s)
}

func (l *loader) name(e entry) string {
	s := l.text(e)
	if l.err == nil && !plainName(s) {
		l.fail(e.valueNode, "expected an XML name for %q, not %q", e.key, s)
	}
	return s
}

func (l *loader) oneOf(e entry, allowed []string) string {
	s := l.text(e)
	if l.err == nil && !slices.Contains(allowed, s) {
		hint := ""
		if near := Nearest(s, allowed); near != "" {
			hint = "; did you mean " + near + "?"
		}
		l.fail(e.valueNode, "expected %q to be one of %s, not %q%s", e.key, strings.Join(allowed, ", "), s, hint)
	}
	return s
}

func (l *loader) yes(e entry) bool {
	if b, ok := l.resolve(e.valueNode).(*ast.BoolNode); ok {
		return b.Value
	}
	l.fail(e.valueNode, "expected true or false for %q", e.key)
	return false
}

func (l *loader) texts(e entry) []string {
	sequence, ok := l.resolve(e.valueNode).(*ast.SequenceNode)
	if !ok || len(sequence.Values) == 0 {
		l.fail(e.valueNode, "expected a list of texts for %q", e.key)
		return nil
	}
	var list []string
	for _, v := range sequence.Values {
		s, ok := l.scalar(v)
		if !ok || s == "" {
			l.fail(v, "expected a text in the list %q", e.key)
			return nil
		}
		if slices.Contains(list, s) {
			l.fail(v, "%q occurs twice in the list %q", s, e.key)
			return nil
		}
		list = append(list, s)
	}
	return list
}

func (l *loader) unknown(e entry, what string, known ...string) {
	hint := "expected one of " + strings.Join(known, ", ")
	if near := Nearest(e.key, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	l.fail(e.keyNode, "unknown key %q in %s; %s", e.key, what, hint)
}

// expects returns the entries whose keys are in a table. Other keys are errors.
func (l *loader) expects(e entry, what string, keys []Key) {
	var known []string
	for _, k := range keys {
		known = append(known, k.Name)
	}
	l.unknown(e, what, known...)
}

// FileError is an error in a file, with its position and the expected value.
type FileError struct {
	File         string
	Line, Column int
	Text         string
}

func (e *FileError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Text)
}

// plainName reports whether s can be an XML name in the protocol: ASCII letters, digits, hyphen and underscore.
func plainName(s string) bool {
	for i, r := range []byte(s) {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z' || r == '_'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}
