package schema

// The names of a catalogue, numbered, so that a name in a document is looked
// up once, without a copy, and compared as a number from then on.

import (
	"encoding/binary"
	"unsafe"
)

// A nameID numbers a name or enumerated value of a catalogue, from 1. 0 is
// every name that the catalogue does not know.
type nameID uint32

// names finds the number of a name, and the name of a number. It is immutable
// once built.
type names struct {
	texts []string // by number; 0 is ""
	// slots hold numbers, open addressing; there are four times as many as
	// names, or more, and a power of two.
	slots []nameID
	shift uint
}

// buildNames numbers the texts, each once, empty ones not at all.
func buildNames(texts []string) names {
	n := names{texts: []string{""}}
	seen := map[string]bool{"": true}
	for _, t := range texts {
		if !seen[t] {
			seen[t] = true
			n.texts = append(n.texts, t)
		}
	}
	size := 16
	n.shift = 64 - 4
	for size < 4*len(n.texts) {
		size, n.shift = 2*size, n.shift-1
	}
	n.slots = make([]nameID, size)
	for id := 1; id < len(n.texts); id++ {
		i := n.slot([]byte(n.texts[id]))
		for n.slots[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		n.slots[i] = nameID(id)
	}
	return n
}

// slot is where the search for a name begins: by its first and last eight
// bytes and its length.
func (n *names) slot(name []byte) int {
	var first, last uint64
	switch size := len(name); {
	case size >= 8:
		first = binary.LittleEndian.Uint64(name)
		last = binary.LittleEndian.Uint64(name[size-8:])
	case size >= 4:
		first = uint64(binary.LittleEndian.Uint32(name))
		last = uint64(binary.LittleEndian.Uint32(name[size-4:]))
	case size > 0:
		first = uint64(name[0]) | uint64(name[size/2])<<8 | uint64(name[size-1])<<16
	}
	h := (first ^ last*0x9e3779b97f4a7c15 ^ uint64(len(name))) * 0xff51afd7ed558ccd
	return int(h >> n.shift)
}

// id gives the number of a name, 0 if it is not known.
func (n *names) id(name []byte) nameID {
	for i := n.slot(name); ; i = (i + 1) & (len(n.slots) - 1) {
		id := n.slots[i]
		if id == 0 || n.texts[id] == string(name) {
			return id
		}
	}
}

// known tells whether the catalogue has the name.
func (n *names) known(name string) bool { return n.of(name) != 0 }

// of is id for a string.
func (n *names) of(name string) nameID {
	return n.id(unsafe.Slice(unsafe.StringData(name), len(name)))
}
