// From bytes that are decided to units, with their places and faults.

package gli

import (
	"fmt"
	"slices"
	"strconv"

	"ivrcheck/trace"
)

// maxSigned is the longest body that a peer reads right if it takes the
// length for a signed number.
const maxSigned = 32767

// document is step for a message: its XML begins behind start bytes of header
// (0: it has none).
func (f *Framer) document(b []byte, start int) (int, error) {
	claimed := noLength
	if start > 0 {
		claimed = beforeLength + length(b)
	} else {
		start = lead(b)
	}
	e, ok := f.end(b, start, claimed)
	if !ok {
		return 0, nil
	}
	f.learnOpening(b, start, e.body)
	u := f.reset(trace.Document)
	if claimed != noLength {
		f.setHeader(b)
	}
	u.Body, u.Partial = b[start:e.body], e.partial
	if e.frame > e.body {
		u.Trailer = b[e.body:e.frame]
	}
	f.place(e.frame)
	switch {
	case claimed == noLength:
		f.fault(trace.Fault{Code: "GLI010", Subject: "GLI.header"})
		f.bare = true
	case e.misfit:
		f.misfit(u.Header.Length(), len(u.Body), !e.partial)
	case !e.partial:
		f.habit = ""
		f.bare = false
	}
	if e.partial && !(e.misfit && claimed != noLength) {
		f.fault(trace.Fault{Code: "CAP009", Args: args("bytes", len(u.Body), "declared", declaredBody(u))})
	}
	if len(u.Trailer) > 0 && claimed != noLength && !e.misfit && !e.partial {
		f.fault(trace.Fault{Code: "GLI008", Subject: "GLI.length", Actual: quoteBytes(u.Trailer), HasActual: true,
			Args: args("count", len(u.Trailer), "trailer", quoteBytes(u.Trailer))})
	}
	if claimed != noLength && !e.misfit {
		f.oversize(len(u.Body)) // else the length is said to be wrong, and why
	}
	if e.partial && f.ended == running {
		f.state = seeking // the end of the message is out of reach
	}
	return e.frame, f.emit()
}

// declaredBody is the length of the body that the header promises, as text.
func declaredBody(u *trace.Unit) string {
	if !u.Header.Present {
		return "an unknown number of"
	}
	return strconv.Itoa(u.Header.Length() - minLength)
}

// control is step for the frames without XML: keep-alive and its two answers.
// Their length is 2; where it is not, the header is wrong if the next one
// stands right behind it, else there is a body.
func (f *Framer) control(b []byte) (int, error) {
	n := headerLen
	declared := length(b)
	claimed := beforeLength + declared
	misfit := declared < minLength
	partial := false
	if declared > minLength {
		hint := misfitHint(declared, minLength)
		switch a := f.headerAt(b[headerLen:], nearHeader); {
		case a == Yes, hint != "" && hint == f.habit:
			misfit = true
		case a == NeedMore && f.ended == running:
			f.scan.ended = true
			return 0, nil
		case a == NeedMore:
			// Nothing, or not enough, stands behind it.
			misfit = f.ended == orderly
		case claimed <= len(b):
			n = claimed
		case f.ended == running:
			return 0, nil
		default:
			n, partial = len(b), true
		}
	}
	u := f.reset(trace.Frame)
	f.setHeader(b)
	u.Body, u.Partial = b[headerLen:n], partial
	f.place(n)
	switch {
	case misfit:
		f.misfit(declared, 0, true)
	case declared != minLength && u.Header.Type() != typeError:
		f.fault(trace.Fault{Code: "GLI004", Subject: "GLI.length", Expected: []string{"2"},
			Actual: strconv.Itoa(declared), HasActual: true, Args: args("declared", declared, "body", declared-minLength)})
	}
	if u.Header.Type() == typeError {
		f.fault(trace.Fault{Code: "GLI007", Subject: "GLI.type", Args: args("body", len(u.Body))})
	}
	f.oversize(len(u.Body))
	return n, f.emit()
}

// unknownType is step for a frame of a type that does not exist. Its length is
// believed if it has no body, if its body is a closed document, or if a header
// follows; else this is no frame.
func (f *Framer) unknownType(b []byte) (int, error) {
	n := beforeLength + length(b)
	if n < headerLen {
		return f.noHeader(b)
	}
	if n > len(b) {
		if f.ended == running {
			return 0, nil
		}
		return f.noHeader(b)
	}
	_, ok := closed(b[headerLen:n])
	if !ok && n > headerLen {
		switch a := f.headerAt(b[n:], nearHeader); {
		case a == NeedMore && f.ended == running:
			f.scan.ended = true
			return 0, nil
		case a == No:
			return f.noHeader(b)
		}
	}
	u := f.reset(trace.Frame)
	f.setHeader(b)
	u.Body = b[headerLen:n]
	f.place(n)
	f.fault(trace.Fault{Code: "GLI002", Subject: "GLI.type", Expected: []string{"0", "1", "2", "3"},
		Actual: strconv.Itoa(u.Header.Type()), HasActual: true, Args: args("type", u.Header.Type())})
	f.oversize(len(u.Body))
	return n, f.emit()
}

// cutHeader emits what is known of a frame whose header is cut by the end of
// the bytes: it may have been a message.
func (f *Framer) cutHeader(b []byte) (int, error) {
	u := f.reset(trace.Document)
	u.Partial = true
	f.place(len(b))
	f.fault(trace.Fault{Code: "CAP009", Args: args("bytes", 0, "declared", declaredBody(u))})
	return len(b), f.emit()
}

// emitLost emits the Gap of the bytes from where sync was lost to end.
func (f *Framer) emitLost(end int64) error {
	u := f.reset(trace.Gap)
	u.Pos = f.lostPos
	u.Lost = end - f.lostAt
	u.StreamStart, u.StreamEnd, u.Acked = f.lostAt, end, -1
	f.fault(trace.Fault{Code: "CAP006", Args: args("bytes", u.Lost)})
	return f.emit()
}

// reset gives the unit, empty but for what is the same in all.
func (f *Framer) reset(k trace.Kind) *trace.Unit {
	f.faults = f.faults[:0]
	*f.unit = trace.Unit{Kind: k, Conn: f.cfg.Conn, Side: f.cfg.Side}
	return f.unit
}

func (f *Framer) fault(x trace.Fault) { f.faults = append(f.faults, x) }

func (f *Framer) emit() error {
	if len(f.faults) > 0 {
		f.unit.Faults = f.faults
	}
	err := f.cfg.Emit(f.unit)
	f.unit.Body, f.unit.Trailer = nil, nil // a silent connection must not hold on to them
	return err
}

// setHeader fills in the header that b begins with and notes what is wrong in
// its constants.
func (f *Framer) setHeader(b []byte) {
	h := &f.unit.Header
	h.Present = true
	h.Raw = [6]byte(b)
	if f.known = constantsOf(b); f.known == standard {
		return
	}
	for i, subject := range [...]string{"GLI.reserved", "GLI.version", "GLI.application"} {
		if want, got := standard[i], f.known[i]; want != got {
			f.fault(trace.Fault{Code: "GLI001", Subject: subject,
				Expected: []string{strconv.Itoa(int(want))}, Actual: strconv.Itoa(int(got)), HasActual: true,
				Args: args("field", [...]string{"reserved byte", "version", "application byte"}[i])})
		}
	}
}

// misfit notes that the length field says declared where the body has body
// bytes, or some unknown number if told is false.
func (f *Framer) misfit(declared, body int, told bool) {
	x := trace.Fault{Code: "GLI003", Subject: "GLI.length", Actual: strconv.Itoa(declared), HasActual: true}
	if told {
		want := body + minLength
		x.Hint = misfitHint(declared, want)
		x.Expected = []string{strconv.Itoa(want)}
		x.Args = args("declared", declared, "body", body, "found",
			fmt.Sprintf("the body has %d bytes, for which it should say %d", body, want))
		f.habit = x.Hint
	} else {
		if declared < minLength {
			x.Hint = hintMinimum
		}
		x.Args = args("declared", declared, "body", "unknown", "found", "what follows does not bear it out")
	}
	f.fault(x)
}

func (f *Framer) oversize(body int) {
	if body > maxSigned {
		f.fault(trace.Fault{Code: "GLI009", Subject: "GLI.length", Args: args("body", body)})
	}
}

// args pairs names with values.
func args(pairs ...any) []trace.Arg {
	list := make([]trace.Arg, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, trace.Arg{Name: pairs[i].(string), Value: fmt.Sprint(pairs[i+1])})
	}
	return list
}

// quoteBytes shows a few bytes in hex.
func quoteBytes(b []byte) string {
	if len(b) > 8 {
		return fmt.Sprintf("% x ...", b[:8])
	}
	return fmt.Sprintf("% x", b)
}

// place fills in where the unit of the next n bytes was seen.
func (f *Framer) place(n int) {
	u := f.unit
	u.StreamStart, u.StreamEnd = f.pos, f.pos+int64(n)
	f.position(&u.Pos, u.StreamStart, u.StreamEnd)
	if f.only != nil {
		u.Acked = f.only.Acked
		return
	}
	u.Acked = -1
	for i := f.head; i < len(f.marks); i++ {
		if m := &f.marks[i]; m.end >= u.StreamEnd {
			u.Acked = m.acked
			break
		}
	}
}

// position tells which frames brought the bytes from start to end; p is empty.
// Its Frames are valid until the next call.
func (f *Framer) position(p *trace.Position, start, end int64) {
	p.File = f.cfg.File
	f.frames = f.frames[:0]
	if c := f.only; c != nil && start < end {
		p.Frame, p.Time.Time = c.Frame, c.Time.Time()
		if c.Carrier == c.Frame && c.Frame > 0 {
			return // as mostly
		}
		f.frames = append(f.frames, c.Carrier)
	}
	begin := f.pos
	for i := f.head; i < len(f.marks); i++ {
		m := &f.marks[i]
		if begin >= end {
			break
		}
		if m.end > start {
			if m.frame >= p.Frame {
				p.Frame, p.Time.Time = m.frame, m.time.Time()
			}
			f.frames = append(f.frames, m.carrier)
		}
		begin = m.end
	}
	if p.Frame == 0 {
		p.Offset = start
		return
	}
	if slices.Sort(f.frames); len(f.frames) > 1 {
		f.frames = slices.Compact(f.frames)
	}
	if len(f.frames) > 1 || len(f.frames) == 1 && f.frames[0] != p.Frame {
		p.Frames = f.frames
	}
}
