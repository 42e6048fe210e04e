// The places in a log of the parts of a message.

package trace

import (
	"bytes"
	"unicode/utf8"
)

// Origin is the place in a log of a part of a Body that is not contiguous in the log. The part ends where the next one
// begins.
type Origin struct {
	// At is the index in the Body of the first byte of the part, Line the line in the log, and Column the column, in
	// characters. They count from 1; a Column of 0 is unknown.
	At, Line, Column int32
	Extent           Extent
}

// Extent is the part of an Origin whose place its first byte determines.
type Extent uint8

const (
	// Verbatim: all of it, with its line breaks.
	Verbatim Extent = iota
	// OneLine: all up to a line break. It is on one line of the log.
	OneLine
	// FirstByte: nothing more.
	FirstByte
)

// OriginReader finds the places in a log of bytes of a Body. It remembers its position, so ascending indexes take one
// pass in all.
type OriginReader struct {
	body    []byte
	origins []Origin
	next    int // origin
	pos     int
	at      Origin // its place, and the extent of its part
}

// NewOriginReader returns a reader for a Body and its origins.
func NewOriginReader(body []byte, origins []Origin) OriginReader {
	return OriginReader{body: body, origins: origins, at: Origin{Extent: FirstByte}}
}

// Place returns the line and the column of the byte at an index, 0 and 0 if they are not known exactly.
func (r *OriginReader) Place(i int) (line, column int) {
	at := r.Origin(i)
	if at.Column == 0 {
		return 0, 0
	}
	return int(at.Line), int(at.Column)
}

// Origin returns the part from an index on.
func (r *OriginReader) Origin(i int) Origin {
	if i < r.pos {
		*r = NewOriginReader(r.body, r.origins)
	}
	for r.next < len(r.origins) && int(r.origins[r.next].At) <= i {
		r.at = r.origins[r.next]
		r.pos = int(r.at.At)
		r.next++
	}
	passed := r.body[min(r.pos, len(r.body)):min(i, len(r.body))]
	r.pos = i
	r.at.move(passed)
	r.at.At = int32(i)
	return r.at
}

// Next returns the index of the first origin after the index asked for last.
func (r *OriginReader) Next() int { return r.next }

// move moves the beginning of the part after passed.
func (o *Origin) move(passed []byte) {
	if len(passed) == 0 {
		return
	}
	if o.Extent == FirstByte {
		o.Column = 0
		return
	}
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		if o.Extent != Verbatim {
			o.Column, o.Extent = 0, FirstByte
			return
		}
		o.Line += int32(bytes.Count(passed, []byte{'\n'}))
		o.Column, passed = 1, passed[i+1:]
	}
	if o.Column > 0 {
		o.Column += int32(utf8.RuneCount(passed))
	}
}
