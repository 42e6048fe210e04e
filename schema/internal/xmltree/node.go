package xmltree

import (
	"encoding/binary"
	"unsafe"

	"ivrcheck/trace"
)

// A Node is an element or an attribute of a document.
type Node struct {
	// Name is as written. ID is its number in the table of names, 0 if it is
	// not in it.
	Name string
	// Value is an attribute's value, or the text directly in an element,
	// without the white space around it. References are resolved.
	Value string
	// Parent is the index of the element around it, -1 for the root.
	Parent int32
	// Start and End are its place in the body: a start tag's, or that of an
	// attribute with its value. 0, 0 if libxml2 read the document.
	Start, End int32
	ID         NameID
	Attribute  bool
}

// Place is where the node is in the body; zero if libxml2 read the document.
func (n *Node) Place() trace.Span { return trace.Span{Start: int(n.Start), End: int(n.End)} }

// NameID is the number of a name in a table, from 1; 0 is a name that is not in it.
type NameID uint16

// Names numbers the names that are known. It is immutable once built.
type Names struct {
	texts []string // by number; 0 is ""
	keys  []nameKey
	// slots hold numbers, by open addressing: a power of two, at least four
	// times as many as there are names.
	slots []NameID
	shift uint
}

// nameKey is the first and the last eight bytes of a name. With the length
// it is all of a name of up to 16 bytes.
type nameKey struct{ first, last uint64 }

const mostNames = 1<<16 - 1

// NewNames numbers the texts, each once, in their order; empty ones get no number, nor do those
// beyond the first 65,535.
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
	n.slots, n.keys = make([]NameID, size), make([]nameKey, len(n.texts))
	for id := 1; id < len(n.texts); id++ {
		k := makeKey([]byte(n.texts[id]))
		i := n.slot(k)
		for n.slots[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		n.slots[i], n.keys[id] = NameID(id), k
	}
	return n
}

func makeKey(name []byte) (k nameKey) {
	switch size := len(name); {
	case size >= 8:
		k.first = binary.LittleEndian.Uint64(name)
		k.last = binary.LittleEndian.Uint64(name[size-8:])
	case size >= 4:
		k.first = uint64(binary.LittleEndian.Uint32(name))
		k.last = uint64(binary.LittleEndian.Uint32(name[size-4:]))
	case size > 0:
		k.first = uint64(name[0]) | uint64(name[size/2])<<8 | uint64(name[size-1])<<16
	}
	return k
}

func (n *Names) slot(k nameKey) int {
	return int((k.first ^ k.last*0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd >> n.shift)
}

// ID is the number of a name, 0 if it is not in the table.
func (n *Names) ID(name []byte) NameID {
	k := makeKey(name)
	for i := n.slot(k); ; i = (i + 1) & (len(n.slots) - 1) {
		id := n.slots[i]
		if id == 0 {
			return 0
		}
		if n.keys[id] == k && len(n.texts[id]) == len(name) && (len(name) <= 16 || n.texts[id] == string(name)) {
			return id
		}
	}
}

// Of is ID for a string.
func (n *Names) Of(name string) NameID {
	return n.ID(unsafe.Slice(unsafe.StringData(name), len(name)))
}

// Text is the name of a number, "" for 0.
func (n *Names) Text(id NameID) string { return n.texts[id] }

// Len is the number of names; the numbers run from 1 to it.
func (n *Names) Len() int { return len(n.texts) - 1 }
