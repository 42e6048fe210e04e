// The text of a log: a window that moves forward, with line numbers.

package textlog

import (
	"bytes"
	"context"
	"errors"
	"io"

	"ivrcheck/capture/transport"
)

const (
	// block is how much is read at a time.
	block = 1 << 18
	// lookBack is how much text before a document is kept for what it says about
	// the document.
	lookBack = 4096
)

// text is a window over the log. Offsets count the bytes of the decoded text; the
// byte at offset o is buf[o-base].
type text struct {
	ctx  context.Context
	src  io.Reader
	buf  []byte
	base int64
	eof  bool
	err  error // of src

	// line is the number of the line at offset counted, and place its offset in
	// the file, where characters have two bytes if wide is set.
	counted int64
	line    int
	place   int64
	wide    bool

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

// end is the offset after the window.
func (t *text) end() int64 { return t.base + int64(len(t.buf)) }

// from is the text of the window from an offset on.
func (t *text) from(o int64) []byte { return t.buf[o-t.base:] }

// fill reads more and drops what is more than lookBack before o. It returns false
// at the end of the log.
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
	for tries := 0; len(t.buf) == n && t.err == nil; tries++ {
		if t.err = t.ctx.Err(); t.err != nil {
			break
		}
		var got int
		got, t.err = t.src.Read(t.buf[n : n+block])
		t.buf = t.buf[:n+got]
		if got == 0 && t.err == nil && tries == 100 {
			t.err = io.ErrNoProgress
		}
	}
	if t.err != nil {
		t.eof = true
		if errors.Is(t.err, io.EOF) {
			t.err = nil
		}
	}
	return len(t.buf) > n
}

// restOfLine is the text from an offset to the end of its line, at most lookBack
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
	if o <= t.counted {
		return
	}
	b := t.buf[t.counted-t.base : o-t.base]
	t.line += bytes.Count(b, []byte{'\n'})
	t.place += width(b, t.wide)
	t.counted = o
}

// front is the text before an offset on its line, as far as it is kept and after
// the last document.
func (t *text) front(o int64) []byte {
	if t.frontOf != o {
		t.frontOf, t.frontAt = o, o
		if low := max(t.base, t.taken, o-lookBack); low < o {
			t.frontAt = low + int64(lineStart(t.from(low)[:o-low]))
		}
	}
	return t.buf[t.frontAt-t.base : o-t.base]
}

// lineStart returns the index in b after its last line break.
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

func hexDigit(c byte) rune {
	switch {
	case isDigit(c):
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}
