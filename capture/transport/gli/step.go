// From bytes to a decision: what comes next, and where a lost framer continues.

package gli

import (
	"bytes"
	"unicode/utf8"

	"ivrcheck/capture/transport"
)

// Cut implements transport.Cutter.
func (f *framer) Cut(b []byte) (int, error) {
	if f.headerless() {
		if n, ok, err := f.wideNext(b); ok {
			return n, err
		}
	}
	if f.other != nil {
		switch a := validHeader(b, standard); {
		case a == transport.NeedMore && f.Ended() == transport.Running:
			return 0, nil
		case a != transport.Yes:
			n, err := f.cutOther(b)
			if n != transport.Unknown || !f.headers {
				return n, err
			}
		}
	}
	if f.inWrapperText(b) {
		return f.noHeader(b) // no header begins there, wherever the bytes were cut
	}
	if len(b) < headerLen {
		switch {
		case f.Ended() == transport.Running:
			return 0, nil
		case wrongSoFar(b) == 0 && !f.headerless():
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

// cutOther cuts a message that is carried in the other way.
func (f *framer) cutOther(b []byte) (int, error) {
	n, err := f.other.Cut(&f.Framing, b, f.headers)
	if n > 0 && !f.headers {
		x, ok := f.Expected.Headerless(false)
		f.reported = ok && !x.Each
	}
	return n, err
}

// wrongConstants reports whether b begins with the header of a message although
// constants in it are wrong: if one is, anything like XML may follow; if more
// are, what follows must begin like a document of the protocol.
func (f *framer) wrongConstants(b []byte, c constants) transport.Answer {
	switch {
	case c.wrong() == 1:
		return startsXML(b[headerLen:])
	case isText(b[0]):
		return transport.No
	}
	return f.docs.Start(withoutMark(b[headerLen:]))
}

// Find implements transport.Cutter. XML without a header counts only if no
// header can have been lost before it.
func (f *framer) Find(b []byte, from int, lost bool) (int, bool) {
	if f.other == nil {
		return f.find(b, from, lost || f.bare)
	}
	n, ok := f.find(b, from, lost && f.headers || f.bare)
	if m, also := f.other.Find(&f.Framing, b, from); m < n || m == n && also {
		return m, also
	}
	return n, ok
}

// find finds a header, or, if bare, also XML without one.
func (f *framer) find(b []byte, from int, bare bool) (int, bool) {
	tag := -1 // where the last end tag begins, unless a header may have been after it
	for at := from; at < len(b); at++ {
		i := f.candidate(b[at:])
		if i < 0 {
			break
		}
		at += i
		a := f.headerAt(b[at:], f.confirmedHere)
		if a == transport.No && bare && b[at] == '<' && mayBeMarkup(b[at:]) {
			n, section := transport.Section(b[at:])
			if section == transport.Yes {
				at += n - 1
				continue
			}
			if a = f.headerlessAt(b[at:]); section == transport.NeedMore && f.Ended() == transport.Running && len(b)-at < maxHeld {
				a = section
			}
			if a == transport.Yes && f.wrapper == nil && f.headerless() {
				f.wrapper = []byte{} // there may be one
			}
		}
		switch {
		case a != transport.No:
		case bare:
			if a = f.wideAt(b[at:], f.Pos()+int64(at)); a == transport.Yes {
				f.wide.order = transport.NotWide // a byte order mark may tell another
			}
		case b[at] != '<':
		case tag >= 0 && f.behind(b[tag:at], b[at:]) == transport.Yes:
			a = transport.Yes
		case tag >= 0 && f.behind(b[tag:at], b[at:]) == transport.NeedMore && f.Ended() == transport.Running:
			return tag, false
		case transport.Prefix(b[at:], f.docs.EndTag) != transport.No:
			tag = at
		default:
			tag = -1
		}
		switch {
		case a == transport.NeedMore && tag >= 0 && at-tag <= maxBetween:
			return tag, false
		case a != transport.No:
			return at, a == transport.Yes
		}
	}
	if tag >= 0 && len(b)-tag <= maxBetween {
		return tag, false
	}
	return len(b), false
}

// maxBetween is how long an end tag, and the white space and NUL after it, may be for a document
// after them to be one without a header.
const maxBetween = 64

// behind reports whether b is a document without a header, since nothing but white space and NUL
// is between it and the end tag before it. A document at which the capture begins is not one: its
// header may not have been captured.
func (f *framer) behind(before, b []byte) transport.Answer {
	if len(before) > maxBetween {
		return transport.No
	}
	close := bytes.IndexByte(before, '>')
	if close < 0 || bytes.ContainsFunc(before[close+1:], func(r rune) bool { return r > utf8.RuneSelf || !transport.IsTrailing(byte(r)) }) {
		return transport.No
	}
	return f.docs.Ours(b)
}

// mayBeMarkup reports whether markup may begin with the '<' that b begins with, also in UTF-16.
func mayBeMarkup(b []byte) bool {
	if len(b) < len("<\x00a") {
		return true
	}
	c := b[1]
	if c == 0 {
		c = b[2]
	}
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '?' || c == '!' || c == '_' || c == ':' || c == '/' || c >= 0x80
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

// candidate returns the index of the next byte with which a unit can begin, -1 if there is
// none. It reads no byte after that one: whoever sends only candidates must not have the rest
// searched for each.
func (f *framer) candidate(b []byte) int {
	reserved := f.known[0]
	for i, c := range b {
		if c == standard[0] || c == reserved || c == '<' || c >= 0xfe { // or a byte order mark of UTF-16
			return i
		}
	}
	return -1
}
