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
	MaxOriginal = 64
	// maxOriginals is how many are kept; each costs about 16 bytes.
	maxOriginals = 2 << 20
)

// Originals are values that were replaced. They are kept as digests: an index in memory of
// all personal values of a capture would be large. It is safe for concurrent searches once
// all were added.
type Originals struct {
	// filter has a bit for the first six bytes of each, grams for the first five and the second to sixth,
	// of which one begins at an even place wherever the original is.
	filter, grams *bits
	// table is an open hash table of digests; lengths has a bit for each length.
	table   []uint64
	n       int
	lengths [MaxOriginal/64 + 1]uint64
	// whole are digests of all values, also of short ones.
	whole map[uint64]struct{}
	// shown are digests of values that stay visible.
	shown map[uint64]struct{}
	// public is text in which nothing is personal, publicFilter has a bit for each six bytes of it.
	public       string
	publicFilter *bits
	markup       bool
	recent       recent
	err          error
}

// NewOriginals returns an empty set. What public contains is not added.
func NewOriginals(public string) *Originals {
	o := &Originals{filter: new(bits), grams: new(bits), publicFilter: new(bits), table: make([]uint64, 1<<10), public: public, whole: map[uint64]struct{}{}, shown: map[uint64]struct{}{}}
	for i := range len(public) - MinOriginal + 1 {
		o.publicFilter.set(hash6(wordOf([]byte(public[i : i+MinOriginal]))))
	}
	return o
}

// bits is a set of hashes of a few bytes.
type bits [1 << filterBits / 64]uint64

const filterBits = 23

func (b *bits) set(hash uint64) { b[hash/64] |= 1 << (hash % 64) }

func (b *bits) has(hash uint64) bool { return b[hash/64]>>(hash%64)&1 != 0 }

// hash6 and hash5 hash the lowest six and five bytes of a word.
func hash6(word uint64) uint64 { return word << 16 * 0x9e3779b97f4a7c15 >> (64 - filterBits) }
func hash5(word uint64) uint64 { return word << 24 * 0x9e3779b97f4a7c15 >> (64 - filterBits) }

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
	if digest := digestOf(value); len(value) > 0 && len(o.shown) < maxShown && !o.recent.has(digest^1) {
		o.shown[digest] = struct{}{}
	}
}

// recent has digests that were added not long ago.
type recent [1 << 10]uint64

// has reports whether a digest was added, and adds it.
func (r *recent) has(digest uint64) bool {
	at := &r[digest>>20%uint64(len(r))]
	if *at == digest {
		return true
	}
	*at = digest
	return false
}

// IsShown reports whether a value stays visible somewhere.
func (o *Originals) IsShown(value []byte) bool {
	_, ok := o.shown[digestOf(value)]
	return ok
}

// Add adds a value. It is searched for if it is long enough and nothing public.
func (o *Originals) Add(value []byte) {
	if len(value) == 0 {
		return
	}
	digest := digestOf(value)
	if len(o.whole) < maxWhole && !o.recent.has(digest) {
		o.whole[digest] = struct{}{}
	}
	if len(value) < MinOriginal || utf8.RuneCount(value) < MinOriginal || !letters(value) {
		return
	}
	if len(value) > MaxOriginal {
		value = value[:MaxOriginal]
		digest = digestOf(value)
	}
	if o.has(digest) || o.isPublic(value) {
		return
	}
	if o.n == maxOriginals {
		o.err = fmt.Errorf("more than %d different personal values, which are too many to search for", maxOriginals)
		return
	}
	first := wordOf(value)
	o.filter.set(hash6(first))
	o.grams.set(hash5(first))
	o.grams.set(hash5(first >> 8))
	o.lengths[len(value)/64] |= 1 << (len(value) % 64)
	o.markup = o.markup || bytes.ContainsAny(value, "<>\"'")
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

// wordOf returns the first eight bytes of a text as a word.
func wordOf(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.LittleEndian.Uint64(b)
	}
	var word [8]byte
	copy(word[:], b)
	return binary.LittleEndian.Uint64(word[:])
}

// isPublic reports whether a value of six bytes or more is in the public text.
func (o *Originals) isPublic(value []byte) bool {
	return o.publicFilter.has(hash6(wordOf(value))) && strings.Contains(o.public, string(value))
}

// HasMarkup reports whether an original has a character that ends values in XML.
func (o *Originals) HasMarkup() bool { return o.markup }

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
	i := 0
	for ; i+8 <= len(text); i += 4 {
		word := binary.LittleEndian.Uint64(text[i:])
		if o.grams.has(hash5(word)) {
			if start, n := o.around(text, i); n > 0 {
				return start, start + n
			}
		}
		if o.grams.has(hash5(word >> 16)) {
			if start, n := o.around(text, i+2); n > 0 {
				return start, start + n
			}
		}
	}
	for start := max(0, i-1); start+MinOriginal <= len(text); start++ {
		if n := o.at(text[start:]); n > 0 {
			return start, start + n
		}
	}
	return -1, -1
}

// around returns the place and length of the original that begins at an offset or a byte before it; n is
// 0 if there is none.
func (o *Originals) around(text []byte, at int) (start, n int) {
	if at > 0 {
		if n = o.at(text[at-1:]); n > 0 {
			return at - 1, n
		}
	}
	return at, o.at(text[at:])
}

// at returns the length of the original that a text begins with, 0 if there is none.
func (o *Originals) at(text []byte) int {
	if len(text) < MinOriginal || !o.filter.has(hash6(wordOf(text))) {
		return 0
	}
	digest := uint64(offset64)
	for i, c := range text[:min(len(text), MaxOriginal)] {
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
	return o.FindEncoded(b, -1)
}

// FindEncoded is FindAnywhere without originals in UTF-8. If border is not negative, originals are looked
// for only where bytes before and after the border may belong to one.
func (o *Originals) FindEncoded(b []byte, border int) (at int, encoding string) {
	if at = o.findReferences(b, border); at >= 0 {
		return at, "references"
	}
	from := 0
	if border >= 0 {
		from, b = max(0, border-2*MaxOriginal), b[:min(len(b), border+2*MaxOriginal)]
	}
	if at = o.findWide(b[from:]); at >= 0 {
		return from + at, "UTF-16"
	}
	return -1, ""
}

// findReferences returns the offset of bytes that contain an original with references, -1 if there
// are none.
func (o *Originals) findReferences(b []byte, border int) int {
	for at := 0; at < len(b); {
		i := bytes.IndexByte(b[at:], '&')
		if i < 0 {
			return -1
		}
		i += at
		_, n := reference(b[i:])
		if n == 0 {
			at = i + 1
			continue
		}
		// The text as far as an original with this reference, and with those that follow, may go.
		start, end := max(0, i-MaxOriginal), i+n
		for pos := end; pos < len(b) && pos < end+MaxOriginal; {
			if b[pos] == '&' {
				if _, n := reference(b[pos:]); n > 0 {
					pos += n
					end = pos
					continue
				}
			}
			pos++
		}
		end = min(len(b), end+MaxOriginal)
		if border < 0 || start <= border && border <= end {
			if found, _ := o.Find(Unescape(b[start:end])); found >= 0 {
				return start
			}
		}
		at = end
	}
	return -1
}

// findWide returns the offset of the first original in UTF-16, of either byte order, -1 if there is
// none: every other byte is zero.
func (o *Originals) findWide(b []byte) int {
	const even, odd = 0x00ff00ff00ff00ff, 0xff00ff00ff00ff00 // bytes of a word, the first lowest
	for at := 0; at+8 <= len(b); at += 4 {
		word := binary.LittleEndian.Uint64(b[at:])
		if (word&even == 0) == (word&odd == 0) {
			continue
		}
		// Of six zeros with other bytes between them, four are in such a word.
		zero := at
		if word&even != 0 {
			zero++
		}
		first, end := zero, zero
		for first >= 2 && b[first-2] == 0 && b[first-1] != 0 {
			first -= 2
		}
		for end < len(b) && b[end] == 0 && (end == first || b[end-1] != 0) {
			end += 2
		}
		if end-first < 2*MinOriginal {
			continue
		}
		var narrow []byte
		begin := first - 1
		if begin < 0 {
			begin = first + 1
		}
		for k := begin; k < end && k < len(b); k += 2 {
			narrow = append(narrow, b[k])
		}
		if found, _ := o.Find(narrow); found >= 0 {
			return begin + 2*found
		}
		at = max(at, (end-8)&^3)
	}
	return -1
}
