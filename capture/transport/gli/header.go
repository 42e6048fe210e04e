// Parses GLI headers and recognises streams by them.
//
// Source: protocol notes, section GLI framing: reserved 0, type 0 to 3, length
// (two bytes, big-endian, of everything after it: version, application and
// body), version 2, application 0.

package gli

import (
	"bytes"
	"math"

	"ivrcheck/capture/transport"
)

const (
	headerLen = 6
	// beforeLength is the number of bytes that the length field excludes: the
	// reserved byte, the type and the length itself.
	beforeLength = 4
	// minLength is the length of a frame without body: version and application.
	minLength = 2

	typeError = 2
	typeXML   = 3
)

func length(b []byte) int { return int(b[2])<<8 | int(b[3]) }

// isText reports whether text may begin with c.
func isText(c byte) bool { return c >= ' ' || transport.IsSpace(c) }

// validHeader reports whether b begins with a valid header: the constants c, a
// known type, length 2 for a frame without XML, and for one with XML a body
// that begins like XML.
func validHeader(b []byte, c constants) transport.Answer {
	if len(b) > 0 && b[0] != c[0] || len(b) > 1 && b[1] > typeXML || len(b) > 4 && b[4] != c[1] || len(b) > 5 && b[5] != c[2] {
		return transport.No
	}
	if len(b) > 1 && b[1] != typeXML && (len(b) > 2 && b[2] != 0 || len(b) > 3 && b[3] != minLength) {
		return transport.No
	}
	if len(b) < headerLen {
		return transport.NeedMore
	}
	if b[1] != typeXML {
		return transport.Yes
	}
	if length(b) < minLength {
		return transport.No
	}
	return startsXML(b[headerLen:])
}

// startsXML reports whether a body begins like XML, including UTF-16 and a byte order
// mark.
func startsXML(b []byte) transport.Answer {
	if a := transport.StartsLike(b, "<", transport.ByteOrderMark+"<"); a != transport.No {
		return a
	}
	_, a := transport.UTF16(b)
	return a
}

// withoutMark returns a body without its byte order mark.
func withoutMark(b []byte) []byte { return bytes.TrimPrefix(b, []byte(transport.ByteOrderMark)) }

// likelyHeader is validHeader for a place where a header is expected. There, one
// wrong constant before an obvious message is accepted, and so is a frame
// without XML whose length is wrong in one of the usual ways.
func (p *Protocol) likelyHeader(b []byte, c constants) transport.Answer {
	a := validHeader(b, c)
	if a != transport.No || len(b) > 1 && b[1] > typeXML || isText(b[0]) {
		return a // no header begins with a byte of text
	}
	if len(b) < headerLen {
		if wrongSoFar(b) <= 1 {
			return transport.NeedMore
		}
		return a
	}
	switch {
	case b[1] != typeXML && constantsOf(b) == c && lengthHint(length(b), minLength) != "":
		return transport.Yes
	case b[1] == typeXML && constantsOf(b).wrong() <= 1:
		return p.docs.Start(withoutMark(b[headerLen:]))
	}
	return a
}

// wrongSoFar counts the wrong bytes in b, the beginning of a header.
func wrongSoFar(b []byte) (n int) {
	if len(b) > 0 && b[0] != standard[0] {
		n++
	}
	if len(b) > 1 && b[1] > typeXML {
		n++
	}
	if len(b) > 4 && b[4] != standard[1] {
		n++
	}
	if len(b) > 5 && b[5] != standard[2] {
		n++
	}
	return n
}

// Recognise implements transport.Protocol.
func (p *Protocol) Recognise(h transport.Head) transport.Answer {
	if !h.Mid {
		return p.recogniseStart(h.Bytes)
	}
	if _, ok := p.FindChain(h.Bytes, h.AtEnd); ok {
		return transport.Yes
	}
	return transport.NeedMore
}

// recogniseStart is Recognise for bytes from the start of the direction. It
// answers No as soon as that is certain, for most protocols at the second byte.
//
// A header with one wrong byte is accepted if a document of the protocol follows: a
// driver that writes a wrong version everywhere must be reported, not ignored.
func (p *Protocol) recogniseStart(b []byte) transport.Answer {
	if len(b) == 0 {
		return transport.NeedMore
	}
	if b[0] == '<' || transport.IsSpace(b[0]) {
		return transport.No
	}
	if a := validHeader(b, standard); a != transport.No {
		return a
	}
	if wrongSoFar(b) > 1 {
		return transport.No
	}
	if len(b) < headerLen {
		return transport.NeedMore
	}
	return p.docs.Ours(withoutMark(b[headerLen:]))
}

// FindChain looks for GLI in bytes from anywhere in a stream. It returns the
// offset of the first header that is confirmed by the bytes after it: a document
// of the protocol or, where its length ends, another valid header or the end of
// the bytes. A frame without XML in the middle of the bytes needs another
// header, because other protocols contain six bytes like these.
//
// atEnd means that no more bytes will come; then a truncated document
// suffices.
func (p *Protocol) FindChain(b []byte, atEnd bool) (off int, ok bool) {
	for off = 0; off < len(b); off++ {
		i := bytes.IndexByte(b[off:], standard[0])
		if i < 0 {
			break
		}
		off += i
		if alone := off+headerLen == len(b) && b[off+1] != typeXML; alone && off > 0 {
			continue
		}
		switch p.confirmed(b[off:], standard, atEnd) {
		case transport.Yes:
			return off, true
		case transport.NeedMore:
			if rest := b[off:]; validHeader(rest, standard) == transport.Yes && beforeLength+length(rest) == len(rest) {
				return off, true
			}
		}
	}
	return 0, false
}

// confirmed reports whether b begins with a header with the constants c that is
// confirmed by a document of the protocol in it or, where its length ends, by
// another header or the end of all bytes.
func (p *Protocol) confirmed(b []byte, c constants, atEnd bool) transport.Answer {
	if a := validHeader(b, c); a != transport.Yes {
		return a
	}
	end := beforeLength + length(b)
	if b[1] == typeXML {
		switch p.docs.Ours(withoutMark(b[headerLen:])) {
		case transport.Yes:
			return transport.Yes
		case transport.NeedMore:
			if !atEnd {
				return transport.NeedMore
			}
			if end > len(b) {
				return transport.Yes
			}
		}
	}
	switch {
	case end < len(b):
		return validHeader(b[end:], c)
	case !atEnd:
		return transport.NeedMore
	case end == len(b):
		return transport.Yes
	}
	return transport.No
}

// headerAt calls what (validHeader or likelyHeader) on b with the standard
// constants, then with those that this sender is known to write.
func (f *framer) headerAt(b []byte, what func([]byte, constants) transport.Answer) transport.Answer {
	a := what(b, standard)
	if a != transport.Yes && f.known != standard {
		if k := what(b, f.known); k != transport.No {
			return k
		}
	}
	return a
}

// The hints of GLI003: the probable mistake of the sender.
const (
	hintBodyLength   = "body-length"
	hintWholeFrame   = "whole-frame"
	hintLittleEndian = "little-endian"
	hintWrapped      = "wrapped"
	hintMinimum      = "minimum"
)

// lengthHint returns the probable reason why a length field has the value
// declared instead of want.
func lengthHint(declared, want int) string {
	switch {
	case want > math.MaxUint16 && want&math.MaxUint16 == declared:
		return hintWrapped
	case declared < minLength:
		return hintMinimum
	case want == declared>>8|declared&0xff<<8:
		return hintLittleEndian
	case want == declared+2:
		return hintBodyLength
	case want == declared-beforeLength:
		return hintWholeFrame
	}
	return ""
}
