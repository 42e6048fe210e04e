// GLI frames in hex dumps: xxd, hexdump -C, od, Wireshark, plain digits.

package textlog

import (
	"bytes"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// hexDump is a part of a log that shows bytes.
type hexDump struct {
	data []byte
	// at[i] is the offset of data[i] in the text, from the start of the dump.
	at []int32
	// end is the offset of the end of the dump.
	end int
}

// maxDump is how many bytes of one dump are read.
const maxDump = 1 << 17

// dumpLine splits the text before the first byte of interest on its line: what
// the log put before the dump, and the offset that the dump shows for the line;
// count is how many bytes of the dump are between. ok is false if there is no
// offset. A dump in groups of two bytes has a colon after its offsets.
func dumpLine(front []byte, spaced bool) (log []byte, offset int64, count int, ok bool) {
	group := 4
	if spaced {
		group = 2
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
		case n < 4 || n > 8 || !spaced && !colon:
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

// take adds the bytes that line shows, at most limit; at is the offset of line in
// the text. n is the end of the bytes in line.
func (d *hexDump) take(line []byte, at, limit int, wide bool) (n int) {
	for i, count := 0, 0; i < len(line) && count < limit; {
		gap := 0
		for i+gap < len(line) && (line[i+gap] == ' ' || line[i+gap] == '\t') {
			gap++
		}
		// The text column follows a wide gap, except for the one in the middle of
		// the line.
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

// readDump reads the dump whose first byte of interest b begins with; front is the
// text before it on its line. a is needMore if the dump may continue after b.
func readDump(front, b []byte, spaced, final bool) (d hexDump, a answer) {
	log, offset, skipped, offsets := dumpLine(front, spaced)
	log = bytes.Clone(log)
	line, rest, whole := bytes.Cut(b, []byte("\n"))
	if !whole && !final {
		return d, needMore
	}
	at := len(line) + 1
	width := 1 << 16
	if offsets {
		// The next offset shows how many bytes are on this line.
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

// offsetLine reads the offset that a line of a dump begins with; n is the start of
// its bytes. more means that the line is not complete.
func offsetLine(log, b []byte, final bool) (offset int64, n int, ok, more bool) {
	line, _, ended := bytes.Cut(b, []byte("\n"))
	if !ended && !final {
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

// plausible reports whether XML may follow the header in hex that b begins with, or
// b ends with the header.
func plausible(b []byte) bool {
	var d hexDump
	if d.take(b[:min(len(b), 64)], 0, 7, false); len(d.data) < 7 || d.data[1] != 3 {
		return len(d.data) >= 6
	}
	return d.data[6] == '<' || transport.IsSpace(d.data[6])
}

// onlyHex reports whether the first line of b contains only digits.
func onlyHex(b []byte) bool {
	b, _, _ = bytes.Cut(b, []byte("\n"))
	b = bytes.TrimRight(b, "\r")
	for _, c := range b {
		if hexDigit(c) < 0 && c != ' ' {
			return false
		}
	}
	return len(b) >= 2
}

// dump takes the frames of the dump with the mark of a header at start, if it is
// one, and returns the offset where to continue.
func (l *reader) dump(start int64) (next int64, err error) {
	spaced := l.from(start)[2] == ' '
	start -= int64(headerText(l.buf[:start-l.base], spaced))
	var d hexDump
	for {
		b := l.from(start)
		if !plausible(b) {
			return start + 1, nil
		}
		var a answer
		if d, a = readDump(l.front(start), b, spaced, l.eof); a != needMore || len(b) > 8*maxDump || l.eof {
			break
		}
		l.fill(start)
	}
	// If the whole has no frame its parts have none, so that each is read once.
	off, ok := l.gli.FindChain(d.data, true)
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
	f := l.gli.NewFramer(transport.Config{File: l.name, Conn: about.Conn, Side: -1, Emit: func(u *trace.Unit) error {
		// The place of a message is that of its XML, of a frame its header's.
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
	l.pass(next, about.Pos.Time, l.conn)
	return next, nil
}
