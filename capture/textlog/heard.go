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
}

// heardLine is what a line said behind the time.
type heardLine struct {
	rest      []byte
	conn      *connection
	side      int
	direction trace.Direction
	// declared is the n of the XML_DATA=(n) in front of the message, else -1.
	declared int
	// inJSON tells that the line may be a record in JSON; clear that nothing in
	// it looks like the beginning of a message.
	inJSON, clear bool
}

// recollection is what is remembered of the line in front of a message.
type recollection struct {
	at    int64 // where the message begins
	line  *heardLine
	stamp trace.Stamp
}

// line looks for what is remembered of the line that text is the part of in
// front of a message: a time, and behind it rest, which begins with a blank.
// text is a whole line up to the message, and no pattern applies. rest is nil if
// the line is not of that kind, and known nil if it is not remembered.
func (h *heard) line(text []byte) (known *heardLine, rest []byte, stamp trace.Stamp) {
	if len(text) == 0 || len(text) > heardLength || class[text[0]] != first {
		return nil, nil, stamp
	}
	stamp, n := h.stamps.at(text)
	if n == 0 || n == len(text) || text[n] != ' ' {
		return nil, nil, stamp
	}
	rest = text[n:]
	lines := h.like(rest)
	for i := range lines {
		if bytes.Equal(lines[i].rest, rest) {
			return &lines[i], rest, stamp
		}
	}
	return nil, rest, stamp
}

// like gives the lines that have the hash of rest, the one that came last first.
func (h *heard) like(rest []byte) *[alikeLines]heardLine {
	if h.seed == (maphash.Seed{}) {
		h.seed = maphash.MakeSeed()
	}
	return &h.lines[maphash.Bytes(h.seed, rest)%uint64(len(h.lines))]
}

// keep gives the place for what a line said whose rest is not known yet.
func (h *heard) keep(rest []byte) *heardLine {
	lines := h.like(rest)
	room := lines[len(lines)-1].rest[:0]
	copy(lines[1:], lines[:])
	lines[0].rest = append(room, rest...)
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
	if less < 0 || b[less] != '<' {
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
	k := l.heard.keep(rest)
	k.conn, k.side, k.direction, k.inJSON = l.conn, said.side(l.conn), said.direction, l.inJSON
	k.declared, k.clear = l.declared(start), l.clear(rest, start-int64(len(rest)))
}

// clear tells that nothing in rest, which stands at from, looks like the
// beginning of a message, whatever stands in front.
func (l *reader) clear(rest []byte, from int64) bool {
	for m := markLess; m < markHex; m++ {
		if l.find(m, rest, len(rest), from) >= 0 {
			return false
		}
	}
	return !bytes.Contains(rest, hexMark) && !bytes.Contains(rest, hexesMark)
}
