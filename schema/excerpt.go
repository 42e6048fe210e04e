package schema

// Evidence of a message that is told of long after its bytes are gone.

import (
	"bytes"

	"ivrcheck/trace"
)

// headAll bounds a Head beyond the place that it is about, in bytes.
const headAll = 4 * evidenceAll

// Head gives the part of a well-formed document that Excerpt needs to tell of a
// place: all of it up to the end of a tag behind what evidence shows. It is a
// view into the body.
func Head(body []byte, span trace.Span) []byte {
	if span.Start < 0 || span.Start > len(body) || span.End < span.Start {
		return nil
	}
	end := min(len(body), span.Start+evidenceAll)
	if i := bytes.IndexByte(body[end:min(len(body), end+headAll)], '>'); i >= 0 {
		return body[:end+i+1]
	}
	return body[:min(len(body), end+headAll)]
}

// Excerpt gives, of the Head of a document that is known to be well-formed, the
// Evidence of the whole. Where the head is cut inside a tag, it may show less. It is
// valid until the next call of the Checker.
func (k *Checker) Excerpt(head []byte, span trace.Span) []byte {
	if span.Start < 0 || span.Start > len(head) || span.End < span.Start {
		return nil
	}
	if s := &k.survey; !k.options.ShowValues && !k.isKnown(head) && !k.surveyHead(head) {
		s.pass(head, k.c, true)
	}
	return k.evidence(head, span)
}

// isKnown finds the masks of a head that is as earlier ones.
func (k *Checker) isKnown(head []byte) (known bool) {
	k.survey.masks, known = k.stencils.find(head, k.survey.masks[:0])
	return known
}

// surveyHead surveys the head of a document and remembers what it finds, unless the
// head is cut inside a tag, or does not look like XML.
func (k *Checker) surveyHead(head []byte) (sound bool) {
	s := &k.survey
	s.pass(head, k.c, false)
	if s.flaw != "" && (s.flaw != flawUnclosed || s.flawAt.Start < len(head)) {
		return false
	}
	if k.stencils.room() {
		k.stencils.learn(head, s.masks)
	}
	return true
}
