package pseudonym

import (
	"bytes"
	"hash/maphash"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Bytewise reports whether each byte above ASCII of a document counts as a character: it is not UTF-8.
func Bytewise(document []byte) bool { return !utf8.Valid(document) }

// character is a character of a text, written in text[start:end].
type character struct {
	rune       rune
	start, end int
	reference  bool
}

// references appends the characters of a text. With refs, they may be written as references.
func references(list []character, b []byte, bytewise, refs bool) []character {
	for at := 0; at < len(b); {
		c := character{start: at}
		if refs && b[at] == '&' {
			if r, n := reference(b[at:]); n > 0 {
				c.rune = r
				c.end, c.reference = at+n, true
				list, at = append(list, c), c.end
				continue
			}
		}
		size := 1
		if c.rune = rune(b[at]); !bytewise && c.rune >= utf8.RuneSelf {
			if c.rune, size = utf8.DecodeRune(b[at:]); c.rune == utf8.RuneError && size == 1 {
				c.rune = rune(b[at])
			}
		}
		at += size
		c.end = at
		list = append(list, c)
	}
	return list
}

// Value replaces a text by its pseudonym, in place. White space around it stays. With refs, characters may be written as
// references, which stay references of the same length.
func (g *Generator) Value(b []byte, bytewise, refs bool) {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return
	}
	if !refs || bytes.IndexByte(b, '&') < 0 {
		copy(b, g.Of(b, bytewise))
		return
	}
	list := references(g.characters[:0], b, bytewise, refs)
	g.characters = list
	for len(list) > 0 && unicode.IsSpace(list[0].rune) {
		list = list[1:]
	}
	for len(list) > 0 && unicode.IsSpace(list[len(list)-1].rune) {
		list = list[:len(list)-1]
	}
	value := g.unescaped[:0]
	for _, c := range list {
		if bytewise && c.rune < 256 {
			value = append(value, byte(c.rune))
		} else {
			value = utf8.AppendRune(value, c.rune)
		}
	}
	g.unescaped = value
	made := references(g.made[:0], g.Of(value, bytewise), bytewise, false)
	g.made = made
	if len(made) != len(list) {
		g.Words(b, bytewise, nil) // references above the bytes of a bytewise text
		return
	}
	for i, c := range list {
		switch {
		case c.rune == made[i].rune:
		case c.reference:
			g.writeReference(b[c.start:c.end], made[i].rune)
		case bytewise:
			b[c.start] = byte(made[i].rune)
		default:
			utf8.EncodeRune(b[c.start:c.end], made[i].rune)
		}
	}
}

// Shown replaces a shown value in place if it contains an original, or is an id that is a personal value elsewhere.
func (g *Generator) Shown(b []byte, id, bytewise bool) {
	if b = bytes.TrimSpace(b); len(b) < MinOriginal && !id {
		return
	}
	digest := digestOf(b)
	if id {
		digest ^= 1
	}
	if g.cache != nil && g.cache.stays(digest) {
		return
	}
	switch {
	case g.originals.In(b), id && g.originals.IsWhole(bytes.TrimSpace(Unescape(b))):
		g.Value(b, bytewise, true)
	case g.cache != nil:
		g.cache.putStaying(digest)
	}
}

// writeReference writes a character as a reference of the length of the one in b. If its digits do not fit, another
// character of its class is written.
func (g *Generator) writeReference(b []byte, r rune) {
	base, lead := 10, len("&#")
	if b[lead] == 'x' {
		base, lead = 16, lead+1
	}
	room := len(b) - lead - len(";")
	digits := strconv.FormatInt(int64(r), base)
	if c := classOf(r, false); len(digits) > room && c != nil {
		for i := range c.size {
			if digits = strconv.FormatInt(int64(c.rune((c.index(r)+i)%c.size)), base); len(digits) <= room {
				break
			}
		}
	}
	if len(digits) > room {
		return // a combining mark or a number, and not a letter of a name
	}
	for i := range room {
		b[lead+i] = '0'
	}
	copy(b[len(b)-len(";")-len(digits):], digits)
}

// Words replaces each word of a text by its pseudonym in place, except those for which keep returns true. A word is a run
// of letters and digits. References stay references.
func (g *Generator) Words(b []byte, bytewise bool, keep func(word []byte) bool) {
	g.words(b, bytewise, func(word []byte) {
		if keep == nil || !keep(word) {
			copy(word, g.Of(word, bytewise))
		}
	})
}

// LogWords is Words with a keep that depends only on the word. Its results are cached.
func (g *Generator) LogWords(b []byte, bytewise bool, keep func(word []byte) bool) {
	if g.cache == nil {
		g.Words(b, bytewise, keep)
		return
	}
	g.words(b, bytewise, func(word []byte) {
		digest := digestOf(word) ^ 4
		if bytewise {
			digest = ^digest
		}
		made := g.cache.of(digest, word)
		if made == nil {
			made = word
			if !keep(word) {
				made = g.make(word, bytewise)
			}
			g.cache.put(digest, word, made)
		}
		copy(word, made)
	})
}

const (
	// maxSegment is the length of the longest segment that is cached. 1<<lineBits is the number of segments at most,
	// maxSegments their size in bytes.
	maxSegment  = 512
	lineBits    = 12
	maxSegments = 1 << 18
)

// Remembered has a segment of a line replaced in place: by replace, or as it was replaced recently. The result must
// depend only on the segment and on context, a small number.
func (g *Generator) Remembered(b []byte, context uint64, replace func()) {
	if g.cache == nil || len(b) > maxSegment {
		replace()
		return
	}
	digest := maphash.Bytes(seed, b) ^ context
	if g.segments != nil {
		if made := g.segments.of(digest, b); made != nil {
			copy(b, made)
			return
		}
	}
	if !g.seen.has(digest) { // most segments with a value occur once
		replace()
		return
	}
	if g.segments == nil {
		segments := newReplaced(lineBits, maxSegments)
		g.segments = &segments
	}
	g.segment = append(g.segment[:0], b...)
	replace()
	g.segments.put(digest, g.segment, b)
}

// words has each word of a text replaced in place by replace, and replaces references to letters and digits.
func (g *Generator) words(b []byte, bytewise bool, replace func(word []byte)) {
	for at := 0; ; {
		if at += separatorsLength(b[at:]); at == len(b) {
			return
		}
		if b[at] == '&' {
			if r, n := reference(b[at:]); n > 0 {
				if b[at+1] == '#' && classOf(r, false) != nil {
					made := g.Of(utf8.AppendRune(nil, r), false)
					first, _ := utf8.DecodeRune(made)
					g.writeReference(b[at:at+n], first)
				}
				at += n
				continue
			}
		}
		n := wordLength(b[at:], bytewise)
		if n == 0 {
			at += characterLength(b[at:], bytewise)
			continue
		}
		replace(b[at : at+n])
		at += n
	}
}

// EachWord calls f for each word of a text.
func EachWord(b []byte, bytewise bool, f func(word []byte)) {
	for at := 0; ; {
		if at += separatorsLength(b[at:]); at == len(b) {
			return
		}
		n := wordLength(b[at:], bytewise)
		if n > 0 {
			f(b[at : at+n])
		}
		if n == 0 {
			n = characterLength(b[at:], bytewise)
		}
		at += n
	}
}

// characterLength returns the length of the character that b begins with.
func characterLength(b []byte, bytewise bool) int {
	if bytewise || b[0] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRune(b)
	return n
}

// kinds classifies bytes: letters and digits of ASCII, separators of words, and others, which may be either or begin a
// reference.
var kinds = func() (all [256]byteKind) {
	for c := range byte(utf8.RuneSelf) {
		switch {
		case ascii[c] != nil:
			all[c] = wordByte
		case c != '&':
			all[c] = separatorByte
		}
	}
	return all
}()

type byteKind uint8

const (
	otherByte byteKind = iota
	wordByte
	separatorByte
)

// separatorsLength returns the number of separators that b begins with.
func separatorsLength(b []byte) (n int) {
	for n < len(b) && kinds[b[n]] == separatorByte {
		n++
	}
	return n
}

// wordLength returns the length of the word that b begins with.
func wordLength(b []byte, bytewise bool) int {
	n := 0
	for {
		for n < len(b) && kinds[b[n]] == wordByte {
			n++
		}
		if n == len(b) || b[n] < utf8.RuneSelf {
			break
		}
		r, size := rune(b[n]), 1
		if !bytewise {
			if r, size = utf8.DecodeRune(b[n:]); r == utf8.RuneError && size == 1 {
				r = 'a' // a byte of a character that was cut
				if classOf(rune(b[n]), true) == nil {
					break
				}
			}
		}
		if classOf(r, bytewise) == nil && !unicode.IsMark(r) {
			break
		}
		n += size
	}
	return n
}

// Blank replaces each letter and digit in place by one character of its class.
func Blank(b []byte) {
	for i, c := range b {
		b[i] = blanks[c]
	}
}

func blank(c byte) byte { return blanks[c] }

var blanks = func() (all [256]byte) {
	for i := range all {
		c := byte(i)
		switch {
		case c >= '0' && c <= '9':
			c = '0'
		case c >= 'A' && c <= 'Z':
			c = 'X'
		case c >= 'a' && c <= 'z':
			c = 'x'
		case c >= utf8.RuneSelf:
			c = 0xbf
		}
		all[i] = c
	}
	return all
}()

// Other returns a byte of the class of c that is not b.
func Other(c, b byte) byte {
	if c = blank(c); c != b {
		return c
	}
	if slices.Contains([]byte{'0', 'X', 'x'}, c) {
		return c + 1
	}
	if c >= utf8.RuneSelf {
		return c - 1
	}
	return c
}
