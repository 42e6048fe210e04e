// Reading a log: a window over the text moves on, documents are taken as they
// come by.

package textlog

import (
	"bytes"
	"context"
	"errors"
	"io"

	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/gli"
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

	// docs recognises the protocol's documents, and login is what a driver writes
	// in front of its login.
	docs     *transport.Documents
	root     []byte
	endTag   []byte
	login    []byte
	protocol *gli.Protocol

	pattern *Pattern
	conns   connections
	heard   heard
	prev    seen
	// conn is the connection of the document at hand; inJSON tells that it may
	// stand in a record in JSON.
	conn   *connection
	inJSON bool

	// recalled is what was remembered last, openings how documents began.
	recalled recollection
	openings [2][]byte
	afresh   bool // no line is remembered, nor how documents begin; for tests

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
	conn  *connection
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
	Names trace.Names
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
	l := &reader{ctx: ctx, name: name, src: r, max: opt.MaxMessage, emit: emit, line: 1, pattern: opt.Pattern, recalled: recollection{at: -1}}
	l.docs, l.protocol = transport.NewDocuments(opt.Names), gli.New(opt.Names)
	l.root, l.endTag, l.login = []byte(l.docs.Root), []byte(l.docs.EndTag), []byte("|"+opt.Names.Login)
	for k := range l.ahead {
		l.ahead[k] = sight{at: -1}
	}
	return l
}

// search begins the search for the end of a document.
func (l *reader) search(name []byte, at int, start int64, absent *absent) search {
	return search{name: name, at: at, start: start, absent: absent, open: l.open, letter: l.root[0] | 0x20}
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

// pass moves the line counter on to an offset, with as many line breaks in front.
func (l *reader) pass(o int64, breaks int) {
	l.line += breaks
	l.place += width(l.buf[l.counted-l.base:o-l.base], l.wide)
	l.counted = o
}

// count moves the line counter on to an offset.
func (l *reader) count(o int64) {
	if o > l.counted {
		l.pass(o, bytes.Count(l.buf[l.counted-l.base:o-l.base], []byte{'\n'}))
	}
}

// read finds the documents one after the other.
func (l *reader) read() error {
	l.detect()
	at := int64(0)
	for {
		here, ok := l.recall(at)
		m := markLess
		if !ok {
			here, m, ok = l.next(at)
		}
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
		if n := l.plain(start); n > 0 {
			next, err := l.oneLine(start, start+int64(n))
			return next, yes, err
		}
		sure = l.declared(start) >= 0
	} else if f, a = escapedLess(l.from(start)); a != yes {
		return start, a, nil
	}
	o := opening{}
	if m == markLess {
		if o, a = l.open(l.from(start), sure); a == needMore && !l.eof {
			return start, a, nil
		}
		if a == yes {
			l.begins(l.from(start), o)
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

// document takes the document that begins at start and gives the offset where
// to go on.
func (l *reader) document(start int64, o opening) (next int64, err error) {
	u := l.begin(start)
	want := l.declared(start)
	s := l.search(l.rooted(o.name), min(o.tag+1, int(l.end()-start)), start, &l.absent)
	if o.name == nil {
		s.name = l.root // the text ends, or is cut, before it
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
	if u := l.recollected(o); u != nil {
		return u
	}
	var text []byte
	low := max(l.base, l.prev.end, o-behind)
	if low < o {
		text = l.from(low)[:o-low]
	}
	var rest []byte
	if i := bytes.LastIndexByte(text, '\n') + 1; !l.afresh && l.pattern == nil && l.atLineStart(low+int64(i)) {
		var known *heardLine
		var stamp trace.Stamp
		if known, rest, stamp = l.heard.line(text[i:]); known != nil {
			l.recalled = recollection{o, known, stamp}
			return l.recollected(o)
		}
	}
	said := l.listen(text, low)
	l.inJSON = bytes.IndexByte(l.front(o), '{') >= 0
	l.conn = l.conns.get(&said)
	if rest != nil {
		l.remember(rest, o, &said)
	}
	if near := l.prev.line > 0 && l.line-l.prev.line <= 1; near && !said.stamped && (!l.inJSON || l.line == l.prev.line) {
		said.stamp = l.prev.stamp
		if l.line == l.prev.line && !said.connected() {
			l.conn = l.prev.conn
		}
	}
	return l.about(o, said.stamp, said.side(l.conn), said.direction)
}

// about gives the unit of a document that begins at o, with what is known of it.
func (l *reader) about(o int64, stamp trace.Stamp, side int, direction trace.Direction) *trace.Unit {
	u := &l.unit
	*u = trace.Unit{Kind: trace.Document, Conn: &l.conn.Conn, Side: side, Direction: direction, Transcoded: true, StreamStart: -1, StreamEnd: -1, Acked: -1}
	u.Pos = l.position(o, stamp)
	return u
}

// listen takes what the lines in text say, which stands at low, the nearest
// first, down to the last document.
func (l *reader) listen(text []byte, low int64) (said told) {
	for n := 0; n <= recordLines; n++ {
		i := bytes.LastIndexByte(text, '\n') + 1
		l.hear(&said, text[i:], l.atLineStart(low+int64(i)), n == 0)
		if said.enough || i == 0 {
			break
		}
		text = text[:i-1]
	}
	return said
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
func (l *reader) start(c *connection, at *trace.Position) error {
	if !l.conns.begin(c) {
		return nil
	}
	return l.emit(&trace.Unit{Kind: trace.Start, Pos: *at, Conn: &c.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1})
}

// taken emits a document that ends at end, and the start of its connection if
// it is the first.
func (l *reader) taken(u *trace.Unit, end int64) error {
	if err := l.start(l.conn, &u.Pos); err != nil {
		return err
	}
	l.passed(end, u.Pos.Time, l.conn)
	return l.emit(u)
}

// passed notes where a document ended, and what was known of it.
func (l *reader) passed(end int64, stamp trace.Stamp, conn *connection) {
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
		u := trace.Unit{Kind: trace.End, Conn: &c.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: at}
		if err := l.emit(&u); err != nil {
			return err
		}
	}
	return nil
}
