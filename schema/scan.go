package schema

// The scanner: the fast way from bytes to nodes, for the plain documents that
// nearly all are. It takes what it is sure about and leaves everything else,
// all that is not well-formed with it, to libxml2. So it never judges XML; what
// it takes, libxml2 would take too and see the same nodes in.
//
// It copies nothing: names are the catalogue's own, values are views into the
// body. Only where references, line ends or the encoding make another text of
// the bytes it is written to an arena, which is never written over.

import (
	"bytes"
	"unsafe"
)

// What is beyond these is left to libxml2. They are well below its own limits
// and those of limits.go.
const (
	plainDepth      = 64
	plainAttributes = 32 // of one element
	plainNameBytes  = 255
	plainBodyBytes  = 1 << 20
)

const arenaBytes = 16 << 10

// Classes of bytes.
const (
	nameStart  = 1 << iota // begins a plain name: ASCII, and no colon
	nameMore               // goes on in one
	plainText              // stands for itself in text
	plainValue             // stands for itself in an attribute's value
	blank
)

var class = func() (class [256]uint8) {
	for c := ' '; c < 0x80; c++ {
		class[c] = plainText | plainValue
	}
	for c := 'a'; c <= 'z'; c++ {
		class[c] |= nameStart | nameMore
		class[c-'a'+'A'] |= nameStart | nameMore
	}
	for c := '0'; c <= '9'; c++ {
		class[c] |= nameMore
	}
	class['_'] |= nameStart | nameMore
	class['-'] |= nameMore
	class['.'] |= nameMore
	for _, c := range "<&" {
		class[c] = 0
	}
	class[']'] &^= plainText // maybe of a ]]>
	class['"'] &^= plainValue
	class['\''] &^= plainValue
	class['\t'], class['\n'] = plainText|blank, plainText|blank
	class['\r'] = blank
	class[' '] |= blank
	return class
}()

// A scanner reads one document after the other into nodes.
type scanner struct {
	c        *Catalogue
	preamble preamble // of the last document
	nodes    []Node
	// arena holds the values that are no views into the body, those of this
	// document from own on. When it is full, another takes its place, and the
	// garbage collector knows who still needs the old one.
	arena []byte
	own   int
	body  []byte
	// strange are names that the catalogue does not know and documents had,
	// with numbers beyond those of the catalogue.
	strange map[string]nameID
	// high tells that a byte above ASCII was met, so that reading and fault
	// say how the body is to be read.
	high       bool
	transcoded bool
	reading    reading
	fault      *encodingFault
	// shape is a sum of all names and of where they stand.
	shape uint64

	depth int
	open  [plainDepth]int32 // nodes of the open elements
}

// scan reads a document. ok is false if it is left to libxml2; nodes are then
// of no meaning.
func (s *scanner) scan(body []byte, transcoded bool, nodes []Node) (ok bool) {
	s.body, s.transcoded, s.nodes = body, transcoded, nodes
	if s.own = len(s.arena); cap(s.arena)-s.own < arenaBytes/4 || cap(s.arena) > 4*arenaBytes {
		s.arena, s.own = make([]byte, 0, arenaBytes), 0
	}
	s.high, s.reading, s.fault, s.shape, s.depth = false, reading{}, nil, 0, 0
	if len(body) > plainBodyBytes {
		return false
	}
	at, ok := s.prologue()
	if !ok {
		return false
	}
	if at, ok = s.elements(at); !ok {
		return false
	}
	at, ok = s.between(at)
	return ok && at == len(body)
}

// view gives bytes of the body or the arena as a string, which is valid as
// long as they are not written over.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func skipBlank(b []byte, at int) int {
	for at < len(b) && class[b[at]]&blank != 0 {
		at++
	}
	return at
}

// elements reads the root element, which must begin at at, and all in it.
func (s *scanner) elements(at int) (end int, ok bool) {
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
func (s *scanner) startTag(start int) (end int, ok bool) {
	b := s.body
	at := start + 1
	for at < len(b) && class[b[at]]&nameMore != 0 {
		at++
	}
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
			if at = skipBlank(b, at); at >= len(b) {
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
		s.nodes[self].start, s.nodes[self].end = int32(start), int32(at)
		return at, true
	}
}

// attribute reads one attribute of the element self.
func (s *scanner) attribute(self int32, start int, seen *uint64) (end int, ok bool) {
	b := s.body
	at := start
	for at < len(b) && class[b[at]]&nameMore != 0 {
		at++
	}
	nth := len(s.nodes) - int(self)
	if at-start > plainNameBytes || nth > plainAttributes {
		return 0, false
	}
	n := s.node(self, true, start, at)
	if bit := uint64(1) << (n.key.name() & 63); *seen&bit != 0 {
		for i := range s.nodes[self+1 : len(s.nodes)-1] {
			if s.nodes[int(self)+1+i].Name == n.Name {
				return 0, false
			}
		}
	} else {
		*seen |= bit
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
	at = endOfPlain(b, at, plainValue, quote)
	if at >= len(b) {
		return 0, false
	}
	if b[at] == quote {
		n.Value = view(b[first:at])
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
		n.Value = view(s.arena[from:])
	}
	at++
	n.start, n.end = int32(start), int32(at)
	return at, true
}

// node adds a node whose name stands in the body.
func (s *scanner) node(parent int32, attribute bool, start, end int) *Node {
	name := s.body[start:end]
	id := s.c.names.id(name)
	if id == 0 && len(s.strange) > 0 {
		id = s.strange[string(name)]
	}
	k := makeKey(id, attribute, s.depth)
	s.shape = (s.shape ^ uint64(k)) * 0x9e3779b97f4a7c15
	s.shape ^= s.shape >> 29
	n := Node{Parent: parent, Attribute: attribute, key: k}
	if int(id) < len(s.c.names.texts) && id != 0 {
		n.Name = s.c.names.texts[id]
	} else {
		n.Name = view(name)
	}
	s.nodes = append(s.nodes, n)
	return &s.nodes[len(s.nodes)-1]
}

// text reads the text from at to the next markup.
func (s *scanner) text(start int) (end int, ok bool) {
	b := s.body
	at := endOfPlain(b, start, plainText, '<')
	if at >= len(b) {
		return 0, false
	}
	n := &s.nodes[s.open[s.depth-1]]
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
