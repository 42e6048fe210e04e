package template

import (
	"bytes"

	"ivrcheck/schema/internal/xmltree"
)

// Learn remembers a document that the plain scanner has read. It leaves those that have comments,
// instructions or text beside elements. It returns the layout, nil if the document is not remembered.
func (t *tree) Learn(body []byte, nodes []xmltree.Node) *Layout {
	if len(body) > mostBody {
		return nil
	}
	holes, ok := t.find(body, nodes)
	if !ok || len(holes) > mostValues {
		return nil
	}
	first, at := &t.root, 0
	for i := range holes {
		h := &holes[i]
		p := t.add(first, body[at:h.start])
		if p == nil {
			return t.refuse()
		}
		p.quote, first, at = h.quote, &p.after, h.end
	}
	p := t.add(first, body[at:])
	if p == nil {
		return t.refuse()
	}
	if p.layout == nil {
		p.layout = &Layout{}
		t.bytes += layoutBytes
	}
	return p.layout
}

// refuse counts a document for which there is no space.
func (t *tree) refuse() *Layout {
	if t.refused++; t.refused >= mostRefused {
		*t = tree{holes: t.holes, emptied: t.emptied + 1}
	}
	return nil
}

// find lists the values of a document; ok is false if the document is not one to be remembered.
func (t *tree) find(body []byte, nodes []xmltree.Node) (holes []hole, ok bool) {
	root := body[nodes[0].Start:]
	if bytes.Contains(root, []byte("<!")) || bytes.Contains(root, []byte("<?")) {
		return nil, false
	}
	holes = t.holes[:0]
	defer func() { t.holes = holes }()
	for i := 0; i < len(nodes); {
		element := i
		for i++; i < len(nodes) && nodes[i].Attribute; i++ {
			end := int(nodes[i].End) - 1
			quote := body[end]
			holes = append(holes, hole{int32(i), int(nodes[i].Start) + bytes.IndexByte(body[nodes[i].Start:], quote) + 1, end, quote})
		}
		start, hasElements := int(nodes[element].End), i < len(nodes) && nodes[i].Parent == int32(element)
		switch {
		case hasElements && nodes[element].Value != "":
			return holes, false
		case hasElements || body[start-2] == '/':
		case body[start] <= ' ':
			return holes, false
		default:
			holes = append(holes, hole{int32(element), start, start + bytes.IndexByte(body[start:], '<'), '<'})
		}
	}
	at := 0
	for i := range holes {
		if xmltree.IsAboveASCII(body[at:holes[i].start]) {
			return holes, false
		}
		at = holes[i].end
	}
	return holes, !xmltree.IsAboveASCII(body[at:])
}
