package schema

// The places of faults, and their evidence.

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// place sets the place in the body and the evidence of every fault.
func (k *Checker) place() {
	if len(k.faults) == 0 {
		return
	}
	if !k.scanned && !k.marked {
		k.mask.Read(k.body, k.faults[0].Code == "XML001")
	}
	first, last, early := trace.Span{}, trace.Span{}, false
	for i, n := range k.nodes {
		f := &k.faults[i]
		switch {
		case n < 0:
		case k.scanned:
			f.Span = k.message.nodes[n].Place()
		case int(n-k.added) < k.mask.Places():
			f.Span = k.mask.Place(int(max(0, n-k.added)))
		}
		if k.isLate(f) {
			continue
		}
		if !early || f.Span.Start < first.Start {
			first = f.Span
		}
		if f.Span.Start > last.Start {
			last = f.Span
		}
		early = true
	}
	if k.scanned && early {
		k.mask.ReadTo(k.body, first, last)
	}
	slices.SortStableFunc(k.faults, func(a, b trace.Fault) int { return a.Span.Start - b.Span.Start })
	ruler := ruler{body: k.body, line: 1}
	for i := range k.faults {
		f := &k.faults[i]
		if f.Span == (trace.Span{}) {
			// libxml2 reports at most a line.
			if f.Line > 0 {
				start := lineStart(k.body, f.Line)
				f.Evidence = string(k.mask.Evidence(k.body, trace.Span{Start: start, End: start}))
			}
			continue
		}
		f.Line, f.Column = ruler.at(f.Span.Start)
		if k.isLate(f) {
			f.Whole = k.body
		} else {
			f.Evidence = string(k.mask.Evidence(k.body, f.Span))
		}
	}
}

// codeDoctype is the rule about the document type.
const codeDoctype = "XML004"

// isLate reports whether the evidence of a fault is made only when it is shown: nearly every login has a version that
// supports everything, and one finding counts all document types.
func (k *Checker) isLate(f *trace.Fault) bool {
	return k.scanned && (f.Since != "" || f.Code == codeDoctype)
}

// divide moves the faults that depend on the login's version to the message.
func (k *Checker) divide(m *Message) {
	kept := k.faults[:0]
	for _, f := range k.faults {
		if f.Since == "" {
			kept = append(kept, f)
		} else {
			m.Versioned = append(m.Versioned, f)
		}
	}
	k.faults = kept
}

// Mask returns a document with personal values replaced by ***. It works on any bytes. If the document is not
// well-formed, it shows only what is certain to be harmless. The caller owns the result. malformed means that the
// document is known not to be well-formed.
func (k *Checker) Mask(body []byte, malformed bool) []byte { return k.mask.Document(body, malformed) }

// ShownID returns a call id, request id or port for a report.
func ShownID(id string) string { return mask.ID(id) }

// ShownText returns a value that the catalogue does not mark as private, for a report.
func ShownText(value string) string { return mask.Plain(value) }

// ShownName returns the name of an element for a report.
func ShownName(name string) string { return mask.WithoutNumbers(name) }

// Head returns the part of a well-formed document that Excerpt needs for a place. It is a view of the body.
func Head(body []byte, span trace.Span) []byte { return mask.Head(body, span) }

// HeadOf returns the Head for the place of a message and that place. If an excerpt of it does not show the parameter
// with that name, it returns the Head and the place of the parameter.
func HeadOf(body []byte, at trace.Span, name string) ([]byte, trace.Span) {
	whole := Head(body, at)
	if name == "" || len(whole) == 0 || bytes.Contains(whole[at.Start:min(len(whole), at.Start+mask.Shown)], []byte(name)) {
		return whole, at
	}
	place, near := trace.Span{}, false
	for s := (xmltree.Tokenizer{Body: body}); ; {
		t, ok := s.Next()
		if !ok || t.Start >= at.Start && near {
			break
		}
		if t.Kind != xmltree.TokOpen && t.Kind != xmltree.TokAttribute {
			continue
		}
		written := body[t.NameStart:t.NameEnd]
		exact, alike := string(written) == name, len(written) <= len(name)+1 && len(name) <= len(written)+1
		if exact || alike && place == (trace.Span{}) && catalogue.MatchName(string(written), name) != catalogue.NotFound {
			place, near = trace.Span{Start: t.Start, End: t.End}, exact
		}
	}
	if place == (trace.Span{}) || place.Start >= at.Start && place.End <= at.Start+mask.Shown {
		return whole, at
	}
	return Head(body, place), place
}

// Excerpt returns about 120 characters around a place, on one line and in valid UTF-8, from the Head of a well-formed
// document. Personal values are *** unless ShowValues. It is valid until the next call of the Checker.
func (k *Checker) Excerpt(head []byte, span trace.Span) []byte { return k.mask.Excerpt(head, span) }

// lineStart returns the start of a line. Lines count from 1.
func lineStart(b []byte, line int) int {
	start := 0
	for ; line > 1; line-- {
		i := bytes.IndexByte(b[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	return start
}

// A ruler converts offsets of characters into lines and columns. It remembers its position, so ascending offsets take
// one pass in all.
type ruler struct {
	body         []byte
	pos          int
	line, column int // of pos; the column counts from 0
}

// at returns the 1-based line and column, in characters, of an offset.
func (r *ruler) at(offset int) (line, column int) {
	if offset < r.pos {
		*r = ruler{body: r.body, line: 1}
	}
	passed := r.body[r.pos:max(r.pos, min(offset, len(r.body)))]
	r.pos += len(passed)
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		r.line += bytes.Count(passed, []byte{'\n'})
		r.column, passed = 0, passed[i+1:]
	}
	r.column += utf8.RuneCount(passed)
	return r.line, r.column + 1
}
