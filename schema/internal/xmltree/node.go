package xmltree

import (
	"encoding/binary"
	"unsafe"

	"ivrcheck/trace"
)

// A Node is an element or an attribute of a document.
type Node struct {
	// Value is an attribute's value, or the text directly in an element, without white space around it. References are
	// resolved.
	Value string
	// Other is the name as written if it is not in the table of names, otherwise "".
	Other string
	// Parent is the index of the element around it, -1 for the root.
	Parent int32
	// Start and End are its place in the body: that of a start tag, or of an attribute with its value. They are 0 if
	// libxml2 read the document.
	Start, End int32
	// ID is the number of its name, 0 if the name is not in the table.
	ID        NameID
	Attribute bool
}

// Place returns the place of the node in the body, zero if libxml2 read the document.
func (n *Node) Place() trace.Span { return trace.Span{Start: int(n.Start), End: int(n.End)} }

// NameID is the number of a name in a table, from 1. 0 means a name that is not in it.
type NameID uint16

// Names is a table of known names. It is immutable once built.
type Names struct {
	texts []string // by number; 0 is ""
	// slots has the names by open addressing. Its length is a power of two, at least four times the number of names.
	slots []slot
	shift uint
}

// A slot is a name in the table, or empty if id is 0. first and last are its first and last eight bytes, with zeros
// after a shorter name. last is 0 for a name of at most eight bytes. With the size they identify a name of up to 16
// bytes.
type slot struct {
	first, last uint64
	size        int32
	id          NameID
}

const mostNames = 1<<16 - 1

// NewNames numbers the texts, each once, in their order. Empty texts get no number, nor do those beyond the first
// 65,535.
func NewNames(texts []string) *Names {
	n := &Names{texts: []string{""}}
	seen := map[string]bool{"": true}
	for _, t := range texts {
		if !seen[t] && len(n.texts) <= mostNames {
			seen[t] = true
			n.texts = append(n.texts, t)
		}
	}
	size := 16
	n.shift = 64 - 4
	for size < 4*len(n.texts) {
		size, n.shift = 2*size, n.shift-1
	}
	n.slots = make([]slot, size)
	for id := 1; id < len(n.texts); id++ {
		s := slot{size: int32(len(n.texts[id])), id: NameID(id)}
		s.first, s.last = ends([]byte(n.texts[id]))
		i := n.hash(s.first, s.last)
		for n.slots[i].id != 0 {
			i = (i + 1) & (size - 1)
		}
		n.slots[i] = s
	}
	return n
}

// ends returns first and last of a slot.
func ends(name []byte) (first, last uint64) {
	switch n := len(name); {
	case n > 8:
		return binary.LittleEndian.Uint64(name), binary.LittleEndian.Uint64(name[n-8:])
	case n == 8:
		return binary.LittleEndian.Uint64(name), 0
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(name)) | uint64(binary.LittleEndian.Uint32(name[n-4:]))<<(8*(n-4)), 0
	case n > 0:
		return uint64(name[0]) | uint64(name[n/2])<<(8*(n/2)) | uint64(name[n-1])<<(8*(n-1)), 0
	}
	return 0, 0
}

func (n *Names) hash(first, last uint64) int {
	return int((first ^ last*0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd >> n.shift)
}

// find returns the number of a name of up to 16 bytes, by its ends.
func (n *Names) find(first, last uint64, size int) NameID {
	for i := n.hash(first, last); ; i++ {
		s := &n.slots[i&(len(n.slots)-1)]
		if s.first == first && s.last == last && int(s.size) == size || s.id == 0 {
			return s.id
		}
	}
}

// ID returns the number of a name, 0 if it is not in the table.
func (n *Names) ID(name []byte) NameID {
	first, last := ends(name)
	if len(name) <= 16 {
		return n.find(first, last, len(name))
	}
	for i := n.hash(first, last); ; i++ {
		s := &n.slots[i&(len(n.slots)-1)]
		if s.id == 0 || n.texts[s.id] == string(name) {
			return s.id
		}
	}
}

// Of is ID for a string.
func (n *Names) Of(name string) NameID {
	return n.ID(unsafe.Slice(unsafe.StringData(name), len(name)))
}

// Text returns the name with a number, "" for 0.
func (n *Names) Text(id NameID) string { return n.texts[id] }

// Name returns the name of a node.
func (n *Names) Name(node *Node) string {
	if node.ID == 0 {
		return node.Other
	}
	return n.texts[node.ID]
}

// Len returns the number of names. The numbers run from 1 to Len.
func (n *Names) Len() int { return len(n.texts) - 1 }
