// GLI frames in hex dumps: xxd, hexdump -C, od, Wireshark, plain digits.

package textlog

import (
	"bytes"
	"slices"

	"ivrcheck/capture/textlog/records"
	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

const (
	// maxDump is the most bytes read of one dump, and maxDumpLine of one line.
	maxDump     = 1 << 17
	maxDumpLine = 256
	// widestGroup is the longest group of digits with a blank after it, in a dump without offsets.
	widestGroup = 16
)

// dumpLine splits the text before the first byte of interest on its line into the prefix
// of the log and the offset that the dump shows for the line; count is the number of dump
// bytes between. ok is false if the line has no offset. A dump in groups of two bytes has
// a colon after its offsets.
func dumpLine(front []byte, spaced bool) (log []byte, offset int64, count int, ok bool) {
	group := 4
	if spaced {
		group = 2
	}
	for rest := front; count <= 64; {
		rest = bytes.TrimRight(rest, " \t")
		colon := len(rest) > 0 && afterOffset(rest[len(rest)-1])
		if colon {
			rest = rest[:len(rest)-1]
		}
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

// afterOffset reports whether c may follow an offset: 0000:, |00000000|, [0000].
func afterOffset(c byte) bool { return c == ':' || c == '|' || c == ']' }

// mayContinue reports whether b begins with a group of as many digits as the group before it. The last group of a line
// may be shorter, after two of the same length.
func mayContinue(b []byte, group, groups int) bool {
	n := 0
	for n < len(b) && hexDigit(b[n]) >= 0 {
		n++
	}
	return n == group || n > 0 && n < group && groups > 1 && len(bytes.TrimSpace(b[n:])) == 0
}

// take adds the bytes that line shows, at most limit; at is the offset of line in the
// text, and skipped the number of dump bytes before it on the line. n is the end of the
// bytes in line.
func (d *hexDump) take(line []byte, at, skipped, limit int, wide bool) (n int) {
	most := max(0, min(limit, len(line)/2))
	d.data, d.at = slices.Grow(d.data, most), slices.Grow(d.at, most)
	group, groups := 0, 0 // digits of the last group, and number of groups of this length in a row
	for i, count := 0, 0; i < len(line) && count < limit; {
		from := i
		for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
			i++
		}
		// The text column follows a wide gap, except for the one in the middle of
		// the line. Digits of another width are another column.
		if gap := i - from; gap > 0 && !wide && (line[from] == '\t' || group > widestGroup) && !mayContinue(line[i:], group, groups) || gap > 2 || wide && gap == 2 && skipped+count != 8 || !wide && gap > 1 {
			return n
		}
		first, before := i, len(d.data)
		for ; i+1 < len(line); i += 2 {
			value := hexDigits[line[i]]<<4 | hexDigits[line[i+1]]
			if value < 0 {
				break
			}
			if count < limit {
				d.data, d.at = append(d.data, byte(value)), append(d.at, int32(at+i))
				count++
			}
		}
		if i == first || wide && i < len(line) && line[i] != ' ' && line[i] != '\r' && line[i] != '\t' {
			d.data, d.at = d.data[:before], d.at[:before]
			return n
		}
		if group != i-first {
			group, groups = i-first, 0
		}
		groups++
		n = int(d.at[len(d.at)-1]) + 2 - at
	}
	return n
}

// dumpReader reads a dump line by line.
type dumpReader struct {
	hexDump
	log     []byte // prefix of the log on each line
	offsets bool   // each line begins with one
	line    int    // number of lines that were read
	// at is the index of the next line from the start of the dump. Its bytes begin start bytes later;
	// skipped of them are before the dump. shows is the offset that the line shows.
	at, start, skipped int
	shows              int64
}

// newDumpReader returns a reader of the dump whose first byte of interest front is before on its line.
func newDumpReader(front []byte, spaced bool) *dumpReader {
	r := &dumpReader{}
	r.log, r.shows, r.skipped, r.offsets = dumpLine(front, spaced)
	r.log = bytes.Clone(r.log)
	return r
}

// read continues where the last call ended; b begins with the dump. It returns needMore if the dump
// may continue after b, and no if b has no dump.
func (r *dumpReader) read(b []byte, final bool) answer {
	for {
		line, rest, whole := bytes.Cut(b[min(r.at, len(b)):], []byte("\n"))
		if !whole && !final {
			return needMore
		}
		if !r.offsets && r.line > 0 && (len(line) == 0 || hexDigit(line[0]) < 0 || !onlyHex(line)) {
			return yes
		}
		// The offset of the next line shows how many bytes are on this one: a chunk of a
		// stream ends with a shorter line.
		width := 1 << 16
		var next int64
		var start int
		var ok bool
		if r.offsets {
			width = 16
			var more bool
			if next, start, ok, more = offsetLine(r.log, rest, final); more {
				return needMore
			}
			if n := next - r.shows; ok && n > 0 && n <= 256 {
				width = int(n)
			}
		}
		before := len(r.data)
		if n := r.take(line[r.start:], r.at+r.start, r.skipped, width-r.skipped, r.offsets); n > 0 {
			r.end = r.at + r.start + n
		}
		switch {
		case len(r.data) == 0:
			return no
		case len(r.data) == before:
			return yes
		}
		count := int64(r.skipped + len(r.data) - before)
		r.at, r.line = r.at+len(line)+1, r.line+1
		if !whole || len(r.data) >= maxDump || r.offsets && (!ok || next-r.shows != count && octal(next)-octal(r.shows) != count) {
			return yes
		}
		r.start, r.skipped, r.shows = start, 0, next
	}
}

// octal reinterprets the hex digits of an offset as octal digits, which od writes.
func octal(offset int64) (v int64) {
	for shift := 0; offset > 0; shift += 3 {
		v += offset & 7 << shift
		offset >>= 4
	}
	return v
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
	if n < len(line) && afterOffset(line[n]) {
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
	if d.take(b[:min(len(b), 64)], 0, 0, 7, false); len(d.data) < 7 || d.data[1] != 3 {
		return len(d.data) >= 6
	}
	return d.data[6] == '<' || transport.IsSpace(d.data[6])
}

// onlyHex reports whether a line contains only digits.
func onlyHex(b []byte) bool {
	b = bytes.TrimRight(b, "\r")
	for _, c := range b {
		if hexDigit(c) < 0 && c != ' ' {
			return false
		}
	}
	return len(b) >= 2
}

// dump takes the frames of the dump that has the mark of a header at start, if it is a
// dump. It returns the offset where to continue.
func (l *reader) dump(start int64) (next int64, err error) {
	spaced := l.from(start)[2] == ' '
	start -= int64(headerText(l.buf[:start-l.base], spaced))
	d := newDumpReader(l.front(start), spaced)
	for {
		b := l.from(start)
		if !plausible(b) {
			return start + 1, nil
		}
		if a := d.read(b, l.eof); a != needMore || len(b) > 8*maxDump || l.eof {
			break
		}
		l.fill(start)
	}
	// If the whole has no frame its parts have none, so that each is read once.
	off, ok := l.gli.FindChain(d.data, true)
	if !ok {
		return start + int64(max(d.end, 1)), nil
	}
	return l.dumped(start, d.after(off), false)
}

// after returns the dump without its first n bytes; at stays relative to the old start.
func (d hexDump) after(n int) hexDump {
	return hexDump{data: d.data[n:], at: d.at[n:], end: d.end}
}

// dumped emits the frames of a dump, or its documents if it is headerless. The dump began
// at start. It returns the offset where to continue.
func (l *reader) dumped(start int64, d hexDump, headerless bool) (next int64, err error) {
	next = start + int64(d.end)
	first := d.at[0]
	start += int64(first)
	about := *l.begin(start)
	if err := l.start(l.conn, &about.Pos); err != nil {
		return next, err
	}
	newFramer := l.gli.NewFramer
	if headerless {
		newFramer = l.bodies.NewHeaderless
	}
	f := newFramer(transport.Config{File: l.name, Conn: about.Conn, Side: -1, Emit: func(u *trace.Unit) error {
		// The place of a message is that of its XML, of a frame its header's.
		if headerless && u.Kind != trace.Document {
			return nil // between the documents, such as the headers of HTTP
		}
		at := u.Pos.Offset
		if u.Kind == trace.Document && u.Header.Present {
			at += 6
		}
		o := start + int64(d.at[min(at, int64(len(d.at)-1))]-first)
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

// read reads the line at from, which begins with front. It returns false if the line has
// no offset.
func (s *shownLine) read(front []byte, from int64) bool {
	s.from, s.data, s.at, s.tried = from, s.data[:0], s.at[:0], false
	_, n, ok, _ := offsetLine(nil, front, true)
	if indent := len(front) - len(bytes.TrimLeft(front, " \t|[")); !ok && indent > 0 {
		_, n, ok, _ = offsetLine(front[:indent], front, true)
	}
	if !ok {
		s.from = -1
		return false
	}
	s.group = 0
	for n+s.group < len(front) && hexDigit(front[n+s.group]) >= 0 {
		s.group++
	}
	s.end = n + s.take(front[n:], n, 0, maxDumpLine, true)
	return true
}

// inDump reports whether the < at start is in the text column of a dump.
func (l *reader) inDump(start int64) bool {
	const longest = 160 // bytes of a line before it, a digit of the offset first
	front := l.front(start)
	if len(front) >= longest || start-int64(len(front)) != l.shown.from && !records.IsDump(front) {
		return false
	}
	line := l.buf[max(0, start-longest-l.base) : start-l.base]
	i := lineStart(line)
	if i == 0 && len(line) == longest {
		return false
	}
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '|' || line[i] == '[') {
		i++
	}
	return i < len(line) && hexDigit(line[i]) >= 0
}

// dumpedText takes the documents of a dump that shows XML without GLI headers. start is the
// offset of a < in the text column. It returns the offset where to continue.
func (l *reader) dumpedText(start int64) (next int64, a answer, err error) {
	front := l.front(start)
	from := start - int64(len(front))
	line := &l.shown
	if line.from != from && !line.read(front, from) {
		return start, no, nil
	}
	// The characters show the same bytes: this one is the nth < of the line.
	nth := bytes.Count(front[min(line.end, len(front)):], []byte("<"))
	index := 0
	for ; index < len(line.data); index++ {
		if line.data[index] == '<' {
			if nth--; nth < 0 {
				break
			}
		}
	}
	if index == len(line.data) {
		return start, no, nil
	}
	// Of a line of 16 bytes one place is examined, so that the work is in proportion.
	if _, a := l.grammar.open(line.data[index:], false, true); a == no || line.tried {
		return start, no, nil
	}
	line.tried = true
	from += int64(line.at[index])
	// The dump is read in steps, so that one that shows no document costs little.
	d := newDumpReader(l.front(from), line.group == 2)
	for size := 100; ; {
		b := l.from(from)
		part := b[:min(len(b), size)]
		final := l.eof && len(part) == len(b) || len(part) == size && size < 8*maxDump
		if a := d.read(part, final); a == needMore && len(b) < 8*maxDump && !l.eof {
			l.fill(from)
			continue
		}
		if len(d.data) == 0 {
			return start, no, nil
		}
		o, a := l.grammar.open(d.data, false, true)
		switch whole := len(part) == len(b) && l.eof || size >= 8*maxDump; {
		case a == no || a == yes && !o.ours && o.bare == trace.NotBare:
			return start, no, nil
		case !whole:
			size *= 4
			if a == yes {
				size = 8 * maxDump
			}
			d = newDumpReader(l.front(from), line.group == 2)
			continue
		case a != yes:
			return start, no, nil
		}
		next, err = l.dumped(from, d.hexDump, true)
		if i := bytes.IndexByte(l.from(next), '\n'); i >= 0 {
			next += int64(i) // the text column of the last bytes
		}
		return max(next, start+1), yes, err
	}
}
