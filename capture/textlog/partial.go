package textlog

import (
	"bytes"
	"strconv"

	"ivrcheck/trace"
)

// Messages that a log holds in part, or that are too long.

func (l *reader) tooLongFault() trace.Fault {
	return trace.Fault{Code: "CAP011", Args: []trace.Arg{{Name: "limit", Value: strconv.Itoa(l.max)}}}
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
		rest := l.search(s.name, 0, next, &l.absent)
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
