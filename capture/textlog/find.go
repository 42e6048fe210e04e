// Finding the places in a text where a message may begin.

package textlog

import "bytes"

// mark is a way in which the beginning of a message can be told from afar.
type mark uint8

const (
	markLess  mark = iota // <
	markAmp               // &lt;
	markSlash             // \u003c
	markHex               // 0200, the end of a GLI header as a dump shows it
	markHexes             // 02 00
	marks
)

var hexMark, hexesMark = []byte("0200"), []byte("02 00")

// reach is what may stand in front of the end of a window and turn out to be a
// mark of several bytes when more is read.
const reach = 8

// sight is what is known of the next place with one mark: it is at offset at,
// if that is not behind clear; before clear there is none.
type sight struct{ at, clear int64 }

// mayBeLess is a quick look at a reference of six bytes or more.
func mayBeLess(b []byte) bool {
	switch b[1] {
	case 'l', '#':
		return true
	case 'a':
		return b[5] == 'l' || b[5] == '#' || b[5] == 'a'
	}
	return false
}

// next gives the first place at or behind o, and whether there is one in the
// window.
func (l *reader) next(o int64) (at int64, m mark, ok bool) {
	for k := range marks {
		s := &l.ahead[k]
		if s.at >= o {
			if !ok || s.at < at {
				at, m, ok = s.at, k, true
			}
			continue
		}
		from, stop := max(o, s.clear), l.end()
		if ok {
			stop = at // what begins behind what was found is not the first
		}
		if from >= stop {
			continue
		}
		i := l.find(k, l.from(from), int(stop-from), from)
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

// find gives the index in b, which stands at from, of the first place before
// stop that deserves a closer look; -1 if there is none.
func (l *reader) find(m mark, b []byte, stop int, from int64) int {
	at := 0
	switch m {
	case markLess:
		for at < stop {
			i := bytes.IndexByte(b[at:stop], '<')
			if i < 0 {
				return -1
			}
			at += i
			if at+1 == len(b) {
				return at
			}
			switch b[at+1] {
			case '?', '!', l.root[0], l.root[0] ^ 0x20:
				return at
			}
			if l.declared(from+int64(at)) >= 0 {
				return at
			}
			at++
		}
	case markAmp:
		for at < stop {
			i := bytes.IndexByte(b[at:stop], '&')
			if i < 0 {
				return -1
			}
			at += i
			if rest := b[at:min(len(b), at+32)]; len(rest) < 6 || mayBeLess(rest) {
				if _, a := escapedLess(rest); a != no {
					return at
				}
			}
			at++
		}
	case markSlash:
		for at < stop {
			i := bytes.IndexByte(b[at:stop], '\\')
			if i < 0 {
				return -1
			}
			at += i
			m := slashRun(b[at:])
			if o := from + int64(at) - l.base; o > 0 && l.buf[o-1] == '\\' {
				at += m // the rest of a run that was looked at
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
				if m <= 1<<(maxNesting-1) {
					if _, a := escapedLess(b[at:min(len(b), at+40)]); a != no {
						return at
					}
				}
			}
			at += m
		}
	case markHex, markHexes:
		text := hexMark
		if m == markHexes {
			text = hexesMark
		}
		for at < stop {
			i := bytes.Index(b[at:min(len(b), stop+len(text)-1)], text)
			if i < 0 {
				return -1
			}
			at += i
			o := from + int64(at) - l.base
			if headerText(l.buf[:o], m) > 0 {
				return at
			}
			at++
		}
	}
	return -1
}
