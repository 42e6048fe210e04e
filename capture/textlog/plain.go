// Documents that the log has as they were: whole, cut or too long.

package textlog

import (
	"bytes"
	"strconv"

	"ivrcheck/trace"
)

// document takes the document that begins at start and returns the offset where
// to continue.
func (l *reader) document(start int64, o opening) (next int64, err error) {
	u := l.begin(start)
	want := l.declaredLength(start)
	s := l.search(start, o.name, min(o.tag+1, int(l.end()-start)))
	if n, ok := l.emptyRoot(start, o); ok {
		return l.whole(u, start, start+int64(n), want)
	}
	for {
		b := l.from(start)
		full := len(b) > l.max
		if full {
			b = b[:l.max]
		}
		eof := l.eof // otherwise an open record is examined once more
		switch s.end(b, full || eof, full || !eof) {
		case whole:
			return l.whole(u, start, start+int64(s.at), want)
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

// search begins the search for the end of a document. name is that of its root,
// nil if the text ends, or is cut, before it.
func (l *reader) search(start int64, name []byte, at int) search {
	return search{grammar: l.grammar, name: l.grammar.kept(name), at: at, start: start, absent: &l.absent}
}

// emptyRoot returns the length of a document whose root is an empty-element tag.
func (l *reader) emptyRoot(start int64, o opening) (n int, ok bool) {
	for o.name != nil {
		n, ok := emptyRoot(l.from(start)[o.tag:])
		if ok || !l.fill(start) {
			return o.tag + n, n > 0
		}
	}
	return 0, false
}

// whole emits a whole document. want is its declared length, -1 if there is none.
func (l *reader) whole(u *trace.Unit, start, end int64, want int) (int64, error) {
	have := want
	if int64(want) > end-start {
		// What follows it on its line may have been counted, too.
		if rest, ended := l.restOfLine(end, start); ended {
			have = int(end-start) + len(rest)
		}
	}
	l.timeAfter(u, start, end)
	u.Body = l.from(start)[:end-start]
	if len(u.Body) > l.max {
		u.Body, u.Partial = u.Body[:l.max], true
		u.Faults = []trace.Fault{l.tooLongFault()}
	} else if want > have {
		u.Faults = []trace.Fault{truncation(want, have)}
	}
	return end, l.finish(u, end)
}

// timeAfter looks for the time of a record in JSON after the message, where
// loggers that sort their keys write it.
func (l *reader) timeAfter(u *trace.Unit, start, end int64) {
	if l.inJSON && u.Pos.Time.IsZero() {
		rest, _ := l.restOfLine(end, start)
		u.Pos.Time = jsonStamp(bytes.TrimSuffix(rest, []byte("\n")))
	}
}

// finish emits a document that ends at end, after the start of its connection if
// it is the first.
func (l *reader) finish(u *trace.Unit, end int64) error {
	if err := l.start(l.conn, &u.Pos); err != nil {
		return err
	}
	l.pass(end, u.Pos.Time, l.conn)
	return l.emit(u)
}

// start emits the start of a connection if nothing of it was seen yet.
func (l *reader) start(c *connection, at *trace.Position) error {
	if !l.conns.begin(c) {
		return nil
	}
	return l.emit(&trace.Unit{Kind: trace.Start, Pos: *at, Conn: &c.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1})
}

// pass notes where a document ended, and what was known of it.
func (l *reader) pass(end int64, stamp trace.Stamp, conn *connection) {
	l.count(end)
	l.taken, l.frontOf = end, -1
	l.prev = previous{line: l.line, stamp: stamp, conn: conn}
	if end > l.base && l.buf[end-1-l.base] == '\n' {
		l.prev.line-- // a document cut at the end of its line ends there
	}
}

// close ends the connections, in the order in which they began.
func (l *reader) close() error {
	at := l.position(l.end(), l.prev.stamp)
	for _, c := range l.conns.begun {
		u := trace.Unit{Kind: trace.End, Conn: &c.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: at}
		if err := l.emit(&u); err != nil {
			return err
		}
	}
	return nil
}

func (l *reader) tooLongFault() trace.Fault {
	return trace.Fault{Code: "CAP011", Args: trace.Args("limit", l.max)}
}

// tooLong emits the beginning of a document beyond the limit and skips the rest.
func (l *reader) tooLong(u *trace.Unit, start int64, s search) (int64, error) {
	u.Body, u.Partial = l.from(start)[:min(s.at, l.max)], true
	u.Faults = []trace.Fault{l.tooLongFault()}
	next := start + int64(s.at)
	if err := l.finish(u, next); err != nil {
		return next, err
	}
	for {
		eof := l.eof
		rest := l.search(next, s.name, 0)
		result := rest.end(l.from(next), eof, !eof)
		next += int64(rest.at)
		if result != unfinished {
			break
		}
		if eof {
			next = l.end()
			break
		}
		if l.end()-next > 2*maxProlog {
			next = l.end() - maxProlog // a section without an end
		}
		l.fill(next)
	}
	l.count(next)
	l.taken, l.frontOf, l.prev.line = next, -1, l.line
	return next, nil
}

// truncated emits a document that is cut: by another one, by the end of the text,
// or before either by the end of its record.
func (l *reader) truncated(u *trace.Unit, start, stop int64, want int) (int64, error) {
	b := l.from(start)[:stop-start]
	b = b[:recordEnd(b, false)]
	next := start + int64(len(b))
	u.Body = bytes.TrimRight(b, "\r\n")
	u.Partial = true
	u.Faults = []trace.Fault{truncation(want, len(u.Body))}
	return max(next, start+1), l.finish(u, next)
}

// truncation is the fault of a document of which only have bytes of want (-1:
// unknown) are in the log.
func truncation(want, have int) trace.Fault {
	f := trace.Fault{Code: "CAP007", Args: trace.Args("bytes", have)}
	if want >= 0 {
		f.Hint = "declared"
		f.Args = append(f.Args, trace.Args("declared", want)...)
		f.Expected, f.Actual, f.HasActual = []string{strconv.Itoa(want)}, strconv.Itoa(have), true
	}
	return f
}

// recordEnd returns how much of b, a document without an end, belongs to its
// record: its first line, and the following ones that look like more XML and not
// like another record. stripped means that time stamps have been removed.
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
