// Where a message ends: what its length says, and what its bytes say.
//
// The bytes are read from left to right. Three things can end a message: the
// end tag of its root, the place that the length names, and a NUL, which XML
// cannot hold, if it begins a valid header. Each is believed or not by what
// stands behind it, and the first that is believed ends the message. So a
// length that is wrong is seen to be wrong, and the true one is known.

package gli

import (
	"bytes"
	"math"
)

const endTag = "</GctiMsg"

// noLength is the claimed end of XML without a header.
const noLength = math.MaxInt

// scan is how far the search for the end of the current message has come, so
// that no byte is looked at again and again while a message trickles in.
type scan struct {
	// from is where to go on; everything in front has been ruled out.
	from int
	// refuted tells that the claimed end has been looked at and is not it.
	refuted bool
	// tag is where the last end tag began that was looked at, and close how
	// far the white space behind its name goes, as far as it has come.
	tag, close int
	// trailing is the end of the NUL and white space behind the end tag
	// that is being looked at, as far as they have come.
	trailing int
	// ended tells that the message may be whole: an end is there, and what
	// stands behind it will say whether it is the end.
	ended bool
	// named is the end of the last place where the name of the root stands and is
	// none of an end tag.
	named int
}

// ending is where a message ends, relative to the start of its frame.
type ending struct {
	// body is the end of the XML, frame that of all that belongs to the
	// frame, trailing bytes included.
	body, frame int
	// misfit tells that the length is wrong, partial that the body is cut; if it is
	// not, its end is known, whatever the length says.
	misfit, partial bool
}

// end finds where the message ends whose XML begins at b[start] and whose
// length claims that it ends at claimed. ok is false if more bytes are needed.
func (f *Framer) end(b []byte, start, claimed int) (e ending, ok bool) {
	s := &f.scan
	if s.from < start {
		s.from = start + f.familiar(b[start:])
		s.refuted = claimed < start
	}
	full := len(b) >= maxHeld
	if full {
		b = b[:maxHeld]
	}
	for {
		tag, tagEnd, nul := s.next(b)
		switch first := min(tagEnd, nul); {
		case !s.refuted && claimed <= len(b) && claimed < tagEnd && claimed <= nul:
			if e, ok := f.endClaimed(b, start, claimed); ok {
				return e, true
			}
			if !s.refuted {
				s.ended = true
				return f.giveUp(b, start, claimed, full)
			}
		case first == math.MaxInt:
			// No end in sight: go on behind what has been seen, but look
			// again at what may be the beginning of an end tag.
			s.from = max(s.from, min(tag, len(b)-len(endTag)+1))
			return f.giveUp(b, start, claimed, full)
		case tagEnd < nul:
			e, answer := f.endTag(b, tagEnd, claimed)
			switch answer {
			case Yes:
				return e, true
			case NeedMore:
				s.from, s.ended = tag, true
				return f.giveUp(b, start, claimed, full)
			}
			s.from = tagEnd
		default:
			switch f.headerAt(b[nul:], header) {
			case Yes:
				e := ending{body: nul, frame: nul, misfit: claimed != noLength, partial: claimed == noLength}
				return e, true
			case NeedMore:
				s.from = nul
				return f.giveUp(b, start, claimed, full)
			}
			s.from = nul + 1
		}
	}
}

// familiar tells how many bytes at the beginning of a message are those of the one
// before, in which nothing was that may end it. Programs begin all messages alike,
// and name the root two or three times before it ends.
func (f *Framer) familiar(b []byte) int {
	if !bytes.HasPrefix(b, f.opening) {
		return 0
	}
	return len(f.opening) // no end tag begins in it: it ends with the root's name
}

// longestOpening bounds what is kept of the beginning of a message.
const longestOpening = 256

// learnOpening keeps the beginning of a message, as far as the name of its root has
// been seen in it, if there is nothing in it that may end another message.
func (f *Framer) learnOpening(b []byte, start, end int) {
	to := f.scan.named
	if to <= start || to > min(end, start+longestOpening) {
		return
	}
	if tag, _ := indexEndTag(b[start:to]); tag < 0 && bytes.IndexByte(b[start:to], 0) < 0 {
		f.opening = append(f.opening[:0], b[start:to]...)
	}
}

// next finds what may end a message: the first end tag (where it begins, and
// where it ends) or the first NUL, whichever comes first. What is not there,
// or not first, is at MaxInt; of an end tag that is not whole yet, only the
// begin is known. No byte is looked at that is far behind what is found: the
// messages behind this one are not its business.
func (s *scan) next(b []byte) (tag, tagEnd, nul int) {
	const window = 1024
	for lo := s.from; lo < len(b); lo += window {
		hi := min(lo+window, len(b))
		nul = bytes.IndexByte(b[lo:hi], 0)
		if nul >= 0 {
			hi = lo + nul
		}
		if tag, tagEnd = s.endTag(b, lo, hi); tag != math.MaxInt {
			return tag, tagEnd, math.MaxInt
		}
		if nul >= 0 {
			return math.MaxInt, math.MaxInt, hi
		}
	}
	return math.MaxInt, math.MaxInt, math.MaxInt
}

// endTag finds the first end tag that begins between lo and hi.
func (s *scan) endTag(b []byte, lo, hi int) (tag, tagEnd int) {
	for lo < hi {
		i, named := indexEndTag(b[lo:min(hi+len(endTag)-1, len(b))])
		if named > 0 {
			s.named = lo + named
		}
		if i < 0 {
			break
		}
		tag = lo + i
		close := tag + len(endTag)
		if close < len(b) && b[close] == '>' { // as mostly
			return tag, close + 1
		}
		if s.tag == tag {
			close = max(close, s.close)
		}
		close += lead(b[close:])
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

// indexEndTag gives the index of the first endTag in b, -1 if there is none. It
// looks for the letter in it that is rarest in what IVRs and servers write. named is
// the end of the last place before it where the same name stands, 0 if there is none.
func indexEndTag(b []byte) (index, named int) {
	const rare = 2 // "G"
	for at := rare; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], endTag[rare])
		if i < 0 {
			break
		}
		at += i
		begin := at - rare
		end := begin + len(endTag)
		if end > len(b) {
			break
		}
		// Eight bytes are compared in one step, nine are not.
		if string(b[begin:begin+8]) == endTag[:8] && b[end-1] == endTag[8] {
			return begin, named
		}
		if string(b[at:end]) == endTag[rare:] {
			named = end
		}
	}
	return -1, named
}

// endClaimed judges the end that the length claims, all bytes up to which are
// there: it is the end if the document is closed there, or if the next header
// follows. If that cannot be told yet ok is false, and if it is not the end,
// scan.refuted is set.
func (f *Framer) endClaimed(b []byte, start, claimed int) (e ending, ok bool) {
	if n, ok := closed(b[start:claimed]); ok {
		return ending{body: start + n, frame: claimed}, true
	}
	a := f.headerAt(b[claimed:], nearHeader)
	if a == Yes || f.ended != running && a == NeedMore {
		return ending{body: claimed, frame: claimed}, true
	}
	f.scan.refuted = a == No
	return ending{}, false
}

// endTag judges an end tag of the root that ends at the byte at. It is the end
// if the length says so or can be explained by it, or if a header follows;
// bytes of white space and NUL may stand between it and the claimed end.
func (f *Framer) endTag(b []byte, at, claimed int) (ending, Answer) {
	e := ending{body: at, frame: at}
	if at == claimed || claimed == noLength {
		return e, Yes
	}
	e.misfit = true
	switch {
	case at > claimed, misfitHint(claimed-beforeLength, at-beforeLength) == hintLittleEndian:
		return e, Yes
	case f.habit == hintWholeFrame && claimed-at == beforeLength:
		// A sender that was caught at it before need not be waited for.
		return e, Yes
	}
	t := max(at, f.scan.trailing)
	for t < len(b) && t < claimed && isTrailing(b[t]) {
		t++
	}
	f.scan.trailing = t
	if t == claimed {
		if b[at] == 0 {
			// What is counted beyond the document may be the header of the next
			// frame, which a NUL begins too.
			switch a := f.headerAt(b[at:], header); {
			case a == Yes:
				return e, Yes
			case a == NeedMore && f.ended == running:
				return e, NeedMore
			}
		}
		e.frame, e.misfit = claimed, false
		return e, Yes
	}
	// A header begins with bytes that may pass for trailing ones, at most
	// three of them.
	for h := max(at, t-3); h <= t; h++ {
		switch f.headerAt(b[h:], nearHeader) {
		case Yes:
			e.frame = h
			return e, Yes
		case NeedMore:
			if f.ended != running {
				e.frame, e.misfit = h, f.ended == orderly
				return e, Yes
			}
			return e, NeedMore
		}
	}
	return e, No
}

// giveUp ends the search where nothing more can come, or nothing more can be
// held: the message is cut. Else more bytes are needed.
func (f *Framer) giveUp(b []byte, start, claimed int, full bool) (e ending, ok bool) {
	if f.ended == running && !full {
		return ending{}, false
	}
	e = ending{body: len(b), frame: len(b), partial: true, misfit: f.scan.refuted && claimed != noLength}
	if f.ended == orderly {
		if n, ok := closed(b[start:]); ok {
			e = ending{body: start + n, frame: len(b), misfit: claimed != noLength}
		}
	}
	return e, true
}

// headerAt asks what (header or nearHeader) of b, for the standard constants
// and those that this sender is known to write.
func (f *Framer) headerAt(b []byte, what func([]byte, constants) Answer) Answer {
	a := what(b, standard)
	if a != Yes && f.known != standard {
		if k := what(b, f.known); k != No {
			return k
		}
	}
	return a
}

func isTrailing(c byte) bool { return c == 0 || isSpace(c) }

// closed tells whether b is a document that ends with the end tag of its own
// root, whatever its name, or with its empty root. n is its length without
// trailing NUL and white space.
func closed(b []byte) (n int, ok bool) {
	n = len(b)
	for n > 0 && isTrailing(b[n-1]) {
		n--
	}
	b = b[:n]
	if n == 0 || b[n-1] != '>' {
		return 0, false
	}
	name, at := root(b)
	if len(name) == 0 {
		return 0, false
	}
	if open := bytes.LastIndexByte(b, '<'); open > at {
		last := b[open+1 : n-1]
		if len(last) == 0 || last[0] != '/' {
			return 0, false
		}
		return n, bytes.EqualFold(bytes.TrimRight(last[1:], " \t\r\n"), name)
	}
	return n, n > 1 && b[n-2] == '/' && bytes.IndexByte(b[at:n-1], '>') < 0
}

// root finds the name of the first element of b and where its tag begins.
func root(b []byte) (name []byte, at int) {
	for at < len(b) {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 || at+i+1 >= len(b) {
			return nil, 0
		}
		at += i
		if rest := b[at+1:]; rest[0] != '?' && rest[0] != '!' {
			n := bytes.IndexAny(rest, " \t\r\n/>")
			if n <= 0 {
				return nil, 0
			}
			return rest[:n], at
		}
		end := ">"
		if hasPrefix(b[at:], "<!--") {
			end = "-->"
		}
		i = bytes.Index(b[at:], []byte(end))
		if i < 0 {
			return nil, 0
		}
		at += i + len(end)
	}
	return nil, 0
}

// The hints of GLI003: what the sender probably did.
const (
	hintBodyLength   = "body-length"
	hintWholeFrame   = "whole-frame"
	hintLittleEndian = "little-endian"
	hintWrapped      = "wrapped"
	hintMinimum      = "minimum"
)

// misfitHint tells why a length field may say declared where want were right.
func misfitHint(declared, want int) string {
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
