// What lines have said before. Nearly all lines of a log are of a few kinds:
// but for the time at their beginning, what stands in front of one message
// stands in front of thousands.

package textlog

import (
	"bytes"
	"hash/maphash"

	"ivrcheck/trace"
)

const (
	heardLines  = 4096 // are remembered
	heardLength = 256  // of one, at most
	// alikeLines of them may have one hash.
	alikeLines = 4
)

// heard are the lines that were heard last, less their time, by their hash.
type heard struct {
	seed   maphash.Seed
	stamps stamps
	lines  [heardLines / alikeLines][alikeLines]heardLine
	spare  []byte
}

// heardLine is what a line said behind the time.
type heardLine struct {
	text      []byte // as likeness gives it
	conn      *connection
	side      int
	direction trace.Direction
	// declares tells that an XML_DATA=(n) stands in front of the message, inJSON
	// that the line may be a record in JSON, clear that nothing in it looks like
	// the beginning of a message.
	declares, inJSON, clear bool
}

// recollection is what is remembered of the line in front of a message.
type recollection struct {
	at    int64 // where the message begins
	line  *heardLine
	stamp trace.Stamp
}

// line looks for what is remembered of the line that text is the part of in
// front of a message: a time, which may stand in brackets, and behind it rest.
// text is a whole line up to the message, and no pattern applies. rest is nil if
// the line is not of that kind, and known nil if it is not remembered.
func (h *heard) line(text []byte) (known *heardLine, rest []byte, stamp trace.Stamp) {
	if len(text) == 0 || len(text) > heardLength {
		return nil, nil, stamp
	}
	from := 0
	if text[0] == '[' {
		from = 1
	} else if class[text[0]] != first {
		return nil, nil, stamp
	}
	stamp, n := h.stamps.at(text[from:])
	if rest = text[from+n:]; n == 0 || len(rest) == 0 || rest[0] != ' ' && rest[0] != ']' {
		return nil, nil, stamp
	}
	like := h.likeness(rest)
	lines := h.of(like)
	for i := range lines {
		if bytes.Equal(lines[i].text, like) {
			return &lines[i], rest, stamp
		}
	}
	return nil, rest, stamp
}

// likeness gives what rest has in common with others that say the same. Drivers
// number what they write, such as in REQ_KEY=17, XML_DATA=(214), and there one
// number is as good as any; up to eleven digits are no frame in hex. Where a document may
// begin in the line, its place matters, and with it each digit.
func (h *heard) likeness(rest []byte) []byte {
	if rest[len(rest)-1] != ')' || bytes.IndexByte(rest, '<') >= 0 {
		return rest
	}
	const most = 11
	like := h.spare[:0]
	for {
		at := bytes.IndexByte(rest, '=') + 1
		if at == 0 {
			break
		}
		if at < len(rest) && rest[at] == '(' {
			at++
		}
		digits := at
		for digits < len(rest) && isDigit(rest[digits]) {
			digits++
		}
		like = append(like, rest[:at]...)
		if n := digits - at; n > 0 && n <= most && digits < len(rest) && (rest[digits] == ',' || rest[digits] == ')' || rest[digits] == '|') {
			like = append(like, '0')
			at = digits
		}
		rest = rest[at:]
	}
	h.spare = append(like, rest...)
	return h.spare
}

// of gives the lines with the hash of one, the one that came last first.
func (h *heard) of(like []byte) *[alikeLines]heardLine {
	if h.seed == (maphash.Seed{}) {
		h.seed = maphash.MakeSeed()
	}
	return &h.lines[maphash.Bytes(h.seed, like)%uint64(len(h.lines))]
}

// keep gives the place for what a line said that is not known yet.
func (h *heard) keep(like []byte) *heardLine {
	lines := h.of(like)
	room := lines[len(lines)-1].text[:0]
	copy(lines[1:], lines[:])
	lines[0] = heardLine{text: append(room, like...)}
	return &lines[0]
}

// recall looks at the line that begins at or right behind at, and gives the
// place of the message in it, if what stands in front is remembered.
func (l *reader) recall(at int64) (start int64, ok bool) {
	if l.pattern != nil || len(l.openings[0]) == 0 {
		return 0, false
	}
	from, breaks := at, 1
	switch b := l.from(at); {
	case len(b) > 0 && b[0] == '\n':
		at++
	case len(b) > 1 && b[0] == '\r' && b[1] == '\n':
		at += 2
	case l.atLineStart(at):
		breaks = 0
	default:
		return 0, false
	}
	b := l.from(at)
	b = b[:min(len(b), heardLength+2)]
	less := bytes.IndexByte(b, l.openings[0][1]) - 1
	if less < 0 || b[less] != '<' || bytes.IndexByte(b[:less], '\n') >= 0 {
		return 0, false
	}
	known, _, stamp := l.heard.line(b[:less])
	if known == nil || !known.clear || !l.heard.stamps.clear() {
		return 0, false
	}
	start = at + int64(less)
	if l.counted == from {
		l.pass(start, breaks)
	}
	l.recalled = recollection{start, known, stamp}
	return start, true
}

// recollected gives the unit of a document at o, if the line in front was the
// last that was recalled; else nil.
func (l *reader) recollected(o int64) *trace.Unit {
	if l.recalled.at != o {
		return nil
	}
	k := l.recalled.line
	l.conn, l.inJSON = k.conn, k.inJSON
	return l.about(o, l.recalled.stamp, k.side, k.direction)
}

// remember keeps what the line in front of the message at start said, whose
// rest is not known yet, unless there is a time in that: the later one counts.
func (l *reader) remember(rest []byte, start int64, said *told) {
	if _, again := findStamp(rest, false); again {
		return
	}
	like := l.heard.likeness(rest)
	k := l.heard.keep(like)
	k.conn, k.side, k.direction, k.inJSON = l.conn, said.side(l.conn), said.direction, l.inJSON
	k.declares = l.declared(start) >= 0
	k.clear = l.clear(rest, start-int64(len(rest))) && !bytes.Contains(like, hexMark) && !bytes.Contains(like, hexesMark)
}

// clear tells that nothing in rest, which stands at from, looks like the
// beginning of a message, but in hex.
func (l *reader) clear(rest []byte, from int64) bool {
	for m := markLess; m < markHex; m++ {
		if l.find(m, rest, len(rest), from) >= 0 {
			return false
		}
	}
	return true
}
