package schema

// What libxml2 is not tried with: documents so deep, or with so many
// attributes or such long names, that only an attack writes them. The limits
// are the contract's.

import (
	"bytes"

	"ivrcheck/trace"
)

const (
	maxDepth      = 256
	maxAttributes = 256 // of one element
	maxNameBytes  = 1000
)

// beyondLimit finds the first place that is beyond a limit; which is one of
// the hints depth, attributes and name, or empty.
func beyondLimit(body []byte) (which string, at trace.Span) {
	// Nothing shorter can break a limit: 257 tags of three bytes.
	if len(body) <= maxDepth*3 {
		return "", trace.Span{}
	}
	s := tokenizer{body: body}
	depth, attributes := 0, 0
	for {
		t, ok := s.next()
		if !ok {
			return "", trace.Span{}
		}
		if t.nameEnd-t.nameStart > maxNameBytes {
			return "name", trace.Span{Start: t.nameStart, End: t.nameEnd}
		}
		switch t.kind {
		case tokOpen:
			attributes = 0
			if depth++; depth > maxDepth {
				return "depth", trace.Span{Start: t.start, End: t.end}
			}
		case tokAttribute:
			if attributes++; attributes > maxAttributes {
				return "attributes", trace.Span{Start: t.start, End: t.end}
			}
		case tokEmpty, tokEnd:
			depth--
		}
	}
}

// maxHyphens bounds the double hyphens in a comment, of which there must be
// none: libxml2 says so for each, and takes longer for each than for the last.
const maxHyphens = 64

// hyphenated finds a comment with more double hyphens than libxml2 should be
// tried with. No such document is well-formed.
func hyphenated(body []byte) (at trace.Span, found bool) {
	if len(body) <= maxHyphens*2 || !bytes.Contains(body, []byte("<!--")) {
		return trace.Span{}, false
	}
	s := tokenizer{body: body}
	for {
		t, ok := s.next()
		if !ok {
			return trace.Span{}, false
		}
		if t.kind != tokComment && t.kind != tokBroken || !bytes.HasPrefix(body[t.start:], []byte("<!--")) {
			continue
		}
		inside := body[t.start+len("<!--") : max(t.end, t.start+len("<!--"))]
		if bytes.Count(inside, []byte("--")) > maxHyphens {
			return trace.Span{Start: t.start, End: t.end}, true
		}
	}
}
