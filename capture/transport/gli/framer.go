// Package gli implements GLI framing as a transport.
//
// GLI has no checksum and no magic number, and real drivers write wrong
// lengths. So a length is accepted only if the bytes agree: the body ends with
// the root's end tag, or the next header follows it. Otherwise the real end is
// searched for, so that one wrong length costs one finding and no message.
//
// Files, from the entry point down: framer.go, cut.go, ending.go, header.go.
package gli

import (
	"bytes"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// Protocol implements transport.Protocol.
type Protocol struct{ docs *transport.Documents }

// New returns the protocol for documents with the names.
func New(names trace.Names) *Protocol {
	return &Protocol{docs: transport.NewDocuments(names)}
}

// NewFramer implements transport.Protocol.
func (p *Protocol) NewFramer(cfg transport.Config) transport.Framer {
	f := &framer{Protocol: p, known: standard}
	f.Init(cfg, f)
	return f
}

// framer implements transport.Cutter.
type framer struct {
	transport.Framing
	*Protocol
	scan scan

	// What earlier frames showed about this sender: the constants that it
	// writes, how it gets lengths wrong (a hint of GLI003), and whether it
	// writes XML without headers.
	known     constants
	lengthBug string
	bare      bool
}

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

// noHeader cuts bytes that are no header: XML without one, or nothing known.
func (f *framer) noHeader(b []byte) (int, error) {
	switch a := f.docs.Start(b); {
	case a == transport.Yes:
		return f.document(b, 0)
	case a == transport.NeedMore && f.Ended() == transport.Running:
		return 0, nil
	}
	return transport.Unknown, nil
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

// headerAt asks what (validHeader, likelyHeader) of b, for the standard
// constants and those that this sender is known to write.
func (f *framer) headerAt(b []byte, what func([]byte, constants) transport.Answer) transport.Answer {
	a := what(b, standard)
	if a != transport.Yes && f.known != standard {
		if k := what(b, f.known); k != transport.No {
			return k
		}
	}
	return a
}
