// GLI frames as dumps show them: xxd, hexdump -C, od, Wireshark, plain digits.

package textlog

import (
	"bytes"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// headerText gives the length of the text that b ends with, if that shows the
// first four bytes of a GLI header, of a type that exists and with the length
// that it has: 000300b2, 0003 00b2, or 00 03 00 b2 and a blank.
func headerText(b []byte, m mark) int {
	var first [4]byte
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
		// A blank stands after each byte, or after each second one.
		if c != ' ' || n%4 != 0 && (m == markHex || n%2 != 0) || n == 0 && m == markHexes && at != len(b)-1 {
			return 0
		}
		if at > 0 && b[at-1] == ' ' {
			return 0
		}
	}
	for i := range first {
		first[i] = byte(hexDigit(digits[2*i])<<4 | hexDigit(digits[2*i+1]))
	}
	length := int(first[2])<<8 | int(first[3])
	if first[0] != 0 || first[1] > 3 || length < 2 || first[1] != 3 && length != 2 {
		return 0
	}
	if m == markHexes && len(b)-at != 12 {
		return 0
	}
	if at > 0 && m == markHex && hexDigit(b[at-1]) >= 0 {
		return 0
	}
	return len(b) - at
}

// dump is a piece of a log that shows bytes.
type dump struct {
	data []byte
	// at[i] is where data[i] stands in the text, relative to the dump's start.
	at []int32
	// end is where the dump ends in the text.
	end int
}

// maxDump is how many bytes of one dump are taken.
const maxDump = 1 << 17

// lead takes a line apart in front of its first byte of interest: what the log
// put in front, and the offset that the dump shows for the line; count is how
// many bytes of the dump stand between. ok is false if no offset is there. A
// dump in groups of two bytes has a colon behind its offsets.
func lead(front []byte, m mark) (log []byte, offset int64, count int, ok bool) {
	group := 2
	if m == markHex {
		group = 4
	}
	for rest := front; count <= 64; {
		rest = bytes.TrimRight(rest, " \t")
		colon := len(rest) > 0 && rest[len(rest)-1] == ':'
		rest = bytes.TrimSuffix(rest, []byte(":"))
		i := len(rest)
		for i > 0 && len(rest)-i < 9 && hexDigit(rest[i-1]) >= 0 {
			i--
		}
		switch n := len(rest) - i; {
		case n == group && !colon:
			count += n / 2
			rest = rest[:i]
			continue
		case n < 4 || n > 8 || m == markHex && !colon:
			return nil, 0, 0, false
		}
		for _, c := range rest[i:] {
			offset = offset<<4 | int64(hexDigit(c))
		}
		if bytes.HasSuffix(rest[:i], []byte("0x")) {
			i -= 2
		}
		if i > 0 && isWord(rest[i-1]) {
			return nil, 0, 0, false
		}
		return rest[:i], offset, count, true
	}
	return nil, 0, 0, false
}

// take adds the bytes that line shows, at most limit; at is where line stands
// in the text. n is how far they go.
func (d *dump) take(line []byte, at, limit int, wide bool) (n int) {
	for i, count := 0, 0; i < len(line) && count < limit; {
		gap := 0
		for i+gap < len(line) && (line[i+gap] == ' ' || line[i+gap] == '\t') {
			gap++
		}
		// What stands behind a wide gap is the text column, but for the one in
		// the middle of the line.
		if gap > 2 || wide && gap == 2 && count != 8 || !wide && gap > 1 {
			return n
		}
		i += gap
		j := i
		for j < len(line) && hexDigit(line[j]) >= 0 {
			j++
		}
		if wide && ((j-i)%2 != 0 || j < len(line) && line[j] != ' ' && line[j] != '\r' && line[j] != '\t') {
			return n
		}
		if j -= (j - i) % 2; j == i {
			return n
		}
		for ; i < j && count < limit; i += 2 {
			d.data = append(d.data, byte(hexDigit(line[i])<<4|hexDigit(line[i+1])))
			d.at = append(d.at, int32(at+i))
			count++
		}
		n = i
	}
	return n
}

// readDump reads the dump whose first byte of interest b begins with; front is
// what stands in front on its line. a is needMore if it may go on behind b.
func readDump(front, b []byte, m mark, final bool) (d dump, a answer) {
	log, offset, skipped, offsets := lead(front, m)
	log = bytes.Clone(log)
	line, rest, whole := bytes.Cut(b, []byte("\n"))
	if !whole && !final {
		return d, needMore
	}
	at := len(line) + 1
	width := 1 << 16
	if offsets {
		// The next line tells how many bytes this one shows.
		width = 16
		if o, _, ok, more := offsetLine(log, rest, final); more {
			return d, needMore
		} else if ok && o > offset && o-offset <= 256 {
			width = int(o - offset)
		}
	}
	d.end = d.take(line, 0, width-skipped, offsets)
	if len(d.data) == 0 {
		return d, no
	}
	for whole && len(d.data) < maxDump {
		start := 0
		if offsets {
			offset += int64(width)
			o, n, ok, more := offsetLine(log, rest, final)
			if more {
				return d, needMore
			}
			if !ok || o != offset {
				return d, yes
			}
			start = n
		} else if c := bytes.IndexByte(rest, '\n'); c < 0 && !final {
			return d, needMore
		} else if len(rest) == 0 || hexDigit(rest[0]) < 0 || !onlyHex(rest) {
			return d, yes
		}
		line, rest, whole = bytes.Cut(rest, []byte("\n"))
		if !whole && !final {
			return d, needMore
		}
		before := len(d.data)
		if n := d.take(line[start:], at+start, width, offsets); n > 0 {
			d.end = at + start + n
		}
		at += len(line) + 1
		if len(d.data)-before < width && offsets {
			break
		}
	}
	return d, yes
}

// offsetLine reads the offset that a line of a dump begins with; n is where
// its bytes begin. more tells that the line is not all there.
func offsetLine(log, b []byte, final bool) (offset int64, n int, ok, more bool) {
	line := b
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		line = b[:i]
	} else if !final {
		return 0, 0, false, true
	}
	if len(log) > 0 {
		if n = alike(log, line); n <= 0 {
			return 0, 0, false, false
		}
	}
	if bytes.HasPrefix(line[n:], []byte("0x")) {
		n += 2
	}
	from := n
	for n < len(line) && hexDigit(line[n]) >= 0 && n-from < 9 {
		offset = offset<<4 | int64(hexDigit(line[n]))
		n++
	}
	if n-from < 4 || n-from > 8 {
		return 0, 0, false, false
	}
	if n < len(line) && line[n] == ':' {
		n++
	}
	blank := n
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return offset, n, n > blank, false
}

// plausible tells whether b, which begins with a header as text, goes on with
// what may be XML, or ends with the header.
func plausible(b []byte) bool {
	var d dump
	if d.take(b[:min(len(b), 64)], 0, 7, false); len(d.data) < 7 || d.data[1] != 3 {
		return len(d.data) >= 6
	}
	return d.data[6] == '<' || isSpace(d.data[6])
}

// onlyHex tells whether the first line of b holds digits and nothing else.
func onlyHex(b []byte) bool {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	b = bytes.TrimRight(b, "\r")
	for _, c := range b {
		if hexDigit(c) < 0 && c != ' ' {
			return false
		}
	}
	return len(b) >= 2
}

// dumped takes the frames of a dump whose first header begins at start,
// if that is one, and gives the offset where to go on.
func (l *reader) dumped(start int64, m mark) (next int64, err error) {
	var d dump
	for {
		b := l.from(start)
		if !plausible(b) {
			return start + 1, nil
		}
		var a answer
		if d, a = readDump(l.front(start), b, m, l.eof); a != needMore || len(b) > 8*maxDump || l.eof {
			break
		}
		l.fill(start)
	}
	// What is none as a whole is none in its parts, so that each is read once.
	off, ok := l.protocol.FindChain(d.data, true)
	if !ok {
		return start + int64(max(d.end, 1)), nil
	}
	d.data, d.at = d.data[off:], d.at[off:]
	start, d.end = start+int64(d.at[0]), d.end-int(d.at[0])
	for i := len(d.at) - 1; i >= 0; i-- {
		d.at[i] -= d.at[0]
	}
	next = start + int64(d.end)
	about := *l.begin(start)
	if err := l.start(l.conn, &about.Pos); err != nil {
		return next, err
	}
	f := l.protocol.NewFramer(transport.Config{File: l.name, Conn: about.Conn, Side: -1, Emit: func(u *trace.Unit) error {
		// A message stands where its XML does, a frame where its header does.
		at := u.Pos.Offset
		if u.Kind == trace.Document && u.Header.Present {
			at += 6
		}
		o := start + int64(d.at[min(at, int64(len(d.at)-1))])
		u.Direction, u.StreamStart, u.StreamEnd, u.Acked = about.Direction, -1, -1, -1
		u.Pos = l.position(o, about.Pos.Time)
		return l.emit(u)
	}})
	if err := f.Data(&trace.Chunk{Bytes: d.data, Arrival: trace.Arrival{Acked: -1}}); err != nil {
		return next, err
	}
	if err := f.End(trace.CloseUnseen); err != nil {
		return next, err
	}
	l.passed(next, about.Pos.Time, l.conn)
	return next, nil
}
