package scrub

import "io"

// Target is where a result is written. WriteAt is only called for bytes that were written.
type Target interface {
	io.Writer
	io.WriterAt
}

// sink appends to a target, and changes bytes that were appended. The last ones are in memory, since most changes are
// there.
type sink struct {
	to    Target
	buf   []byte
	start int64 // of buf in the target
	err   error
}

// windowSize is the number of bytes in memory at most. Then half of them are written.
const windowSize = 2 << 20

// size is the number of bytes that were appended.
func (s *sink) size() int64 { return s.start + int64(len(s.buf)) }

func (s *sink) append(b []byte) {
	if len(s.buf)+len(b) > windowSize && len(s.buf) > 0 {
		s.write(max(len(s.buf)/2, len(s.buf)+len(b)-windowSize))
	}
	s.buf = append(s.buf, b...)
}

func (s *sink) write(n int) {
	n = min(n, len(s.buf))
	if s.err == nil {
		_, s.err = s.to.Write(s.buf[:n])
	}
	s.buf = s.buf[:copy(s.buf, s.buf[n:])]
	s.start += int64(n)
}

// change replaces appended bytes at an offset.
func (s *sink) change(b []byte, at int64) {
	if n := min(int64(len(b)), s.start-at); n > 0 {
		if s.err == nil {
			_, s.err = s.to.WriteAt(b[:n], at)
		}
		b, at = b[n:], at+n
	}
	if len(b) > 0 {
		copy(s.buf[at-s.start:], b)
	}
}

func (s *sink) flush() error {
	s.write(len(s.buf))
	return s.err
}
