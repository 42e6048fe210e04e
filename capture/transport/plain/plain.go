// Package plain recognises XML on a stream without GLI headers.
//
// A direction is plain XML if it begins with a document of the protocol, or with another
// element that contains one. Package gli cuts the documents, because a sender may write
// headers now and then.
//
// Files, from the entry point down: plain.go.
package plain

import (
	"bytes"

	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/gli"
	"ivrcheck/trace"
)

// maxWrapper is the largest offset in a wrapper of the first document of the protocol.
const maxWrapper = 1 << 16

// Protocol implements transport.Protocol.
type Protocol struct {
	docs *transport.Documents
	gli  *gli.Protocol
}

// New returns the protocol for documents with the names.
func New(names trace.Names, g *gli.Protocol) *Protocol {
	return &Protocol{docs: transport.NewDocuments(names), gli: g}
}

// NewFramer implements transport.Protocol.
func (p *Protocol) NewFramer(cfg transport.Config) transport.Framer { return p.gli.NewHeaderless(cfg) }

// Recognise implements transport.Protocol.
func (p *Protocol) Recognise(h transport.Head) transport.Answer {
	if h.Mid {
		return p.anywhere(h)
	}
	b := h.Bytes
	if len(b) > 0 && b[0] == transport.StartOfText { // a length may also begin with it
		if b = b[1:]; transport.StartsLike(b, "<", transport.ByteOrderMark+"<") == transport.No {
			return transport.No
		}
	}
	b = b[leading(b):]
	switch {
	case len(b) == 0, transport.Prefix(b, transport.ByteOrderMark) == transport.NeedMore:
		return transport.NeedMore
	case b[0] != '<':
		return transport.No
	}
	if a := p.docs.Ours(b); a != transport.No {
		return a
	}
	return p.wrapper(b)
}

// leading is transport.Separators before the first document.
func leading(b []byte) int {
	n := transport.Separators(b)
	if i := bytes.IndexAny(b[:n], string([]byte{transport.StartOfText, transport.EndOfText})); i >= 0 {
		n = i
	}
	return n
}

// Whole reports whether b is one or more whole documents.
func (p *Protocol) Whole(b []byte) bool {
	if p.Recognise(transport.Head{Bytes: b}) != transport.Yes {
		return false
	}
	for len(b) > 0 {
		if b[0] != '<' {
			if n := transport.Separators(b); n > 0 {
				b = b[n:]
				continue
			}
			return false
		}
		n, ok := p.docs.Length(b)
		if !ok {
			_, closed := transport.Closed(b) // a wrapper
			return closed && p.docs.Ours(b) == transport.No
		}
		b = b[n:]
	}
	return true
}

// wrapper reports whether b begins with another element, or with messages whose names are
// common words, and contains a document of the protocol that is not one of these.
func (p *Protocol) wrapper(b []byte) transport.Answer {
	at, a := p.docs.RootAt(b)
	switch {
	case a != transport.Yes:
		return a
	case transport.StartsLike(b[at:], "<!DOCTYPE") != transport.No:
		return transport.No
	}
	for len(b) <= maxWrapper {
		var e transport.Element
		n, a := p.docs.End(&e, b[at:])
		switch {
		case a == transport.NeedMore:
			return transport.NeedMore
		case a == transport.No && n == 0, a == transport.Yes && e.Kind() == trace.NotBare:
			return transport.No // another protocol
		}
		at += n
		at += transport.Lead(b[at:])
		switch a := p.docs.Ours(b[at:]); {
		case a != transport.No:
			return a
		case at == len(b):
			return transport.NeedMore
		}
	}
	return transport.No
}

// anywhere reports whether two documents of the protocol follow each other, with only
// text between, in bytes from the middle of a direction; the first may be incomplete. A
// single one may belong to a GLI frame whose header was not captured.
func (p *Protocol) anywhere(h transport.Head) transport.Answer {
	b := h.Bytes
	end := -1 // of the previous document
	for at := 0; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			break
		}
		at += i
		if transport.Prefix(b[at:], p.docs.EndTag) == transport.Yes {
			end = at
			continue
		}
		if p.docs.Ours(b[at:]) != transport.Yes {
			continue
		}
		if end >= 0 && isText(b[end:at]) {
			return transport.Yes
		}
		if n, whole := p.docs.Length(b[at:]); whole {
			end = at + n
			at = end - 1
		}
	}
	return transport.NeedMore
}

// isText reports whether b has no control characters except white space, NUL, and those around documents.
// A GLI header has others.
func isText(b []byte) bool {
	if text, ok := bytes.CutSuffix(b, []byte{transport.StartOfText}); ok {
		b = bytes.TrimSuffix(bytes.TrimRight(text, " \t\r\n"), []byte{transport.EndOfText})
	}
	return !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && !transport.IsTrailing(byte(r)) })
}
