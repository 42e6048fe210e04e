package xmltree

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// Classes of bytes.
const (
	nameStart  = 1 << iota // begins a plain name: ASCII, no colon
	nameMore               // continues a plain name
	plainText              // represents itself in text
	plainValue             // represents itself in an attribute's value
	blank
	literal  // is allowed in a system or public identifier that the scanner accepts
	anyStart // begins a name for the tokenizer
	anyMore  // continues a name for the tokenizer
)

var class = func() (class [256]uint8) {
	for c := ' '; c < 0x7f; c++ {
		class[c] = plainText | plainValue | literal
	}
	class[0x7f] = plainText | plainValue
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
		class[c] &^= plainText | plainValue
	}
	class[']'] &^= plainText // part of ]]> perhaps
	class['"'] &^= plainValue
	class['\''] &^= plainValue
	class['\t'], class['\n'] = plainText|blank, plainText|blank
	class['\r'] = blank
	class[' '] |= blank
	for c := range class {
		if class[c]&nameStart != 0 || c == ':' || c >= 0x80 {
			class[c] |= anyStart
		}
		if class[c]&nameMore != 0 || class[c]&anyStart != 0 {
			class[c] |= anyMore
		}
	}
	return class
}()

// ones has a one in each of its bytes.
const ones = 0x0101010101010101

// Word returns the eight bytes at at, which must exist.
func Word(b []byte, at int) uint64 {
	return binary.LittleEndian.Uint64((*[8]byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(b)), at))[:])
}

// Byte returns the byte at at, which must exist.
func Byte(b []byte, at int) byte {
	return *(*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(b)), at))
}

// EndOfText returns the end of the bytes from at on that need no rewriting in text.
func EndOfText(b []byte, at int) int {
	for at+8 <= len(b) {
		w := Word(b, at)
		suspects := suspicious(w) | ((w^ones*']')-ones)&(ones*0x80)
		if suspects == 0 {
			at += 8
			continue
		}
		if at += bits.TrailingZeros64(suspects) / 8; class[Byte(b, at)]&plainText == 0 {
			return at
		}
		at++
	}
	for at < len(b) && class[b[at]]&plainText != 0 {
		at++
	}
	return at
}

// EndOfValue returns the end of the bytes from at on that need no rewriting in an attribute's value.
func EndOfValue(b []byte, at int) int {
	for ; at+8 <= len(b); at += 8 {
		if suspects := suspicious(Word(b, at)); suspects != 0 {
			if at += bits.TrailingZeros64(suspects) / 8; Byte(b, at) != '#' {
				return at
			}
			at -= 7
		}
	}
	for at < len(b) && class[b[at]]&plainValue != 0 {
		at++
	}
	return at
}

// suspicious marks, by its highest bit, the first of eight bytes that may need rewriting, and perhaps later ones:
// quotes, & and <, controls, bytes above ASCII, and #.
func suspicious(w uint64) uint64 {
	quote := w&(ones*0xfa) ^ ones*'"' // 0 for "&' and #
	angle := w ^ ones*'<'
	return ((quote - ones) | (angle - ones) | w | (w - ones*' ')) & (ones * 0x80) // above ASCII, or borrowed
}

// nonLetters marks, by its highest bit, the first of eight bytes that is not an ASCII letter, and perhaps later ones.
// It returns 0 if all are letters.
func nonLetters(w uint64) uint64 {
	lower := w | ones*0x20
	return ((lower - ones*'a') | (lower + ones*(0x7f-'z')) | w) & (ones * 0x80)
}

// endOfName returns the end of the name at at: the first byte that is not nameMore.
func endOfName(b []byte, at int) int {
	for at+8 <= len(b) {
		others := nonLetters(binary.LittleEndian.Uint64(b[at:]))
		if others == 0 {
			at += 8
			continue
		}
		at += bits.TrailingZeros64(others) / 8
		if class[b[at]]&nameMore == 0 {
			return at
		}
		at++
	}
	for at < len(b) && class[b[at]]&nameMore != 0 {
		at++
	}
	return at
}

func skipBlank(b []byte, at int) int {
	for at < len(b) && class[b[at]]&blank != 0 {
		at++
	}
	return at
}

// view returns bytes as a string, which is valid until they are overwritten.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// isInk reports whether a byte is a visible ASCII character.
func isInk(c byte) bool { return c > ' ' && c < 0x80 }

// View returns bytes as a string, which is valid until they are overwritten.
func View(b []byte) string { return view(b) }
