package xmltree

// What libxml2 is not given: documents so deep, or with so many attributes or
// such long names, that only an attack writes them. The limits are the contract's.

import (
	"bytes"

	"ivrcheck/trace"
)

const (
	maxDepth      = 256
	MaxAttributes = 256 // of one element
	maxNameBytes  = 1000
)

// BeyondLimit finds the first place that is beyond a limit; which is one of
// the hints depth, attributes and name, or empty.
func BeyondLimit(body []byte) (which string, at trace.Span) {
	// Nothing shorter can break a limit: 257 tags of three bytes.
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

// maxHyphens bounds the double hyphens in a comment, of which there must be
// none: libxml2 says so for each, and takes longer for each than for the last.
const maxHyphens = 64

// Hyphenated finds a comment with more double hyphens than libxml2 should be
// given. No such document is well-formed.
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
