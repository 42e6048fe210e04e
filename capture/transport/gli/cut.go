// Converts decided bytes to units with their faults.

package gli

import (
	"fmt"
	"strconv"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// maxSigned is the longest body for a peer that reads the length as a signed
// number.
const maxSigned = 32767

// document cuts a message whose XML begins after start bytes of header (0: no
// header).
func (f *framer) document(b []byte, start int) (int, error) {
	claimed := noLength
	if start > 0 {
		claimed = beforeLength + length(b)
	} else {
		start = transport.Lead(b)
	}
	if claimed != noLength {
		if n, ok, err := f.wide(b, claimed); ok {
			return n, err
		}
	}
	e, ok := f.end(b, start, claimed)
	if !ok {
		return 0, nil
	}
	u := f.New(trace.Document)
	if claimed != noLength {
		f.setHeader(u, b)
	}
	u.Body, u.Partial = b[start:e.body], e.partial
	if e.frame > e.body {
		u.Trailer = b[e.body:e.frame]
	}
	if end := f.docs.EndTag; !e.partial && !e.tagged && (len(u.Body) <= len(end) || string(u.Body[len(u.Body)-len(end)-1:len(u.Body)-1]) != end) {
		return f.FinishParts(e.frame, start, f.docs, func() {
			if !u.Follows {
				f.documentFaults(u, claimed, e)
			}
		})
	}
	if claimed == e.frame && e.frame == e.body && e.body-start <= maxSigned && !e.partial {
		f.lengthBug, f.bare = "", false
	} else {
		f.documentFaults(u, claimed, e)
	}
	return f.Finish(e.frame)
}

// wide cuts a message in UTF-16, if its length fits: its bytes do not show the end. ok is
// false if b is not such a message.
func (f *framer) wide(b []byte, claimed int) (n int, ok bool, err error) {
	if c := b[headerLen:]; len(c) < 2 || c[0] != 0 && c[1] != 0 && c[0] < 0x80 {
		return 0, false, nil // fast path
	}
	big, a := transport.UTF16(b[headerLen:])
	if a != transport.Yes || claimed%2 != 0 || claimed < headerLen {
		return 0, a == transport.NeedMore && f.Ended() == transport.Running, nil
	}
	if claimed > len(b) {
		return 0, f.Ended() == transport.Running, nil
	}
	text := transport.FromUTF16(b[headerLen:claimed], big)
	closed, ok := transport.Closed(text)
	if !ok {
		return 0, false, nil
	}
	u := f.New(trace.Document)
	f.setHeader(u, b)
	u.Body, u.Wire, u.Transcoded = text[:closed], b[headerLen:claimed], true
	f.lengthBug, f.bare = "", false
	f.oversize(claimed - headerLen)
	n, err = f.Finish(claimed)
	return n, true, err
}

// documentFaults reports faults at the end of a message.
func (f *framer) documentFaults(u *trace.Unit, claimed int, e messageEnd) {
	switch {
	case claimed == noLength:
		if x, ok := f.Expected.Headerless(f.headers); ok {
			f.Fault(x)
			f.reported = !x.Each
		}
		f.bare = true
	case e.wrongLength:
		f.wrongLength(u.Header.Length(), len(u.Body), !e.partial)
	case !e.partial:
		f.lengthBug = ""
		f.bare = false
	}
	if e.partial && !(e.wrongLength && claimed != noLength) {
		f.Fault(trace.Fault{Code: "CAP009", Args: trace.Args("bytes", len(u.Body), "declared", declaredBody(u))})
	}
	if len(u.Trailer) > 0 && claimed != noLength && !e.wrongLength && !e.partial {
		f.Fault(trace.Fault{Code: "GLI008", Subject: "GLI.length", Actual: quoteBytes(u.Trailer), HasActual: true,
			Args: trace.Args("count", len(u.Trailer), "trailer", quoteBytes(u.Trailer))})
	}
	if claimed != noLength && !e.wrongLength {
		f.oversize(len(u.Body)) // a wrong length is reported with its reason
	}
	if e.partial && f.Ended() == transport.Running {
		f.Seek() // the end of the message cannot be found
	}
}

// declaredBody returns the length of the body according to the header, as text.
func declaredBody(u *trace.Unit) string {
	if !u.Header.Present {
		return "an unknown number of"
	}
	return strconv.Itoa(u.Header.Length() - minLength)
}

// control cuts a frame without XML: keep-alive and its two answers. Its length
// field is 2. For any other length, the header is wrong if the next header
// follows it directly; otherwise there is a body.
func (f *framer) control(b []byte) (int, error) {
	n := headerLen
	declared := length(b)
	claimed := beforeLength + declared
	wrongLength := declared < minLength
	partial := false
	if declared > minLength {
		hint := lengthHint(declared, minLength)
		switch a := f.headerAt(b[headerLen:], f.likelyHeader); {
		case a == transport.Yes, hint != "" && hint == f.lengthBug:
			wrongLength = true
		case a == transport.NeedMore && f.Ended() == transport.Running:
			f.HoldBack()
			return 0, nil
		case a == transport.NeedMore:
			// Too few bytes follow.
			wrongLength = f.Ended() == transport.Orderly
		case claimed <= len(b):
			n = claimed
		case f.Ended() == transport.Running:
			return 0, nil
		default:
			n, partial = len(b), true
		}
	}
	u := f.New(trace.Frame)
	f.setHeader(u, b)
	u.Body, u.Partial = b[headerLen:n], partial
	switch {
	case wrongLength:
		f.wrongLength(declared, 0, true)
	case declared != minLength && u.Header.Type() != typeError:
		f.Fault(trace.Fault{Code: "GLI004", Subject: "GLI.length", Expected: []string{"2"},
			Actual: strconv.Itoa(declared), HasActual: true, Args: trace.Args("declared", declared, "body", declared-minLength)})
	}
	if u.Header.Type() == typeError {
		f.Fault(trace.Fault{Code: "GLI007", Subject: "GLI.type", Args: trace.Args("body", len(u.Body))})
	}
	f.oversize(len(u.Body))
	return f.Finish(n)
}

// unknownType cuts a frame of an unknown type. Its length is accepted if it has
// no body, if its body is a closed document, or if a header follows; otherwise b
// is not a frame.
func (f *framer) unknownType(b []byte) (int, error) {
	n := beforeLength + length(b)
	if n < headerLen {
		return f.noHeader(b)
	}
	if n > len(b) {
		if f.Ended() == transport.Running {
			return 0, nil
		}
		return f.noHeader(b)
	}
	_, ok := transport.Closed(b[headerLen:n])
	if !ok && n > headerLen {
		switch a := f.headerAt(b[n:], f.likelyHeader); {
		case a == transport.NeedMore && f.Ended() == transport.Running:
			f.HoldBack()
			return 0, nil
		case a == transport.No:
			return f.noHeader(b)
		}
	}
	u := f.New(trace.Frame)
	f.setHeader(u, b)
	u.Body = b[headerLen:n]
	f.Fault(trace.Fault{Code: "GLI002", Subject: "GLI.type", Expected: []string{"0", "1", "2", "3"},
		Actual: strconv.Itoa(u.Header.Type()), HasActual: true, Args: trace.Args("type", u.Header.Type())})
	f.oversize(len(u.Body))
	return f.Finish(n)
}

// cutHeader emits a frame whose header is cut by the end of the bytes: it may
// have been a message.
func (f *framer) cutHeader(b []byte) (int, error) {
	u := f.New(trace.Document)
	u.Partial = true
	f.Fault(trace.Fault{Code: "CAP009", Args: trace.Args("bytes", 0, "declared", declaredBody(u))})
	return f.Finish(len(b))
}

// setHeader sets the unit's header and reports wrong constants in it.
func (f *framer) setHeader(u *trace.Unit, b []byte) {
	h := &u.Header
	h.Present = true
	if !f.headers && f.reported {
		f.Fault(f.Expected.Headers())
	}
	f.headers = true
	h.Raw = [6]byte(b)
	if f.known = constantsOf(b); f.known != standard {
		f.constantFaults()
	}
}

// constantFaults reports wrong constants in the header.
func (f *framer) constantFaults() {
	for i, subject := range [...]string{"GLI.reserved", "GLI.version", "GLI.application"} {
		if want, got := standard[i], f.known[i]; want != got {
			f.Fault(trace.Fault{Code: "GLI001", Subject: subject,
				Expected: []string{strconv.Itoa(int(want))}, Actual: strconv.Itoa(int(got)), HasActual: true,
				Args: trace.Args("field", [...]string{"reserved byte", "version", "application byte"}[i])})
		}
	}
}

// wrongLength reports that the length field has the value declared for a body of
// body bytes, or of an unknown length if known is false.
func (f *framer) wrongLength(declared, body int, known bool) {
	x := trace.Fault{Code: "GLI003", Subject: "GLI.length", Actual: strconv.Itoa(declared), HasActual: true}
	if known {
		want := body + minLength
		x.Hint = lengthHint(declared, want)
		x.Expected = []string{strconv.Itoa(want)}
		x.Args = trace.Args("declared", declared, "body", body, "found",
			fmt.Sprintf("expected %d for a body of %d bytes", want, body))
		f.lengthBug = x.Hint
	} else {
		if declared < minLength {
			x.Hint = hintMinimum
		}
		x.Args = trace.Args("declared", declared, "body", "unknown", "found", "but the bytes after it show another length")
	}
	f.Fault(x)
}

func (f *framer) oversize(body int) {
	if body > maxSigned {
		f.Fault(trace.Fault{Code: "GLI009", Subject: "GLI.length", Args: trace.Args("body", body)})
	}
}

// quoteBytes shows the first bytes of b in hex.
func quoteBytes(b []byte) string {
	if len(b) > 8 {
		return fmt.Sprintf("% x ...", b[:8])
	}
	return fmt.Sprintf("% x", b)
}
