// From bytes to a decision: what comes next, and where a lost framer continues.

package gli

import (
	"bytes"

	"ivrcheck/capture/transport"
)

// Cut implements transport.Cutter.
func (f *framer) Cut(b []byte) (int, error) {
	if len(b) < headerLen {
		switch {
		case f.Ended() == transport.Running:
			return 0, nil
		case wrongSoFar(b) == 0:
			return f.cutHeader(b)
		}
		return f.noHeader(b)
	}
	c := constantsOf(b)
	switch typ := b[1]; {
	case c == standard || c == f.known:
		switch {
		case typ == typeXML:
			return f.document(b, headerLen)
		case typ < typeXML:
			return f.control(b)
		}
		return f.unknownType(b)
	case typ < typeXML && c.wrong() == 1 && length(b) == minLength:
		return f.control(b)
	case typ == typeXML:
		switch a := f.wrongConstants(b, c); {
		case a == transport.Yes:
			return f.document(b, headerLen)
		case a == transport.NeedMore && f.Ended() == transport.Running:
			return 0, nil
		}
	}
	return f.noHeader(b)
}

// wrongConstants reports whether b begins with the header of a message although
// constants in it are wrong: if one is, anything like XML may follow; if more
// are, what follows must begin like a document of the protocol.
func (f *framer) wrongConstants(b []byte, c constants) transport.Answer {
	switch {
	case c.wrong() == 1:
		return transport.StartsLike(b[headerLen:], "<")
	case isText(b[0]):
		return transport.No
	}
	return f.docs.Start(b[headerLen:])
}

// Find implements transport.Cutter. XML without a header counts only if no
// header can have been lost before it.
func (f *framer) Find(b []byte, from int, lost bool) (int, bool) {
	bare := lost || f.bare
	for at := from; at < len(b); at++ {
		i := f.candidate(b[at:], bare)
		if i < 0 {
			break
		}
		at += i
		a := f.headerAt(b[at:], f.confirmedHere)
		if a == transport.No && bare && b[at] == '<' {
			a = f.docs.Start(b[at:])
		}
		if a != transport.No {
			return at, a == transport.Yes
		}
	}
	return len(b), false
}

// confirmedHere is confirmed for a stream that is known to be GLI. There, six
// bytes of a frame without XML need no confirmation, because XML contains no
// zeros.
func (f *framer) confirmedHere(b []byte, c constants) transport.Answer {
	if len(b) >= headerLen && b[1] != typeXML {
		return validHeader(b, c)
	}
	return f.confirmed(b, c, f.Ended() != transport.Running)
}

// candidate returns the index of the next byte with which a unit can begin.
func (f *framer) candidate(b []byte, bare bool) int {
	i := bytes.IndexByte(b, standard[0])
	if f.known[0] != standard[0] {
		i = first(i, bytes.IndexByte(b, f.known[0]))
	}
	if bare {
		i = first(i, bytes.IndexByte(b, '<'))
	}
	return i
}

// first returns the smaller of two indexes, of which -1 means none.
func first(i, j int) int {
	if i < 0 || j >= 0 && j < i {
		return j
	}
	return i
}
