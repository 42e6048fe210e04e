// Decodes documents in a line: percent-encoding of URLs, base64, decimal numbers.

package records

import (
	"bytes"
	"encoding/base64"
)

// fewest is the length of the shortest line that is searched for a coded document.
const fewest = 32

// code is an encoding of bytes as text. To add one, add a row to codes.
type code struct {
	// find returns the index in a line of a document in the code, -1 if there is no such document.
	find func(line []byte) int
	// decode appends to out the decoded text from at on, and returns the end of the coded text.
	decode func(out, t *Text, at int) (end int)
}

var codes = [...]code{
	{findPercent, decodePercent},
	{findBase64, decodeBase64},
	decimalCode: {findDecimal, decodeDecimal},
}

const decimalCode = 2 // its numbers may continue on the next line

// codeOf returns the code of a document in a line, nil if the line has no coded document.
func codeOf(line []byte) *code {
	if len(line) < fewest {
		return nil
	}
	for i := range codes {
		if codes[i].find(line) >= 0 {
			return &codes[i]
		}
	}
	return nil
}

// remove decodes the coded text of a line, repeatedly if it was coded more than once.
func (c *code) remove(t *Text) {
	const most = 3
	for range most {
		at := c.find(t.Bytes)
		if at < 0 {
			return
		}
		var out Text
		out.add(t, 0, at)
		end := c.decode(&out, t, at)
		out.add(t, end, t.Len())
		*t = out
	}
}

// findPercent finds %3C with the beginning of a tag, also coded again (%253C).
func findPercent(line []byte) int {
	for at := 0; ; at++ {
		i := bytes.IndexByte(line[at:], '%')
		if i < 0 {
			return -1
		}
		at += i
		rest := line[at+1:]
		for len(rest) > 5 && rest[0] == '2' && rest[1] == '5' {
			rest = rest[2:]
		}
		if len(rest) > 4 && rest[0] == '3' && rest[1]|0x20 == 'c' && (beginsTag(rest[2]) || rest[2] == '%') {
			return at
		}
	}
}

func decodePercent(out, t *Text, at int) int {
	b := t.Bytes
	end := at
	for end < len(b) && b[end] > ' ' && b[end] != '"' && b[end] != '&' && b[end] != '<' && b[end] != '>' {
		end++
	}
	plus := !bytes.Contains(b[at:end], []byte("%20")) // a form has + for a blank
	from := at
	for ; at < end; at++ {
		switch {
		case b[at] == '%' && at+2 < end && hexValue(b[at+1]) >= 0 && hexValue(b[at+2]) >= 0:
			out.add(t, from, at)
			out.put([]byte{byte(hexValue(b[at+1])<<4 | hexValue(b[at+2]))}, t, at)
			at += 2
			from = at + 1
		case b[at] == '+' && plus:
			out.add(t, from, at)
			out.put([]byte(" "), t, at)
			from = at + 1
		}
	}
	out.add(t, from, end)
	return end
}

// findBase64 finds base64 of a document, with or without six bytes of a header before it.
func findBase64(line []byte) int {
	const least, header = 24, 8 // characters of a document, of a GLI header
	for at := 0; ; at++ {
		i := bytes.IndexByte(line[at:], 'P') // of all bytes from 0x3c to 0x3f
		if i < 0 || len(line)-at-i < least {
			return -1
		}
		at += i
		var text [15]byte
		if c := line[at+1]; c < 'C' || c > 'H' {
			continue
		}
		if _, err := codingOf(line[at:at+20]).Decode(text[:], line[at:at+20]); err != nil || text[0] != '<' || !beginsTag(text[1]) || !narrowText(text[:]) {
			continue
		}
		start := at
		for start > 0 && at-start <= header && isBase64(line[start-1]) {
			start--
		}
		if n := at - start; n == 0 || n == header {
			return start
		}
	}
}

func isBase64(c byte) bool { return isName(c) || c == '+' || c == '/' || c == '-' || c == '_' }

// codingOf returns the alphabet of b.
func codingOf(b []byte) *base64.Encoding {
	if bytes.ContainsAny(b, "-_") {
		return base64.RawURLEncoding
	}
	return base64.RawStdEncoding
}

func decodeBase64(out, t *Text, at int) int {
	b := t.Bytes
	end := at
	for end < len(b) && isBase64(b[end]) {
		end++
	}
	coding := codingOf(b[at:end])
	const group = 4
	for at < end {
		var decoded []byte // in short runs, so that places are nearly exact
		n := at
		for n < end && len(decoded) < 48 && bytes.IndexByte(decoded, '>') < 0 {
			more, err := coding.AppendDecode(decoded, b[n:min(n+group, end)])
			if n = min(n+group, end); err != nil {
				break
			}
			decoded = more
		}
		putDecoded(out, decoded, t, at)
		at = n
	}
	for end < len(b) && b[end] == '=' {
		end++
	}
	return end
}

// putDecoded appends the bytes decoded from base64 at index at of t. The places of tags are exact.
func putDecoded(out *Text, decoded []byte, t *Text, at int) {
	for from := 0; from < len(decoded); {
		end := len(decoded)
		if i := bytes.IndexByte(decoded[from+1:], '<'); i >= 0 {
			end = from + 1 + i
		}
		out.put(decoded[from:end], t, at+from/3*4+from%3)
		from = end
	}
}

// findDecimal finds 60 and the number of a character that begins a tag, or [0, 3, the beginning of
// a GLI header.
func findDecimal(line []byte) int {
	for at := 0; ; at++ {
		i := bytes.IndexByte(line[at:], '[')
		if i < 0 {
			break
		}
		at += i
		if first, ok := numbers(line, at+1); ok && (first[0] == '<' && beginsTag(byte(first[1])) || first[0] == 0 && first[1] == 3) {
			return at + 1
		}
	}
	for at := 0; ; at += 2 {
		i := bytes.Index(line[at:], []byte("60"))
		if i < 0 {
			return -1
		}
		at += i
		if at > 0 && (isName(line[at-1]) || line[at-1] == '.') {
			continue
		}
		if first, ok := numbers(line, at); ok && first[0] == '<' && beginsTag(byte(first[1])) && tagNumbers(line, at) {
			return at
		}
	}
}

// numbers reads the two numbers at index at, which another number must follow.
func numbers(line []byte, at int) (first [2]int, ok bool) {
	for n := range first {
		v, end := decimal(line, at)
		next := afterNumber(line, end)
		if end == at || next == end {
			return first, false
		}
		first[n], at = v, next
	}
	return first, true
}

// tagNumbers reports whether the numbers from at on are printable text.
func tagNumbers(line []byte, at int) bool {
	const least = 8
	for range least {
		v, end := decimal(line, at)
		if end == at || v < 0 || !printable(byte(v)) {
			return false
		}
		at = afterNumber(line, end)
	}
	return true
}

// afterNumber returns the index of the number after one that ends at end, end if none follows.
func afterNumber(b []byte, end int) int {
	at := end
	for at < len(b) && (b[at] == ' ' || b[at] == ',' || b[at] == '\t') {
		at++
	}
	if at == len(b) || !isDigit(b[at]) && b[at] != '-' {
		return end
	}
	return at
}

// decimal reads a number of up to three digits, with a sign as Java writes bytes above 127.
func decimal(b []byte, at int) (v, end int) {
	end = at
	negative := end < len(b) && b[end] == '-'
	if negative {
		end++
	}
	first := end
	for end < len(b) && isDigit(b[end]) && end-at < 4 {
		v = 10*v + int(b[end]-'0')
		end++
	}
	if negative {
		v = -v
	}
	if end == first || v < -128 || v > 255 {
		return 0, at
	}
	return v, end
}

func decodeDecimal(out, t *Text, at int) int {
	var decoded [64]byte // of a run, which ends before each tag
	n, from := 0, at
	for {
		v, end := decimal(t.Bytes, at)
		if n > 0 && (end == at || byte(v) == '<' || n == len(decoded)) {
			out.put(decoded[:n], t, from)
			n = 0
		}
		if end == at {
			return at
		}
		if n == 0 {
			from = at
		}
		decoded[n] = byte(v)
		n++
		next := afterNumber(t.Bytes, end)
		if next == end {
			out.put(decoded[:n], t, from)
			return end
		}
		at = next
	}
}
