// Finding the places in a text where a message may begin.

package textlog

import "bytes"

// reach is the number of bytes at the end of the window that may be the beginning of a
// mark.
const reach = 8

// next returns the first place at or after o where a message may begin, and its mark. ok
// is false if the window contains none.
func (l *reader) next(o int64) (at int64, m mark, ok bool) {
	for k := range marks {
		s := &l.found[k]
		if s.at >= o {
			if !ok || s.at < at {
				at, m, ok = s.at, k, true
			}
			continue
		}
		from, stop := max(o, s.clear), l.end()
		if ok {
			stop = at // only an earlier place matters
		}
		if from >= stop {
			continue
		}
		i, b, n := -1, l.from(from), int(stop-from)
		if c := special[k]; c == 0 || bytes.IndexByte(b[:n], c) >= 0 {
			i = l.find(k, b, n, from)
		}
		switch {
		case i >= 0:
			s.at = from + int64(i)
			at, m, ok = s.at, k, true
		case k <= markSlash:
			s.clear = stop
		default: // it may be cut by the end of the window
			s.clear = min(stop, max(from, l.end()-reach))
		}
	}
	return at, m, ok
}

// special are the first characters of rare marks.
var special = [marks]byte{markAmp: '&', markSlash: '\\'}

// find returns the index in b, which is at from, of the first place before stop
// that needs a closer look; -1 if there is none.
func (l *reader) find(m mark, b []byte, stop int, from int64) int {
	switch m {
	case markLess:
		return l.findLess(b, stop, from)
	case markAmp:
		return l.findAmp(b, stop)
	case markSlash:
		return l.findSlash(b, stop, from)
	}
	const header, mark = len("00 03 00 b2 "), len("02 00")
	if !hasHexRun(l.buf[max(0, int(from-l.base)-header):min(len(l.buf), int(from-l.base)+stop+mark-1)]) {
		return -1 // most texts
	}
	for at := 0; at < stop; at++ {
		i := indexHexMark(b[at:min(len(b), stop+len("02 00")-1)])
		if i < 0 || at+i >= stop {
			break
		}
		at += i
		if headerText(l.buf[:from+int64(at)-l.base], b[at+2] == ' ') > 0 {
			return at
		}
	}
	return -1
}

func (l *reader) findLess(b []byte, stop int, from int64) int {
	for at := 0; at < stop; at++ {
		i := bytes.IndexByte(b[at:stop], '<')
		if i < 0 {
			break
		}
		at += i
		if at+1 == len(b) {
			return at
		}
		if l.grammar.starts[b[at+1]] || l.declaredLength(from+int64(at)) >= 0 {
			return at
		}
	}
	return -1
}

// firstStart returns the index of the first '<' in b after which a document may begin, -1 if there is none.
func (g *grammar) firstStart(b []byte) int {
	for at := 0; ; at++ {
		i := bytes.IndexByte(b[at:], '<')
		if at += i; i < 0 || at+1 >= len(b) {
			return -1
		}
		if g.starts[b[at+1]] {
			return at
		}
	}
}

func (l *reader) findAmp(b []byte, stop int) int {
	for at := 0; at < stop; at++ {
		i := bytes.IndexByte(b[at:stop], '&')
		if i < 0 {
			break
		}
		at += i
		if rest := b[at:]; (len(rest) < 6 || mayBeLess(rest)) && l.mayBeEscaped(rest) {
			return at
		}
	}
	return -1
}

// mayBeLess is a quick test of a reference of six bytes or more.
func mayBeLess(b []byte) bool {
	switch b[1] {
	case 'l', '#':
		return true
	case 'a':
		return b[5] == 'l' || b[5] == '#' || b[5] == 'a'
	}
	return false
}

// mayBeEscaped reports whether b begins with an escaped < that may begin a document.
func (l *reader) mayBeEscaped(b []byte) bool {
	const longest = 40
	_, n, a := escapedLess(b[:min(len(b), longest)])
	return a == needMore || a == yes && l.grammar.mayBegin(b[n:])
}

func (l *reader) findSlash(b []byte, stop int, from int64) int {
	for at := 0; at < stop; {
		i := bytes.IndexByte(b[at:stop], '\\')
		if i < 0 {
			break
		}
		at += i
		m := slashRun(b[at:])
		if o := from + int64(at) - l.base; o > 0 && l.buf[o-1] == '\\' {
			at += m // the rest of an examined run
			continue
		}
		if at+m == len(b) {
			if m > 1<<maxNesting {
				return -1
			}
			return at
		}
		switch b[at+m] {
		case 'u', 'x', '0':
			if m <= 1<<(maxNesting-1) && l.mayBeEscaped(b[at:]) {
				return at
			}
		}
		at += m
	}
	return -1
}

// inHexRun reports for each character whether it is a hex digit or a blank.
var inHexRun = func() (is [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF ") {
		is[c] = true
	}
	return is
}()

// hasHexRun reports whether b contains a run of hex digits and blanks that is long enough for a GLI header in hex.
func hasHexRun(b []byte) bool {
	const least = len("000300b20200")
	for at := 0; at+least <= len(b); {
		n := least - 1
		for n >= 0 && inHexRun[b[at+n]] {
			n--
		}
		if n < 0 {
			return true
		}
		at += n + 1
	}
	return false
}

// indexHexMark returns the index of the first "0200" or "02 00" in b, -1 if b contains
// neither.
func indexHexMark(b []byte) int {
	for at := 1; at+2 < len(b); at++ {
		i := bytes.IndexByte(b[at:len(b)-2], '2')
		if i < 0 {
			break
		}
		at += i
		switch {
		case b[at-1] != '0' || b[at+2] != '0':
		case b[at+1] == '0', b[at+1] == ' ' && at+3 < len(b) && b[at+3] == '0':
			return at - 1
		}
	}
	return -1
}

// headerText returns the length of the text at the end of b that shows the first four
// bytes of a GLI header, with a known type and a possible length: 000300b2, 0003 00b2 or,
// if spaced, 00 03 00 b2 and a blank. It returns 0 for other text.
func headerText(b []byte, spaced bool) int {
	var header [4]byte
	var digits [8]byte
	n, at := 0, len(b)
	for n < len(digits) {
		if at == 0 {
			return 0
		}
		at--
		c := b[at]
		if hexDigit(c) >= 0 {
			n++
			digits[len(digits)-n] = c
			continue
		}
		// A blank follows each byte, or each second one.
		if c != ' ' || n%4 != 0 && (!spaced || n%2 != 0) || n == 0 && spaced && at != len(b)-1 {
			return 0
		}
		if at > 0 && b[at-1] == ' ' {
			return 0
		}
	}
	for i := range header {
		header[i] = byte(hexDigit(digits[2*i])<<4 | hexDigit(digits[2*i+1]))
	}
	length := int(header[2])<<8 | int(header[3])
	if header[0] != 0 || header[1] > 3 || length < 2 || header[1] != 3 && length != 2 {
		return 0
	}
	if spaced && len(b)-at != 12 || !spaced && at > 0 && hexDigit(b[at-1]) >= 0 {
		return 0
	}
	return len(b) - at
}
