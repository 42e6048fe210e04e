// Finds the end of a message from its length field and its bytes.
//
// Three things can end a message: the end tag of its root, the end according to
// its length, and a NUL, which XML cannot contain, if a valid header begins
// with it. The bytes are read from left to right. Each candidate is accepted or
// rejected by the bytes after it, and the first accepted one ends the message.
// So a wrong length is detected, and the right one is known.

package gli

import (
	"bytes"
	"math"

	"ivrcheck/capture/transport"
)

// maxHeld is the most bytes that are held to find the end of one message. It
// is four times the longest length, so that the end is found even if the
// length has wrapped around.
const maxHeld = 1 << 18

// noLength is the claimed end of XML without a header.
const noLength = math.MaxInt

// messageEnd is the end of a message, relative to the start of its frame.
type messageEnd struct {
	// body is the end of the XML, frame the end of the frame with trailing bytes.
	body, frame int
	// wrongLength: the length is wrong. partial: the body is cut. tagged: the body is known to end with the end
	// tag of the root.
	wrongLength, partial, tagged bool
}

// end finds the end of the message whose XML begins at b[start] and which ends at
// claimed according to its length. ok is false if more bytes are needed.
func (f *framer) end(b []byte, start, claimed int) (e messageEnd, ok bool) {
	s := &f.scan
	if s.pos != f.Pos() || s.from < start {
		*s = scan{pos: f.Pos(), from: start, refuted: claimed < start}
	}
	if s.from < claimed && claimed <= len(b) && !s.refuted && f.endsAt(b[s.from:claimed]) {
		return messageEnd{body: claimed, frame: claimed, tagged: true}, true
	}
	full := len(b) >= maxHeld
	if full {
		b = b[:maxHeld]
	}
	for {
		tag, tagEnd, nul := f.next(b)
		switch first := min(tagEnd, nul); {
		case !s.refuted && claimed <= len(b) && claimed < tagEnd && claimed <= nul:
			if e, ok := f.endClaimed(b, start, claimed); ok {
				return e, true
			}
			if !s.refuted {
				f.HoldBack()
				return f.giveUp(b, start, claimed, full)
			}
		case first == math.MaxInt:
			// No end yet: continue after these bytes, except for a possible beginning of
			// an end tag.
			s.from = max(s.from, min(tag, len(b)-len(f.docs.EndTag)+1))
			return f.giveUp(b, start, claimed, full)
		case tagEnd < nul:
			e, answer := f.endTag(b, tagEnd, claimed)
			switch answer {
			case transport.Yes:
				return e, true
			case transport.NeedMore:
				s.from = tag
				f.HoldBack()
				return f.giveUp(b, start, claimed, full)
			}
			s.from = tagEnd
		default:
			switch f.headerAt(b[nul:], validHeader) {
			case transport.Yes:
				e := messageEnd{body: nul, frame: nul, wrongLength: claimed != noLength, partial: claimed == noLength}
				return e, true
			case transport.NeedMore:
				if f.Ended() == transport.Running {
					s.from = nul
					f.HoldBack()
					return f.giveUp(b, start, claimed, full)
				}
			}
			s.from = nul + 1
		}
	}
}

// endsAt reports whether the first end tag in b is at its end, without a NUL before
// it: the fast path, with the same result as next and endTag. The checks without a
// search come first, since b may be much longer than the message.
func (f *framer) endsAt(b []byte) bool {
	tag := len(b) - len(f.docs.EndTag) - 1
	return tag >= 0 && b[len(b)-1] == '>' && string(b[tag:len(b)-1]) == f.docs.EndTag &&
		bytes.IndexByte(b[:tag], 0) < 0 && f.docs.IndexEndTag(b[:tag]) < 0
}

// next finds the next candidate for the end of a message: the first end tag (its start and
// its end) or the first NUL, whichever comes first. An offset is MaxInt if it is absent or
// not the first; for an end tag that is incomplete only the start is known. It looks at most
// a window further than the candidate, because b may contain many messages.
func (f *framer) next(b []byte) (tag, tagEnd, nul int) {
	const window = 1024
	for lo := f.scan.from; lo < len(b); lo += window {
		hi := min(lo+window, len(b))
		nul = bytes.IndexByte(b[lo:hi], 0)
		if nul >= 0 {
			hi = lo + nul
		}
		if tag, tagEnd = f.findTag(b, lo, hi); tag != math.MaxInt {
			return tag, tagEnd, math.MaxInt
		}
		if nul >= 0 {
			return math.MaxInt, math.MaxInt, hi
		}
	}
	return math.MaxInt, math.MaxInt, math.MaxInt
}

// findTag finds the first end tag that begins between lo and hi.
func (f *framer) findTag(b []byte, lo, hi int) (tag, tagEnd int) {
	s := &f.scan
	for lo < hi {
		i := f.docs.IndexEndTag(b[lo:min(hi+len(f.docs.EndTag)-1, len(b))])
		if i < 0 {
			break
		}
		tag = lo + i
		close := tag + len(f.docs.EndTag)
		if s.tag == tag {
			close = max(close, s.close)
		}
		close += transport.Lead(b[close:])
		s.tag, s.close = tag, close
		switch {
		case close == len(b):
			return tag, math.MaxInt
		case b[close] == '>':
			return tag, close + 1
		}
		lo = close
	}
	return math.MaxInt, math.MaxInt
}

// endClaimed examines the end according to the length, once all bytes up to it
// have arrived. It is the end if the document is closed there or if the next
// header follows. ok is false if that is undecided, or if it is not the end;
// then scan.refuted is set.
func (f *framer) endClaimed(b []byte, start, claimed int) (e messageEnd, ok bool) {
	if n, ok := transport.Closed(b[start:claimed]); ok {
		return messageEnd{body: start + n, frame: claimed}, true
	}
	a := f.headerAt(b[claimed:], f.likelyHeader)
	if a == transport.Yes || f.Ended() != transport.Running && a == transport.NeedMore {
		return messageEnd{body: claimed, frame: claimed}, true
	}
	f.scan.refuted = a == transport.No
	return messageEnd{}, false
}

// endTag examines an end tag of the root that ends at the byte at. It is the end
// if the length agrees or is wrong in a known way, or if a header follows; white
// space and NUL may follow up to the claimed end.
func (f *framer) endTag(b []byte, at, claimed int) (messageEnd, transport.Answer) {
	e := messageEnd{body: at, frame: at}
	if at == claimed || claimed == noLength {
		return e, transport.Yes
	}
	e.wrongLength = true
	switch {
	case at > claimed, lengthHint(claimed-beforeLength, at-beforeLength) == hintLittleEndian:
		return e, transport.Yes
	case f.lengthBug == hintWholeFrame && claimed-at == beforeLength:
		// This sender did it before: no need to wait for more bytes.
		return e, transport.Yes
	}
	t := max(at, f.scan.trailing)
	for t < len(b) && t < claimed && transport.IsTrailing(b[t]) {
		t++
	}
	f.scan.trailing = t
	if t == claimed {
		if b[at] == 0 {
			// The bytes that the length includes after the document may be the next
			// header, which also begins with a NUL.
			switch a := f.headerAt(b[at:], validHeader); {
			case a == transport.Yes:
				return e, transport.Yes
			case a == transport.NeedMore && f.Ended() == transport.Running:
				return e, transport.NeedMore
			}
		}
		e.frame, e.wrongLength = claimed, false
		return e, transport.Yes
	}
	// The first bytes of a header, at most three, look like trailing bytes.
	for h := max(at, t-3); h <= t; h++ {
		switch f.headerAt(b[h:], f.likelyHeader) {
		case transport.Yes:
			e.frame = h
			return e, transport.Yes
		case transport.NeedMore:
			if f.Ended() != transport.Running {
				e.frame, e.wrongLength = h, f.Ended() == transport.Orderly
				return e, transport.Yes
			}
			return e, transport.NeedMore
		}
	}
	return e, transport.No
}

// giveUp ends the search if no more bytes can come or be held: the message is
// cut. Otherwise more bytes are needed.
func (f *framer) giveUp(b []byte, start, claimed int, full bool) (e messageEnd, ok bool) {
	if f.Ended() == transport.Running && !full {
		return messageEnd{}, false
	}
	e = messageEnd{body: len(b), frame: len(b), partial: true, wrongLength: f.scan.refuted && claimed != noLength}
	if f.Ended() == transport.Orderly {
		if n, ok := transport.Closed(b[start:]); ok {
			e = messageEnd{body: start + n, frame: len(b), wrongLength: claimed != noLength}
		}
	}
	return e, true
}
