// Decides what comes next, and where a lost framer continues.

package gli

import "ivrcheck/capture/transport"

// Cut implements transport.Cutter.
func (f *framer) Cut(b []byte) (int, error) {
	if f.inWrapperText(b) {
		return f.noHeader(b) // no header begins there, however the bytes are divided
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

// wrongConstants reports whether b begins with the header of a message although
// constants in it are wrong: after one wrong constant, anything like XML may
// follow; after more, the beginning of a document of the protocol must.
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
// header can have been lost before it, or if a second document follows it without a header.
func (f *framer) Find(b []byte, from int, lost bool) (int, bool) {
	bare := lost || f.bare
	pairs := !bare && !f.headers
	for at := from; at < len(b); at++ {
		i := f.candidate(b[at:], bare || pairs)
		if i < 0 {
			break
		}
		at += i
		a := f.headerAt(b[at:], f.confirmedHere)
		if a == transport.No && bare && b[at] == '<' && mayBeMarkup(b[at:]) {
			n, section := f.sections.At(f.Pos()+int64(at), b[at:])
			switch {
			case section == transport.Yes:
				at += n - 1
				continue
			case section == transport.NeedMore && f.Ended() == transport.Running && len(b)-at < maxHeld:
				a = section
			case section == transport.NeedMore && len(b)-at >= transport.MaxStart:
				continue // unterminated: no document begins with it
			default:
				a = f.headerlessAt(b[at:])
			}
		}
		if a == transport.No && pairs && b[at] == '<' {
			a = f.pairAt(b[at:], f.Pos()+int64(at))
			f.bare = a == transport.Yes
		}
		if a == transport.Yes && b[at] == '<' && f.wrapper == nil && f.headerless() {
			f.wrapper = []byte{} // there may be a wrapper
		}
		if a != transport.No {
			return at, a == transport.Yes
		}
	}
	return len(b), false
}

// mayBeMarkup reports whether the '<' that b begins with may begin markup, also in UTF-16.
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

// confirmedHere is confirmed for a stream that is known to be GLI. There, the
// six bytes of a frame without XML need no confirmation, because XML contains
// no zeros.
func (f *framer) confirmedHere(b []byte, c constants) transport.Answer {
	if len(b) >= headerLen && b[1] != typeXML {
		return validHeader(b, c)
	}
	return f.confirmed(b, c, f.Ended() != transport.Running)
}

// candidate returns the index of the next byte that can begin a unit, -1 if none can. It
// reads no byte after that one, so that many candidates do not each cost a search of the
// rest.
func (f *framer) candidate(b []byte, bare bool) int {
	reserved := f.known[0]
	for i, c := range b {
		if c == standard[0] || c == reserved || bare && c == '<' {
			return i
		}
	}
	return -1
}
