// The framer: takes bytes, keeps what is not decided yet, hands out units.

package gli

import (
	"bytes"
	"slices"
	"unsafe"

	"ivrcheck/trace"
)

// Chunk is a run of in-order bytes of one direction.
type Chunk struct {
	// Data is valid during the call only.
	Data []byte
	// Frame is the number of the frame with which the receiver had these
	// bytes in order, Carrier that of the frame that carried them. They
	// differ if a hole had to be filled first.
	Frame, Carrier int
	// Time is the time of Frame.
	Time trace.Instant
	// Acked is the offset in the other direction's stream that the carrying
	// segment acknowledged, -1 if unknown.
	Acked int64
}

// Config says whose bytes a Framer gets and where its units go.
type Config struct {
	File string
	Conn *trace.Conn
	Side int
	// Mid tells that the start of the stream was not seen: what stands
	// before the first header is skipped without a word.
	Mid bool
	// Emit receives each unit, which is valid until it returns. Its error
	// ends the framing and is returned as is.
	Emit func(*trace.Unit) error
	// Unit, if set, is where units are made. Framers that take turns may share
	// one.
	Unit *trace.Unit
}

// Framer cuts one direction of a connection into units. It emits neither
// Start nor End, which belong to the connection.
type Framer struct {
	cfg   Config
	state state
	// pos is the offset in the stream of the first byte not consumed, which
	// is buf[0] if buf holds any. buf never grows beyond maxHeld and a chunk.
	pos   int64
	buf   []byte
	marks []mark // from marks[head] on; those before are done with
	head  int
	// only is the chunk at hand, if nothing is held, and so no mark needed.
	only  *Chunk
	scan  scan
	ended finish

	// lostAt is where sync was lost, in state lost.
	lostAt  int64
	lostPos trace.Position

	// What the frame before has taught: the constants this sender writes,
	// how it gets lengths wrong (a hint of GLI003), whether it writes XML
	// without headers.
	known constants
	habit string
	bare  bool
	// opening is how the message before began, up to the name of its root.
	opening []byte

	unit   *trace.Unit
	frames []int
	faults []trace.Fault
}

// state says how the framer stands to the stream.
type state uint8

const (
	// inSync: a frame is due at pos.
	inSync state = iota
	// seeking: the next header is looked for, and what is skipped is
	// explained already (start not seen, gap, wrong length reported).
	seeking
	// lost: the next header is looked for, and what is skipped is a finding.
	lost
)

// finish says why no more bytes will come, while what is held is flushed.
type finish uint8

const (
	running finish = iota
	// cut: the rest may have been there and is not in the capture.
	cut
	// orderly: the sender closed the connection, there was no rest.
	orderly
)

// maxHeld is how many bytes are held at most to find the end of one message.
// It is four times what a length can say, so that a body whose length has
// wrapped is found too.
const maxHeld = 1 << 18

// fewMarks is how many marks a framer keeps room for while it holds nothing.
const fewMarks = 16

// mark says which chunk brought the bytes before end that no mark before
// accounts for.
type mark struct {
	end            int64
	frame, carrier int
	time           trace.Instant
	acked          int64
}

// NewFramer gives a Framer that stands at the first byte seen of its
// direction.
func NewFramer(cfg Config) *Framer {
	f := &Framer{cfg: cfg, known: standard, unit: cfg.Unit}
	if f.unit == nil {
		f.unit = &trace.Unit{}
	}
	if cfg.Mid {
		f.state = seeking
	}
	return f
}

// Data takes the next bytes of the stream and emits the units that they
// complete. The body of a unit is a view into c.Data where the whole frame
// lies in it.
func (f *Framer) Data(c *Chunk) error {
	if len(c.Data) == 0 {
		return nil
	}
	if len(f.buf) == 0 {
		f.only = c
		rest, err := f.run(c.Data)
		f.only = nil
		if len(rest) > 0 {
			f.buf = append(f.buf, rest...)
			f.mark(c)
		}
		return err
	}
	f.buf = append(f.buf, c.Data...)
	f.mark(c)
	return f.runHeld()
}

// mark notes that the last bytes that are held came with c.
func (f *Framer) mark(c *Chunk) {
	end := f.pos + int64(len(f.buf))
	if n := len(f.marks); n > f.head && f.marks[n-1].frame == c.Frame && f.marks[n-1].carrier == c.Carrier {
		f.marks[n-1].end = end
	} else {
		f.marks = append(f.marks, mark{end: end, frame: c.Frame, carrier: c.Carrier, time: c.Time, acked: c.Acked})
	}
}

// runHeld runs over what is held and keeps the rest.
func (f *Framer) runHeld() error {
	rest, err := f.run(f.buf)
	switch {
	case len(rest) == 0:
		f.buf = nil // a connection may be silent for long
	case len(rest) < len(f.buf):
		f.buf = f.buf[:copy(f.buf, rest)]
	}
	return err
}

// run takes frame after frame off b until what is left cannot be decided.
func (f *Framer) run(b []byte) ([]byte, error) {
	for len(b) > 0 {
		n, err := f.step(b)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			break
		}
		b = b[n:]
		f.pos += int64(n)
		f.scan = scan{}
		f.dropMarks()
	}
	return b, nil
}

// dropMarks forgets the marks of consumed bytes.
func (f *Framer) dropMarks() {
	if len(f.marks) == 0 && cap(f.marks) <= fewMarks {
		return
	}
	for f.head < len(f.marks) && f.marks[f.head].end <= f.pos {
		f.head++
	}
	switch {
	case f.head == len(f.marks) && cap(f.marks) > fewMarks:
		f.marks, f.frames, f.head = nil, nil, 0
	case 2*f.head >= len(f.marks):
		f.marks, f.head = f.marks[:copy(f.marks, f.marks[f.head:])], 0
	}
}

// Held is about how many bytes of memory wait for what is still to come.
func (f *Framer) Held() int {
	if len(f.buf) == 0 {
		return 0
	}
	return len(f.buf) + (len(f.marks)-f.head)*int(unsafe.Sizeof(mark{}))
}

// GiveUp decides all that is held with what there is, because it cannot be
// held any longer: a message that is not whole is emitted as partial, and the
// next header is looked for.
func (f *Framer) GiveUp() error {
	if err := f.flush(cut); err != nil {
		return err
	}
	f.state = seeking
	return nil
}

// Gap says that lost bytes of the stream are not in the capture. What was
// held is emitted as far as it goes, then a Gap unit with the fault at pos;
// the next header is then looked for without a word, as the gap explains what
// is skipped.
func (f *Framer) Gap(lost int64, fault trace.Fault, pos trace.Position) error {
	if err := f.flush(cut); err != nil {
		return err
	}
	start := f.pos
	f.pos += lost
	f.marks, f.head = f.marks[:0], 0
	f.state = seeking
	u := f.reset(trace.Gap)
	u.Pos = pos
	u.Lost = lost
	u.StreamStart, u.StreamEnd, u.Acked = start, f.pos, -1
	if fault.Code != "" {
		f.fault(fault)
	}
	return f.emit()
}

// End says that no more bytes will come and flushes what is held. It does not
// emit the End unit, which belongs to the connection.
func (f *Framer) End(c trace.Closing) error {
	why := cut
	if c == trace.CloseOrderly {
		why = orderly
	}
	return f.flush(why)
}

// flush decides all that is held with what is there.
func (f *Framer) flush(why finish) error {
	f.ended = why
	defer func() { f.ended = running }()
	for len(f.buf) > 0 {
		held := len(f.buf)
		if err := f.runHeld(); err != nil {
			return err
		}
		if len(f.buf) == held {
			break // nothing more to be made of it
		}
	}
	f.pos += int64(len(f.buf))
	f.buf = nil
	f.scan = scan{}
	f.dropMarks()
	if f.state == lost {
		f.state = inSync
		return f.emitLost(f.pos)
	}
	return nil
}

// Decided gives how far the stream has come without a unit that may be whole
// and is held back: all that came, unless the end of a unit is there and what
// follows it is needed to tell that it is the end. So a unit of the other
// direction that acknowledges more than this may be an answer to what is held.
func (f *Framer) Decided() int64 {
	if f.scan.ended {
		return f.pos
	}
	return f.pos + int64(len(f.buf))
}

// step decides what b, which begins at pos, begins with: it emits at most one
// unit and gives the number of bytes consumed, 0 if more are needed.
func (f *Framer) step(b []byte) (int, error) {
	if f.state != inSync {
		return f.resync(b)
	}
	if len(b) < headerLen {
		return f.short(b)
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
		switch a := odd(b, c); {
		case a == Yes:
			return f.document(b, headerLen)
		case a == NeedMore && f.ended == running:
			return 0, nil
		}
	}
	return f.noHeader(b)
}

// odd tells whether b begins with the header of a message although constants
// in it are wrong: with one wrong anything like XML behind it will do, with
// more what stands there must begin as our documents do.
func odd(b []byte, c constants) Answer {
	switch {
	case c.wrong() == 1:
		return startsLike(b[headerLen:], "<")
	case isText(b[0]):
		return No
	}
	return documentStart(b[headerLen:])
}

// short is step for fewer bytes than a header has.
func (f *Framer) short(b []byte) (int, error) {
	switch {
	case f.ended == running:
		return 0, nil
	case wrongSoFar(b) == 0:
		return f.cutHeader(b)
	}
	return f.noHeader(b)
}

// noHeader is step for bytes that are no header: XML without one, or nothing
// known.
func (f *Framer) noHeader(b []byte) (int, error) {
	switch documentStart(b) {
	case Yes:
		return f.document(b, 0)
	case NeedMore:
		if f.ended == running {
			return 0, nil
		}
	}
	f.state = lost
	f.lostAt, f.lostPos = f.pos, trace.Position{}
	f.position(&f.lostPos, f.pos, f.pos+1)
	f.lostPos.Frames = slices.Clone(f.lostPos.Frames)
	return f.resync(b)
}

// resync looks for the next place where a frame begins, confirmed by what it
// holds or by the header behind it, and passes over what stands before it. XML without a header counts as such a place only where no
// header can have been lost in front of it.
func (f *Framer) resync(b []byte) (int, error) {
	takeBare := f.state == lost || f.bare
	skip := 0
	if f.state == lost && f.lostAt == f.pos {
		skip = 1 // what begins here was found to be nothing
	}
	for ; skip < len(b); skip++ {
		i := f.candidate(b[skip:], takeBare)
		if i < 0 {
			skip = len(b)
			break
		}
		skip += i
		a := f.headerAt(b[skip:], f.borneOut)
		if a == No && takeBare && b[skip] == '<' {
			a = documentStart(b[skip:])
		}
		if a == NeedMore {
			break
		}
		if a == Yes {
			var err error
			if f.state == lost {
				err = f.emitLost(f.pos + int64(skip))
			}
			f.state = inSync
			if skip == 0 {
				return f.step(b)
			}
			return skip, err
		}
	}
	return skip, nil
}

// borneOut is confirmed for a stream that is known to be GLI: there, the six
// bytes of a frame without XML prove themselves, because XML holds no zeros.
func (f *Framer) borneOut(b []byte, c constants) Answer {
	if len(b) >= headerLen && b[1] != typeXML {
		return header(b, c)
	}
	return confirmed(b, c, f.ended != running)
}

// candidate gives the index of the next byte with which a frame can begin.
func (f *Framer) candidate(b []byte, takeBare bool) int {
	i := bytes.IndexByte(b, standard[0])
	if f.known[0] != standard[0] {
		i = nearer(i, bytes.IndexByte(b, f.known[0]))
	}
	if takeBare {
		i = nearer(i, bytes.IndexByte(b, '<'))
	}
	return i
}

// nearer gives the smaller of two indexes, of which -1 means none.
func nearer(i, j int) int {
	if i < 0 || j >= 0 && j < i {
		return j
	}
	return i
}
