package schema

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"ivrcheck/trace"
)

// Options of a Checker.
type Options struct {
	// ShowValues leaves personal values in evidence and diagnoses.
	ShowValues bool
	// Libxml2 has libxml2 parse every document, not only those that the
	// scanner leaves to it. What comes out is the same.
	Libxml2 bool
}

// A Checker judges documents one after the other. It is not safe for
// concurrent use: have one for each worker. It reuses its memory.
type Checker struct {
	c       *Catalogue
	options Options

	scanner scanner
	shapes  shapes
	// skeletons are those of earlier messages. While the message is made of
	// one, whose nodes it has then, ownNodes are the Checker's.
	skeletons skeletons
	ownNodes  []Node
	bound     []Binding // the Checker's, as ownNodes
	prologue  prologue
	// plain tells that the message's nodes know their places, and all that
	// there is to be known of what they hold.
	plain bool

	body    []byte
	message Message
	faults  []trace.Fault
	// nodes holds, for each fault, the node it is about, or -1 if the fault's
	// span is set already.
	nodes  []int32
	survey survey
	// stencils are those of earlier heads.
	stencils stencils
	// verdict is libxml2's, if the body is not well-formed.
	verdict *syntaxError
	// surveyed tells that the survey of the body is there already.
	surveyed bool
	line     []byte // of evidence

	ownCallID bool     // the call id stands where it belongs
	given     []string // subtypes that the message holds
	keys      []string // of a list of keys and values
	seen      map[string]bool
	meant     meanings
	diagnoses map[string]string // libxml2's, as they are shown
}

// maxFaults bounds the faults of one message: what has a thousand is no
// message, and what is beyond them is not listed.
const maxFaults = 1000

// NewChecker gives a Checker that judges by the catalogue.
func (c *Catalogue) NewChecker(options Options) *Checker {
	return &Checker{c: c, options: options, scanner: scanner{c: c}}
}

// Check reads the body of a Document and judges it alone. m is nil if the body
// could not be read: not well-formed, beyond a limit, with entities, another
// root, or Partial. m is valid as Message says; the faults and their slices are
// valid until the next call, and their strings for ever. Faults come in the
// order of their places.
func (k *Checker) Check(u *trace.Unit) (m *Message, faults []trace.Fault) {
	k.begin(u.Body)
	if u.Partial {
		return nil, nil
	}
	m = k.check(u.Transcoded)
	k.place()
	if m != nil {
		k.divide(m)
	}
	return m, k.faults
}

// Parse reads a document without judging it. The error says why it could not
// be read and shows nothing personal.
func (k *Checker) Parse(body []byte) (m *Message, err error) {
	k.begin(body)
	if _, fault := k.read(true); fault != nil {
		return nil, errors.New(reason(fault))
	}
	if matchName(k.message.Nodes[0].Name, k.c.envelope.root) == unknown {
		return nil, errors.New("the root element is not " + k.c.envelope.root)
	}
	k.open()
	return &k.message, nil
}

// begin makes ready for another document. Memory is kept for it, but not what
// only a monster needed.
func (k *Checker) begin(body []byte) {
	const ordinary = 1 << 12 // nodes
	if k.skeletons.lent != nil {
		k.giveBack()
	}
	if cap(k.message.Nodes) > ordinary {
		k.message.Nodes = nil
	}
	if cap(k.survey.places) > ordinary || cap(k.survey.stack) > ordinary {
		k.survey = survey{}
	}
	clear(k.message.Nodes) // they hold on to the last document
	k.faults, k.nodes = k.faults[:0], k.nodes[:0]
	k.body, k.plain, k.surveyed, k.verdict = body, false, false, nil
}

func (k *Checker) check(transcoded bool) *Message {
	if k.known(transcoded) {
		return &k.message
	}
	wrong, fault := k.read(transcoded)
	if fault != nil {
		k.add(-1, *fault)
		return nil
	}
	if wrong != nil {
		k.add(-1, trace.Fault{Code: "XML002", Span: wrong.at, Hint: wrong.hint, Subject: "encoding",
			Args: []trace.Arg{{Name: "encoding", Value: visible(wrong.declared)}}})
	}
	root := &k.message.Nodes[0]
	if root.Name != k.c.envelope.root {
		fault := trace.Fault{Code: "XML003", Subject: k.c.envelope.root, Expected: []string{k.c.envelope.root},
			Args: []trace.Arg{{Name: "root", Value: visible(root.Name)}}}
		sameButCase := strings.EqualFold(root.Name, k.c.envelope.root)
		if sameButCase {
			fault.Hint = "case"
		} else if m, _ := k.c.matchMessage(root.Name); m != nil {
			fault.Hint = "message" // the frame around the message is lacking
		}
		k.add(0, fault)
		if !sameButCase {
			return nil
		}
	}
	k.doctype()
	k.open()
	if s := k.message.shape; s == nil || !s.sound || !k.valuesAreSound() {
		before := len(k.faults)
		k.envelope()
		if s != nil && len(k.faults) == before {
			s.sound = true
		}
	}
	// Of a second message nothing is resolved.
	k.plain = k.message.Nodes[0].end > 0 && !k.message.Ambiguous
	if k.plain {
		k.learnSkeleton()
	}
	return &k.message
}

// read fills the message's nodes, by the scanner or else by libxml2. wrong says
// that the encoding is not what the document declares; fault, why it cannot be
// read.
func (k *Checker) read(transcoded bool) (wrong *encodingFault, fault *trace.Fault) {
	if k.verdict != nil {
		return nil, k.malformed()
	}
	if s := &k.scanner; !k.options.Libxml2 {
		plain := s.scan(k.body, transcoded, k.message.Nodes[:0])
		k.message = Message{Nodes: s.nodes, catalogue: k.c}
		if plain {
			k.prologue = s.preamble.prologue
			return s.fault, nil
		}
		clear(s.nodes) // as in begin
	}
	how, wrong := decode(k.body, transcoded)
	fault = k.readable(how.text(k.body))
	if k.verdict != nil && wrong == nil {
		k.learnMalformed(k.verdict, transcoded)
	}
	return wrong, fault
}

// readable fills the message's nodes; or it says, with the one fault that
// makes the rest moot, why that cannot be.
func (k *Checker) readable(text string) *trace.Fault {
	if i := bytes.IndexByte(k.body, 0); i >= 0 {
		return &trace.Fault{Code: "XML001", Span: trace.Span{Start: i, End: i + 1}, Hint: "nul",
			Args: []trace.Arg{{Name: "diagnosis", Value: "a NUL byte, which no XML document may hold"}}}
	}
	p := k.scanner.known(k.body)
	if k.prologue = p; p.subset {
		return &trace.Fault{Code: "XML005", Span: trace.Span{Start: p.start, End: p.start + len("<!DOCTYPE")}, Hint: "subset"}
	}
	if which, at := beyondLimit(k.body); which != "" {
		return &trace.Fault{Code: "XML006", Span: at, Hint: which}
	}
	if at, found := hyphenated(k.body); found {
		return &trace.Fault{Code: "XML001", Span: at, Hint: flawMarkup,
			Args: []trace.Arg{{Name: "diagnosis", Value: "Double hyphen within comment"}}}
	}
	nodes, err := parse(text, k.message.Nodes[:0], k.c.intern)
	k.message = Message{Nodes: nodes, catalogue: k.c}
	var syntax *syntaxError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errEntity), errors.As(err, &syntax) && strings.Contains(syntax.diagnosis, "entity reference loop"):
		fault := &trace.Fault{Code: "XML005", Hint: "reference"}
		if i := firstEntity(k.body); i >= 0 {
			fault.Span = trace.Span{Start: i, End: i + 1}
		}
		return fault
	case errors.As(err, &syntax):
		if strings.Contains(syntax.diagnosis, "XML_PARSE_HUGE") {
			return &trace.Fault{Code: "XML006", Line: syntax.line, Hint: "size"}
		}
		k.verdict = syntax
		return k.malformed()
	}
	return &trace.Fault{Code: "XML001", Args: []trace.Arg{{Name: "diagnosis", Value: "libxml2 could not be used"}}}
}

// malformed makes the fault of the verdict: libxml2 says that there is one and what
// it is, the survey where.
func (k *Checker) malformed() *trace.Fault {
	k.survey.run(k.body, k.c, true)
	k.surveyed = true
	fault := &trace.Fault{Code: "XML001", Line: k.verdict.line, Span: k.survey.flawAt, Hint: k.survey.flaw,
		Args: []trace.Arg{{Name: "diagnosis", Value: k.diagnosis(k.verdict.diagnosis)}}}
	if fault.Span == (trace.Span{}) {
		fault.Hint = ""
	}
	return fault
}

// diagnosis gives libxml2's words as a report may show them. What is wrong once
// often is again, so they are remembered.
func (k *Checker) diagnosis(said string) string {
	if k.options.ShowValues {
		return visible(said)
	}
	const most, longest = 256, 256
	shown, ok := k.diagnoses[said]
	if !ok {
		shown = k.c.maskDiagnosis(said)
		if k.diagnoses == nil || len(k.diagnoses) >= most {
			k.diagnoses = map[string]string{}
		}
		if len(said) <= longest {
			k.diagnoses[strings.Clone(said)] = shown
		}
	}
	return shown
}

// firstEntity is where the first reference to another entity than the five
// of XML stands, -1 if nowhere.
func firstEntity(b []byte) int {
	for i := 0; i < len(b); i++ {
		if b[i] != '&' {
			continue
		}
		end := nameLength(b, i+1)
		switch string(b[i+1 : end]) {
		case "", "amp", "lt", "gt", "quot", "apos":
		default:
			return i
		}
	}
	return -1
}

// reason is the sentence Parse has for a fault that makes a body unreadable.
func reason(f *trace.Fault) string {
	switch f.Code {
	case "XML005":
		return "the document defines or uses entities, which are never expanded"
	case "XML006":
		return "the document is beyond the limits of depth, attributes or size"
	}
	for _, a := range f.Args {
		if a.Name == "diagnosis" {
			return "not well-formed: " + a.Value
		}
	}
	return "not well-formed"
}

func (k *Checker) doctype() {
	p := &k.prologue
	want := &k.c.envelope
	fault := trace.Fault{Code: "XML004", Subject: "DOCTYPE"}
	switch {
	case p.end == 0:
		fault.Hint = "missing"
		k.add(0, fault)
	case p.name != want.root || p.system != want.system || p.hasPublic:
		fault.Hint = "other"
		fault.Span = trace.Span{Start: p.start, End: p.end}
		k.add(-1, fault)
	}
}

// add keeps a fault about a node; node -1 if the span is set already.
func (k *Checker) add(node int32, fault trace.Fault) {
	if len(k.faults) >= maxFaults {
		return
	}
	k.faults = append(k.faults, fault)
	k.nodes = append(k.nodes, node)
}

// place gives every fault its place in the body and the evidence there.
func (k *Checker) place() {
	if len(k.faults) == 0 {
		return
	}
	if !k.plain && !k.surveyed {
		k.survey.run(k.body, k.c, k.faults[0].Code == "XML001")
	}
	for i := range k.faults {
		switch n := k.nodes[i]; {
		case n < 0:
		case k.skeletons.lent != nil:
			p := k.skeletons.place(n)
			k.faults[i].Span = trace.Span{Start: int(p.start), End: int(p.end)}
		case k.plain:
			k.faults[i].Span = k.message.Nodes[n].place()
		case int(n) < len(k.survey.places):
			k.faults[i].Span = k.survey.places[n]
		}
	}
	slices.SortStableFunc(k.faults, func(a, b trace.Fault) int { return a.Span.Start - b.Span.Start })
	ruler := ruler{body: k.body, line: 1}
	for i := range k.faults {
		f := &k.faults[i]
		if f.Span == (trace.Span{}) {
			// libxml2 knows a line at best.
			if f.Line > 0 {
				start := lineStart(k.body, f.Line)
				f.Evidence = string(k.evidence(k.body, trace.Span{Start: start, End: start}))
			}
			continue
		}
		f.Line, f.Column = ruler.at(f.Span.Start)
		f.Evidence = string(k.evidence(k.body, f.Span))
	}
}

// lineStart is where a line begins, 1 being the first.
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
