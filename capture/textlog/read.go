// Package textlog finds the XML of messages in text logs.
//
// In: any text, of any driver, server or tool, garbage included. Out: trace units, a
// Document for each message, with the line and byte where its XML begins and the time,
// connection and direction that the log shows. No log format is required; known ones show
// more, and the user's Pattern describes others. XML that the log wrapped or escaped is
// restored, GLI frames in hex dumps become frames.
//
// A log is not the wire: its writer may have transcoded the text and cut it at the size
// of a buffer. A cut document is reported as cut (CAP007), not as malformed, and never
// swallows the next one.
//
// Files, from the entry point down: read.go, escaped.go, hexdump.go, plain.go,
// line.go, find.go, form.go, reader.go, linecache.go, unescape.go, document.go,
// connection.go, order.go, pattern.go, stamp.go, text.go.
package textlog

import (
	"bytes"
	"context"
	"io"

	"ivrcheck/trace"
)

// Read reads a text log to its end. For each connection that its lines show, or for the
// log as a whole, it emits Start, Documents and End, and Frames if the log shows bytes. A
// Document's direction is set only if its line determines it. Its Body is the XML before
// the log wrapped or escaped it; Pos.Line and Pos.Offset are the position of its first
// character in the file.
//
// bytes is the number of bytes read. An error of emit ends the reading and is returned
// unchanged, as is an error of ctx, and an error of r after everything before it was
// emitted.
func Read(ctx context.Context, name string, r io.Reader, opt Options, emit func(*trace.Unit) error) (bytes int64, err error) {
	l := newReader(ctx, name, r, opt, emit)
	if err = l.read(); err == nil {
		err = l.close()
	}
	if err == nil {
		err = l.err
	}
	if notes := l.notes(); opt.Note != nil && notes != "" {
		opt.Note(notes)
	}
	return l.src.Place(), err
}

// notes returns what the user should know about the log, "" for nothing.
func (l *reader) notes() string {
	note := l.copies.note()
	if l.src.Typographic() {
		if note != "" {
			note += "; "
		}
		note += "typographic quotes of attributes, or no-break spaces between them, were replaced; was the text in a word processor?"
	}
	return note
}

// read finds the documents one after the other.
func (l *reader) read() error {
	at := int64(0)
	for {
		if next, ok, err := l.recall(at); ok || err != nil {
			if at = next; err != nil {
				return err
			}
			continue
		}
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

// recall is a fast path for the document on the line after at, with the same result as candidate. It requires that
// the line is cached except for its time, and that the document begins like the last one on such a line and is
// neither escaped nor has a prefix on each line. It returns the offset where to continue.
func (l *reader) recall(at int64) (next int64, ok bool, err error) {
	b := l.from(at)
	n := 0
	if len(b) > 0 && b[0] == '\r' {
		n++
	}
	if len(b) <= n || b[n] != '\n' || l.lines.off || l.pattern != nil || l.segment.Record != nil || l.segment.Fixed {
		return at, false, nil
	}
	line := at + int64(n) + 1
	b = b[n+1:]
	block := l.block(line)
	i := int(block.Tag)
	if limit := min(len(b), cachedLineSize); i == 0 || i+1 >= limit || !l.grammar.starts[b[i+1]] {
		if i = l.grammar.firstStart(b[:limit]); i < 0 {
			return at, false, nil
		}
	}
	_, stamp, known := l.lines.Lookup(b[:i])
	if known == nil || known.prolog == "" || !l.lines.stamps.colon {
		return at, false, nil
	}
	start := line + int64(i)
	front, b := b[:i], b[i:]
	if len(b) < len(known.prolog) || string(b[:len(known.prolog)]) != known.prolog {
		return at, false, nil
	}
	size := l.grammar.simpleEnd(b, len(known.prolog))
	end := start + int64(size)
	broken := int(block.Line) - i - 1
	if block.Lines == 0 {
		broken = bytes.IndexByte(b[:min(len(b), evidence)], '\n')
	}
	if size < 0 || size > l.max || !l.isUnescaped(b[:size], front, broken) || len(l.segments) > 0 && l.segments[0].At < end {
		return at, false, nil
	}
	want := -1
	if known.declares {
		want = l.declaredLength(start)
	}
	l.skipLine(line, start)
	l.frontOf, l.frontAt = start, line
	l.outer, l.sameLine, l.stamped = trace.Stamp{}, l.line == l.prev.line, true
	u := l.aboutKnown(start, stamp, known)
	u.Pos.Column = 1 + len(front) - known.excess
	if after := block.End - end; after == 1 || after == 2 && b[size] == '\r' {
		l.skipLines(int(block.Lines)-1, end)
	}
	next, err = l.whole(u, start, end, want)
	return next, true, err
}

// candidate takes the document at start, if it belongs to the protocol, and returns the
// offset where to continue.
func (l *reader) candidate(start int64, m mark) (next int64, a answer, err error) {
	if m != markHex && l.afterCode(start) {
		if next, a = l.codeSpan(start); a == yes || a == needMore && !l.eof {
			return next, a, nil
		}
	}
	switch m {
	case markHex:
		next, err := l.dump(start)
		return max(next, start+1), yes, err
	case markAmp, markSlash:
		f, _, a := escapedLess(l.from(start))
		if a == yes {
			f, a = l.form(start, f, opening{})
		}
		if a != yes {
			return start, a, nil
		}
		return l.escaped(start, f, false)
	}
	if l.inDump(start) {
		return l.dumpedText(start)
	}
	want := l.declaredLength(start)
	sure := want >= 0
	o, a := l.grammar.open(l.from(start), sure, true)
	if a == needMore && !l.eof {
		return start, a, nil
	}
	if a := l.hides(start); a == needMore && !l.eof {
		return start, a, nil
	}
	if o.bare != trace.NotBare {
		if l.isHidden(start, false) {
			return start, no, nil
		}
		if next, a, err := l.bareOnLine(start, o); a != needMore || err != nil {
			return next, a, err
		}
	}
	if !o.ours && !l.declarationOnly(start) {
		return start, no, nil
	}
	f, a := l.form(start, form{}, o)
	if a != yes {
		return start, a, nil
	}
	if !f.plain() {
		if next, a, err = l.escaped(start, f, sure); a != no {
			return next, a, err
		}
	}
	if !o.ours {
		return start, no, nil
	}
	if o.bare != trace.NotBare {
		return l.bareDocument(start, o)
	}
	next, err = l.document(start, o, want)
	return next, yes, err
}
