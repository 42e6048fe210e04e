// Input: the bytes of the file, and their encodings: byte order marks, and UTF-16, which programs on Windows write, even
// after text of another encoding in the same file.

package records

import (
	"bytes"
	"context"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	block = 1 << 18 // bytes of a read
	// maxLine is the longest line that is examined as a whole.
	maxLine = 1 << 20
)

// input reads the file.
type input struct {
	ctx context.Context
	src io.Reader
	// raw[at:] has not been examined; its first byte is at offset place of the
	// file, in line line. There is no line break in raw[at:searched].
	raw          []byte
	at, searched int
	place        int64
	line         int
	// inside: raw[at:] continues a line of which a part was examined.
	inside bool
	// starved: more must be read before any progress.
	starved  bool
	eof      bool
	err      error
	encoding encoding
	returns  returns
}

// returns reports whether lines end with a carriage return alone, as in old Macintosh files and in the
// output of some programs for serial lines.
type returns uint8

const (
	maybeReturns returns = iota
	noReturns
	onlyReturns
)

// returnsHead is the number of bytes at the start of a file that decide: a carriage return and no line feed.
const returnsHead = 4096

// read reads more.
func (s *input) read() {
	if s.at > 0 {
		s.raw = s.raw[:copy(s.raw, s.raw[s.at:])]
		s.searched -= s.at
		s.at = 0
	}
	if cap(s.raw)-len(s.raw) < block {
		s.raw = append(make([]byte, 0, 2*cap(s.raw)+2*block), s.raw...)
	}
	n := len(s.raw)
	size := block
	if n < block/2 {
		size -= n // so that a caller's block is enough for all of it
	}
	for tries := 0; (len(s.raw) == n || !s.knowsReturns()) && s.err == nil; tries++ {
		if s.err = s.ctx.Err(); s.err != nil {
			break
		}
		var got int
		had := len(s.raw)
		got, s.err = s.src.Read(s.raw[had : had+size])
		s.raw = s.raw[:had+got]
		if size = min(size, cap(s.raw)-len(s.raw)); got > 0 {
			tries = 0
		}
		if got == 0 && s.err == nil && tries == 100 {
			s.err = io.ErrNoProgress
		}
	}
	s.replaceReturns(n)
	if s.err != nil {
		s.eof = true
		if !errors.Is(s.err, io.EOF) && s.ctx.Err() != nil {
			s.err = s.ctx.Err()
		}
	}
}

// knowsReturns reports whether the bytes read so far decide how lines end.
func (s *input) knowsReturns() bool {
	if s.returns != maybeReturns {
		return true
	}
	head := s.raw[:min(len(s.raw), returnsHead)]
	if bytes.IndexByte(head, '\n') >= 0 || bytes.IndexByte(head, 0) >= 0 {
		s.returns = noReturns
	} else if len(head) == returnsHead {
		s.returns = noReturns
		if bytes.IndexByte(head, '\r') >= 0 {
			s.returns = onlyReturns
		}
	}
	return s.returns != maybeReturns
}

// replaceReturns replaces the carriage returns in raw from n on by line feeds, up to the first line feed of the
// file.
func (s *input) replaceReturns(n int) {
	if s.returns == maybeReturns { // a short file
		s.returns = onlyReturns
	}
	if s.returns == noReturns {
		return
	}
	for ; n < len(s.raw); n++ {
		switch s.raw[n] {
		case '\n':
			s.returns = noReturns
			return
		case '\r':
			s.raw[n] = '\n'
		}
	}
}

// skip continues after n bytes of raw.
func (s *input) skip(n int) {
	s.at += n
	s.place += int64(n)
	s.searched = max(s.searched, s.at)
}

// encoding is the encoding of the current line: wide is the number of bytes of a unit, 0 for one
// byte for each ASCII character.
type encoding struct {
	wide uint8
	big  bool
}

const (
	markUTF8  = "\xef\xbb\xbf"
	markBig   = "\xfe\xff"
	markLow   = "\xff\xfe"
	markBig32 = "\x00\x00\xfe\xff"
	markLow32 = "\xff\xfe\x00\x00"
	// decisive is the number of bytes that decide about an encoding.
	decisive = 16
	// units is the number of characters that must be ASCII.
	units = 4
)

// detect determines the encoding of the next line. It returns true if it skipped bytes or
// needs more.
func (s *input) detect() bool {
	e := &s.encoding
	b := s.raw[s.at:]
	c := b[0]
	if e.wide == 0 && (c == '\n' || c > 0 && c < 0xef && len(b) > 1 && b[1] != 0) {
		return false // most lines
	}
	for _, mark := range []string{markUTF8, markBig32, markLow32, markBig, markLow} {
		n := min(len(b), len(mark))
		if string(b[:n]) != mark[:n] {
			continue
		}
		if n < len(mark) {
			s.starved = !s.eof
			return s.starved
		}
		switch e.wide = uint8(len(mark)); mark {
		case markUTF8:
			e.wide = 0
		default:
			e.big = mark == markBig || mark == markBig32
		}
		s.skip(len(mark))
		return true
	}
	head := b[:min(len(b), decisive)]
	if e.wide > 0 && len(b) == 1 && !s.eof {
		s.starved = true // the rest of a unit may follow
		return true
	}
	if e.wide > 0 || bytes.IndexByte(head, 0) < 0 {
		if i := bytes.IndexByte(head, '\n'); i >= 0 && narrowText(head[:i+1]) && !(e.wide > 0 && i == 0 && len(head) > 1 && head[1] == 0) {
			e.wide = 0
			return false
		}
	}
	if len(b) < decisive && !s.eof {
		s.starved = true
		return true
	}
	switch wide, big := wideText(head); {
	case wide > 0:
		e.wide, e.big = wide, big
	case narrowText(head):
		e.wide = 0
	case e.wide == 0 && c == 0:
		n := len(b) - len(bytes.TrimLeft(b, "\x00"))
		if n == len(b) && !s.eof && n < maxLine {
			s.starved = true
			return true
		}
		if n >= decisive {
			s.skip(n) // a hole in the file
			s.inside = true
			return true
		}
	}
	return false
}

// wideText returns the number of bytes of a unit if b begins with ASCII characters in UTF-16
// or UTF-32, else 0.
func wideText(b []byte) (wide uint8, big bool) {
	for _, e := range [...]encoding{{2, false}, {2, true}, {4, false}, {4, true}} {
		n, size := 0, int(e.wide)
		for i := 0; i+size <= len(b) && n < units; i, n = i+size, n+1 {
			c := e.unit(b[i:])
			if c > 0x7f || !printable(byte(c)) {
				n = -units
				break
			}
			if c == '\n' {
				break
			}
		}
		if n > 1 {
			return e.wide, e.big
		}
	}
	return 0, false
}

// wideLine returns the next line in UTF-16, or a part of one, and its length in the
// file; 0 if it is not complete.
func (s *input) wideLine() (text Text, n int, ended bool) {
	b := s.raw[s.at:]
	size := int(s.encoding.wide)
	for i := (s.searched - s.at) &^ (size - 1); i+size <= len(b); i += size {
		c := s.encoding.unit(b[i:])
		if c == '\n' {
			n = i + size
			break
		}
		if c > 0x7f && i > 0 && narrowText(b[i:i+size]) {
			if len(b)-i < decisive && !s.eof {
				break
			}
			if len(b)-i >= decisive && narrowText(b[i:i+decisive]) {
				// Text of another program, after a last line without a line break.
				return lineText(s.encoding.decode(b[:i]), s.place, s.line, s.encoding.wide, s.inside), i, false
			}
		}
	}
	ended = n > 0 && n <= maxLine
	if n = min(n, maxLine); n == 0 {
		n = min(len(b), maxLine)
		if n < maxLine && !s.eof {
			s.searched, s.starved = s.at+max(len(b)-decisive, 0)&^(size-1), true
			return text, 0, false
		}
	}
	return lineText(s.encoding.decode(b[:n]), s.place, s.line, s.encoding.wide, s.inside), n, ended
}

// unit returns the unit that b begins with.
func (e *encoding) unit(b []byte) (v uint32) {
	for i := range b[:e.wide] {
		if e.big {
			v = v<<8 | uint32(b[i])
		} else {
			v |= uint32(b[i]) << (8 * i)
		}
	}
	return v
}

// decode converts UTF-16 or UTF-32 to UTF-8. It drops an incomplete unit at the end.
func (e *encoding) decode(b []byte) []byte {
	out := make([]byte, 0, len(b))
	size := int(e.wide)
	for i := 0; i+size <= len(b); i += size {
		r := rune(min(e.unit(b[i:]), utf8.MaxRune+1)) // beyond it, U+FFFD is appended
		if size == 2 && utf16.IsSurrogate(r) {
			pair := utf8.RuneError
			if i+3 < len(b) {
				pair = utf16.DecodeRune(r, rune(e.unit(b[i+2:])))
			}
			if r = pair; pair != utf8.RuneError {
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
