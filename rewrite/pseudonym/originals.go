package pseudonym

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Lengths of originals in characters and in bytes. Shorter values occur everywhere by chance. Of longer ones, the
// beginning is searched for.
const (
	MinOriginal = 6 // characters
	MaxOriginal = 64
)

// Originals has the values that were replaced, and those that stay visible. Searches may run concurrently when all values
// were added.
type Originals struct {
	digests
	// For each original that is searched for, grams has a bit for its bytes 1 to 5 and one for its bytes 2 to 6: one of them
	// begins at an even offset of the text. pairs has a bit for each two bytes among the first five.
	grams *bitmap
	pairs *[1 << 16 / 64]uint64
	// beginnings has the first eight bytes of each original, the first six of shorter ones: among a million originals are
	// nearly all sequences of five digits. starts has a bit for the length (see lengthBit): looking up a digest is slowest.
	beginnings *bloom
	starts     *[1 << startBits]uint8
	// prefixes has the digest of the first 11 bytes of longer originals, which have many lengths.
	prefixes *bloom
	count    int
	// lengths has a bit for each length.
	lengths [MaxOriginal/64 + 1]uint64
	// marks are the characters in originals that can end a value in XML. around5 has a bit for the five bytes around each.
	marks   []mark
	around5 smallBitmap
	// public is a text without personal values. publicFilter has a bit for each six bytes of it.
	public       string
	publicFilter smallBitmap
	recent       recent
	err          error
}

// NewOriginals returns an empty set. Values that public contains are not searched for.
func NewOriginals(public string) *Originals {
	o := &Originals{grams: new(bitmap), pairs: new([1 << 16 / 64]uint64), beginnings: new(bloom), starts: new([1 << startBits]uint8), prefixes: new(bloom), public: public}
	for i := range len(public) - MinOriginal + 1 {
		o.publicFilter.set(hash6(wordOf([]byte(public[i : i+MinOriginal]))))
	}
	return o
}

// bitmap is a set of hashes of a few bytes.
type bitmap [1 << filterBits / 64]uint64

const filterBits = 23

func (b *bitmap) set(hash uint64) { b[hash/64] |= 1 << (hash % 64) }

func (b *bitmap) has(hash uint64) bool { return b[hash/64]>>(hash%64)&1 != 0 }

// bloom is a Bloom filter with three bits of one word for each member. A lookup reads as many words as in a bitmap of the
// same size; with a million members it has less than half as many false positives.
type bloom [1 << filterBits / 64]uint64

// bloomBits returns the bits of a hash in its word. The highest bits of the hash select the word.
func bloomBits(hash uint64) uint64 {
	const word = 64 - (filterBits - 6)
	return 1<<(hash>>(word-6)&63) | 1<<(hash>>(word-12)&63) | 1<<(hash>>(word-18)&63)
}

func (b *bloom) set(hash uint64) { b[hash>>(64-filterBits+6)] |= bloomBits(hash) }

func (b *bloom) has(hash uint64) bool {
	set := bloomBits(hash)
	return b[hash>>(64-filterBits+6)]&set == set
}

// beginning8 and beginning6 hash the lowest eight and six bytes of a word.
func beginning8(word uint64) uint64 {
	high, low := bits.Mul64(word, 0x9e3779b97f4a7c15)
	return high ^ low
}

func beginning6(word uint64) uint64 { return beginning8(word << 16) }

// smallBitmap is a bitmap for a few members.
type smallBitmap [1 << smallBits / 64]uint64

const smallBits = 19

func (b *smallBitmap) set(hash uint64) {
	hash >>= filterBits - smallBits
	b[hash/64] |= 1 << (hash % 64)
}

func (b *smallBitmap) has(hash uint64) bool {
	hash >>= filterBits - smallBits
	return b[hash/64]>>(hash%64)&1 != 0
}

// hash6 and hash5 hash the lowest six and five bytes of a word.
func hash6(word uint64) uint64 { return word << 16 * 0x9e3779b97f4a7c15 >> (64 - filterBits) }
func hash5(word uint64) uint64 { return word << 24 * 0x9e3779b97f4a7c15 >> (64 - filterBits) }

// Len returns the number of originals that are searched for.
func (o *Originals) Len() int { return o.count }

// Err returns an error if there were too many originals.
func (o *Originals) Err() error { return o.err }

// IsWhole reports whether a value, however short, was added.
func (o *Originals) IsWhole(value []byte) bool { return o.of(digestOf(value))&whole != 0 }

// Show adds a value that stays visible: no pseudonym may be equal to it.
func (o *Originals) Show(value []byte) {
	if digest := digestOf(value); len(value) > 0 && !o.recent.has(digest^1) {
		o.add(digest, shown)
	}
}

// AddWord adds a word of a personal value, or of a shown text.
func (o *Originals) AddWord(word []byte, personal bool) {
	digest := digestOf(word)
	switch {
	case personal && !o.recent.has(digest^2):
		o.addPersonal(digest, personalWord)
	case !personal && !o.recent.has(digest^3):
		o.add(digest, shownWord)
	}
}

// RecentText reports whether it was recently called with the same arguments: then the words of the text were added.
func (o *Originals) RecentText(text []byte, personal bool) bool {
	digest := maphash.Bytes(seed, text)
	if personal {
		digest ^= 1
	}
	return o.recent.has(digest)
}

var seed = maphash.MakeSeed()

// addPersonal is add for personal values. Err returns an error if there is no space for one.
func (o *Originals) addPersonal(digest uint64, is trait) (before trait) {
	before, ok := o.add(digest, is)
	if !ok && o.err == nil {
		o.err = fmt.Errorf("more than %d different values, which are too many to compare with", maxDigests)
	}
	return before
}

// Word reports how a word was added, and whether it stays: it is shown, and it is no personal word or has at most two
// bytes.
func (o *Originals) Word(word []byte) (personal, isShown, stays bool) {
	is := o.of(digestOf(word))
	return is&personalWord != 0, is&shownWord != 0, staysShown(is, word)
}

// shortWord is the length in bytes of words that stay if they are shown anywhere.
const shortWord = 2

func staysShown(is trait, word []byte) bool {
	return is&shownWord != 0 && (is&personalWord == 0 || len(word) <= shortWord)
}

// recent has recent digests.
type recent [1 << 12]uint64

// has reports whether a digest is in it, and adds it.
func (r *recent) has(digest uint64) bool {
	at := &r[digest>>20%uint64(len(r))]
	if *at == digest {
		return true
	}
	*at = digest
	return false
}

// avoids reports whether a value contains an original, or stays visible everywhere. A shown value that is personal
// elsewhere is replaced, so a pseudonym may be equal to it.
func (o *Originals) avoids(value []byte) bool {
	is := o.of(digestOf(value))
	return is&searched != 0 || is&(shown|whole) == shown || staysShown(is, value) || o.In(value)
}

// Add adds a personal value. It is searched for if it is long enough and not public.
func (o *Originals) Add(value []byte) {
	if len(value) == 0 {
		return
	}
	digest := digestOf(value)
	if o.recent.has(digest) || o.addPersonal(digest, whole)&whole != 0 {
		return
	}
	if len(value) < MinOriginal || utf8.RuneCount(value) < MinOriginal || !letters(value) {
		return
	}
	if len(value) > MaxOriginal {
		value = value[:MaxOriginal]
		digest = digestOf(value)
	}
	if o.isPublic(value) || o.addPersonal(digest, searched)&searched != 0 {
		return
	}
	o.search(value)
	if at := markAt(value); at >= 0 {
		o.addPersonal(digest, marked)
		start := min(max(0, at-2), len(value)-5)
		o.around5.set(hash5(wordOf(value[start:])))
		if m := (mark{value[at], at - start}); !slices.Contains(o.marks, m) {
			o.marks = append(o.marks, m)
		}
	}
}

const startBits = 20

// start6 and start8 return the index in starts for the lowest six and eight bytes of a word.
func start6(word uint64) uint64 { return word << 16 * 0x9e3779b97f4a7c15 >> (64 - startBits) }
func start8(word uint64) uint64 { return word * 0x9e3779b97f4a7c15 >> (64 - startBits) }

// Bits of starts for originals that are looked up by their first six and eight bytes.
const (
	short = 3
	long  = ^uint8(short)
)

// lengthBit has the bit of starts for each length, longest the greatest length for each set of bits.
var lengthBit, longest = func() (bit [MaxOriginal + 1]uint8, longest [1 << 8]uint8) {
	for n, i := MinOriginal, 0; n <= MaxOriginal; n++ {
		bit[n] = 1 << i
		for set := range longest {
			if set>>i&1 != 0 {
				longest[set] = uint8(n)
			}
		}
		if n < 12 || n == 16 {
			i++
		}
	}
	return bit, longest
}()

// prefix is the length in bytes of what prefixes has the digests of.
const prefix = 11

// search adds a value to the filters. Its digest was added.
func (o *Originals) search(value []byte) {
	first := wordOf(value)
	o.grams.set(hash5(first))
	o.grams.set(hash5(first >> 8))
	for i := range uint(4) {
		pair := first >> (8 * i) & 0xffff
		o.pairs[pair/64] |= 1 << (pair % 64)
	}
	if bit := lengthBit[len(value)]; bit&short != 0 {
		o.beginnings.set(beginning6(first))
		o.starts[start6(first)] |= bit
	} else {
		o.beginnings.set(beginning8(first))
		o.starts[start8(first)] |= bit
	}
	if len(value) > prefix {
		o.prefixes.set(mixed(digestOf(value[:prefix])))
	}
	o.lengths[len(value)/64] |= 1 << (len(value) % 64)
	o.count++
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

// mark is a character that can end a value in XML, and its offset in the five bytes around it.
type mark struct {
	char  byte
	place int
}

// markAt returns the offset of the first character that can end a value in XML, -1 for none. A quote between letters or
// digits cannot.
func markAt(value []byte) int {
	for i, c := range value {
		switch c {
		case '<', '>':
			return i
		case '"', '\'':
			if i == 0 || i+1 == len(value) || classOf(rune(value[i-1]), true) == nil || classOf(rune(value[i+1]), true) == nil {
				return i
			}
		}
	}
	return -1
}

// FindMarked is Find for originals that contain a character that can end a value in XML.
func (o *Originals) FindMarked(text []byte) (start, end int) {
	for _, m := range o.marks {
		for at := 0; at < len(text); at++ {
			i := bytes.IndexByte(text[at:], m.char)
			if i < 0 {
				break
			}
			at += i
			if from := at - m.place; from >= 0 && from+5 <= len(text) && o.around5.has(hash5(wordOf(text[from:]))) {
				return o.find(text, marked)
			}
		}
	}
	return -1, -1
}

// letters reports whether a pseudonym differs from a value: it has letters or digits, and is not zero.
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

// In reports whether a text contains an original.
func (o *Originals) In(text []byte) bool {
	start, _ := o.Find(text)
	return start >= 0
}

// Find returns the first original in a text, -1 for none.
func (o *Originals) Find(text []byte) (start, end int) { return o.find(text, searched) }

// find is Find for the originals with a trait.
func (o *Originals) find(text []byte, is trait) (start, end int) {
	if o.count == 0 || len(text) < MinOriginal {
		return -1, -1
	}
	for i := 0; i+8 <= len(text); i += 4 {
		word := binary.LittleEndian.Uint64(text[i:])
		if !o.hasPair(word >> 16) {
			continue // of both places
		}
		if o.hasPair(word) && o.grams.has(hash5(word)) {
			if start, n := o.around(text, i, is); n > 0 {
				return start, start + n
			}
		}
		if o.hasPair(word>>32) && o.grams.has(hash5(word>>16)) {
			if start, n := o.around(text, i+2, is); n > 0 {
				return start, start + n
			}
		}
	}
	last := text[len(text)-min(len(text), 8):]
	word := wordOf(last)
	for i := max(0, (len(text)-4)&^3); i+5 <= len(text); i += 2 {
		if o.grams.has(hash5(word >> (8 * (i + len(last) - len(text))))) {
			if start, n := o.around(text, i, is); n > 0 {
				return start, start + n
			}
		}
	}
	return -1, -1
}

// hasPair reports whether the lowest two bytes of a word are in pairs.
func (o *Originals) hasPair(word uint64) bool { return o.pairs[word&0xffff/64]>>(word%64)&1 != 0 }

// around returns the offset and length of an original that begins at an offset or at the byte before it. n is 0 if there
// is none.
func (o *Originals) around(text []byte, at int, is trait) (start, n int) {
	if at > 0 {
		if n = o.at(text[at-1:], is); n > 0 {
			return at - 1, n
		}
	}
	return at, o.at(text[at:], is)
}

// at returns the length of the original that a text begins with, 0 if there is none.
func (o *Originals) at(text []byte, is trait) int {
	if len(text) < MinOriginal {
		return 0
	}
	first := wordOf(text)
	var found uint8
	if o.beginnings.has(beginning6(first)) {
		found = o.starts[start6(first)] & short
	}
	if len(text) >= 8 && o.beginnings.has(beginning8(first)) {
		found |= o.starts[start8(first)] & long
	}
	if found == 0 {
		return 0
	}
	digest := uint64(offset64)
	for i, c := range text[:min(len(text), int(longest[found]))] {
		digest = (digest ^ uint64(c)) * prime64
		n := i + 1
		if lengthBit[n]&found != 0 && o.lengths[n/64]>>(n%64)&1 != 0 && o.of(digest)&is != 0 {
			return n
		}
		if n == prefix && !o.prefixes.has(mixed(digest)) {
			return 0
		}
	}
	return 0
}

// FindAnywhere returns the offset of the first original in UTF-8, in UTF-16 of either byte order, or with characters
// written as references, and the name of the encoding. at is -1 if there is none.
func (o *Originals) FindAnywhere(b []byte) (at int, encoding string) {
	if at, _ = o.Find(b); at >= 0 {
		return at, "plain text"
	}
	return o.FindEncoded(b, -1)
}

// FindEncoded is FindAnywhere without plain UTF-8. If border is not negative, only originals with bytes on both sides of
// that offset need to be found.
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

// findReferences returns the offset of a text that contains an original with references, -1 for none.
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
		// The longest text that an original with this reference, and with those after it, can have.
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
			if o.inReferences(b[start:end]) {
				return start
			}
		}
		at = end
	}
	return -1
}

// inReferences reports whether a text contains an original with a reference in it. Others are found as plain text.
func (o *Originals) inReferences(b []byte) bool {
	text := make([]byte, 0, 4*MaxOriginal)
	references := make([]int, 0, 16) // where their characters begin
	for len(b) > 0 {
		at := bytes.IndexByte(b, '&')
		if at < 0 {
			at = len(b)
		}
		text, b = append(text, b[:at]...), b[at:]
		if len(b) == 0 {
			break
		}
		if r, n := reference(b); n > 0 {
			references = append(references, len(text))
			text, b = utf8.AppendRune(text, r), b[n:]
		} else {
			text, b = append(text, '&'), b[1:]
		}
	}
	for from := 0; ; {
		start, end := o.Find(text[from:])
		if start < 0 {
			return false
		}
		start, end = start+from, end+from
		if i, _ := slices.BinarySearch(references, start); i < len(references) && references[i] < end {
			return true
		}
		from = start + 1
	}
}

// findWide returns the offset of the first original in UTF-16 of either byte order, in which every other byte is zero; -1
// for none.
func (o *Originals) findWide(b []byte) int {
	const even, odd = 0x00ff00ff00ff00ff, 0xff00ff00ff00ff00 // bytes of a word, the first lowest
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for at := 0; at+8 <= len(b); at += 4 {
		word := binary.LittleEndian.Uint64(b[at:])
		if (word-ones)&^word&high == 0 {
			at += 4 // no zero: in UTF-16, every second word of four bytes has one
			continue
		}
		if (word&even == 0) == (word&odd == 0) {
			continue
		}
		// Six zeros with other bytes between them fill such a word.
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
