package schema

// The masks of a part of a message that the scanner read: its nodes know what
// they stand for, so that nothing is resolved once more.

import (
	"bytes"
	"sort"
)

// maskPart finds the masks in a part of a message that is plain, whose Head reaches
// beyond it. A head that is cut inside a tag would show less than the message.
func (k *Checker) maskPart(start, end int, head []byte) {
	if k.isKnown(head) {
		return
	}
	if n := len(head); n > 0 && n <= stencilHead && head[n-1] == '>' && k.stencils.room() && k.surveyHead(head) {
		return
	}
	k.surveyPart(start, end)
}

// surveyPart finds the masks in a part of a message that is plain, from its
// nodes.
func (k *Checker) surveyPart(start, end int) {
	k.placeNodes()
	nodes, s := k.message.Nodes, &k.survey
	s.c, s.body, s.strict, s.masks = k.c, k.body, false, s.masks[:0]
	// next is the last element that begins before the part; around, the one
	// that is open in front of it.
	next := sort.Search(len(nodes), func(i int) bool { return int(nodes[i].start) > start }) - 1
	for next > 0 && nodes[next].Attribute {
		next--
	}
	around := int32(-1)
	scan := tokenizer{body: k.body}
	if next = max(next, 0); int(nodes[next].start) <= start {
		around, scan.pos = nodes[next].Parent, int(nodes[next].start)
	}
	for {
		t, ok := scan.next()
		if !ok || t.start >= end {
			return
		}
		switch t.kind {
		case tokOpen:
			around = int32(next)
			next++
		case tokAttribute:
			if n := &nodes[next]; !n.isPublic() {
				s.mask(t.valueStart, t.valueEnd)
			}
			next++
		case tokEmpty, tokEnd:
			around = nodes[around].Parent
		case tokText, tokCDATA:
			if around < 0 {
				continue
			}
			n := &nodes[around]
			if shown := n.isPublic() || n.Parent == 0 && k.isCallID(n); !shown && len(bytes.TrimSpace(k.body[t.valueStart:t.valueEnd])) > 0 {
				s.mask(t.valueStart, t.valueEnd)
			}
		case tokComment:
			s.token(t)
		case tokPI:
			// The scanner takes no other with that name than the XML declaration.
			if !bytes.HasPrefix(k.body[t.start:], []byte("<?xml")) {
				s.token(t)
			}
		}
	}
}

// isPublic tells that what a node holds is known not to be personal.
func (n *Node) isPublic() bool {
	return n.spec != nil && !n.spec.Private && len(n.spec.Parameters) == 0
}
