// Reading a log: a window over the text moves on, documents are taken as they
// come by.

package textlog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"

	"ivrcheck/trace"
)

const (
	// block is how much is read at a time.
	block = 1 << 18
	// behind is how much text in front of a document is kept for what it
	// says about the document.
	behind = 4096
	// recordLines is how many lines a record may have in front of its XML.
	recordLines = 8
	// defaultMax is the longest document where the caller names none.
	defaultMax = 1 << 20
)

// reader is a window over the text. Offsets are those of the input; the byte
// at offset o is buf[o-base].
type reader struct {
	ctx  context.Context
	name string
	src  io.Reader
	max  int
	emit func(*trace.Unit) error

	buf  []byte
	base int64
	eof  bool
	err  error // of src

	// counted is how far lines have been counted; line is the line there, and
	// place where it stands in the file, which is in two-byte characters if
	// wide is set.
	counted int64
	line    int
	place   int64
	wide    bool

	pattern *Pattern
	conns   connections
	prev    seen
	// inJSON tells that the document at hand may stand in a record in JSON.
	inJSON bool

	ahead  [marks]sight
	absent absent
	undo   undoing
	unit   trace.Unit
}

// seen is what is known of the document before.
type seen struct {
	end   int64
	line  int // where it ends
	stamp trace.Stamp
	conn  *trace.Conn
}

// Read reads a text log to its end and emits, for each connection that its
// lines tell, or for the whole, Start, Documents and End; where a log shows
// bytes, also Frames. A Document's direction is set only where its line is
// plain about it. Its Body is the XML as it was before the log wrapped or
// escaped it; Pos.Line and Pos.Offset are those of its first character in the
// file as it is.
//
// bytes is what was read. An error of emit ends the reading and is returned as
// is; so is an error of r, after what came before it was emitted, and that of
// ctx.
func Read(ctx context.Context, name string, r io.Reader, opt Options, emit func(*trace.Unit) error) (bytes int64, err error) {
	l := newReader(ctx, name, r, opt, emit)
	if err = l.read(); err == nil {
		err = l.close()
	}
	if err == nil {
		err = l.err
	}
	l.count(l.end())
	return l.place, err
}

// Options are what the user may tell about a log.
type Options struct {
	// MaxMessage is the length in bytes up to which a document is taken (0: 1
	// MiB); a longer one is a partial Document with CAP011.
	MaxMessage int
	// Pattern says what stands where on the lines; nil if it is not told.
	Pattern *Pattern
}

func newReader(ctx context.Context, name string, r io.Reader, opt Options, emit func(*trace.Unit) error) *reader {
	if opt.MaxMessage <= 0 {
		opt.MaxMessage = defaultMax
	}
	l := &reader{ctx: ctx, name: name, src: r, max: opt.MaxMessage, emit: emit, line: 1, pattern: opt.Pattern}
	for k := range l.ahead {
		l.ahead[k] = sight{at: -1}
	}
	return l
}

// end is the offset behind the window.
func (l *reader) end() int64 { return l.base + int64(len(l.buf)) }

// from is the text of the window from an offset on.
func (l *reader) from(o int64) []byte { return l.buf[o-l.base:] }

// fill reads more and forgets what stands more than behind in front of o. It
// is false at the end of the input.
func (l *reader) fill(o int64) bool {
	if l.eof {
		return false
	}
	if low := o - behind; low-l.base > block/2 {
		l.count(low)
		l.buf = l.buf[:copy(l.buf, l.from(low))]
		l.base = low
	}
	n := len(l.buf)
	if cap(l.buf)-n < block {
		grown := make([]byte, n, 2*cap(l.buf)+2*block)
		copy(grown, l.buf)
		l.buf = grown
	}
	for tries := 0; len(l.buf) == n && l.err == nil; tries++ {
		if l.err = l.ctx.Err(); l.err != nil {
			break
		}
		var got int
		got, l.err = l.src.Read(l.buf[n : n+block])
		l.buf = l.buf[:n+got]
		if got == 0 && l.err == nil && tries == 100 {
			l.err = io.ErrNoProgress
		}
	}
	if l.err != nil {
		l.eof = true
		if errors.Is(l.err, io.EOF) {
			l.err = nil
		}
	}
	return len(l.buf) > n
}

// count moves the line counter on to an offset.
func (l *reader) count(o int64) {
	if o > l.counted {
		b := l.buf[l.counted-l.base : o-l.base]
		l.line += bytes.Count(b, []byte{'\n'})
		l.place += width(b, l.wide)
		l.counted = o
	}
}

// read finds the documents one after the other.
func (l *reader) read() error {
	l.detect()
	at := int64(0)
	for {
		here, m, ok := l.next(at)
		if !ok {
			if at = max(at, l.end()-reach); l.fill(at) {
				continue
			}
			return nil
		}
		next, a, err := l.candidate(here, m)
		if err != nil {
			return err
		}
		if a == needMore && !l.eof {
			l.fill(here)
			at = here // the end of the text may decide it, too
			continue
		}
		if at = next; a != yes {
			at = here + 1
		}
	}
}

// candidate takes what begins at start, if it is one of ours, and gives the
// offset where to go on.
func (l *reader) candidate(start int64, m mark) (next int64, a answer, err error) {
	if m == markHex || m == markHexes {
		header := start - int64(headerText(l.buf[:start-l.base], m))
		next, err := l.dumped(header, m)
		return max(next, start+1), yes, err
	}
	f := form{}
	sure := false
	if m == markLess {
		sure = l.declared(start) >= 0
	} else if f, a = escapedLess(l.from(start)); a != yes {
		return start, a, nil
	}
	o := opening{}
	if m == markLess {
		if o, a = open(l.from(start), sure); a == needMore && !l.eof {
			return start, a, nil
		}
		if !o.ours && !wrapped(l.from(start)) {
			return start, no, nil
		}
	}
	if f, a = l.form(start, f); a != yes {
		return start, a, nil
	}
	switch {
	case !f.plain():
		if next, a, err = l.tangled(start, f, sure); a != no || !o.ours {
			return next, a, err
		}
	case a != yes || !o.ours:
		return start, no, nil
	}
	next, err = l.document(start, o)
	return next, yes, err
}

// wrapped tells whether b, which is no document of ours as it stands, begins
// with a declaration behind which the line ends, in one way or the other.
func wrapped(b []byte) bool {
	if len(b) < 2 || b[1] != '?' {
		return false
	}
	a, at := past(b[:min(len(b), maxProlog)], 0, "?>")
	rest := bytes.TrimLeft(b[at:min(len(b), at+16)], " \t\r")
	return a == yes && len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\\')
}

// form tells in what form the text at start stands, of which known is what its
// first character shows.
func (l *reader) form(start int64, known form) (f form, a answer) {
	const evidence = 1024
	b := l.from(start)
	line := b[:min(len(b), evidence)]
	broken := bytes.IndexByte(line, '\n')
	if broken >= 0 {
		line = line[:broken]
	}
	ended := bytes.Index(line, endTag)
	if ended >= 0 {
		line = line[:ended]
	} else if broken < 0 && len(line) < evidence && !l.eof {
		return known, needMore
	}
	f = known
	if f.slashes == 0 && bytes.IndexByte(line, '\\') >= 0 {
		level, quotes := slashesOf(line)
		if level < 0 {
			level = stringLevel(l.front(start))
		}
		f.slashes, f.quotes = level, quotes
	}
	if f.slashes > 0 || ended >= 0 {
		return f, yes
	}
	// A text that goes on behind the line may have the log's prefix there.
	front := l.front(start)
	if spaces(front) == len(front) {
		return f, yes
	}
	if b = b[:min(len(b), maxProlog)]; broken < 0 {
		broken = bytes.IndexByte(b, '\n')
		switch {
		case bytes.Contains(b[:max(broken, 0)], endTag), broken < 0 && bytes.Contains(b, endTag):
			return f, yes
		case broken < 0 && len(b) < maxProlog && !l.eof:
			return f, needMore
		case broken < 0:
			return f, yes
		}
	}
	second := b[broken+1:]
	if n := alike(front, second); n > 0 {
		f.prefix = bytes.Clone(front)
		return f, yes
	}
	if i := bytes.IndexByte(second, '\n'); i >= 0 {
		second = second[:i]
	} else if !l.eof && len(b) < maxProlog {
		return f, needMore
	}
	if _, stamped := findStamp(front[:min(len(front), 64)], true); !stamped {
		return f, yes
	}
	// Some of what stands in front of the first line may stand there alone.
	n, m := common(front, second)
	if n == 0 || m == len(second) {
		return f, yes
	}
	if _, stamped := findStamp(front[:n], true); !stamped {
		return f, yes
	}
	if rest := second[m+spaces(second[m:]):]; len(rest) == 0 || rest[0] != '<' && (f.entities == 0 || rest[0] != '&') {
		return f, yes
	}
	f.prefix = bytes.Clone(front[:n])
	return f, yes
}

var endTag = []byte("</" + rootName)

// maxTangledProlog is maxProlog for a text that has to be taken out of its form
// to be looked at.
const maxTangledProlog = 1 << 11

// tangled takes the document that begins at start in a form of its own.
func (l *reader) tangled(start int64, f form, sure bool) (next int64, a answer, err error) {
	// A text is looked at in steps of four times the length, so that what
	// turns out to be none costs little.
	const first = 1 << 10
	l.undo.begin(f)
	most := 4 * l.max * (1 + f.slashes + f.entities)
	s := search{at: -1, start: start, absent: new(absent)}
	for size := min(first, most); ; {
		b := l.from(start)
		final := l.eof && len(b) <= size || len(b) >= size && size == most
		b = b[:min(len(b), size)]
		text, end := l.undo.undo(b, final)
		final = final || end
		full := len(text) > l.max
		if full {
			text = text[:l.max]
		}
		if s.at < 0 {
			o, a := open(text[:min(len(text), maxTangledProlog)], sure)
			switch {
			case a == needMore && !final && len(text) < maxTangledProlog && !full:
				size = l.more(start, len(b), size, most)
				continue
			case a == no || !o.ours:
				return start, no, nil
			}
			s.name, s.at = rooted(o.name), min(o.tag+1, len(text))
			if o.name == nil {
				s.name = []byte(rootName)
			} else if n, ok := emptyRoot(text[o.tag:]); !ok && !final && !full {
				s.at = -1
				size = l.more(start, len(b), size, most)
				continue
			} else if n > 0 {
				return l.untangled(start, text[:o.tag+n], yes)
			}
		}
		switch s.end(text, final || full, full || !final) {
		case whole:
			return l.untangled(start, text[:s.at], yes)
		case broken:
			return l.untangled(start, text[:max(s.at, 1)], no)
		}
		switch {
		case full:
			return l.untangled(start, text, needMore)
		case final:
			return l.untangled(start, text, no)
		}
		size = l.more(start, len(b), size, most)
	}
}

// more gives the size of the next look at the text from start on, after one at
// had bytes of the size that was wanted. If the window held no more, it reads
// on: what has grown by little is not worth another look, unless a line has
// come to its end, for whoever writes it may wait now.
func (l *reader) more(start int64, had, size, most int) int {
	if had == size {
		return min(4*size, most)
	}
	for l.end()-start < int64(had+had/4+1) && l.fill(start) {
		if l.buf[len(l.buf)-1] == '\n' {
			break
		}
	}
	return size
}

// untangled emits the text of the document that begins at start: whole (yes),
// cut (no) or longer than is taken (needMore).
func (l *reader) untangled(start int64, text []byte, whole answer) (int64, answer, error) {
	u := l.begin(start)
	u.Body = text
	switch {
	case whole == no:
		if l.undo.slashes == 0 {
			text = text[:recordEnd(text, l.undo.prefix != nil)]
		}
		u.Body, u.Partial = bytes.TrimRight(text, "\r\n"), true
		u.Faults = []trace.Fault{truncation(-1, len(u.Body))}
	case whole == needMore || len(text) > l.max:
		u.Body, u.Partial = text[:min(len(text), l.max)], true
		u.Faults = []trace.Fault{l.tooLongFault()}
	}
	end := max(start+int64(l.undo.used(len(text))), start+1)
	l.timeBehind(u, start, end)
	return end, yes, l.taken(u, end)
}

// timeBehind looks for the time of a record in JSON behind the message, where
// loggers that sort their keys write it.
func (l *reader) timeBehind(u *trace.Unit, start, end int64) {
	if !l.inJSON || !u.Pos.Time.IsZero() {
		return
	}
	for l.end()-end < behind && bytes.IndexByte(l.from(end), '\n') < 0 && l.fill(start) {
	}
	rest, _, _ := bytes.Cut(l.from(end), []byte("\n"))
	u.Pos.Time = jsonStamp(rest[:min(len(rest), behind)])
}

func (l *reader) tooLongFault() trace.Fault {
	return trace.Fault{Code: "CAP011", Args: []trace.Arg{{Name: "limit", Value: strconv.Itoa(l.max)}}}
}

// document takes the document that begins at start and gives the offset where
// to go on.
func (l *reader) document(start int64, o opening) (next int64, err error) {
	u := l.begin(start)
	want := l.declared(start)
	s := search{name: rooted(o.name), at: min(o.tag+1, int(l.end()-start)), start: start, absent: &l.absent}
	if o.name == nil {
		s.name = []byte(rootName) // the text ends, or is cut, before it
	} else if n, ok := l.emptyRoot(start, o.tag); ok {
		return l.finish(u, start, start+int64(n), want)
	}
	for {
		b := l.from(start)
		full := len(b) > l.max
		if full {
			b = b[:l.max]
		}
		eof := l.eof // else what is left open is looked at once more
		switch s.end(b, full || eof, full || !eof) {
		case whole:
			return l.finish(u, start, start+int64(s.at), want)
		case broken:
			return l.truncated(u, start, start+int64(s.at), want)
		}
		if full {
			if stop := recordEnd(b, false); stop < len(b) {
				return l.truncated(u, start, start+int64(stop), want)
			}
			return l.tooLong(u, start, s)
		}
		if eof {
			return l.truncated(u, start, l.end(), want)
		}
		l.fill(start)
	}
}

// emptyRoot is the length of a document whose root is an empty-element tag.
func (l *reader) emptyRoot(start int64, tag int) (int, bool) {
	for {
		n, ok := emptyRoot(l.from(start)[tag:])
		if ok || !l.fill(start) {
			return tag + n, n > 0
		}
	}
}

// finish emits a document that is whole.
func (l *reader) finish(u *trace.Unit, start, end int64, want int) (int64, error) {
	have := l.held(start, end, want)
	l.timeBehind(u, start, end)
	u.Body = l.from(start)[:end-start]
	if len(u.Body) > l.max {
		u.Body, u.Partial = u.Body[:l.max], true
		u.Faults = []trace.Fault{l.tooLongFault()}
	} else if want > have {
		u.Faults = []trace.Fault{truncation(want, have)}
	}
	return end, l.taken(u, end)
}

// held is how many bytes the record holds of the document from start to end:
// what stands behind it on its line may have been counted too. It is want if
// that line goes on for long.
func (l *reader) held(start, end int64, want int) int {
	if int64(want) <= end-start {
		return want
	}
	for l.end()-end < behind && bytes.IndexByte(l.from(end), '\n') < 0 && l.fill(start) {
	}
	rest := l.from(end)
	rest = rest[:min(len(rest), behind)]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i+1]
	} else if len(rest) == behind {
		return want
	}
	return int(end-start) + len(rest)
}

// truncated emits a document that is cut: by another one, or by the end of the
// text, or before either by the end of its record.
func (l *reader) truncated(u *trace.Unit, start, stop int64, want int) (int64, error) {
	b := l.from(start)[:stop-start]
	b = b[:recordEnd(b, false)]
	next := start + int64(len(b))
	u.Body = bytes.TrimRight(b, "\r\n")
	u.Partial = true
	u.Faults = []trace.Fault{truncation(want, len(u.Body))}
	return max(next, start+1), l.taken(u, next)
}

func truncation(want, have int) trace.Fault {
	f := trace.Fault{Code: "CAP007", Args: []trace.Arg{{Name: "bytes", Value: strconv.Itoa(have)}}}
	if want >= 0 {
		f.Hint = "declared"
		f.Args = append(f.Args, trace.Arg{Name: "declared", Value: strconv.Itoa(want)})
		f.Expected, f.Actual, f.HasActual = []string{strconv.Itoa(want)}, strconv.Itoa(have), true
	}
	return f
}

// recordEnd is how much of b, which begins with a document that has no end,
// belongs to its record: its first line, and those behind it that look like
// XML going on, and not like another record. stripped tells that time stamps
// have been taken off.
func recordEnd(b []byte, stripped bool) int {
	at := bytes.IndexByte(b, '\n') + 1
	if at == 0 {
		return len(b)
	}
	for at < len(b) {
		line := b[at:]
		n := bytes.IndexByte(line, '\n') + 1
		if n > 0 {
			line = line[:n]
		}
		n = len(line)
		if body := bytes.TrimLeft(line, " \t\r\n"); len(body) > 0 && body[0] != '<' {
			if _, stamped := findStamp(line[:min(n, 64)], true); stamped || stripped || len(body) == n {
				return at
			}
		}
		at += n
	}
	return len(b)
}

// tooLong emits what may be had of a document beyond the limit and skips the
// rest of it.
func (l *reader) tooLong(u *trace.Unit, start int64, s search) (int64, error) {
	u.Body, u.Partial = l.from(start)[:min(s.at, l.max)], true
	u.Faults = []trace.Fault{l.tooLongFault()}
	next := start + int64(s.at)
	if err := l.taken(u, next); err != nil {
		return next, err
	}
	for {
		eof := l.eof
		rest := search{name: s.name, start: next, absent: &l.absent}
		got := rest.end(l.from(next), eof, !eof)
		next += int64(rest.at)
		if got != unfinished {
			break
		}
		if eof {
			next = l.end()
			break
		}
		if l.end()-next > 2*maxProlog {
			next = l.end() - maxProlog // a section goes on and on
		}
		l.fill(next)
	}
	l.count(next)
	l.prev.end, l.prev.line = next, l.line
	return next, nil
}

// declared gives the n of the XML_DATA=(n) that stands right in front of o,
// else -1.
func (l *reader) declared(o int64) int {
	const longest = 32
	low := max(l.base, l.prev.end, o-longest)
	if low >= o {
		return -1
	}
	return declared(l.from(low)[:o-low])
}

// front is the text in front of an offset on its line, as far as it is kept
// and no document stands in it.
func (l *reader) front(o int64) []byte {
	low := max(l.base, l.prev.end, o-behind)
	if low > o {
		return nil
	}
	b := l.buf[low-l.base : o-l.base]
	return b[bytes.LastIndexByte(b, '\n')+1:]
}

// begin gives the unit of a document that begins at o, with all that the text
// in front says about it.
func (l *reader) begin(o int64) *trace.Unit {
	l.count(o)
	var text []byte
	low := max(l.base, l.prev.end, o-behind)
	if low < o {
		text = l.from(low)[:o-low]
	}
	var said told
	for n := 0; n <= recordLines; n++ {
		// Lines in front, the nearest first, down to the last document.
		i := bytes.LastIndexByte(text, '\n') + 1
		l.conns.hear(&said, text[i:], l.atLineStart(low+int64(i)), n == 0, l.pattern)
		if said.enough || i == 0 {
			break
		}
		text = text[:i-1]
	}
	l.inJSON = bytes.IndexByte(l.front(o), '{') >= 0
	conn := l.conns.get(&said)
	if near := l.prev.line > 0 && l.line-l.prev.line <= 1; near && !said.stamped && (!l.inJSON || l.line == l.prev.line) {
		said.stamp = l.prev.stamp
		if l.line == l.prev.line && !said.connected() {
			conn = l.prev.conn
		}
	}
	l.unit = trace.Unit{
		Kind: trace.Document, Conn: conn, Side: said.side(conn), Direction: said.direction, Transcoded: true,
		Pos: l.position(o, said.stamp), StreamStart: -1, StreamEnd: -1, Acked: -1,
	}
	return &l.unit
}

// position is the place in the file of offset o, which is not in front of the
// one before.
func (l *reader) position(o int64, stamp trace.Stamp) trace.Position {
	l.count(o)
	return trace.Position{File: l.name, Line: l.line, Offset: l.place, Time: stamp}
}

// atLineStart tells whether a line is known to begin at o.
func (l *reader) atLineStart(o int64) bool {
	return o == 0 || o > l.base && l.buf[o-1-l.base] == '\n'
}

// start emits the start of a connection if it is the first that is seen of it.
func (l *reader) start(c *trace.Conn, at trace.Position) error {
	if !l.conns.begin(c) {
		return nil
	}
	return l.emit(&trace.Unit{Kind: trace.Start, Pos: at, Conn: c, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1})
}

// taken emits a document that ends at end, and the start of its connection if
// it is the first.
func (l *reader) taken(u *trace.Unit, end int64) error {
	if err := l.start(u.Conn, u.Pos); err != nil {
		return err
	}
	l.passed(end, u.Pos.Time, u.Conn)
	return l.emit(u)
}

// passed notes where a document ended, and what was known of it.
func (l *reader) passed(end int64, stamp trace.Stamp, conn *trace.Conn) {
	l.count(end)
	l.prev = seen{end: end, line: l.line, stamp: stamp, conn: conn}
	if end > l.base && l.buf[end-1-l.base] == '\n' {
		l.prev.line-- // what was cut at the end of its line ends there
	}
}

// close ends the connections, in the order in which they came.
func (l *reader) close() error {
	at := l.position(l.end(), l.prev.stamp)
	for _, c := range l.conns.order {
		u := trace.Unit{Kind: trace.End, Conn: c, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: at}
		if err := l.emit(&u); err != nil {
			return err
		}
	}
	return nil
}
