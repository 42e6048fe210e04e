// Messages without a header: text in the stream.

package gli

import (
	"bytes"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// maxBetween limits the separators between two documents of a pair.
const maxBetween = 64

// headerless reports whether the sender writes only messages without headers.
func (f *framer) headerless() bool { return f.bare && !f.headers }

// noHeader cuts bytes without a header: XML or unknown bytes. Messages without
// headers may have separators between them and a wrapper around them.
func (f *framer) noHeader(b []byte) (int, error) {
	if f.headerless() {
		if n := separators(b); n > 0 {
			return f.Skip(n), nil
		}
	}
	if f.wrapper != nil && !f.headers {
		if n, more := f.inWrapper(b); n > 0 || more {
			return f.Skip(n), nil
		}
	}
	a := f.docs.Start(b)
	if a == transport.No && f.headerless() && b[0] == '<' {
		a = transport.Yes // a wrapper, or another kind of document
	}
	switch {
	case a == transport.Yes:
		return f.text(b)
	case a == transport.NeedMore && f.Ended() == transport.Running:
		return 0, nil
	}
	return transport.Unknown, nil
}

// separators is transport.Separators up to the next byte that may begin a header: a NUL,
// unless too many follow for a header. The first separator is not checked.
func separators(b []byte) int {
	n := transport.Separator(b)
	for n > 0 && n < len(b) && (b[n] != standard[0] || bytes.HasPrefix(b[n:], noHeaderOfZeros)) {
		one := transport.Separator(b[n:])
		if one == 0 {
			break
		}
		n += one
	}
	return n
}

var noHeaderOfZeros = make([]byte, headerLen)

// inWrapperText reports whether b begins with text of the wrapper.
func (f *framer) inWrapperText(b []byte) bool {
	return f.wrapper != nil && !f.headers && b[0] != '<' && b[0] != standard[0]
}

// inWrapper returns the length of the part of the wrapper that b begins with, 0 for a
// document. more means that more bytes are needed.
func (f *framer) inWrapper(b []byte) (n int, more bool) {
	running := f.Ended() == transport.Running
	if b[0] != '<' {
		for n = 1; n < len(b) && b[n] != '<' && b[n] != standard[0]; n++ {
		}
		return n, false
	}
	switch f.docs.Begins(b) {
	case transport.Yes:
		return 0, false
	case transport.NeedMore:
		if running && len(b) < maxHeld {
			return 0, true
		}
	}
	if n, a := f.sections.At(f.Pos(), b); a != transport.No {
		return n, n == 0 && running && len(b) < maxHeld
	}
	end := bytes.IndexByte(b, '>')
	if end < 0 {
		if running && len(b) < maxHeld {
			return 0, true
		}
		return len(b), false
	}
	if b[1] == '/' && bytes.Equal(bytes.TrimRight(b[2:end], " \t\r\n"), f.wrapper) {
		f.wrapper = nil
	}
	return end + 1, false
}

// text cuts a document without a header.
func (f *framer) text(b []byte) (int, error) {
	lead := transport.Lead(b)
	at, a := f.docs.RootAt(b)
	if a == transport.NeedMore && f.Ended() == transport.Running && len(b) < maxHeld {
		return 0, nil
	}
	misspelt := false
	if a == transport.Yes {
		if root, ok := f.docs.Misspelt(b, at); ok {
			at, misspelt = root, true
		}
	}
	if a != transport.Yes || !misspelt && transport.StartsLike(b[at:], "<!DOCTYPE", f.docs.Tag) != transport.No {
		return f.document(b, 0)
	}
	if f.element.pos != f.Pos()+1 {
		f.element = elementAt{pos: f.Pos() + 1} // 0 is no document
	}
	full := len(b) >= maxHeld
	n, a := f.docs.End(&f.element.Element, b[at:min(len(b), maxHeld)])
	whole := a == transport.Yes
	switch {
	case a == transport.NeedMore && f.Ended() == transport.Running && !full:
		return 0, nil
	case a == transport.NeedMore:
		n = min(len(b), maxHeld) - at
	case a == transport.No && n == 0:
		return transport.Unknown, nil
	case a == transport.No && !misspelt && f.element.Kind() != trace.BareMessage && f.element.Kind() != trace.BareCommonWord:
		f.wrapper = bytes.Clone(f.element.Name())
		return f.Skip(at + n), nil
	}
	u := f.New(trace.Document)
	u.Body, u.Partial = b[lead:at+n], !whole
	f.documentFaults(u, noLength, messageEnd{body: at + n, frame: at + n, partial: !whole})
	return f.Finish(at + n)
}

// headerlessAt reports whether b, which follows lost bytes, begins with a document: the
// rest of an envelope is not one.
func (f *framer) headerlessAt(b []byte) transport.Answer {
	a := f.docs.Start(b)
	if a != transport.Yes || transport.StartsLike(b, "<?xml", "<!DOCTYPE", f.docs.Tag) != transport.No {
		return a
	}
	var e transport.Element
	n, a := f.docs.End(&e, b)
	if a == transport.NeedMore {
		if f.Ended() == transport.Running && len(b) < maxHeld {
			return transport.NeedMore
		}
		return transport.No
	}
	switch transport.StartsLike(b[n:], f.docs.EndTag) {
	case transport.Yes:
		return transport.No
	case transport.NeedMore:
		if f.Ended() == transport.Running {
			return transport.NeedMore
		}
	}
	return transport.Yes
}

// pairAt reports whether b, which is at pos in the stream, begins with a document that another one
// follows, without a header between them. A document alone may have had a header that was not captured.
func (f *framer) pairAt(b []byte, pos int64) transport.Answer {
	if pos < f.unpaired {
		return transport.No
	}
	b = b[:min(len(b), maxHeld)]
	at, root := f.docs.RootAt(b)
	if f.element.pos != pos+1 {
		if a := f.docs.Ours(b); a != transport.Yes {
			if a == transport.No && root != transport.NeedMore && bytes.HasPrefix(b, []byte("<?")) {
				f.unpaired = pos + int64(at) // all of its declarations lead to the same root
			}
			return f.ifMore(a, b, pos)
		}
		f.element = elementAt{pos: pos + 1} // 0 is no document
	}
	at = transport.PastDoctype(b, at)
	n, a := f.docs.End(&f.element.Element, b[at:])
	if a == transport.Yes {
		if a = f.documentAfter(b[at+n:]); a == transport.NeedMore {
			f.HoldBack()
		}
	}
	return f.ifMore(a, b, pos)
}

// documentAfter reports whether b begins with separators and a document, and has no header.
func (f *framer) documentAfter(b []byte) transport.Answer {
	n := transport.Separators(b[:min(len(b), maxBetween)])
	for i := range n {
		if f.headerAt(b[i:], validHeader) == transport.Yes {
			return transport.No
		}
	}
	if n == maxBetween {
		return transport.No
	}
	if a := transport.Prefix(b[n:], transport.ByteOrderMark); a == transport.NeedMore {
		return a
	}
	return f.docs.Ours(b[n:])
}

// ifMore returns a. NeedMore becomes No if no more bytes come, or if too many are held already:
// then no pair begins in b, which is at pos in the stream.
func (f *framer) ifMore(a transport.Answer, b []byte, pos int64) transport.Answer {
	if a != transport.NeedMore || f.Ended() == transport.Running && len(b) < maxHeld {
		return a
	}
	f.unpaired = pos + int64(len(b))
	return transport.No
}
