package xmltree

// Documents that libxml2 never gets: so deep, or with so many attributes or such long names, that only an attack
// contains them. The contract defines the limits.

import (
	"bytes"

	"ivrcheck/trace"
)

const (
	maxDepth      = 256
	MaxAttributes = 256 // of one element
	maxNameBytes  = 1000
)

// BeyondLimit finds the first place that exceeds a limit. which is one of the hints depth, attributes and name, or
// empty.
func BeyondLimit(body []byte) (which string, at trace.Span) {
	// The shortest text beyond a limit: 257 tags of three bytes.
	if len(body) <= maxDepth*3 {
		return "", trace.Span{}
	}
	s := Tokenizer{Body: body}
	depth, attributes := 0, 0
	for {
		t, ok := s.Next()
		if !ok {
			return "", trace.Span{}
		}
		if t.NameEnd-t.NameStart > maxNameBytes {
			return "name", trace.Span{Start: t.NameStart, End: t.NameEnd}
		}
		switch t.Kind {
		case TokOpen:
			attributes = 0
			if depth++; depth > maxDepth {
				return "depth", trace.Span{Start: t.Start, End: t.End}
			}
		case TokAttribute:
			if attributes++; attributes > MaxAttributes {
				return "attributes", trace.Span{Start: t.Start, End: t.End}
			}
		case TokEmpty, TokEnd:
			depth--
		}
	}
}

// maxFlaws limits the certain errors of a document, and the entities that it refers to. libxml2 continues after each,
// and takes thousands of instructions to report it.
const maxFlaws = 256

// Flawed finds a document with more flaws than libxml2 should get. The error is one of those of Parse, for the last
// flaw. It is nil if there are fewer.
func Flawed(body []byte, p *Prologue) error {
	if bytes.Count(body, []byte("&"))+bytes.Count(body, []byte("<"))+bytes.Count(body, []byte("]]>")) <= maxFlaws {
		return nil
	}
	var c flawCounter
	s := Tokenizer{Body: body}
	for t, ok := s.Next(); ok; t, ok = s.Next() {
		switch {
		case t.Kind == TokText:
			c.references(body[t.Start:t.End])
			if n := bytes.Count(body[t.Start:t.End], []byte("]]>")); n > 0 {
				c.flaws, c.last = c.flaws+n, "Sequence ']]>' not allowed in content"
			}
		case t.Kind == TokAttribute && t.Flaw == FlawLessThan:
			c.flaws, c.last = c.flaws+1, "Unescaped '<' not allowed in attributes values"
		case t.Kind == TokAttribute:
			c.references(body[t.ValueStart:t.ValueEnd])
		case t.Kind == TokBroken && t.Flaw == FlawLessThan:
			c.flaws, c.last = c.flaws+1, "StartTag: invalid element name"
		}
		switch {
		case c.flaws > maxFlaws:
			return &SyntaxError{Line: lineOf(body, t.Start), Diagnosis: c.last}
		case c.entities > maxFlaws && p.System != "":
			return ErrEntity
		case c.entities > maxFlaws:
			return &SyntaxError{Line: lineOf(body, t.Start), Diagnosis: "Entity '" + c.entity + "' not defined"}
		}
	}
	return nil
}

// isPredefined reports whether an entity is one of the five of XML.
func isPredefined(name []byte) bool {
	switch string(name) {
	case "amp", "lt", "gt", "quot", "apos":
		return true
	}
	return false
}

func lineOf(body []byte, at int) int { return 1 + bytes.Count(body[:at], []byte{'\n'}) }

// A flawCounter counts flaws and references to entities other than the five of XML.
type flawCounter struct {
	flaws    int
	last     string // libxml2's message for the last flaw
	entities int
	entity   string // the last one
}

func (c *flawCounter) references(text []byte) {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return
		}
		text = text[i+1:]
		end := EndOfName(text, 0)
		switch name := text[:end]; {
		case len(text) > 0 && text[0] == '#':
		case end == 0:
			c.flaws, c.last = c.flaws+1, "xmlParseEntityRef: no name"
		case end == len(text) || text[end] != ';':
			if FirstAbove(name) < 0 {
				c.flaws, c.last = c.flaws+1, "EntityRef: expecting ';'"
			}
		case !isPredefined(name):
			c.entities, c.entity = c.entities+1, string(name)
		}
		text = text[end:]
	}
}

// maxHyphens limits the double hyphens in a comment, which XML forbids: libxml2 reports each, and takes longer for each
// than for the last.
const maxHyphens = 64

// Hyphenated finds a comment with more double hyphens than libxml2 should get. No such document is well-formed.
func Hyphenated(body []byte) (at trace.Span, found bool) {
	if len(body) <= maxHyphens*2 || !bytes.Contains(body, []byte("<!--")) {
		return trace.Span{}, false
	}
	s := Tokenizer{Body: body}
	for {
		t, ok := s.Next()
		if !ok {
			return trace.Span{}, false
		}
		if t.Kind != TokComment && t.Kind != TokBroken || !bytes.HasPrefix(body[t.Start:], []byte("<!--")) {
			continue
		}
		inside := body[t.Start+len("<!--") : max(t.End, t.Start+len("<!--"))]
		if bytes.Count(inside, []byte("--")) > maxHyphens {
			return trace.Span{Start: t.Start, End: t.End}, true
		}
	}
}
