// The text of a log: a window that moves forward, with line numbers.

package textlog

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"ivrcheck/capture/textlog/records"
	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

const (
	// block is the number of bytes read at a time.
	block = 1 << 18
	// lookBack is the number of bytes kept before a document, for the information in them
	// about it.
	lookBack = 4096
)

// text is a window over the log. Offsets count the bytes of the decoded text; the
// byte at offset o is buf[o-base].
type text struct {
	src  *records.Source
	buf  []byte
	base int64
	eof  bool
	err  error // of src

	// line is the number of the line at offset counted, and place the offset in the file.
	// Both are in segment; segments follow it.
	counted  int64
	line     int
	place    int64
	segment  records.Segment
	before   records.Segment // the segment before it
	segments []records.Segment
	blocks   []records.Block // the blocks that follow

	// taken is the end of the last document.
	taken int64
	// frontOf and frontAt are the last argument of front and its result.
	frontOf, frontAt int64
}

// answer is the result of examining text of which more may follow.
type answer = transport.Answer

const (
	no       = transport.No
	yes      = transport.Yes
	needMore = transport.NeedMore
)

// end returns the offset after the window.
func (t *text) end() int64 { return t.base + int64(len(t.buf)) }

// from returns the text of the window from an offset on.
func (t *text) from(o int64) []byte { return t.buf[o-t.base:] }

// fill reads more and drops text more than lookBack before o. It returns false at the end
// of the log.
func (t *text) fill(o int64) bool {
	if t.eof {
		return false
	}
	if low := o - lookBack; low-t.base > block/2 {
		t.count(low)
		t.buf = t.buf[:copy(t.buf, t.from(low))]
		t.base = low
	}
	n := len(t.buf)
	if cap(t.buf)-n < block {
		grown := make([]byte, n, 2*cap(t.buf)+2*block)
		copy(grown, t.buf)
		t.buf = grown
	}
	t.buf, t.err = t.src.Append(t.buf)
	t.segments = append(t.segments, t.src.Segments()...)
	t.blocks = t.src.Blocks()
	if t.err != nil {
		t.eof = true
		if errors.Is(t.err, io.EOF) {
			t.err = nil
		}
	}
	return len(t.buf) > n
}

// restOfLine returns the text from an offset to the end of its line, at most lookBack
// bytes; ended is false if the line is longer. It keeps the text from keep on.
func (t *text) restOfLine(o, keep int64) (rest []byte, ended bool) {
	for t.end()-o < lookBack && bytes.IndexByte(t.from(o), '\n') < 0 && t.fill(keep) {
	}
	rest = t.from(o)
	rest = rest[:min(len(rest), lookBack)]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		return rest[:i+1], true
	}
	return rest, len(rest) < lookBack
}

// count moves the line counter forward to an offset.
func (t *text) count(o int64) {
	n := 0
	for n < len(t.segments) && t.segments[n].At <= o {
		n++
	}
	if n > 0 {
		t.before = t.segment
		if n > 1 {
			t.before = t.segments[n-2]
		}
		t.segment, t.segments = t.segments[n-1], t.segments[n:]
		if s := &t.segment; s.At >= t.counted {
			t.counted, t.line, t.place = s.At, s.Line, s.Place
		}
	}
	if o <= t.counted {
		return
	}
	b := t.buf[t.counted-t.base : o-t.base]
	if !t.segment.Fixed {
		t.line += bytes.Count(b, []byte{'\n'})
	}
	t.place += records.Width(b, t.segment.Wide)
	t.counted = o
}

// skipLine is count(o) if the next line begins at line and the text before o is in the file, with nothing removed.
func (t *text) skipLine(line, o int64) {
	if t.segment.Wide > 0 || line > t.counted+2 {
		t.count(o)
		return
	}
	t.skipLines(1, o)
}

// skipLines is count(o) for a number of lines in one segment that is not wide.
func (t *text) skipLines(n int, o int64) {
	t.line += n
	t.place += o - t.counted
	t.counted = o
}

// block returns the block that begins at o, an empty one if none is known. Offsets must not decrease from call to call.
func (t *text) block(o int64) (b records.Block) {
	for len(t.blocks) > 0 && t.blocks[0].At <= o {
		b, t.blocks = t.blocks[0], t.blocks[1:]
	}
	if b.At != o {
		return records.Block{}
	}
	return b
}

// record returns the log's information about the text at the offset counted last; nil if
// nothing was removed there.
func (t *text) record() *records.Record { return t.segment.Record }

// column returns the column in the file of the text from start to end, from 1, in characters; 0 if
// the file does not contain the text verbatim, or the line begins too far before it. The offset
// counted last must be start.
func (t *text) column(start, end int64) int {
	s := &t.segment
	if s.Record != nil || s.Fixed || len(t.segments) > 0 && t.segments[0].At < end {
		return 0
	}
	from := max(s.At, start-lookBack)
	if front := t.front(start); t.frontAt > from && t.atLineStart(t.frontAt) {
		return 1 + utf8.RuneCount(front) // most documents are the first on their line
	}
	line := t.buf[from-t.base : start-t.base]
	i := bytes.LastIndexByte(line, '\n')
	if i < 0 && (from > s.At || !t.atLineStart(from)) {
		return 0
	}
	column := 1 + utf8.RuneCount(line[i+1:])
	if p := &t.before; i < 0 && p.Record == nil && !p.Fixed && p.Wide == 0 && s.Wide == 0 {
		column += int(s.Place - p.Place - (s.At - p.At)) // marks of a reply that were removed
	}
	return column
}

const (
	// maxOrigins is the most origins of a message. The places of what follows them are unknown.
	maxOrigins = 1 << 12
	// maxHeldOrigins is the most origins of the messages that wait.
	maxHeldOrigins = 1 << 17
)

// originBudget limits the origins of messages that wait.
type originBudget struct{ kept int }

// keep returns a copy, or nil beyond the limit.
func (b *originBudget) keep(list []trace.Origin) []trace.Origin {
	if b.kept += len(list); b.kept > maxHeldOrigins {
		return nil
	}
	return slices.Clone(list)
}

// originsOf appends the origins of the text from start to end.
func (t *text) originsOf(list []trace.Origin, start, end int64) []trace.Origin {
	if t.line > math.MaxInt32-maxOrigins {
		return nil
	}
	list = append(list, trace.Origin{Line: int32(t.line), Column: t.columnIn(&t.segment, start), Extent: extent(&t.segment)})
	if t.segment.Coarse && t.segment.At < start {
		list[0].Extent = trace.FirstByte
	}
	for i := range t.segments {
		s := &t.segments[i]
		if s.At >= end {
			break
		}
		o := trace.Origin{At: int32(s.At - start), Line: int32(s.Line), Column: s.Column, Extent: extent(s)}
		if len(list) == maxOrigins {
			return append(list, trace.Origin{At: o.At, Extent: trace.FirstByte})
		}
		list = append(list, o)
	}
	return list
}

// extent returns the extent of the text of a segment.
func extent(s *records.Segment) trace.Extent {
	switch {
	case s.Coarse:
		return trace.FirstByte
	case s.Fixed:
		return trace.OneLine
	}
	return trace.Verbatim
}

// columnIn returns the column in the file of the text at an offset in a segment, 0 if it is unknown.
func (t *text) columnIn(s *records.Segment, o int64) int32 {
	from := max(s.At, t.base, o-lookBack)
	before := t.from(from)[:o-from]
	switch i := bytes.LastIndexByte(before, '\n'); {
	case i >= 0 && s.Fixed, s.Coarse && s.At < o:
		return 0
	case i >= 0:
		return 1 + int32(utf8.RuneCount(before[i+1:]))
	case from > s.At || s.Column == 0:
		return 0
	}
	return s.Column + int32(utf8.RuneCount(before))
}

// front returns the text before an offset on its line, as far as it is kept and after the
// last document.
func (t *text) front(o int64) []byte {
	if t.frontOf != o {
		t.findFront(o)
	}
	return t.buf[t.frontAt-t.base : o-t.base]
}

func (t *text) findFront(o int64) {
	low := max(t.base, t.taken, o-lookBack)
	if low <= t.frontOf && t.frontOf < o { // most of it is known
		t.frontAt = max(t.frontAt, low)
		low = t.frontOf
	} else {
		t.frontAt = min(low, o)
	}
	t.frontOf = o
	if low < o {
		if i := lineStart(t.from(low)[:o-low]); i > 0 {
			t.frontAt = low + int64(i)
		}
	}
}

// lineStart returns the index after the last line break in b, 0 if b has none.
func lineStart(b []byte) int {
	if len(b) > 512 {
		return bytes.LastIndexByte(b, '\n') + 1 // slow, but not for many short lines
	}
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			return at
		}
		at += i + 1
	}
}

// atLineStart reports whether a line is known to begin at o.
func (t *text) atLineStart(o int64) bool {
	return o == 0 || o > t.base && t.buf[o-1-t.base] == '\n'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func hexDigit(c byte) rune { return rune(hexDigits[c]) }

// hexDigits are the values of hex digits, -1 for other characters.
var hexDigits = func() (values [256]int16) {
	for c := range values {
		v, err := strconv.ParseUint(string([]byte{byte(c)}), 16, 8)
		if values[c] = int16(v); err != nil {
			values[c] = -1
		}
	}
	return values
}()
