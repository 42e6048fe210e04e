// Bytes as pairs of hex digits with separators or prefixes: arrays of C, escaped strings, dumps
// without offsets. The pairs of GLI frames become plain digits, which package textlog reads; the
// pairs of a document become its text, also over several lines.

package records

import "bytes"

// digits is the kind of data that lines of only pairs or numbers continue.
type digits uint8

const (
	noDigits digits = iota
	frameDigits
	textDigits
	decimals // numbers of a document, which lines of only numbers continue
)

// pairs returns the indexes of the pairs of hex digits in b from at on, all with the same prefix
// (0x, \x or none), at most most, and the end of the last one.
func pairs(b []byte, at, most int) (list []int, end int) {
	const farthest = 5 // blanks and commas between two
	prefix := prefixAt(b, at)
	for end = at; ; {
		next := at
		for len(list) > 0 && next < len(b) && next-end < farthest && (b[next] == ' ' || b[next] == ',' || b[next] == '-' || b[next] == '\t') {
			next++
		}
		at = next + len(prefix)
		if len(list) == most || at+2 > len(b) || string(b[next:at]) != prefix || hexValue(b[at]) < 0 || hexValue(b[at+1]) < 0 || at+2 < len(b) && isName(b[at+2]) {
			return list, end
		}
		list = append(list, at)
		at += 2
		end = at
	}
}

func prefixAt(b []byte, at int) string {
	if at+2 <= len(b) && (b[at] == '0' || b[at] == '\\') && b[at+1] == 'x' {
		return string(b[at : at+2])
	}
	return ""
}

func pair(b []byte, at int) byte { return byte(hexValue(b[at])<<4 | hexValue(b[at+1])) }

// onlyPairs returns the pairs of a line that otherwise contains only punctuation of an array
// or a string, or the text column of a dump.
func onlyPairs(line []byte) (list []int) {
	line = bytes.TrimRight(line, "\r\n")
	at := afterAddress(line, len(line)-len(bytes.TrimLeft(line, " \t\"")))
	list, end := pairs(line, at, len(line))
	if len(bytes.Trim(line[end:], " \t,;}\"\\")) == 0 {
		return list
	}
	return shown(line, list)
}

// afterAddress returns the index of the bytes after an address at at, as in 0x7ffe3a0 <buf+8>: 0x00 of gdb; at if no
// address is there.
func afterAddress(line []byte, at int) int {
	const least, longest = len("0x1000"), 64
	if !bytes.HasPrefix(line[at:], []byte("0x")) {
		return at
	}
	n := at
	for n < len(line) && isName(line[n]) {
		n++
	}
	if n-at < least {
		return at
	}
	i := bytes.IndexByte(line[n:min(len(line), n+longest)], ':')
	if i < 0 || i > 0 && (line[n] != ' ' || line[n+i-1] != '>') {
		return at
	}
	n += i + 1
	return len(line) - len(bytes.TrimLeft(line[n:], " \t"))
}

// shown returns the first pairs of a line that ends with their characters.
func shown(line []byte, list []int) []int {
	const widest = 32 // bytes of a line
	if len(list) > 2*widest {
		return nil
	}
	for n := min(len(list), widest); n > 0; n-- {
		for _, text := range [...][]byte{line, bytes.TrimSuffix(line, []byte("|"))} {
			i, from := 0, len(text)-n
			for from > list[n-1]+2 && i < n && (text[from+i] == pair(line, list[i]) || text[from+i] == '.') {
				i++
			}
			if i == n {
				return list[:n]
			}
		}
	}
	return nil
}

// findPairs finds the pairs of a document or of a GLI frame in a line; frame is true for a frame. It
// ignores plain digits, and pairs with blanks alone on a line, because package textlog reads them.
func findPairs(line []byte) (list []int, frame bool) {
	const least = 8
	for at := 0; ; at++ {
		i := bytes.IndexByte(line[at:], '3')
		if i < 0 || at+i+1 >= len(line) {
			return nil, false
		}
		at += i
		from := at
		if frame = line[at+1]|0x20 != 'c'; frame {
			if from = pairBefore(line, at-1); from < 0 {
				continue
			}
		}
		if prefix := prefixAt(line, max(from-2, 0)); prefix != "" {
			from -= len(prefix)
		}
		if from > 0 && isName(line[from-1]) {
			continue
		}
		prefix := prefixAt(line, from)
		list, end := pairs(line, from, least)
		if len(list) < least || prefix == "" && list[1] == list[0]+2 {
			continue
		}
		first, second := pair(line, list[0]), pair(line, list[1])
		if !frame && first == '<' && beginsTag(second) && !(prefix == "" && inDump(line[:from])) {
			list, _ = pairs(line, from, len(line))
			return list, false
		}
		if c := pair(line, list[6]); frame && first == 0 && (c == '<' || c <= ' ' || c >= 0x80) &&
			(prefix != "" || line[list[0]+2] != ' ' || len(line) < 512 && len(bytes.TrimSpace(line[end:])) > 0 && beginsPairs(line) && onlyPairs(line) != nil) {
			list, _ = pairs(line, from, len(line))
			return list, true
		}
	}
}

// inDump reports whether the text before a pair ends with an offset or bytes in hex.
func inDump(front []byte) bool {
	front = bytes.TrimRight(front, " \t:|]")
	word := front[bytes.LastIndexAny(front, " \t|[")+1:]
	for _, c := range word {
		if hexValue(c) < 0 {
			return false
		}
	}
	return len(word) > 1
}

// pairBefore returns the index of the pair before the pair 03 at index at, if it is 00; else -1.
func pairBefore(line []byte, at int) int {
	if at < 0 || line[at] != '0' {
		return -1
	}
	if prefixAt(line, max(at-2, 0)) != "" {
		at -= 2
	}
	for at > 0 && (line[at-1] == ' ' || line[at-1] == ',' || line[at-1] == '-' || line[at-1] == '\t') {
		at--
	}
	if at -= 2; at < 0 || line[at] != '0' || line[at+1] != '0' {
		return -1
	}
	return at
}

// take returns the text of a line with pairs of hex digits, or of a line that continues them. ok is
// false for any other line; then out is the end of the line before.
func (d *digits) take(t *Text) (out Text, ok bool) {
	list, frame := findPairs(t.Bytes)
	only := onlyPairs(t.Bytes)
	switch {
	case *d != noDigits && only != nil:
	case list != nil && frame:
		*d = frameDigits
	case list != nil:
		*d = textDigits
	default:
		if *d == textDigits {
			out.putBreak(t, 0)
		}
		*d = noDigits
		return out, false
	}
	end := t.Len()
	if only != nil {
		list = only
	} else {
		out.add(t, 0, list[0]-len(prefixAt(t.Bytes, max(0, list[0]-2))))
		end = list[len(list)-1] + 2
	}
	for _, at := range list {
		if *d == frameDigits {
			out.add(t, at, at+2)
		} else {
			out.put([]byte{pair(t.Bytes, at)}, t, at)
		}
	}
	switch {
	case only == nil:
		*d = noDigits
		out.add(t, end, t.Len())
	case *d == frameDigits:
		out.putBreak(t, t.Len()-1)
	}
	return out, true
}

// takeNumbers returns the text of a line with decimal numbers of a document, or of a line that continues them. ok
// is false for any other line; then out is the end of the line before.
func (d *digits) takeNumbers(t *Text) (out Text, ok bool) {
	line := bytes.TrimRight(t.Bytes, " \t\r\n")
	var at int
	if *d != decimals {
		at = findDecimal(line)
		out.add(t, 0, at)
	} else if at = afterOffset(line); len(line) == 0 || decodeDecimal(&Text{}, t, at) < len(line) {
		*d = noDigits
		out.putBreak(t, 0)
		return out, false
	}
	end := decodeDecimal(&out, t, at)
	*d = decimals
	if end < len(line) {
		*d = noDigits
		out.add(t, end, t.Len())
	}
	return out, true
}

// afterOffset returns the index of the numbers in a line of a dump, after its offset, if any.
func afterOffset(line []byte) int {
	const least = 4 // digits of an offset
	at := len(line) - len(afterBlanks(line))
	end := at
	for end < len(line) && hexValue(line[end]) >= 0 {
		end++
	}
	if end-at < least {
		return at
	}
	for end < len(line) && (line[end] == ' ' || line[end] == ':' || line[end] == '\t') {
		end++
	}
	return end
}

// hasDigits reports whether findPairs finds pairs.
func hasDigits(line []byte) bool {
	list, _ := findPairs(line)
	return list != nil
}

// beginsPairs reports whether a line begins with two pairs, perhaps of a dump without offsets.
func beginsPairs(line []byte) bool {
	const least = len("00 03 ")
	b := afterBlanks(line)
	return len(b) > least && b[2] == ' ' && b[5] == ' ' && hexValue(b[0]) >= 0 && hexValue(b[1]) >= 0 && hexValue(b[3]) >= 0 && hexValue(b[4]) >= 0
}
