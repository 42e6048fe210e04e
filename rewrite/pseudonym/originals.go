package pseudonym

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Lengths of originals: shorter ones are found by chance everywhere, and of longer ones the
// beginning is searched for.
const (
	MinOriginal = 6 // characters
	maxOriginal = 64
	// maxOriginals is how many are kept; each costs about 16 bytes.
	maxOriginals = 2 << 20
)

// Originals are values that were replaced. They are kept as digests: an index in memory of
// all personal values of a capture would be large. It is safe for concurrent searches once
// all were added.
type Originals struct {
	// filter has a bit for the first bytes of each.
	filter []uint64
	// table is an open hash table of digests; lengths has a bit for each length.
	table   []uint64
	n       int
	lengths [maxOriginal/64 + 1]uint64
	// whole are digests of all values, also of short ones.
	whole map[uint64]struct{}
	// shown are digests of values that stay visible.
	shown map[uint64]struct{}
	// public is text in which nothing is personal.
	public string
	err    error
}

// NewOriginals returns an empty set. What public contains is not added.
func NewOriginals(public string) *Originals {
	return &Originals{filter: make([]uint64, 1<<filterBits/64), table: make([]uint64, 1<<10), public: public, whole: map[uint64]struct{}{}, shown: map[uint64]struct{}{}}
}

const filterBits = 23

func filterIndex(first uint64) uint64 { return first * 0x9e3779b97f4a7c15 >> (64 - filterBits) }

const (
	offset64 = 14695981039346656037
	prime64  = 1099511628211
)

// Len is the number of originals.
func (o *Originals) Len() int { return o.n }

// Err reports that there are too many originals to search for.
func (o *Originals) Err() error { return o.err }

// maxWhole is how many values IsWhole knows, and maxShown IsShown.
const (
	maxWhole = 1 << 18
	maxShown = 1 << 18
)

func digestOf(value []byte) uint64 {
	digest := uint64(offset64)
	for _, c := range value {
		digest = (digest ^ uint64(c)) * prime64
	}
	return digest
}

// IsWhole reports whether a value, however short, was added.
func (o *Originals) IsWhole(value []byte) bool {
	_, ok := o.whole[digestOf(value)]
	return ok
}

// Show adds a value that stays visible: no other may become equal to it.
func (o *Originals) Show(value []byte) {
	if digest := digestOf(value); len(value) > 0 && len(o.shown) < maxShown {
		o.shown[digest] = struct{}{}
	}
}

// IsShown reports whether a value stays visible somewhere.
func (o *Originals) IsShown(value []byte) bool {
	_, ok := o.shown[digestOf(value)]
	return ok
}

// Add adds a value. It is searched for if it is long enough and nothing public.
func (o *Originals) Add(value []byte) {
	if len(value) > 0 && len(o.whole) < maxWhole {
		o.whole[digestOf(value)] = struct{}{}
	}
	if len(value) < MinOriginal || utf8.RuneCount(value) < MinOriginal || !letters(value) {
		return
	}
	value = value[:min(len(value), maxOriginal)]
	if strings.Contains(o.public, string(value)) {
		return
	}
	first := binary.LittleEndian.Uint64(append(append(make([]byte, 0, 8), value[:6]...), 0, 0))
	digest := digestOf(value)
	if o.has(digest) {
		return
	}
	if o.n == maxOriginals {
		o.err = fmt.Errorf("more than %d different personal values, which are too many to search for", maxOriginals)
		return
	}
	if i := filterIndex(first); o.filter[i/64]>>(i%64)&1 == 0 {
		o.filter[i/64] |= 1 << (i % 64)
	}
	o.lengths[len(value)/64] |= 1 << (len(value) % 64)
	if o.n++; o.n*4 > len(o.table)*3 {
		old := o.table
		o.table = make([]uint64, 2*len(old))
		for _, d := range old {
			if d != 0 {
				o.put(d)
			}
		}
	}
	o.put(digest)
}

// letters reports whether a value has a character that a pseudonym replaces. Zeros, which it
// does not, have none.
func letters(value []byte) bool {
	zero := true
	for _, c := range value {
		if c >= utf8.RuneSelf || classOf(rune(c), false) != nil {
			zero = zero && c == '0'
			if !zero {
				return true
			}
		}
	}
	return false
}

func (o *Originals) put(digest uint64) {
	i := digest % uint64(len(o.table))
	for o.table[i] != 0 {
		i = (i + 1) % uint64(len(o.table))
	}
	o.table[i] = digest
}

func (o *Originals) has(digest uint64) bool {
	for i := digest % uint64(len(o.table)); o.table[i] != 0; i = (i + 1) % uint64(len(o.table)) {
		if o.table[i] == digest {
			return true
		}
	}
	return false
}

// In reports whether a text contains an original.
func (o *Originals) In(text []byte) bool {
	start, _ := o.Find(text)
	return start >= 0
}

// Find returns where the first original in a text is, -1 if there is none.
func (o *Originals) Find(text []byte) (start, end int) {
	if o.n == 0 || len(text) < MinOriginal {
		return -1, -1
	}
	var window uint64
	for i, c := range text {
		if window = window>>8 | uint64(c)<<40; i < 5 {
			continue
		}
		f := filterIndex(window)
		if o.filter[f/64]>>(f%64)&1 == 0 {
			continue
		}
		if end := o.at(text[i-5:]); end > 0 {
			return i - 5, i - 5 + end
		}
	}
	return -1, -1
}

// at returns the length of the original that a text begins with, 0 if there is none.
func (o *Originals) at(text []byte) int {
	digest := uint64(offset64)
	for i, c := range text[:min(len(text), maxOriginal)] {
		digest = (digest ^ uint64(c)) * prime64
		if n := i + 1; o.lengths[n/64]>>(n%64)&1 != 0 && o.has(digest) {
			return n
		}
	}
	return 0
}

// FindAnywhere returns the offset of the first original in bytes, in UTF-8, in UTF-16 of either
// byte order, or with characters as references of XML, and the name of the encoding; -1 if
// there is none.
func (o *Originals) FindAnywhere(b []byte) (at int, encoding string) {
	if at, _ = o.Find(b); at >= 0 {
		return at, "plain text"
	}
	if bytes.IndexByte(b, '&') >= 0 {
		if at, _ = o.Find(Unescape(b)); at >= 0 {
			return at, "references"
		}
	}
	for first := range 2 {
		if at := o.findWide(b, first); at >= 0 {
			return at, "UTF-16"
		}
	}
	return -1, ""
}

// findWide returns the offset of the first original in UTF-16 whose characters begin at even
// places after the first one, -1 if there is none. Of each pair of bytes one is zero.
func (o *Originals) findWide(b []byte, first int) int {
	var narrow []byte
	for start := first; start+2 <= len(b); start += 2 {
		end := start
		for end+2 <= len(b) && (b[end] == 0) != (b[end+1] == 0) {
			end += 2
		}
		if end-start < 2*MinOriginal {
			start = end
			continue
		}
		narrow = narrow[:0]
		for k := start; k < end; k += 2 {
			narrow = append(narrow, b[k]|b[k+1])
		}
		if at, _ := o.Find(narrow); at >= 0 {
			return start + 2*at
		}
		start = end
	}
	return -1
}
