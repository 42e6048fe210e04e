// Reading a log: a window over the text moves on, documents are taken as they
// come by.

package textlog

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
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
	// maxConns bounds the connections told apart in one file.
	maxConns = 4096
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

	// counted is how far lines have been counted; line is the line there.
	counted int64
	line    int

	conns map[netip.AddrPort]*trace.Conn
	whole *trace.Conn   // of lines that tell none
	order []*trace.Conn // that have started, as they did
	prev  seen

	started map[*trace.Conn]bool

	absent absent
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
// lines tell, or for the whole, Start, Documents and End. A Document's
// direction is set only where its line is plain about it.
//
// maxMessage is the length in bytes up to which a document is taken (0: 1
// MiB); a longer one is a partial Document with CAP011. bytes is what was
// read. An error of emit ends the reading and is returned as is; so is an
// error of r, after what came before it was emitted, and that of ctx.
func Read(ctx context.Context, name string, r io.Reader, maxMessage int, emit func(*trace.Unit) error) (bytes int64, err error) {
	if maxMessage <= 0 {
		maxMessage = defaultMax
	}
	l := &reader{ctx: ctx, name: name, src: r, max: maxMessage, emit: emit, line: 1,
		conns: map[netip.AddrPort]*trace.Conn{}, started: map[*trace.Conn]bool{}}
	if err = l.read(); err == nil {
		err = l.close()
	}
	if err == nil {
		err = l.err
	}
	return l.end(), err
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
		l.line += bytes.Count(l.buf[l.counted-l.base:o-l.base], []byte{'\n'})
		l.counted = o
	}
}

// read finds the documents one after the other.
func (l *reader) read() error {
	at := int64(0)
	for {
		i := bytes.IndexByte(l.from(at), '<')
		if i < 0 {
			if at = l.end(); l.fill(at) {
				continue
			}
			return nil
		}
		at += int64(i)
		o, a := open(l.from(at), l.declared(at) >= 0)
		if a == needMore && l.fill(at) {
			continue
		}
		if a == no || a == needMore && !o.ours {
			at++
			continue
		}
		next, err := l.document(at, o)
		if err != nil {
			return err
		}
		at = next
	}
}

// document takes the document that begins at start and gives the offset where
// to go on.
func (l *reader) document(start int64, o opening) (next int64, err error) {
	u := l.begin(start)
	want := l.declared(start)
	s := search{name: bytes.Clone(o.name), at: min(o.tag+1, int(l.end()-start)), start: start, absent: &l.absent}
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
			if stop := recordEnd(b); stop < len(b) {
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
	u.Body = l.from(start)[:end-start]
	if len(u.Body) > l.max {
		u.Body, u.Partial = u.Body[:l.max], true
		u.Faults = []trace.Fault{{Code: "CAP011", Args: []trace.Arg{{Name: "limit", Value: strconv.Itoa(l.max)}}}}
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
	for l.end()-end < behind && l.fill(start) {
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
	b = b[:recordEnd(b)]
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
// XML going on, and not like another record.
func recordEnd(b []byte) int {
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
			if _, stamped := findStamp(line[:min(n, 64)], true); stamped || len(body) == n {
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
	u.Faults = []trace.Fault{{Code: "CAP011", Args: []trace.Arg{{Name: "limit", Value: strconv.Itoa(l.max)}}}}
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
	front := l.front(o)
	stamp, stamped := findStamp(front, l.atLineStart(o-int64(len(front))))
	addr, addressed := peer(front)
	low := max(l.base, l.prev.end, o-behind)
	text := l.from(low)[:o-low]
	for n := 0; !stamped && n < recordLines; n++ {
		// Lines in front, the nearest first, down to the last document.
		text = text[:len(text)-len(front)]
		if len(text) == 0 {
			break
		}
		text = text[:len(text)-1]
		front = text[bytes.LastIndexByte(text, '\n')+1:]
		begins := l.atLineStart(low + int64(len(text)-len(front)))
		if stamp, stamped = findStamp(front, begins); stamped && !addressed {
			addr, addressed = peer(front)
		}
	}
	conn := l.conn(addr, addressed)
	if near := l.prev.line > 0 && l.line-l.prev.line <= 1; near && !stamped {
		stamp = l.prev.stamp
		if l.line == l.prev.line && !addressed {
			conn = l.prev.conn
		}
	}
	l.unit = trace.Unit{
		Kind: trace.Document, Conn: conn, Side: -1, Direction: direction(l.front(o)), Transcoded: true,
		Pos:         trace.Position{File: l.name, Line: l.line, Offset: o, Time: stamp},
		StreamStart: -1, StreamEnd: -1, Acked: -1,
	}
	return &l.unit
}

// atLineStart tells whether a line is known to begin at o.
func (l *reader) atLineStart(o int64) bool {
	return o == 0 || o > l.base && l.buf[o-1-l.base] == '\n'
}

// conn gives the connection to an address, or the one of the whole file.
func (l *reader) conn(a netip.AddrPort, known bool) *trace.Conn {
	if !known {
		if l.whole == nil {
			l.whole = &trace.Conn{Stream: -1, Client: -1}
		}
		return l.whole
	}
	c := l.conns[a]
	if c == nil {
		if len(l.conns) == maxConns {
			return l.conn(a, false)
		}
		c = &trace.Conn{Stream: -1, Client: -1, Ends: [2]netip.AddrPort{1: a}}
		l.conns[a] = c
	}
	return c
}

// taken emits a document that ends at end, and the start of its connection if
// it is the first.
func (l *reader) taken(u *trace.Unit, end int64) error {
	if !l.started[u.Conn] {
		l.started[u.Conn] = true
		l.order = append(l.order, u.Conn)
		first := trace.Unit{Kind: trace.Start, Pos: u.Pos, Conn: u.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1}
		if err := l.emit(&first); err != nil {
			return err
		}
	}
	l.count(end)
	l.prev = seen{end: end, line: l.line, stamp: u.Pos.Time, conn: u.Conn}
	if end > l.base && l.buf[end-1-l.base] == '\n' {
		l.prev.line-- // what was cut at the end of its line ends there
	}
	return l.emit(u)
}

// close ends the connections, in the order in which they came.
func (l *reader) close() error {
	l.count(l.end())
	for _, c := range l.order {
		u := trace.Unit{Kind: trace.End, Conn: c, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
			Pos: trace.Position{File: l.name, Line: l.line, Offset: l.end(), Time: l.prev.stamp}}
		if err := l.emit(&u); err != nil {
			return err
		}
	}
	return nil
}
