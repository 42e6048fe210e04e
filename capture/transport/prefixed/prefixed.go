// Package prefixed recognises XML over TCP with a length before each document: two or
// four bytes, in either byte order, that count the document or the whole frame.
//
// Files, from the entry point down: prefixed.go.
package prefixed

import (
	"bytes"
	"encoding/binary"

	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/plain"
	"ivrcheck/trace"
)

const (
	// minBody and maxBody are the shortest and the longest document accepted.
	minBody = len("<a/>")
	maxBody = 1 << 18
)

// Protocol implements transport.Protocol.
type Protocol struct {
	docs     *transport.Documents
	plain    *plain.Protocol
	expected transport.Expected
}

// New returns the protocol for documents with the names.
func New(names trace.Names, p *plain.Protocol, expected transport.Expected) *Protocol {
	return &Protocol{docs: transport.NewDocuments(names), plain: p, expected: expected}
}

// shape is the form of the length that a sender writes. In shapes, each shape whose length
// excludes itself precedes its twin, whose length includes itself.
type shape struct {
	little bool // the byte order
	size   int
	whole  bool // it counts itself
}

var shapes = [...]shape{
	{false, 4, false}, {false, 4, true}, {true, 4, false}, {true, 4, true},
	{false, 2, false}, {false, 2, true}, {true, 2, false}, {true, 2, true},
}

// body returns the length of the body after the length that b begins with; ok is false
// if no document can have it.
func (s *shape) body(b []byte) (n int, ok bool) {
	switch {
	case s.size == 4 && s.little:
		n = int(binary.LittleEndian.Uint32(b))
	case s.size == 4:
		n = int(binary.BigEndian.Uint32(b))
	case s.little:
		n = int(binary.LittleEndian.Uint16(b))
	default:
		n = int(binary.BigEndian.Uint16(b))
	}
	if s.whole {
		n -= s.size
	}
	return n, n >= minBody && n <= maxBody
}

// A fit reports whether bytes begin with a length and a document of that length.
type fit struct {
	transport.Answer
	padded bool // the length includes white space or NUL after the document
}

// fits reports whether b begins with a length in the shape and a document of that length.
func (p *Protocol) fits(s *shape, b []byte) fit {
	if len(b) < s.size {
		return fit{Answer: transport.NeedMore}
	}
	n, ok := s.body(b)
	if !ok {
		return fit{}
	}
	body := b[s.size:min(len(b), s.size+n)]
	if len(body) < n {
		if p.plain.Recognise(transport.Head{Bytes: body}) == transport.No {
			return fit{}
		}
		return fit{Answer: transport.NeedMore}
	}
	closed, ok := transport.Closed(body)
	if !ok {
		return fit{} // fast path, without a search
	}
	return fit{p.plain.Recognise(transport.Head{Bytes: body}), closed < n}
}

// find returns the shape that b begins with; NeedMore if that depends on later bytes, unless
// none come. Of twins, the one whose length ends with the document is right: after padding it
// depends on up to four more bytes.
func (p *Protocol) find(b []byte, ended bool) (s *shape, a transport.Answer) {
	for i := 0; i < len(shapes); i += 2 {
		without, with := p.fits(&shapes[i], b), p.fits(&shapes[i+1], b)
		switch {
		case with.Answer == transport.Yes && (!with.padded || without.Answer == transport.No || without.Answer == transport.NeedMore && ended):
			return &shapes[i+1], transport.Yes
		case without.Answer == transport.Yes:
			return &shapes[i], transport.Yes
		case without.Answer == transport.NeedMore || with.Answer == transport.NeedMore:
			a = transport.NeedMore
		}
	}
	return nil, a
}

// Recognise implements transport.Protocol.
func (p *Protocol) Recognise(h transport.Head) transport.Answer {
	if !h.Mid {
		_, a := p.find(h.Bytes, true)
		return a
	}
	f := &framer{Protocol: p}
	if _, ok := f.Find(h.Bytes, 0, false); ok {
		return transport.Yes
	}
	return transport.NeedMore
}

// NewFramer implements transport.Protocol.
func (p *Protocol) NewFramer(cfg transport.Config) transport.Framer {
	f := &framer{Protocol: p}
	f.Init(cfg, f)
	return f
}

// framer implements transport.Cutter.
type framer struct {
	transport.Framing
	*Protocol
	shape *shape // nil until known
}

// Cut implements transport.Cutter.
func (f *framer) Cut(b []byte) (int, error) {
	running := f.Ended() == transport.Running
	if f.shape == nil {
		s, a := f.find(b, !running)
		switch {
		case a == transport.NeedMore && running:
			return 0, nil
		case a != transport.Yes:
			return transport.Unknown, nil
		}
		f.shape = s
	}
	size := f.shape.size
	if len(b) < size+1 && running {
		return 0, nil
	}
	if len(b) <= size {
		return transport.Unknown, nil
	}
	n, ok := f.shape.body(b)
	if !ok || b[size] != '<' && !transport.IsSpace(b[size]) && b[size] != transport.ByteOrderMark[0] {
		return transport.Unknown, nil
	}
	end := size + n
	if end > len(b) && running {
		return 0, nil
	}
	u := f.New(trace.Document)
	u.Body = b[size:min(end, len(b))]
	if end > len(b) {
		u.Partial = true
		f.missing()
		f.Fault(trace.Fault{Code: "CAP009", Args: trace.Args("bytes", len(u.Body), "declared", n)})
		return f.Finish(len(b))
	}
	if closed, ok := transport.Closed(u.Body); ok {
		u.Body, u.Trailer = u.Body[:closed], u.Body[closed:]
	}
	return f.FinishParts(end, size, f.docs, f.missing)
}

// missing adds the fault of the missing GLI header.
func (f *framer) missing() {
	if x, ok := f.expected.Headerless(false); ok {
		f.Fault(x)
	}
}

// Find implements transport.Cutter.
func (f *framer) Find(b []byte, from int, _ bool) (int, bool) {
	for at := from; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			break
		}
		at += i
		wait := -1
		for k := range shapes {
			s := &shapes[k]
			if f.shape != nil && f.shape != s || at-s.size < from {
				continue
			}
			switch f.fits(s, b[at-s.size:]).Answer {
			case transport.Yes:
				return at - s.size, true
			case transport.NeedMore:
				wait = max(wait, at-s.size)
			}
		}
		if wait >= 0 && f.Ended() == transport.Running {
			return at - min(at, 4), false
		}
	}
	return max(from, len(b)-4), false
}
