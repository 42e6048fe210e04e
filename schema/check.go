package schema

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ivrcheck/schema/catalogue"
	"ivrcheck/schema/internal/mask"
	"ivrcheck/schema/internal/xmltree"
	"ivrcheck/trace"
)

// Check reads the body of a Document and judges it by itself. m is nil if the body could not be read: not well-formed,
// beyond a limit, with entities, with another root, or Partial. See Message for the validity of m. The faults and their
// slices are valid until the next call, their strings forever. Faults are sorted by position.
func (k *Checker) Check(u *trace.Unit) (m *Message, faults []trace.Fault) {
	k.begin(u.Body)
	if u.Partial {
		return nil, nil
	}
	if !k.options.Libxml2 {
		if layout := k.scanner.Begin(u.Body, u.Transcoded); !wrongWrapper(u) && k.recognise(layout) {
			k.recognised = layout
			return &k.message, k.faults
		}
	}
	m, sound := k.check(u)
	k.place()
	if sound {
		k.learn()
	}
	k.joinMisspelt()
	if m != nil {
		k.divide(m)
	}
	return m, k.faults
}

// Parse reads a document without judging it. The error explains why it could not be read, without personal values.
func (k *Checker) Parse(body []byte) (m *Message, err error) {
	k.begin(body)
	if !k.options.Libxml2 && k.recognise(k.scanner.Begin(body, true)) {
		k.faults = k.faults[:0]
		return &k.message, nil
	}
	return k.parse()
}

// parse is Parse for a document that the scanner has begun and that is not recognised.
func (k *Checker) parse() (m *Message, err error) {
	if _, fault := k.read(true); fault != nil {
		return nil, reason(fault)
	}
	if !k.wrap() && catalogue.MatchName(k.message.nodeName(0), k.c.Envelope.Root) == catalogue.NotFound {
		return nil, errors.New("the root element is not " + k.c.Envelope.Root)
	}
	k.bind()
	return &k.message, nil
}

// Parts lists, in order, the parts of a document that Mask hides, and the shown parts that depend on its sender. The
// result is valid until the next call of the Checker.
func (k *Checker) Parts(u *trace.Unit) []Part {
	malformed, around := u.Partial, mask.Around{}
	if !malformed {
		k.begin(u.Body)
		if !k.options.Libxml2 {
			if parts, known := k.plannedParts(u.Body, k.scanner.Begin(u.Body, true)); known {
				return parts
			}
		}
		_, err := k.parse()
		malformed, around.Elements = errors.Is(err, ErrMalformed), int(k.added)
		if around.Elements > 1 {
			around.Inside = k.c.ScopeOf(k.c.MessageOfSubtype(k.message.nodeName(k.added)))
		}
	}
	parts := k.mask.Parts(u.Body, malformed, around)
	if !malformed && around.Elements == 0 {
		k.learnParts(parts)
	}
	return parts
}

// check makes the message and its faults, without their places. sound: nothing is at fault except perhaps the document
// type.
func (k *Checker) check(u *trace.Unit) (m *Message, sound bool) {
	wrong, fault := k.read(u.Transcoded)
	if fault != nil {
		k.add(-1, *fault)
		return nil, false
	}
	if wrong != nil {
		k.add(-1, trace.Fault{Code: "XML002", Span: wrong.At, Hint: wrong.Hint, Subject: "encoding",
			Args: []trace.Arg{{Name: "encoding", Value: k.mask.Encoding(wrong.Declared)}}})
	}
	switch {
	case k.message.nodeName(0) == k.c.Envelope.Root, k.wrongRoot(u):
	default:
		return nil, false
	}
	if k.added == 0 {
		k.doctype()
		if wrongWrapper(u) {
			k.add(0, k.rootFault(u.Wrapper, "wrapper"))
		}
	}
	if !k.bind() {
		k.envelope()
		return &k.message, false
	}
	return &k.message, !slices.ContainsFunc(k.faults, func(f trace.Fault) bool { return f.Code != codeDoctype })
}

// wrongWrapper reports whether the document is wrapped in an element although it is in a frame.
func wrongWrapper(u *trace.Unit) bool { return u.Header.Present && u.Wrapper != "" }

// wrongRoot adds the fault of a root element that is not the envelope. It reports whether the document can be analysed:
// the root differs only by case, or is a message.
func (k *Checker) wrongRoot(u *trace.Unit) bool {
	if k.wrap() {
		k.bare(u)
		return true
	}
	root, given, name := &k.message.nodes[0], k.message.nodeName(0), k.c.Envelope.Root
	fault := k.rootFault(given, "")
	fault.Expected, fault.Each = []string{name}, true
	sameButCase := strings.EqualFold(given, name)
	if sameButCase {
		fault.Hint = "case"
	} else if m, _ := k.c.FindMessage(root.ID, root.Other); m != nil {
		fault.Hint = "message" // the envelope is missing
	}
	k.add(0, fault)
	return sameButCase
}

// read fills the message's nodes, by the scanner or otherwise by libxml2. wrong means that the encoding is not the
// declared one. fault is the reason why it cannot be read.
func (k *Checker) read(transcoded bool) (wrong *xmltree.EncodingFault, fault *trace.Fault) {
	k.message, k.layout = Message{catalogue: k.c}, nil
	if !k.options.Libxml2 {
		var ok bool
		if k.message.nodes, k.layout, ok = k.scanner.Nodes(); ok {
			k.prologue, k.scanned = k.scanner.Prologue, true
			return k.scanner.Fault, nil
		}
		k.scanner.Trim(ordinary) // which it made before it left the document to libxml2
		if said := k.verdicts.Lookup(k.body, transcoded); said != nil {
			return nil, k.malformed(said)
		}
	}
	how, wrong := xmltree.Decode(k.body, transcoded)
	fault, said := k.readable(how.Text(k.body))
	if said != nil && wrong == nil && !k.options.Libxml2 {
		k.verdicts.Learn(said)
	}
	return wrong, fault
}

// readable fills the message's nodes, or returns the fault that prevents it and makes other faults irrelevant. said is
// set if libxml2 reports that the document is not well-formed.
func (k *Checker) readable(text string) (fault *trace.Fault, said *xmltree.SyntaxError) {
	if i := bytes.IndexByte(k.body, 0); i >= 0 {
		return &trace.Fault{Code: "XML001", Span: trace.Span{Start: i, End: i + 1}, Hint: "nul",
			Args: []trace.Arg{{Name: "diagnosis", Value: "a NUL byte, which no XML document may hold"}}}, nil
	}
	p := xmltree.ReadPrologue(k.body)
	if k.prologue = p; p.Subset {
		return &trace.Fault{Code: "XML005", Span: trace.Span{Start: p.Start, End: p.Start + len("<!DOCTYPE")}, Hint: "subset"}, nil
	}
	if which, at := xmltree.BeyondLimit(k.body); which != "" {
		return &trace.Fault{Code: "XML006", Span: at, Hint: which}, nil
	}
	if at, found := xmltree.Hyphenated(k.body); found {
		return &trace.Fault{Code: "XML001", Span: at, Hint: xmltree.FlawMarkup,
			Args: []trace.Arg{{Name: "diagnosis", Value: "Double hyphen within comment"}}}, nil
	}
	nodes, err := k.parsed[:0], xmltree.Flawed(k.body, &k.prologue)
	if err == nil {
		nodes, err = xmltree.Parse(text, nodes, k.c.NameTable)
	}
	clear(k.parsed[min(len(k.parsed), len(nodes)):]) // they refer to earlier documents
	k.parsed, k.message.nodes = nodes, nodes
	var syntax *xmltree.SyntaxError
	switch {
	case err == nil:
		return nil, nil
	case errors.Is(err, xmltree.ErrEntity), errors.As(err, &syntax) && strings.Contains(syntax.Diagnosis, "entity reference loop"):
		fault := &trace.Fault{Code: "XML005", Hint: "reference"}
		if i := xmltree.FirstEntity(k.body); i >= 0 {
			fault.Span = trace.Span{Start: i, End: i + 1}
		}
		return fault, nil
	case errors.As(err, &syntax):
		if strings.Contains(syntax.Diagnosis, "XML_PARSE_HUGE") {
			return &trace.Fault{Code: "XML006", Line: syntax.Line, Hint: "size"}, nil
		}
		return k.malformed(syntax), syntax
	}
	return &trace.Fault{Code: "XML001", Args: []trace.Arg{{Name: "diagnosis", Value: "libxml2 could not be used"}}}, nil
}

// malformed makes the fault of a document that libxml2 rejects. libxml2 provides the diagnosis, the marker the
// position.
func (k *Checker) malformed(why *xmltree.SyntaxError) *trace.Fault {
	k.mask.Read(k.body, true)
	k.marked = true
	fault := &trace.Fault{Code: "XML001", Line: why.Line, Args: []trace.Arg{{Name: "diagnosis", Value: k.mask.Diagnosis(why.Diagnosis)}}}
	if flaw, at := k.mask.Flaw(); at != (trace.Span{}) {
		fault.Hint, fault.Span = flaw, at
	}
	return fault
}

// ErrMalformed is the error of Parse for a document that is not well-formed.
var ErrMalformed = errors.New("not well-formed")

// reason is the error of Parse for a fault that makes a body unreadable.
func reason(f *trace.Fault) error {
	switch f.Code {
	case "XML005":
		return errors.New("the document defines or uses entities, which are never expanded")
	case "XML006":
		return errors.New("the document is beyond the limits of depth, attributes or size")
	}
	for _, a := range f.Args {
		if a.Name == "diagnosis" {
			return fmt.Errorf("%w: %s", ErrMalformed, a.Value)
		}
	}
	return ErrMalformed
}

func (k *Checker) doctype() {
	p, want := &k.prologue, &k.c.Envelope
	fault := trace.Fault{Code: codeDoctype, Subject: "DOCTYPE"}
	switch {
	case p.End == 0:
		fault.Hint = "missing"
		k.add(0, fault)
	case p.Name != want.Root || p.System != want.System || p.HasPublic:
		fault.Hint = "other"
		fault.Span = trace.Span{Start: p.Start, End: p.End}
		k.add(-1, fault)
	}
}
