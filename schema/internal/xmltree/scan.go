package xmltree

import "bytes"

// What is beyond these limits is left to libxml2. They are well below its own
// limits and those of BeyondLimit.
const (
	plainDepth      = 64
	plainAttributes = 32 // of one element
	plainNameBytes  = 255
	plainBodyBytes  = 1 << 20
)

const arenaBytes = 16 << 10

// A Scanner reads plain documents one after the other. It is not safe for
// concurrent use. The names and values that it gives are those of the table, views
// into the body, or, where references, line ends or the encoding make another text of
// the bytes, views into an arena, which is never written over.
type Scanner struct {
	// Prologue is that of the last document. Fault says that its encoding is not
	// the declared one.
	Prologue Prologue
	Fault    *EncodingFault

	names *Names
	nodes []Node
	// arena holds the values that are no views into the body, those of this
	// document from own on. When it is full, another takes its place.
	arena []byte
	own   int
	body  []byte
	label []byte // the declared encoding
	// high reports that a byte above ASCII was met, so that reading and Fault
	// are set.
	high       bool
	transcoded bool
	reading    Reading

	depth int
	open  [plainDepth]int32 // nodes of the open elements
}

// NewScanner gives a Scanner that numbers names by a table.
func NewScanner(names *Names) *Scanner { return &Scanner{names: names} }

// Scan appends the nodes of a document to nodes. transcoded says that the writer of
// the input may have changed the encoding. ok is false if the document is left to
// libxml2; the nodes then have no meaning.
func (s *Scanner) Scan(body []byte, transcoded bool, nodes []Node) (all []Node, ok bool) {
	s.body, s.transcoded, s.nodes = body, transcoded, nodes
	if s.own = len(s.arena); cap(s.arena)-s.own < arenaBytes/4 || cap(s.arena) > 4*arenaBytes {
		s.arena, s.own = make([]byte, 0, arenaBytes), 0
	}
	s.high, s.reading, s.Fault, s.depth, s.label, s.Prologue = false, Reading{}, nil, 0, nil, Prologue{}
	if len(body) > plainBodyBytes {
		return nodes, false
	}
	at, ok := s.prologue()
	if ok {
		at, ok = s.elements(at)
	}
	if ok {
		at, ok = s.between(at)
	}
	return s.nodes, ok && at == len(body)
}

// elements reads the root element, which must begin at at, and all in it.
func (s *Scanner) elements(at int) (end int, ok bool) {
	b := s.body
	for {
		// A piece of markup begins here.
		if at+1 >= len(b) || b[at] != '<' {
			return 0, false
		}
		switch c := b[at+1]; {
		case class[c]&nameStart != 0:
			if at, ok = s.startTag(at); !ok {
				return 0, false
			}
		case c == '/' && s.depth > 0:
			n := &s.nodes[s.open[s.depth-1]]
			at += 2
			if len(b)-at <= len(n.Name) || string(b[at:at+len(n.Name)]) != n.Name {
				return 0, false
			}
			if at += len(n.Name); b[at] != '>' {
				if at = skipBlank(b, at); at >= len(b) || b[at] != '>' {
					return 0, false
				}
			}
			n.Value = trimmed(n.Value)
			at++
			s.depth--
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
	at := endOfName(b, start+1)
	if s.depth == plainDepth || at-start > plainNameBytes {
		return 0, false
	}
	self := int32(len(s.nodes))
	parent := int32(-1)
	if s.depth > 0 {
		parent = s.open[s.depth-1]
	}
	s.node(parent, false, start+1, at)
	s.open[s.depth] = self
	s.depth++
	seen := uint64(0) // of attributes, by the last six bits of their numbers
	for {
		if at >= len(b) {
			return 0, false
		}
		c := b[at]
		if class[c]&blank != 0 {
			if at = skipBlank(b, at+1); at >= len(b) {
				return 0, false
			}
			if class[b[at]]&nameStart != 0 {
				if at, ok = s.attribute(self, at, &seen); !ok {
					return 0, false
				}
				continue
			}
			c = b[at]
		}
		switch {
		case c == '>':
			at++
		case c == '/' && at+1 < len(b) && b[at+1] == '>':
			at += 2
			s.depth--
		default:
			return 0, false
		}
		n := &s.nodes[self]
		n.Start, n.End = int32(start), int32(at)
		return at, true
	}
}

// attribute reads one attribute of the element self.
func (s *Scanner) attribute(self int32, start int, seen *uint64) (end int, ok bool) {
	b := s.body
	at := endOfName(b, start)
	if at-start > plainNameBytes || len(s.nodes)-int(self) > plainAttributes {
		return 0, false
	}
	n := s.node(self, true, start, at)
	if bit := uint64(1) << (n.ID & 63); *seen&bit == 0 {
		*seen |= bit
	} else {
		for i := range s.nodes[self+1 : len(s.nodes)-1] {
			if s.nodes[int(self)+1+i].Name == n.Name {
				return 0, false
			}
		}
	}
	if n.Name == "xmlns" {
		return 0, false
	}
	if at < len(b) && b[at] != '=' {
		at = skipBlank(b, at)
	}
	if at+1 >= len(b) || b[at] != '=' {
		return 0, false
	}
	if at++; class[b[at]]&blank != 0 {
		at = skipBlank(b, at)
	}
	if at >= len(b) || b[at] != '"' && b[at] != '\'' {
		return 0, false
	}
	quote := b[at]
	at++
	first := at
	at = endOfPlain(b, at, plainValue)
	if at >= len(b) {
		return 0, false
	}
	if b[at] == quote {
		n.Value = trimmed(view(b[first:at]))
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
		n.Value = trimmed(view(s.arena[from:]))
	}
	at++
	n.Start, n.End = int32(start), int32(at)
	return at, true
}

// node adds a node whose name is in the body.
func (s *Scanner) node(parent int32, attribute bool, start, end int) *Node {
	name := s.body[start:end]
	id := s.names.ID(name)
	n := Node{Parent: parent, Attribute: attribute, ID: id}
	if id != 0 {
		n.Name = s.names.texts[id]
	} else {
		n.Name = view(name)
	}
	s.nodes = append(s.nodes, n)
	return &s.nodes[len(s.nodes)-1]
}

// text reads the text from at to the next markup.
func (s *Scanner) text(start int) (end int, ok bool) {
	b := s.body
	n := &s.nodes[s.open[s.depth-1]]
	if n.Value == "" {
		// White space before all other text is no part of the value.
		if start = skipBlank(b, start); start < len(b) && b[start] == '<' {
			return start, true
		}
	}
	at := endOfPlain(b, start, plainText)
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
