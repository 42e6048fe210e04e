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

// Limits of a rule file or configuration. The YAML parser takes quadratic time on many keys in one mapping, deep
// nesting and many documents. These limits make it linear. The built-in set has a quarter of the tokens and a sixth
// of the depth.
const (
	// MaxBytes is the size of the largest file that is read.
	MaxBytes  = 1 << 20
	maxTokens = 30_000
	maxDepth  = 64
	maxKeys   = 1000    // of one mapping
	maxNodes  = 200_000 // with all aliases resolved
)

// Tree parses a file into nodes without aliases, or returns nil if it is empty. what names the kind of file. The
// error is a *schema.FileError.
func Tree(file string, data []byte, what string) (ast.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors write it
	at := func(line, column int, format string, args ...any) error {
		return &schema.FileError{File: file, Line: line, Column: column, Text: fmt.Sprintf(format, args...)}
	}
	if len(data) > MaxBytes {
		return nil, at(1, 1, "the file is longer than %d bytes, which no %s needs; is it one?", MaxBytes, what)
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
	if t, fault := beyond(tokens, what); t != nil {
		return nil, at(t.Position.Line, t.Position.Column, "%s", fault)
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
	if body == nil || body.Type() == ast.NullType {
		return nil, nil
	}
	a := &aliases{anchors: map[string]subtree{}}
	out := a.resolve(body)
	if a.err != "" {
		p := a.at.GetToken().Position
		return nil, at(p.Line, p.Column, "%s", a.err)
	}
	return out.node, nil
}

// claims reports whether a file contains the schema name of rule files.
func claims(data []byte) bool { return bytes.Contains(data, []byte("ivrcheck/rules")) }

// repair adds advice to a message of the YAML parser.
func repair(message string) string {
	for _, known := range [][2]string{
		{"already defined", "; keep only one"},
		{"\t", "; indent with spaces, not with a tab"},
		{"must be specified", "; a bracket or brace is not closed before this place"},
		{"not found", "; close all brackets and quotes before this place"},
		{"could not find end character", "; close the quotes"},
		{"not allowed in this context", "; put the value in quotes, or on a line of its own"},
		{"non-map value", "; indent the line like its neighbours, and put a colon and a space after the key"},
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

// beyond returns the first token beyond a limit, and describes the limit. Nesting is derived from the columns of
// blocks and from brackets.
func beyond(tokens token.Tokens, what string) (*token.Token, string) {
	type block struct{ column, keys int }
	blocks := make([]block, 1, maxDepth+2)
	brackets, line, documents := 0, 0, 0
	for _, t := range tokens {
		column := t.Position.Column
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.DocumentHeaderType:
			if documents++; documents > maxDocuments {
				return t, "a second YAML document, expected one: make it a file of its own"
			}
		case token.MappingValueType:
			last := &blocks[len(blocks)-1]
			if last.keys++; last.keys > maxKeys {
				return t, fmt.Sprintf("more than %d keys in one mapping, which no %s needs", maxKeys, strings.TrimSuffix(what, " file"))
			}
		}
		entry := t.Type == token.SequenceEntryType
		if t.Position.Line != line || entry || t.Type == token.MappingKeyType {
			line = t.Position.Line
			for len(blocks) > 1 && blocks[len(blocks)-1].column > column {
				blocks = blocks[:len(blocks)-1]
			}
			if last := &blocks[len(blocks)-1]; last.column < column {
				blocks = append(blocks, block{column: column})
			} else if entry {
				last.keys = 0
			}
		}
		if len(blocks)-1+brackets > maxDepth {
			return t, fmt.Sprintf("nested more than %d deep, which no %s needs", maxDepth, strings.TrimSuffix(what, " file"))
		}
	}
	return nil, ""
}

// maxDocuments is the maximum number of --- markers in a file. Only one document may have content.
const maxDocuments = 8

// aliases replaces aliases with their nodes, so that the reader need not handle them. It counts the nodes that a walk
// visits.
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
			return a.fail(v, "unknown alias *%s: no &%s before it", name, name)
		case target.node == nil:
			return a.fail(v, "the alias *%s is inside its own anchor", name)
		}
		return target
	}
	return subtree{n, size}
}
