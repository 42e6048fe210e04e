// Package httpxml recognises XML in the bodies of HTTP/1.x requests and responses.
//
// Files, from the entry point down: httpxml.go, message.go.
package httpxml

import (
	"bytes"

	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/plain"
	"ivrcheck/trace"
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

// maxEmpty limits the messages of a direction before the first body with XML: the empty answers of
// a server that is polled, errors, and other bodies of at most maxOther bytes, such as a page that
// a client requests before it sends messages.
const (
	maxEmpty = 16
	maxOther = 16 << 10
)

// Recognise implements transport.Protocol. The beginning of the first body decides, except
// for the bodies described at maxEmpty.
func (p *Protocol) Recognise(h transport.Head) transport.Answer {
	b := h.Bytes
	if h.Mid {
		at, ok := find(b, 0)
		if !ok {
			return transport.NeedMore
		}
		b = b[at:]
	}
	asks := !h.Mid
	for n := range maxEmpty {
		if n > 0 && len(b) == 0 && asks {
			return transport.Asks
		}
		m, a := parse(b, h.AtEnd)
		m.decompress(maxRecognised)
		if a != transport.Yes && len(m.body) == 0 {
			return a
		}
		if len(m.body) > 0 {
			switch got := p.plain.Recognise(transport.Head{Bytes: m.body}); {
			case got == transport.NeedMore && m.encoding != "" && len(m.body) == maxRecognised:
				return transport.No
			case got == transport.Yes, got == transport.NeedMore && a != transport.Yes:
				return got
			case !m.failed && (!m.delimited || m.declared > maxOther):
				return transport.No
			case a != transport.Yes:
				return a
			}
		}
		asks = asks && m.request && len(m.body) == 0
		b = b[m.length:]
	}
	return transport.No
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
	// skip is the number of bytes of a long body still to come, -1 for all further bytes.
	skip int
}

// Cut implements transport.Cutter.
func (f *framer) Cut(b []byte) (int, error) {
	if f.skip != 0 {
		n := len(b)
		if f.skip > 0 {
			n = min(n, f.skip)
			f.skip -= n
		}
		return f.Skip(n), nil
	}
	ended := f.Ended() != transport.Running
	m, a := parse(b, ended)
	switch {
	case a == transport.No:
		return transport.Unknown, nil
	case a == transport.NeedMore && !ended && len(b) < maxHeld:
		return 0, nil
	case a == transport.NeedMore:
		m.length = len(b)
		if !ended {
			f.skip = m.missing
		}
	}
	whole := m.decompress(maxBody)
	if p := f.plain.Recognise(transport.Head{Bytes: m.body}); p != transport.Yes {
		return f.Skip(m.length), nil
	}
	u := f.New(trace.Document)
	u.Body, u.Compressed = m.body, m.encoding != ""
	if a == transport.NeedMore || !whole {
		u.Partial = true
		f.missing()
		f.Fault(trace.Fault{Code: "CAP009", Args: trace.Args("bytes", len(m.body), "declared", "an unknown number of")})
		return f.Finish(m.length)
	}
	if closed, ok := transport.Closed(u.Body); ok {
		u.Body, u.Trailer = u.Body[:closed], u.Body[closed:]
	}
	return f.FinishParts(m.length, m.head, f.docs, f.missing)
}

// missing adds the fault of the missing GLI header.
func (f *framer) missing() {
	if x, ok := f.expected.Headerless(false); ok {
		f.Fault(x)
	}
}

// Find implements transport.Cutter.
func (f *framer) Find(b []byte, from int, _ bool) (int, bool) {
	f.skip = 0
	return find(b, from)
}

// find returns the index in b, not before from, of the next message.
func find(b []byte, from int) (at int, ok bool) {
	for at = from; at < len(b); {
		if from == 0 && at == 0 || b[at-1] == '\n' || bytes.HasPrefix(b[at:], []byte(version)) {
			switch startLine(b[at:]) {
			case transport.Yes:
				return at, true
			case transport.NeedMore:
				return at, false
			}
		}
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
	}
	return len(b), false
}
