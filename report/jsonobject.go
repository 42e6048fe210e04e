package report

import (
	"math/bits"
	"strconv"
	"unicode/utf8"
)

// jsonObject writes the members of a JSON object one by one. Methods whose name begins with "opt" omit an empty value.
type jsonObject struct {
	buf       []byte
	printable bool // texts are written through Printable
}

func (o *jsonObject) key(key string) {
	if o.buf[len(o.buf)-1] != '{' {
		o.buf = append(o.buf, ',')
	}
	o.buf = append(append(append(o.buf, '"'), key...), `":`...)
}

func (o *jsonObject) text(key, value string) {
	o.key(key)
	o.buf = o.appendText(o.buf, value)
}

func (o *jsonObject) appendText(b []byte, value string) []byte {
	if o.printable {
		value = Printable(value)
	}
	return appendString(b, value)
}

func (o *jsonObject) optText(key, value string) {
	if value != "" {
		o.text(key, value)
	}
}

func (o *jsonObject) optNumber(key string, value int) {
	if value != 0 {
		optPointer(o, key, &value)
	}
}

func optPointer[N int | int64](o *jsonObject, key string, value *N) {
	if value != nil {
		o.key(key)
		o.buf = strconv.AppendInt(o.buf, int64(*value), 10)
	}
}

func (o *jsonObject) object(key string, members func()) {
	o.key(key)
	o.buf = append(o.buf, '{')
	members()
	o.buf = append(o.buf, '}')
}

// optObjects writes a list of n objects. members writes the members of the i-th object.
func (o *jsonObject) optObjects(key string, n int, members func(i int)) {
	for i := range n {
		if i == 0 {
			o.key(key)
			o.buf = append(o.buf, "[{"...)
		} else {
			o.buf = append(o.buf, ",{"...)
		}
		members(i)
		o.buf = append(o.buf, '}')
	}
	if n > 0 {
		o.buf = append(o.buf, ']')
	}
}

// optList writes a list of values other than objects. appendOne appends one value.
func optList[T any](o *jsonObject, key string, values []T, appendOne func([]byte, T) []byte) {
	if len(values) == 0 {
		return
	}
	o.key(key)
	o.buf = append(o.buf, '[')
	for i, v := range values {
		if i > 0 {
			o.buf = append(o.buf, ',')
		}
		o.buf = appendOne(o.buf, v)
	}
	o.buf = append(o.buf, ']')
}

func appendNumber[N int | int64 | uint16](b []byte, n N) []byte {
	return strconv.AppendInt(b, int64(n), 10)
}

// appendString appends a JSON string like marshal.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for {
		n := plainPrefix(s)
		b = append(b, s[:n]...)
		if n == len(s) {
			return append(b, '"')
		}
		if short := shortEscapes[s[n]]; short != 0 {
			b = append(b, '\\', short)
			s = s[n+1:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		b = appendSpecial(b, s[n:n+size], r)
		s = s[n+size:]
	}
}

// plainPrefix returns the number of plain bytes at the start. It reads eight bytes at a time, of which the last eight
// may overlap with the previous ones.
func plainPrefix(s string) int {
	const each = 0x0101010101010101
	if len(s) < 8 {
		i := 0
		for i < len(s) && isPlain[s[i]] {
			i++
		}
		return i
	}
	for i := 0; i < len(s); i += 8 {
		i = min(i, len(s)-8)
		p := s[i : i+8]
		w := uint64(p[0]) | uint64(p[1])<<8 | uint64(p[2])<<16 | uint64(p[3])<<24 |
			uint64(p[4])<<32 | uint64(p[5])<<40 | uint64(p[6])<<48 | uint64(p[7])<<56
		// The lowest byte whose highest bit is set is the first that is not plain. The third term borrows for a quote
		// and for a control character.
		w = w | (w + each) | ((w ^ each*2) - each*('"'^2+1)) | ((w ^ each*'\\') - each)
		if w &= each * 0x80; w != 0 {
			return i + bits.TrailingZeros64(w)/8
		}
	}
	return len(s)
}

// appendSpecial appends one character that is neither plain nor has a short escape.
func appendSpecial(b []byte, s string, r rune) []byte {
	invalid := r == utf8.RuneError && len(s) == 1
	if r >= utf8.RuneSelf && !invalid && !isUnsafe(r) && r != '\u2028' && r != '\u2029' {
		return append(b, s...)
	}
	b = append(b, `\u`...)
	for shift := 12; shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[r>>shift&15])
	}
	return b
}

// isPlain marks the bytes that always represent themselves in a JSON string.
var isPlain = func() (plain [256]bool) {
	for c := byte(' '); c < 0x7f; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}()

// shortEscapes has the letters of short escapes by byte.
var shortEscapes = [256]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}
