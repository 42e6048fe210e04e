// What lines have said before. Nearly all lines of a log are of a few kinds:
// but for the time at their beginning, what stands in front of one message
// stands in front of thousands.

package textlog

import (
	"bytes"
	"hash/maphash"

	"ivrcheck/trace"
)

const (
	heardLines  = 1024 // are remembered
	heardLength = 256  // of one, at most
)

// heard are the lines that were heard last, less their time, by their hash.
type heard struct {
	seed  maphash.Seed
	off   bool // for tests
	lines [heardLines]heardLine
}

// heardLine is what a line said behind the time.
type heardLine struct {
	rest []byte
	said told
	conn *trace.Conn
	// inJSON tells that the line may be a record in JSON.
	inJSON bool
}

// line gives what is remembered of the line that text is the part of in front
// of a message, and its time. text is a whole line up to the message, and no
// pattern applies. ok is false if the line is not of the kind that is
// remembered: a time, and behind it a blank and no time; rest is nil then.
// known is empty if nothing is remembered yet.
func (h *heard) line(text []byte) (known *heardLine, rest []byte, stamp trace.Stamp, ok bool) {
	if h.off || len(text) == 0 || len(text) > heardLength || class[text[0]] != first {
		return nil, nil, stamp, false
	}
	stamp, n := stampAt(text, true)
	if n == 0 || n == len(text) || text[n] != ' ' {
		return nil, nil, stamp, false
	}
	rest = text[n:]
	if h.seed == (maphash.Seed{}) {
		h.seed = maphash.MakeSeed()
	}
	known = &h.lines[maphash.Bytes(h.seed, rest)%heardLines]
	if bytes.Equal(known.rest, rest) {
		return known, rest, stamp, true
	}
	if _, again := findStamp(rest, false); again {
		return nil, nil, stamp, false // the later one counts
	}
	known.rest = known.rest[:0]
	return known, rest, stamp, true
}

// keep remembers what a line said whose rest is not known yet.
func (k *heardLine) keep(rest []byte, said *told, conn *trace.Conn, inJSON bool) {
	k.rest = append(k.rest[:0], rest...)
	k.said, k.conn, k.inJSON = *said, conn, inJSON
}
