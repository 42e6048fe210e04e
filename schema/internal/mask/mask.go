// Package mask decides what a report may show of a document. It shows personal values as ***: values that the catalogue
// marks as private, user data, and all unknown text. In a document that is not well-formed it shows only what is
// certain.
//
// Evidence, diagnoses, sentences, the ladder and the masked documents of the messages command use it.
//
// Files, from the entry point down: mask.go, evidence.go, diagnosis.go, masker.go, marker.go, parts.go, harmless.go, visible.go.
package mask

import (
	"bytes"

	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// Read reads a document, so that its evidence can be made. malformed means that it is not well-formed.
func (k *Masker) Read(body []byte, malformed bool) {
	k.excerpted = k.excerpted[:0]
	k.marks.run(body, malformed)
}

// ReadTo reads the part of a well-formed document needed for evidence from one place up to another.
func (k *Masker) ReadTo(body []byte, first, last trace.Span) {
	k.excerpted = k.excerpted[:0]
	if !k.showValues && (!k.readHead(Head(body, last), first) || k.marks.cut) {
		k.Read(body, false)
	}
}

// readHead reads the beginning of a well-formed document, for evidence from a place on. It reports whether the result
// is the same as for the whole document: whether the head is not cut inside a tag.
func (k *Masker) readHead(head []byte, first trace.Span) bool {
	s := &k.marks
	s.passFrom(head, false, len(head), evidenceRoot(head, first))
	return s.flaw == "" || s.flaw == xmltree.FlawUnclosed && s.flawAt.Start == len(head)
}

// Places returns the number of elements and attributes of the last document.
func (k *Masker) Places() int { return len(k.marks.places) }

// Place returns the place of an element (its start tag) or attribute of the last document, by its number in document
// order.
func (k *Masker) Place(i int) trace.Span {
	p := k.marks.places[i]
	return trace.Span{Start: int(p.start), End: int(p.end)}
}

// Flaw returns the first part of the last document that is not XML, "" if there is none. It is one of the flaws of
// xmltree, which are the hints of XML001.
func (k *Masker) Flaw() (string, trace.Span) { return k.marks.flaw, k.marks.flawAt }

// Document returns a document with personal values replaced. It works on any bytes. The caller owns the result.
func (k *Masker) Document(body []byte, malformed bool) []byte {
	s := marker{c: k.c}
	s.run(body, malformed)
	out := make([]byte, 0, len(body))
	at := 0
	for _, m := range s.masks {
		out = append(append(out, body[at:m.start]...), replacements[m.with]...)
		at = int(m.end)
	}
	return append(out, body[at:]...)
}

// Head returns the part of a well-formed document that Excerpt needs for a place: everything up to the end of a tag
// after the evidence. It is a view of the body.
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

// Excerpt returns the Evidence of a well-formed document from its Head. If the head is cut inside a tag, it may show
// less. It is valid until the next call.
func (k *Masker) Excerpt(head []byte, span trace.Span) []byte {
	if span.Start < 0 || span.Start > len(head) || span.End < span.Start {
		return nil
	}
	if !k.showValues && !k.wasRead(head, span) {
		k.excerpted = k.excerpted[:0]
		if !k.readHead(head, span) {
			k.marks.pass(head, true, len(head))
		}
		if !excerptControl.Off && len(head) <= maxExcerpted {
			k.excerpted = append(k.excerpted[:0], head...)
		}
	}
	return k.Evidence(head, span)
}

// wasRead reports whether the marks belong to a head, for evidence from a place on. A message often has two findings.
func (k *Masker) wasRead(head []byte, first trace.Span) bool {
	return len(head) > 0 && bytes.Equal(k.excerpted, head) && (k.marks.from == 0 || k.marks.from == evidenceRoot(head, first))
}

// Parts lists, in order, the parts of a document that may be personal, which Document hides, and the shown parts that
// depend on the sender. The result is valid until the next call.
func (k *Masker) Parts(body []byte, malformed bool, around Around) []Part {
	k.excerpted = k.excerpted[:0]
	s := &k.marks
	s.collect, s.around = true, around
	s.run(body, malformed)
	s.collect, s.around = false, Around{}
	return s.parts
}

// Values returns the known facts about the values at some places of the last document of Parts. ok is false if they are
// incomplete, because the document is not well-formed or has other values.
func (k *Masker) Values(places []trace.Span) (values []Value, ok bool) {
	s := &k.marks
	if s.strict || s.flaw != "" {
		return nil, false
	}
	at := 0
	for _, p := range places {
		for at < len(s.values) && s.values[at].start < p.Start {
			at++
		}
		if at == len(s.values) || s.values[at].start != p.Start {
			return nil, false
		}
		v := s.values[at]
		v.shown = s.shownKind(v.parameter)
		values = append(values, v)
	}
	return values, true
}
