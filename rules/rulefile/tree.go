package rulefile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"ivrcheck/schema"
)

// Limits of a file. The YAML parser takes quadratic time on many keys and on
// deep nesting; with these limits it takes a second at most. The built-in set
// has a quarter of the tokens and a sixth of the depth.
const (
	// MaxBytes is the size of the largest file that is read.
	MaxBytes  = 1 << 20
	maxTokens = 30_000
	maxDepth  = 64
	maxNodes  = 200_000 // with all aliases resolved
)

// tree parses a file into nodes without aliases. The error is a
// *schema.FileError.
func tree(file string, data []byte) (ast.Node, error) {
	at := func(line, column int, format string, args ...any) error {
		return &schema.FileError{File: file, Line: line, Column: column, Text: fmt.Sprintf(format, args...)}
	}
	if len(data) > MaxBytes {
		return nil, at(1, 1, "the file is longer than %d bytes, which no rule file needs; is it one?", MaxBytes)
	}
	if i := invalid(data); i >= 0 {
		line, column := position(data, i)
		return nil, at(line, column, "byte 0x%02x is not text, expected a YAML file in UTF-8", data[i])
	}
	tokens := lexer.Tokenize(string(data))
	if len(tokens) > maxTokens {
		p := tokens[maxTokens].Position
		return nil, at(p.Line, p.Column, "the file has more than %d parts, divide it into several", maxTokens)
	}
	if deep := tooDeep(tokens); deep != nil {
		return nil, at(deep.Position.Line, deep.Position.Column, "nested more than %d deep, which no rule needs", maxDepth)
	}
	parsed, err := parser.Parse(tokens, 0)
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil {
			p := syntax.GetToken().Position
			return nil, at(p.Line, p.Column, "this is not YAML: %s%s", syntax.GetMessage(), repair(syntax.GetMessage()))
		}
		return nil, at(1, 1, "this is not YAML: %v", err)
	}
	var body ast.Node
	for _, doc := range parsed.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case body != nil:
			p := doc.Body.GetToken().Position
			return nil, at(p.Line, p.Column, "a second YAML document, expected one: make it a file of its own")
		default:
			body = doc.Body
		}
	}
	if body == nil {
		return nil, at(1, 1, "the file is empty, expected a rule file that begins with schema: %s", Schema)
	}
	a := &aliases{anchors: map[string]subtree{}}
	out := a.resolve(body)
	if a.err != "" {
		p := a.at.GetToken().Position
		return nil, at(p.Line, p.Column, "%s", a.err)
	}
	return out.node, nil
}

// repair completes a message of the YAML parser with what to do.
func repair(message string) string {
	for _, known := range [][2]string{
		{"already defined", "; keep one of the two"},
		{"\t", "; indent with spaces, not with a tab"},
		{"must be specified", "; a bracket or brace is not closed before this place"},
		{"not found", "; close what is open before this place"},
		{"could not find end character", "; close the quotes"},
		{"not allowed in this context", "; put the value in quotes, or on a line of its own"},
		{"non-map value", "; indent the line like its neighbours, and put a colon and a space behind the key"},
	} {
		if strings.Contains(message, known[0]) {
			return known[1]
		}
	}
	return ""
}

// invalid returns the index of the first byte that is not text, or -1.
func invalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f {
			return i
		}
		i += n
	}
	return -1
}

func position(data []byte, i int) (line, column int) {
	before := data[:i]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte{'\n'}) + 1, utf8.RuneCount(before[start:]) + 1
}

// tooDeep finds the token at which the nesting is too deep, by the columns of
// blocks and by the brackets.
func tooDeep(tokens token.Tokens) *token.Token {
	var columns []int
	brackets, line := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		}
		if t.Position.Line != line || t.Type == token.SequenceEntryType || t.Type == token.MappingKeyType {
			line = t.Position.Line
			for len(columns) > 0 && columns[len(columns)-1] >= t.Position.Column {
				columns = columns[:len(columns)-1]
			}
			columns = append(columns, t.Position.Column)
		}
		if len(columns)+brackets > maxDepth {
			return t
		}
	}
	return nil
}

// aliases replaces aliases with the nodes that they stand for, so that the
// reader need not know of them; it counts the nodes that a walk will visit.
type aliases struct {
	anchors map[string]subtree // a nil node: the anchor is not complete yet
	err     string
	at      ast.Node
}

// subtree is a node and the number of nodes that a walk of it visits.
type subtree struct {
	node ast.Node
	size int
}

func (a *aliases) fail(n ast.Node, format string, args ...any) subtree {
	if a.err == "" {
		a.err, a.at = fmt.Sprintf(format, args...), n
	}
	return subtree{n, 1}
}

func (a *aliases) resolve(n ast.Node) subtree {
	if a.err != "" {
		return subtree{n, 1}
	}
	size := 1
	child := func(c ast.Node) ast.Node {
		if c == nil {
			return nil
		}
		got := a.resolve(c)
		if size += got.size; size > maxNodes {
			a.fail(c, "with its aliases put in their places the file has more than %d parts; write less of it with aliases", maxNodes)
		}
		return got.node
	}
	switch v := n.(type) {
	case *ast.MappingNode:
		for _, value := range v.Values {
			child(value)
		}
	case *ast.MappingValueNode:
		if v.Key.IsMergeKey() {
			return a.fail(v.Key, "the merge key << is not supported, write the keys out")
		}
		v.Value = child(v.Value)
	case *ast.SequenceNode:
		for i := range v.Values {
			v.Values[i] = child(v.Values[i])
		}
	case *ast.TagNode:
		return a.fail(v, "the tag %s is not supported, leave it out", v.Start.Value)
	case *ast.AnchorNode:
		name := v.Name.String()
		a.anchors[name] = subtree{}
		a.anchors[name] = subtree{child(v.Value), size}
		return a.anchors[name]
	case *ast.AliasNode:
		name := v.Value.String()
		target, known := a.anchors[name]
		switch {
		case !known:
			return a.fail(v, "the alias *%s stands for nothing: no &%s before it", name, name)
		case target.node == nil:
			return a.fail(v, "the alias *%s stands inside what it stands for", name)
		}
		return target
	}
	return subtree{n, size}
}
