package schema

// The bytes of earlier messages, less their values. Programs write messages:
// but for the values, those of one shape are mostly the same to the byte. Where
// that is so comparing the bytes between the values tells all that reading
// them would.

import (
	"bytes"
	"slices"
	"strings"
	"unsafe"

	"ivrcheck/trace"
)

// Bounds of what is remembered.
const (
	skeletonBody   = 8 << 10   // of one document
	skeletonHoles  = 64        // of one document
	skeletonFaults = 16        // of one document
	skeletonBytes  = 256 << 10 // in all
	skeletonRefuse = 1 << 14   // documents before what is remembered makes room
)

// A skeleton is a document without its values, in which nothing was wrong that depends
// on them, or which is malformed.
type skeleton struct {
	// malformed is libxml2's verdict; then nothing below but holes is set.
	malformed *syntaxError
	// transcoded is as the unit said.
	transcoded bool

	// message is as the document gave it, less the values.
	message  Message
	shape    shape // its own copy
	prologue prologue
	holes    []hole
	places   []place // of the nodes
	// faults are those of all documents with the skeleton, without their places; about
	// are the nodes that they are about, as in Checker.
	faults []trace.Fault
	about  []int32
	// narrow tells that some of its values are part of it; habits are those of one
	// that has none.
	narrow bool
	habits habits
}

// A place is where a node stands in the document that the skeleton was made of,
// and how many holes are before its start and its end.
type place struct {
	start, end             int32
	beforeStart, beforeEnd int32
}

// A hole is where a value stands.
type hole struct {
	node       int32
	start, end int // in the document that the skeleton was made of
}

// skeletons are those that a Checker remembers.
type skeletons struct {
	root  branch // without text
	exact branch // the root of those that are narrow
	bytes int    // about how many they are
	// since counts the documents that were not found since all were
	// forgotten.
	since int
	// lent is the one that the last message was made of.
	lent *skeleton
	// values are the values of the document at hand.
	values [skeletonHoles]trace.Span
}

// known makes the message of a document whose skeleton is known, and its faults, if
// its values are as faultless as those of the one that the skeleton was made of. What
// it makes is what would be made of the document otherwise.
//
// Of a document that is malformed it notes the verdict.
func (k *Checker) known(transcoded bool) bool {
	if k.options.Libxml2 {
		return false
	}
	s := k.skeletons.find(k.body)
	if s == nil {
		return false
	}
	if s.malformed != nil {
		if s.transcoded == transcoded && len(k.body) <= skeletonBody && k.arePlain(k.skeletons.values[:len(s.holes)]) {
			k.verdict = s.malformed
		}
		return false
	}
	values := k.skeletons.values[:len(s.holes)]
	for i := range s.holes {
		s.message.Nodes[s.holes[i].node].Value = view(k.body[values[i].Start:values[i].End])
	}
	k.skeletons.lent = s
	own := k.message.Nodes[:0]
	k.message = s.message
	if !k.valuesAreSound() {
		k.giveBack()
		k.message.Nodes = own
		return false
	}
	k.ownNodes = own
	if len(s.faults) > 0 {
		k.faults, k.nodes = append(k.faults, s.faults...), append(k.nodes, s.about...)
	}
	k.prologue, k.ownCallID, k.given, k.plain = s.prologue, s.shape.ownCallID, k.given[:0], true
	m := &k.message
	if m.callID >= 0 {
		m.setCallID(m.callID)
	}
	m.Nodes[0].end = 0 // not placed
	e := k.skeletons.place(m.element)
	m.Span = trace.Span{Start: int(e.start), End: int(e.end)}
	if !s.narrow {
		k.watch(s)
	}
	return true
}

// place tells where a node of the message that is made of a skeleton stands.
func (k *skeletons) place(node int32) place {
	p := k.lent.places[node]
	p.start += k.further(p.beforeStart)
	p.end += k.further(p.beforeEnd)
	return p
}

// further is how much further on than in the skeleton's document all is behind so
// many holes.
func (k *skeletons) further(holes int32) int32 {
	if holes == 0 {
		return 0
	}
	return int32(k.values[holes-1].End - k.lent.holes[holes-1].end)
}

// placeNodes gives the message's nodes their places, which few ask for.
func (k *Checker) placeNodes() {
	nodes := k.message.Nodes
	if k.skeletons.lent == nil || nodes[0].end != 0 {
		return
	}
	for i := range nodes {
		p := k.skeletons.place(int32(i))
		nodes[i].start, nodes[i].end = p.start, p.end
	}
}

// giveBack forgets the values of the message that was made of a skeleton: what
// is remembered must not hold on to bodies.
func (k *Checker) giveBack() {
	s := k.skeletons.lent
	for i := range s.holes {
		s.message.Nodes[s.holes[i].node].Value = ""
	}
	k.skeletons.lent = nil
	k.message.Nodes, k.ownNodes = k.ownNodes, nil
}

// learnSkeleton remembers the document at hand without its values, unless one of them
// is at fault.
func (k *Checker) learnSkeleton() {
	m, all := &k.message, &k.skeletons
	if m.shape == nil || !m.shape.again || k.scanner.high || len(k.body) > skeletonBody || m.element < 0 {
		return
	}
	if len(k.faults) > skeletonFaults || !k.valuesAreSound() {
		return
	}
	for i, node := range k.nodes {
		if node < 0 && k.faults[i].Code != "XML004" {
			return // of a place that is not of the markup
		}
	}
	if !all.room() {
		return
	}
	s := &skeleton{message: *m, shape: *m.shape, prologue: k.prologue, faults: slices.Clone(k.faults), about: slices.Clone(k.nodes)}
	if s.holes = k.holes(); s.holes == nil || len(s.holes) > skeletonHoles {
		return
	}
	// Nothing of it may be a view of the body.
	s.shape.nodes, s.shape.judged = slices.Clone(m.shape.nodes), slices.Clone(m.shape.judged)
	s.shape.id, s.shape.lists = newShapeID(), nil
	s.message.Nodes, s.message.shape, s.message.CallID = slices.Clone(m.Nodes), &s.shape, ""
	s.message.Bound = slices.Clone(m.Bound)
	for i := range s.message.Nodes {
		n := &s.message.Nodes[i]
		if id := int(n.key.name()); id == 0 || id >= len(k.c.names.texts) {
			n.Name = strings.Clone(n.Name)
		}
		n.Value = strings.Clone(n.Value)
		s.places = append(s.places, place{n.start, n.end, before(s.holes, n.start), before(s.holes, n.end)})
	}
	for _, h := range s.holes {
		s.message.Nodes[h.node].Value = ""
	}
	s.message.Element = s.message.Nodes[m.element].Name
	all.root.add(all, k.body, s)
}

// room tells whether one more can be remembered; for that, all may be forgotten.
func (k *skeletons) room() bool {
	if k.since++; k.bytes <= skeletonBytes {
		return true
	}
	if k.since < skeletonRefuse {
		return false
	}
	*k = skeletons{}
	return true
}

// before counts the holes before a place.
func before(holes []hole, at int32) (n int32) {
	for int(n) < len(holes) && holes[n].start < int(at) {
		n++
	}
	return n
}

// holes lists where the values of the document at hand stand: those of all
// attributes, and the text of elements without children. It is nil if one of
// them is not in the body as it is.
func (k *Checker) holes() []hole {
	nodes := k.message.Nodes
	holes := make([]hole, 0, len(nodes))
	for i := range nodes {
		n := &nodes[i]
		at := int(n.end)
		switch {
		case n.Attribute:
			at -= 1 + len(n.Value)
		case k.body[at-2] == '/' || hasElements(nodes, int32(i)):
			continue
		}
		end := at + len(n.Value)
		if n.Value != "" && unsafe.StringData(n.Value) != &k.body[at] {
			return nil
		}
		holes = append(holes, hole{node: int32(i), start: at, end: end})
	}
	slices.SortFunc(holes, func(a, b hole) int { return a.start - b.start })
	return holes
}

// hasElements tells whether elements stand in a node's.
func hasElements(nodes []Node, of int32) bool {
	for i := of + 1; i < int32(len(nodes)) && nodes[i].Parent >= of; i++ {
		if nodes[i].Parent == of && !nodes[i].Attribute {
			return true
		}
	}
	return false
}

// learnMalformed remembers a document that libxml2 has rejected. What rejects it
// is the markup: plain values have no part in it, nor are they in the words that say
// what is wrong.
func (k *Checker) learnMalformed(why *syntaxError, transcoded bool) {
	if len(k.body) == 0 || len(k.body) > skeletonBody || !k.skeletons.room() {
		return
	}
	holes, ok := plainHoles(k.body)
	if ok {
		k.skeletons.root.add(&k.skeletons, k.body, &skeleton{malformed: why, transcoded: transcoded, holes: holes})
	}
}

// plainHoles lists where values stand in a document that may be malformed: the text
// between two tags inside of the root, and attributes, as far as every byte stands for
// itself. What follows the first thing that looks like no markup is taken as it is:
// another value there might mend it. ok is false if there are too many, or bytes
// beyond ASCII anywhere.
func plainHoles(body []byte) (holes []hole, ok bool) {
	if slices.ContainsFunc(body, func(c byte) bool { return c >= 0x80 }) {
		return nil, false
	}
	scan, depth := tokenizer{body: body}, 0
	for {
		t, more := scan.next()
		if !more || t.flaw != "" || t.kind == tokBroken || t.valueEnd == len(body) {
			return holes, len(holes) <= skeletonHoles
		}
		switch t.kind {
		case tokClose:
			depth++
		case tokEnd:
			depth--
		case tokText:
			if depth <= 0 || body[t.valueStart-1] != '>' || body[t.valueEnd] != '<' {
				continue
			}
			fallthrough
		case tokAttribute:
			if value := body[t.valueStart:t.valueEnd]; t.kind == tokAttribute || len(bytes.TrimSpace(value)) > 0 {
				h := hole{start: t.valueStart, end: t.valueEnd}
				if isPlain(value, body[h.end]) {
					holes = append(holes, h)
				}
			}
		}
	}
}

// isPlain tells whether every byte of a value, of which end is the one behind it,
// stands for itself, and none ends a tag or a line.
func isPlain(value []byte, end byte) bool {
	plain := uint8(plainText)
	switch end {
	case '"', '\'':
		plain = plainValue
	case '<':
	default:
		return false
	}
	return !slices.ContainsFunc(value, func(c byte) bool { return class[c]&plain == 0 || c == '>' || c == '\n' })
}

// arePlain tells it of all values of the document at hand.
func (k *Checker) arePlain(values []trace.Span) bool {
	for _, v := range values {
		if !isPlain(k.body[v.Start:v.End], k.body[v.End]) {
			return false
		}
	}
	return true
}
