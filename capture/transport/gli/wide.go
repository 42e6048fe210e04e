// Messages without a header in UTF-16.

package gli

import (
	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// wide is the progress of a document in UTF-16 without a header.
type wide struct {
	// order is the byte order of the sender, as far as it is known.
	order transport.Wide
	// pos is the offset in the stream of the document and 1; 0 is none.
	pos int64
	// text is the document as UTF-8, as far as read bytes of it go.
	text []byte
	read int
	// from is where to continue the search for an end tag.
	from    int
	element transport.Element
	// begins: it is a document unless the end tag of an envelope follows.
	begins bool
}

// maxWideText is the largest buffer that is kept for the next document.
const maxWideText = 4 << 10

// Held implements transport.Framer.
func (f *framer) Held() int { return f.Framing.Held() + len(f.wide.text) + len(f.searched.text) }

// GiveUp implements transport.Framer. The next datagram may have another byte order.
func (f *framer) GiveUp() error {
	err := f.Framing.GiveUp()
	f.wide.order = transport.NotWide
	return err
}

const byteOrderMark = '\ufeff'

// wideNext cuts UTF-16 that has no header. ok is false if b does not begin with it; n is 0 if
// more bytes are needed.
func (f *framer) wideNext(b []byte) (n int, ok bool, err error) {
	w, running := &f.wide, f.Ended() == transport.Running
	if w.order == transport.NotWide {
		order, a := transport.WideStart(b)
		if a == transport.Yes {
			text, _ := transport.WideHead(b)
			a = f.docs.Start(text)
		}
		switch {
		case a == transport.NeedMore:
			return 0, running, nil
		case a == transport.No:
			return 0, false, nil
		}
		w.order = order
	}
	n = w.order.Lead(b)
	mark := 0 // of a byte order mark, which belongs to the document
	if n > 0 && w.order.Unit(b[n-2:]) == byteOrderMark {
		mark = 2
	}
	switch {
	case n > mark:
		return f.Skip(n - mark), true, nil
	case len(b) < mark+2 && running:
		return 0, true, nil
	case len(b) < mark+2:
		return f.Skip(mark), mark > 0, nil
	case b[0] == 0 && b[1] == 0:
		switch a := f.headerAt(b, validHeader); {
		case a == transport.Yes:
			return 0, false, nil
		case a == transport.NeedMore && running:
			return 0, true, nil
		}
		return f.Skip(2), true, nil
	case w.order.Unit(b[mark:]) != '<':
		return f.Skip(mark), mark > 0, nil
	}
	n, err = f.wideDocument(b, mark)
	return n, true, err
}

// wideDocument cuts a document in UTF-16, with mark bytes of a byte order mark.
func (f *framer) wideDocument(b []byte, mark int) (int, error) {
	w := &f.wide
	if w.pos != f.Pos()+1 {
		*w = wide{order: w.order, pos: f.Pos() + 1, text: w.text[:0], read: mark}
	}
	running := f.Ended() == transport.Running && len(b) < maxHeld
	b = b[:min(len(b), maxHeld)]
	text, read := w.order.Append(w.text, b[w.read:], !running)
	w.text, w.read = text, w.read+read
	n, a := f.wideEnd(text)
	size := len(b)
	switch {
	case a == transport.NeedMore && running:
		return 0, nil
	case a == transport.NeedMore:
		n = len(text)
	case a == transport.No && (n == 0 || w.element.Kind() != trace.BareMessage && w.element.Kind() != trace.BareCommonWord):
		return transport.Unknown, nil
	default:
		size = mark + w.order.Len(text[:n])
	}
	u := f.New(trace.Document)
	u.Body, u.Wire, u.Transcoded, u.Partial = text[:n], b[:size], true, a != transport.Yes
	f.documentFaults(u, noLength, messageEnd{body: size, frame: size, partial: u.Partial})
	if w.text = text[:0]; cap(text) > maxWideText {
		w.text = nil
	}
	return f.Finish(size)
}

// wideEnd looks for the end of the document that text begins with, as transport.Documents.End does.
func (f *framer) wideEnd(text []byte) (n int, a transport.Answer) {
	w := &f.wide
	at, a := f.docs.RootAt(text)
	if a != transport.Yes {
		return 0, a
	}
	root, misspelt := f.docs.Misspelt(text, at)
	if misspelt || transport.StartsLike(text[at:], "<!DOCTYPE", f.docs.Tag) == transport.No {
		if misspelt {
			at = root
		}
		n, a = f.docs.End(&w.element, text[at:])
		return at + n, a
	}
	for {
		i := f.docs.IndexEndTag(text[w.from:])
		if i < 0 {
			w.from = max(w.from, len(text)-len(f.docs.EndTag)+1)
			return 0, transport.NeedMore
		}
		end := w.from + i + len(f.docs.EndTag)
		end += transport.Lead(text[end:])
		switch {
		case end == len(text):
			w.from += i
			return 0, transport.NeedMore
		case text[end] == '>':
			return end + 1, transport.Yes
		}
		w.from = end
	}
}

// wideAt is headerlessAt for UTF-16 at an offset in the stream.
func (f *framer) wideAt(b []byte, pos int64) transport.Answer {
	order, a := transport.WideStart(b)
	running := f.Ended() == transport.Running && len(b) < maxHeld
	switch {
	case a == transport.NeedMore && running:
		return transport.NeedMore
	case a != transport.Yes, f.wide.order != transport.NotWide && order != f.wide.order && order.Unit(b) != byteOrderMark:
		return transport.No // the latter is half of two characters
	}
	s := &f.searched
	if s.pos != pos+1 {
		*s = wide{pos: pos + 1, text: s.text[:0]}
	}
	b = b[order.Lead(b):min(len(b), maxHeld)]
	for size := 1 << 10; ; size *= 4 {
		last := size >= len(b)
		if end := min(size, len(b)); s.read < end {
			text, n := order.Append(s.text, b[s.read:end], last && !running)
			s.text, s.read = text, s.read+n
		}
		a = f.wideBegins(s)
		if a != transport.NeedMore || last {
			break
		}
	}
	switch {
	case a == transport.NeedMore && running:
		return a
	case a == transport.NeedMore && s.begins:
		a = transport.Yes // the end of the text, where the end tag of an envelope could be
	case a == transport.NeedMore:
		a = transport.No
	}
	if s.text = s.text[:0]; cap(s.text) > maxWideText {
		s.text = nil
	}
	s.pos = 0
	return a
}

// wideBegins reports whether text begins with a document, rather than with the rest of an envelope.
func (f *framer) wideBegins(s *wide) transport.Answer {
	a := f.docs.Start(s.text)
	if a != transport.Yes || transport.StartsLike(s.text, "<?xml", "<!DOCTYPE", f.docs.Tag) != transport.No {
		return a
	}
	n, end := f.docs.End(&s.element, s.text)
	if end == transport.NeedMore {
		return transport.NeedMore
	}
	switch transport.StartsLike(s.text[n:], f.docs.EndTag) {
	case transport.Yes:
		return transport.No
	case transport.NeedMore:
		s.begins = true
		return transport.NeedMore
	}
	return transport.Yes
}
