// What a GLI header looks like, and how a stream is known by it.
//
// Source: protocol notes, section GLI framing: reserved 0, type 0 to 3,
// length (two bytes, big-endian, of everything behind it: version,
// application and body), version 2, application 0.

package gli

import "bytes"

// Answer is what Recognise says of the first bytes of a stream.
type Answer uint8

const (
	// NeedMore: too few bytes to tell.
	NeedMore Answer = iota
	// Yes: this is GLI.
	Yes
	// No: this is something else, and no further byte will change that.
	No
)

const (
	headerLen = 6
	// beforeLength is what the length field does not count: the reserved
	// byte, the type and the length itself.
	beforeLength = 4
	// minLength counts a frame without body: version and application.
	minLength = 2

	typeError = 2
	typeXML   = 3

	// maxLead is how much white space may stand in front of an XML body
	// that is to prove a header; more proves nothing.
	maxLead = 64
	// maxProlog is how far the root element may be from the start of a
	// document whose header is not in order.
	maxProlog = 1024
)

// constants are the bytes that never vary: reserved, version, application.
type constants [3]byte

var standard = constants{0, 2, 0}

func constantsOf(b []byte) constants { return constants{b[0], b[4], b[5]} }

// wrong counts the constants that differ from the standard.
func (c constants) wrong() (n int) {
	for i := range c {
		if c[i] != standard[i] {
			n++
		}
	}
	return n
}

// header tells whether b begins with a header that proves itself: constants
// as given, a type that exists, length 2 for a frame without XML, and for one
// with XML a body that begins like XML.
func header(b []byte, c constants) Answer {
	if len(b) > 0 && b[0] != c[0] || len(b) > 1 && b[1] > typeXML || len(b) > 4 && b[4] != c[1] || len(b) > 5 && b[5] != c[2] {
		return No
	}
	if len(b) > 1 && b[1] != typeXML && (len(b) > 2 && b[2] != 0 || len(b) > 3 && b[3] != minLength) {
		return No
	}
	if len(b) < headerLen {
		return NeedMore
	}
	if b[1] != typeXML {
		return Yes
	}
	if length(b) < minLength {
		return No
	}
	return startsLike(b[headerLen:], "<")
}

// nearHeader is header for a place where one is expected: there, a wrong
// constant in front of what is plainly a message is a header too, and so is a
// frame without XML whose length is wrong in one of the usual ways.
func nearHeader(b []byte, c constants) Answer {
	a := header(b, c)
	if a != No || len(b) > 1 && b[1] > typeXML || isText(b[0]) {
		return a // a byte of text begins no header, whatever it is in front of
	}
	if len(b) < headerLen {
		// One wrong byte among those seen leaves the question open.
		if wrongSoFar(b) <= 1 {
			return NeedMore
		}
		return a
	}
	switch {
	case b[1] != typeXML && constantsOf(b) == c && misfitHint(length(b), minLength) != "":
		return Yes
	case b[1] == typeXML && constantsOf(b).wrong() <= 1:
		return documentStart(b[headerLen:])
	}
	return a
}

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

func length(b []byte) int { return int(b[2])<<8 | int(b[3]) }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// isText tells a byte that text may begin with.
func isText(c byte) bool { return c >= ' ' || isSpace(c) }

// lead counts the white space that b begins with.
func lead(b []byte) int {
	n := 0
	for n < len(b) && isSpace(b[n]) {
		n++
	}
	return n
}

// startsLike tells whether b begins with one of texts, after white space.
func startsLike(b []byte, texts ...string) Answer {
	n := lead(b)
	if n > maxLead {
		return No
	}
	b = b[n:]
	for _, text := range texts {
		switch {
		case len(b) >= len(text) && string(b[:len(text)]) == text:
			return Yes
		case len(b) < len(text) && string(b) == text[:len(b)]:
			return NeedMore
		}
	}
	return No
}

// documentStart tells whether b begins the way our documents do.
func documentStart(b []byte) Answer {
	return startsLike(b, "<?xml", "<!DOCTYPE", "<GctiMsg")
}

// ours tells whether b begins a document that is plainly one of ours: its
// root, or its document type, is GctiMsg.
func ours(b []byte) Answer {
	if a := documentStart(b); a != Yes {
		return a
	}
	b = b[:min(len(b), maxProlog+1)]
	rest := b
	for {
		rest = rest[lead(rest):]
		var end string
		switch {
		case hasPrefix(rest, "<?"):
			end = "?>"
		case hasPrefix(rest, "<!--"):
			end = "-->"
		case hasPrefix(rest, "<!DOCTYPE"):
			return until(b, startsLike(rest[len("<!DOCTYPE"):], "GctiMsg"))
		default:
			for _, open := range []string{"<?", "<!--", "<!DOCTYPE"} {
				if len(rest) < len(open) && string(rest) == open[:len(rest)] {
					return until(b, NeedMore)
				}
			}
			return until(b, startsLike(rest, "<GctiMsg"))
		}
		i := bytes.Index(rest, []byte(end))
		if i < 0 {
			return until(b, NeedMore)
		}
		rest = rest[i+len(end):]
	}
}

// until turns a NeedMore into No when enough has been seen.
func until(b []byte, a Answer) Answer {
	if a == NeedMore && len(b) > maxProlog {
		return No
	}
	return a
}

func hasPrefix(b []byte, p string) bool { return len(b) >= len(p) && string(b[:len(p)]) == p }

// Recognise judges the first in-order bytes of a direction whose start was
// seen. It says No as soon as that is certain, for most protocols at the
// second byte.
//
// A header with one wrong byte, or none at all, is taken for GLI if a GctiMsg
// document follows: a driver that writes a wrong version everywhere is to be
// told so, and not to be passed over as something else.
func Recognise(b []byte) Answer {
	if len(b) == 0 {
		return NeedMore
	}
	if isSpace(b[0]) && header(b, standard) == No || b[0] == '<' {
		return ours(b)
	}
	if a := header(b, standard); a != No {
		return a
	}
	if wrongSoFar(b) > 1 {
		return No
	}
	if len(b) < headerLen {
		return NeedMore
	}
	return ours(b[headerLen:])
}

// FindChain looks for GLI in the bytes of a direction whose start was not
// seen: it gives the offset of the first header that is confirmed by what
// follows. Confirmed is a header with a GctiMsg document behind it, or one at
// whose end, as its length says, another valid header stands or the bytes
// end. A frame without XML in the middle of the bytes needs another header,
// because six bytes like these can be found in other protocols.
//
// atEnd tells that no more bytes will come; then a document that is cut by
// the end is enough if it looks like one of ours as far as it goes.
func FindChain(b []byte, atEnd bool) (off int, ok bool) {
	for off = 0; off < len(b); off++ {
		i := bytes.IndexByte(b[off:], standard[0])
		if i < 0 {
			break
		}
		off += i
		if alone := off+headerLen == len(b) && b[off+1] != typeXML; alone && off > 0 {
			continue
		}
		switch confirmed(b[off:], standard, atEnd) {
		case Yes:
			return off, true
		case NeedMore:
			if rest := b[off:]; header(rest, standard) == Yes && beforeLength+length(rest) == len(rest) {
				return off, true
			}
		}
	}
	return 0, false
}

// confirmed tells whether b begins with a header with the constants c that
// what follows bears out: a GctiMsg document in it, or another header, or the
// end of all bytes, where its length says that it ends.
func confirmed(b []byte, c constants, atEnd bool) Answer {
	if a := header(b, c); a != Yes {
		return a
	}
	end := beforeLength + length(b)
	if b[1] == typeXML {
		switch ours(b[headerLen:]) {
		case Yes:
			return Yes
		case NeedMore:
			if !atEnd {
				return NeedMore
			}
			if end > len(b) {
				return Yes
			}
		}
	}
	switch {
	case end < len(b):
		return header(b[end:], c)
	case !atEnd:
		return NeedMore
	case end == len(b):
		return Yes
	}
	return No
}
