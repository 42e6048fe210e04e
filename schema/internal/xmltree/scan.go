package xmltree

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

// Scan appends the nodes of a document to nodes. transcoded means that the writer of the input may have changed the
// encoding. ok is false if the document is left to libxml2. The nodes are then meaningless.
func (s *Scanner) Scan(body []byte, transcoded bool, nodes []Node) (all []Node, ok bool) {
	s.Begin(body, transcoded)
	if s.nodes = nodes; len(body) > MostBytes {
		return nodes, false
	}
	at, ok := s.prologue()
	if ok {
		at, ok = s.elements(at)
	}
	if ok {
		at, ok = s.between(at)
	}
	all, s.nodes = s.nodes, nil // a huge document must not stay in memory
	return all, ok && at == len(body)
}

// elements reads the root element, which must begin at at, and its content.
func (s *Scanner) elements(at int) (end int, ok bool) {
	b := s.body
	for {
		// Markup begins here.
		if at+1 >= len(b) || b[at] != '<' {
			return 0, false
		}
		switch c := b[at+1]; {
		case class[c]&nameStart != 0:
			if at, ok = s.startTag(at); !ok {
				return 0, false
			}
		case c == '/' && s.depth > 0:
			if at, ok = s.endTag(at); !ok {
				return 0, false
			}
		case c == '!' && bytes.HasPrefix(b[at:], []byte("<![CDATA[")) && s.depth > 0:
			length := bytes.Index(b[at+9:], []byte("]]>"))
			if length < 0 || !s.unplain(at+9, at+9+length, inCDATA) {
				return 0, false
			}
			at += 9 + length + 3
		case s.depth > 0:
			if at, ok = s.comment(at); !ok {
				return 0, false
			}
		default:
			return 0, false
		}
		if s.depth == 0 {
			return at, true
		}
		if at < len(b) && b[at] == '<' {
			continue
		}
		if at, ok = s.text(at); !ok {
			return 0, false
		}
	}
}

// startTag reads a start tag or empty element.
func (s *Scanner) startTag(start int) (end int, ok bool) {
	b := s.body
	id, at := s.name(start + 1)
	if s.depth == plainDepth || at-start > plainNameBytes {
		return 0, false
	}
	self, parent := int32(len(s.nodes)), int32(-1)
	if s.depth > 0 {
		parent = s.open[(s.depth-1)%plainDepth]
	}
	n := s.add()
	n.Value, n.Other, n.Parent, n.Start, n.ID, n.Attribute = "", "", parent, int32(start), id, false
	if id == 0 {
		n.Other = view(b[start+1 : at])
	}
	s.open[s.depth%plainDepth] = self
	s.depth++
	seen := uint64(0) // set of attributes, by the last six bits of their numbers
	for at < len(b) {
		switch c := b[at]; {
		case class[c]&blank != 0:
			if at++; at < len(b) && class[b[at]]&nameStart == 0 {
				at = skipBlank(b, at)
			}
			if at < len(b) && class[b[at]]&nameStart != 0 {
				if at, ok = s.attribute(self, at, &seen); !ok {
					return 0, false
				}
			}
			continue
		case c == '>':
			at++
		case c == '/' && at+1 < len(b) && b[at+1] == '>':
			at += 2
			s.depth--
		default:
			return 0, false
		}
		s.nodes[self].End = int32(at)
		return at, true
	}
	return 0, false
}

// endTag reads the end tag of the innermost open element.
func (s *Scanner) endTag(at int) (end int, ok bool) {
	b := s.body
	n := &s.nodes[s.open[(s.depth-1)%plainDepth]]
	name := n.Other
	if n.ID != 0 {
		name = s.names.texts[n.ID]
	}
	at += 2
	if len(b)-at <= len(name) || string(b[at:at+len(name)]) != name {
		return 0, false
	}
	if at += len(name); b[at] != '>' {
		if at = skipBlank(b, at); at >= len(b) || b[at] != '>' {
			return 0, false
		}
	}
	if n.Value != "" {
		n.Value = trimmed(n.Value)
	}
	s.depth--
	return at + 1, true
}

// attribute reads one attribute of the element self.
func (s *Scanner) attribute(self int32, start int, seen *uint64) (end int, ok bool) {
	b := s.body
	id, at := s.name(start)
	if at+2 >= len(b) || at-start > plainNameBytes || len(s.nodes)-int(self) > plainAttributes {
		return 0, false
	}
	other := ""
	if id == 0 {
		if other = view(b[start:at]); other == "xmlns" {
			return 0, false
		}
	} else if s.names.texts[id] == "xmlns" {
		return 0, false
	}
	if bit := uint64(1) << (id & 63); *seen&bit == 0 {
		*seen |= bit
	} else {
		for i := range s.nodes[self+1:] {
			if n := &s.nodes[int(self)+1+i]; n.ID == id && n.Other == other {
				return 0, false
			}
		}
	}
	if b[at] != '=' || class[b[at+1]]&blank != 0 {
		if at = skipBlank(b, at); at >= len(b) || b[at] != '=' {
			return 0, false
		}
		if at = skipBlank(b, at+1) - 1; at+1 >= len(b) {
			return 0, false
		}
	}
	quote, first := b[at+1], at+2
	if quote != '"' && quote != '\'' {
		return 0, false
	}
	if at = EndOfValue(b, first); at >= len(b) {
		return 0, false
	}
	var value string
	if b[at] == quote {
		if value = view(b[first:at]); at > first && (b[first] == ' ' || b[at-1] == ' ') {
			value = trimmed(value)
		}
	} else {
		length := bytes.IndexByte(b[at:], quote)
		if length < 0 {
			return 0, false
		}
		at += length
		from := len(s.arena)
		if !s.resolve(first, at, inValue) {
			return 0, false
		}
		value = trimmed(view(s.arena[from:]))
	}
	at++
	n := s.add()
	n.Value, n.Other, n.Parent, n.Start, n.End, n.ID, n.Attribute = value, other, self, int32(start), int32(at), id, true
	return at, true
}

// name reads the name at at. end is where it ends.
func (s *Scanner) name(at int) (id NameID, end int) {
	b := s.body
	if at+24 > len(b) {
		end = endOfName(b, at)
		return s.names.ID(b[at:end]), end
	}
	w := b[at : at+24 : at+24]
	first, last := binary.LittleEndian.Uint64(w), uint64(0)
	var size int
	if others := nonLetters(first); others != 0 {
		size = bits.TrailingZeros64(others) / 8
		first &= 1<<(8*size) - 1
	} else if others = nonLetters(binary.LittleEndian.Uint64(w[8:])); others != 0 {
		if size = 8 + bits.TrailingZeros64(others)/8; size > 8 {
			last = binary.LittleEndian.Uint64(w[size-8:])
		}
	} else {
		size = 16
		last = binary.LittleEndian.Uint64(w[8:])
	}
	if class[w[size]]&nameMore != 0 { // it is longer or continues with a non-letter
		end = endOfName(b, at+size)
		return s.names.ID(b[at:end]), end
	}
	return s.names.find(first, last, size), at + size
}

// add adds a node, with the old content of its memory.
func (s *Scanner) add() *Node {
	if len(s.nodes) == cap(s.nodes) {
		more := 1
		if len(s.nodes) >= manyNodes {
			// Growing one step at a time would produce garbage.
			more = plainAttributes + countNodes(s.body[s.nodes[len(s.nodes)-1].Start:])
		}
		s.nodes = slices.Grow(s.nodes, more)
	}
	s.nodes = s.nodes[:len(s.nodes)+1]
	return &s.nodes[len(s.nodes)-1]
}

// text reads the text from at to the next markup.
func (s *Scanner) text(start int) (end int, ok bool) {
	b := s.body
	n := &s.nodes[s.open[(s.depth-1)%plainDepth]]
	if n.Value == "" {
		// Leading white space is not part of the value.
		if start = skipBlank(b, start); start < len(b) && b[start] == '<' {
			return start, true
		}
	}
	at := EndOfText(b, start)
	if at >= len(b) {
		return 0, false
	}
	if b[at] == '<' && n.Value == "" {
		n.Value = view(b[start:at])
		return at, true
	}
	length := bytes.IndexByte(b[at:], '<')
	if length < 0 {
		return 0, false
	}
	return at + length, s.unplain(start, at+length, inText)
}
