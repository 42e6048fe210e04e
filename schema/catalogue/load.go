package catalogue

// Reads a catalogue from YAML, strictly: an unknown key, a value of the wrong kind or a duplicate name is an error with
// its position and the expected value.

import (
	_ "embed"
	"errors"
	"fmt"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Load reads a catalogue. An error contains the file, the line and the column, and the expected value.
func Load(file string, data []byte) (*Catalogue, error) {
	parsed, err := parser.ParseBytes(data, 0)
	if err != nil {
		var syntax yaml.Error
		if errors.As(err, &syntax) && syntax.GetToken() != nil {
			p := syntax.GetToken().Position
			return nil, fmt.Errorf("%s:%d:%d: %s", file, p.Line, p.Column, syntax.GetMessage())
		}
		return nil, fmt.Errorf("%s:1:1: %w", file, err)
	}
	if len(parsed.Docs) != 1 || parsed.Docs[0].Body == nil {
		return nil, fmt.Errorf("%s:1:1: expected one YAML document with a catalogue", file)
	}
	l := &loader{file: file, c: &Catalogue{byName: map[string]*Message{}}}
	l.catalogue(parsed.Docs[0].Body)
	if l.failures() > 0 {
		return nil, l.errs[0]
	}
	l.c.finish()
	return l.c, nil
}

// Extend returns a catalogue extended and refined by the mapping messages (the key messages of a rule file). A refined
// message keeps the parameters that are not in the mapping, and with parameters it is no longer NameOnly. A parameter
// without a basis counts as documented. The receiver is not modified.
//
// The error joins a *FileError for every key that could not be read. The catalogue is valid nevertheless, but contains
// only the name of a message with an error.
func (c *Catalogue) Extend(file string, messages ast.Node) (*Catalogue, error) {
	wider := &Catalogue{Envelope: c.Envelope, List: c.List, byName: map[string]*Message{}}
	copies := map[*Parameter]*Parameter{}
	wider.List.Items = copyParameters(c.List.Items, copies)
	for _, m := range c.messages {
		own := *m
		own.Parameters = copyParameters(m.Parameters, copies)
		wider.add(&own)
	}
	l := &loader{file: file, c: wider, refines: true}
	for _, e := range l.mapping(messages, "messages") {
		before := l.failures()
		if l.named(e); l.failures() > before && plainName(e.key) {
			wider.add(&Message{Name: e.key, From: "both", NameOnly: true, Unverified: true})
		}
	}
	l.next()
	wider.finish()
	return wider, errors.Join(l.errs...)
}

// copyParameters copies parameters, each once. The copies get new numbers.
func copyParameters(params []*Parameter, copies map[*Parameter]*Parameter) []*Parameter {
	var out []*Parameter
	for _, p := range params {
		if copies[p] == nil {
			own := *p
			own.number = 0
			copies[p] = &own
			own.Parameters = copyParameters(p.Parameters, copies)
		}
		out = append(out, copies[p])
	}
	return out
}

// builtinFile names the built-in catalogue in errors.
const builtinFile = "iserver.yaml"

//go:embed iserver.yaml
var builtinYAML []byte

// Builtin returns the catalogue of the program. It is read on the first call.
var Builtin = sync.OnceValue(func() *Catalogue {
	c, err := Load(builtinFile, builtinYAML)
	if err != nil {
		panic(err)
	}
	return c
})
