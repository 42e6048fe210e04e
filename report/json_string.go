package report

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
	"unsafe"
)

// Strings of JSON, eight bytes at a time.

// appendString appends a text as marshal writes it.
func appendString(b []byte, s string) []byte {
	at := plainPrefix(s)
	b = append(append(b, '"'), s[:at]...)
	if at == len(s) {
		return append(b, '"')
	}
	for s = s[at:]; s != ""; {
		b, s = appendSpecial(b, s)
		// What is plain is often short: the word is written whole, and cut.
		for len(s) >= 8 {
			w := wordAt(s, 0)
			n := bits.TrailingZeros64(specials(w)) / 8
			from := len(b)
			b = binary.LittleEndian.AppendUint64(b, w)[:from+n]
			if s = s[n:]; n < 8 {
				break
			}
		}
		if len(s) < 8 {
			at := plainPrefix(s)
			b, s = append(b, s[:at]...), s[at:]
		}
	}
	return append(b, '"')
}

// appendSpecial appends the first character of a text, which is not plain, and gives
// the rest.
func appendSpecial(b []byte, s string) ([]byte, string) {
	c := s[0]
	if short := shortEscapes[c]; short != 0 {
		return append(b, '\\', short), s[1:]
	}
	r, size := rune(c), 1
	if c >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(s)
		if (r != utf8.RuneError || size > 1) && !steers(r) && r != '\u2028' && r != '\u2029' {
			return append(b, s[:size]...), s[size:]
		}
	}
	return append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15]), s[size:]
}

// plainPrefix gives how many bytes at the beginning stand in a JSON string as they are,
// whatever is around them: those from space to ~ but quote and backslash.
func plainPrefix(s string) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if special := specials(wordAt(s, i)); special != 0 {
			return i + bits.TrailingZeros64(special)/8
		}
	}
	if i == len(s) {
		return i
	}
	if i > 0 { // the last word has some bytes that are known to be plain
		i = len(s) - 8
		return i + bits.TrailingZeros64(specials(wordAt(s, i)))/8
	}
	return min(len(s), bits.TrailingZeros64(specials(shortWord(s)))/8)
}

// wordAt gives eight bytes of a text, which has them, as one word.
func wordAt(s string, at int) uint64 {
	return binary.LittleEndian.Uint64((*[8]byte)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), at))[:])
}

// shortWord gives the bytes of a text that has less than eight of them as one word,
// with zeros behind.
func shortWord(s string) (w uint64) {
	for i := len(s) - 1; i >= 0; i-- {
		w = w<<8 | uint64(s[i])
	}
	return w
}

const ones = 0x0101010101010101

// specials has the highest bit set of the first byte that is not plain. Behind it, it
// may be set for others, too.
func specials(w uint64) uint64 {
	// The bit is that of a byte that is above ASCII, or that has borrowed or carried.
	return (w | (w + ones) | (w - ones*' ') | ((w ^ ones*'"') - ones) | ((w ^ ones*'\\') - ones)) & (ones * 0x80)
}

const hexDigits = "0123456789abcdef"

// shortEscapes has the letters of the bytes that have one.
var shortEscapes = [256]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}
