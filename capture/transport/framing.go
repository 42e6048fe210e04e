package transport

import (
	"slices"

	"ivrcheck/trace"
)

// Cutter is the part of a Framer that knows the protocol.
//
// The treatment of a byte must depend on the stream alone, never on its division
// into segments: each decision is made on the shortest prefix that suffices, and
// a longer one does not change it.
type Cutter interface {
	// Cut examines the start of b, the next bytes of the stream. It emits at most
	// one unit and returns its length; 0 if more bytes are needed, and Unknown if
	// b does not begin with a unit.
	Cut(b []byte) (n int, err error)
	// Find returns the offset in b, not before from, of the next unit. If ok is
	// false, none begins before offset n, where to continue when more bytes come.
	// lost means that the skipped bytes will be a finding.
	Find(b []byte, from int, lost bool) (n int, ok bool)
}

// Unknown is the result of Cut for bytes that do not begin a unit.
const Unknown = -1

// Ended is the reason why no more bytes will come while held bytes are decided.
type Ended uint8

const (
	Running Ended = iota
	// Cut: the rest may have been sent, but is not in the capture.
	Cut
	// Orderly: the sender closed the connection and sent nothing else.
	Orderly
)

// Framing implements Framer with a Cutter.
type Framing struct {
	Config
	cutter Cutter
	state  state

	// pos is the offset of the first byte not consumed, which is buf[0] unless buf
	// is empty. buf is bounded by the Cutter.
	pos int64
	buf []byte
	// marks, from marks[head] on, record the arrival of the held bytes. chunk is
	// the current chunk if nothing is held, which needs no mark.
	marks []mark
	head  int
	chunk *trace.Chunk
	ended Ended
	open  bool // see HoldBack

	// lostAt is the start of the unknown bytes, in state lost.
	lostAt  int64
	lostPos trace.Position

	frames []int
	faults []trace.Fault
}

// state is the state of synchronisation with the stream.
type state uint8

const (
	// inSync: a unit begins at pos.
	inSync state = iota
	// seeking: the Framing searches for the start of the next unit; the skipped
	// bytes are already explained (start not seen, gap, wrong length reported).
	seeking
	// lost: the same, but the skipped bytes are a finding.
	lost
)

// mark describes the arrival of the bytes before end and after the previous mark.
type mark struct {
	end int64
	trace.Arrival
}

// markCost is the memory of a mark in bytes.
const markCost = 48

// fewMarks is the number of marks for which an idle Framing keeps memory.
const fewMarks = 16

// Init sets the Framing up for a direction. The Cutter usually embeds it.
func (f *Framing) Init(cfg Config, cutter Cutter) {
	f.Config, f.cutter = cfg, cutter
	if f.Memory == nil {
		f.Memory = &Memory{}
	}
	if cfg.Mid {
		f.state = seeking
	}
}

// Pos returns the offset in the stream of the bytes passed to Cut and Find.
func (f *Framing) Pos() int64 { return f.pos }

// Ended returns the reason why no more bytes will come, or Running.
func (f *Framing) Ended() Ended { return f.ended }

// Seek makes the Framing search for the next unit, without a finding, once Cut
// returns.
func (f *Framing) Seek() { f.state = seeking }

// HoldBack records that the next unit may be complete, but that the bytes after
// it are needed to be sure. It applies until the unit is cut.
func (f *Framing) HoldBack() { f.open = true }

// Data implements Framer.
func (f *Framing) Data(c *trace.Chunk) error {
	if len(c.Bytes) == 0 {
		return nil
	}
	if len(f.buf) == 0 {
		f.chunk = c
		rest, err := f.run(c.Bytes)
		f.chunk = nil
		if len(rest) > 0 {
			f.hold(rest, c)
		}
		return err
	}
	f.hold(c.Bytes, c)
	return f.runHeld()
}

// hold keeps bytes of a chunk.
func (f *Framing) hold(b []byte, c *trace.Chunk) {
	if f.buf == nil {
		f.buf = f.Memory.buffer()
	}
	f.buf = append(f.buf, b...)
	end := f.pos + int64(len(f.buf))
	if n := len(f.marks); n > f.head && f.marks[n-1].Frame == c.Frame && f.marks[n-1].Carrier == c.Carrier {
		f.marks[n-1].end = end
	} else {
		f.marks = append(f.marks, mark{end, c.Arrival})
	}
}

// runHeld runs over the held bytes and keeps the rest.
func (f *Framing) runHeld() error {
	rest, err := f.run(f.buf)
	switch {
	case len(rest) == 0:
		f.Memory.release(f.buf) // a connection may be silent for a long time
		f.buf = nil
	case len(rest) < len(f.buf):
		f.buf = f.buf[:copy(f.buf, rest)]
	}
	return err
}

// run cuts unit after unit off b until more bytes are needed.
func (f *Framing) run(b []byte) (rest []byte, err error) {
	for len(b) > 0 {
		n, err := f.step(b)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			break
		}
		b = b[n:]
		f.consume(n)
	}
	return b, nil
}

// consume moves forward by n bytes.
func (f *Framing) consume(n int) {
	f.pos += int64(n)
	f.open = false
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

// step examines the start of b and returns the number of bytes consumed, 0 if
// more are needed.
func (f *Framing) step(b []byte) (int, error) {
	if f.state == inSync {
		n, err := f.cutter.Cut(b)
		if n != Unknown {
			return n, err
		}
		f.state = lost
		f.lostAt, f.lostPos = f.pos, trace.Position{}
		f.position(&f.lostPos, f.pos, f.pos+1)
		f.lostPos.Frames = slices.Clone(f.lostPos.Frames)
	}
	from := 0
	if f.state == lost && f.lostAt == f.pos {
		from = 1
	}
	n, ok := f.cutter.Find(b, from, f.state == lost)
	if !ok {
		return n, nil
	}
	var err error
	if f.state == lost {
		err = f.emitLost(f.pos + int64(n))
	}
	f.state = inSync
	if n == 0 && err == nil {
		return f.step(b)
	}
	return n, err
}

// Held implements Framer.
func (f *Framing) Held() int {
	if len(f.buf) == 0 {
		return 0
	}
	return len(f.buf) + (len(f.marks)-f.head)*markCost
}

// Decided implements Framer.
func (f *Framing) Decided() int64 {
	if f.open {
		return f.pos
	}
	return f.pos + int64(len(f.buf))
}

// GiveUp implements Framer.
func (f *Framing) GiveUp() error {
	if err := f.flush(Cut); err != nil {
		return err
	}
	f.state = seeking
	return nil
}

// Gap implements Framer.
func (f *Framing) Gap(missing int64, fault trace.Fault, pos trace.Position) error {
	if err := f.flush(Cut); err != nil {
		return err
	}
	start := f.pos
	f.pos += missing
	f.marks, f.head = f.marks[:0], 0
	f.state = seeking
	u := f.New(trace.Gap)
	u.Pos, u.Lost = pos, missing
	u.StreamStart, u.StreamEnd, u.Acked = start, f.pos, -1
	if fault.Code != "" {
		f.Fault(fault)
	}
	return f.emit()
}

// End implements Framer.
func (f *Framing) End(c trace.Closing) error {
	if c == trace.CloseOrderly {
		return f.flush(Orderly)
	}
	return f.flush(Cut)
}

// flush decides about all held bytes.
func (f *Framing) flush(why Ended) error {
	f.ended = why
	defer func() { f.ended = Running }()
	for len(f.buf) > 0 {
		held := len(f.buf)
		if err := f.runHeld(); err != nil {
			return err
		}
		if len(f.buf) == held {
			break // they cannot be decided any further
		}
	}
	rest := len(f.buf)
	f.Memory.release(f.buf)
	f.buf = nil
	f.consume(rest)
	if f.state == lost {
		f.state = inSync
		return f.emitLost(f.pos)
	}
	return nil
}

// New returns the unit, with the connection set and everything else empty.
func (f *Framing) New(k trace.Kind) *trace.Unit {
	f.faults = f.faults[:0]
	u := &f.Memory.unit
	*u = trace.Unit{Kind: k, Conn: f.Conn, Side: f.Side}
	return u
}

// Skip returns the result of Cutter.Cut for n bytes that belong to no unit and are
// no finding, such as a separator.
func (f *Framing) Skip(n int) int { return n }

// Fault adds a fault to the unit.
func (f *Framing) Fault(x trace.Fault) { f.faults = append(f.faults, x) }

// Finish emits the unit as the next n bytes of the stream and returns the result
// for Cutter.Cut.
func (f *Framing) Finish(n int) (int, error) {
	u := &f.Memory.unit
	u.StreamStart, u.StreamEnd = f.pos, f.pos+int64(n)
	return n, f.finish()
}

// finish emits the unit, whose extent is set.
func (f *Framing) finish() error {
	u := &f.Memory.unit
	f.position(&u.Pos, u.StreamStart, u.StreamEnd)
	u.Acked = -1
	if f.chunk != nil {
		u.Acked = f.chunk.Acked
	} else {
		for i := f.head; i < len(f.marks); i++ {
			if m := &f.marks[i]; m.end >= u.StreamEnd {
				u.Acked = m.Acked
				break
			}
		}
	}
	return f.emit()
}

// FinishParts is Finish for a Document whose body begins at b[at] and may be a wrapper:
// each document in it becomes a unit. fault adds the fault that all of them have.
func (f *Framing) FinishParts(n, at int, d *Documents, fault func()) (int, error) {
	u := &f.Memory.unit
	parts := d.Parts(u.Body)
	if parts == nil {
		fault()
		return f.Finish(n)
	}
	u.Wrapper = d.rootName(u.Body)
	whole, from := *u, 0
	for i, p := range parts {
		if i > 0 {
			*u = whole
			u.Follows, f.faults = true, f.faults[:0]
		}
		fault()
		u.Lead, u.Body, u.Trailer = whole.Body[from:p.Start], whole.Body[p.Start:p.End], nil
		u.StreamStart, u.StreamEnd = f.pos+int64(min(at+p.Start, n)), f.pos+int64(min(at+p.End, n))
		if i == 0 {
			u.StreamStart = f.pos
		}
		if from = p.End; i == len(parts)-1 {
			u.Trailer, u.StreamEnd = slices.Concat(whole.Body[from:], whole.Trailer), f.pos+int64(n)
		}
		if err := f.finish(); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (f *Framing) emit() error {
	u := &f.Memory.unit
	if len(f.faults) > 0 {
		u.Faults = f.faults
	}
	err := f.Emit(u)
	u.Lead, u.Body, u.Wire, u.Trailer = nil, nil, nil, nil // a silent connection must not keep them
	return err
}

// emitLost emits the Gap of the bytes from lostAt to end.
func (f *Framing) emitLost(end int64) error {
	u := f.New(trace.Gap)
	u.Pos = f.lostPos
	u.Lost = end - f.lostAt
	u.StreamStart, u.StreamEnd, u.Acked = f.lostAt, end, -1
	f.Fault(trace.Fault{Code: "CAP006", Args: trace.Args("bytes", u.Lost)})
	return f.emit()
}

// position fills p, which is empty, with the frames that carried the bytes from
// start to end. p.Frames is valid until the next call.
func (f *Framing) position(p *trace.Position, start, end int64) {
	p.File = f.File
	f.frames = f.frames[:0]
	if c := f.chunk; c != nil && start < end {
		p.Frame, p.Time.Time = c.Frame, c.Time.Time()
		if c.Carrier == c.Frame && c.Frame > 0 {
			return // the usual case
		}
		f.frames = append(f.frames, c.Carrier)
	}
	begin := f.pos
	for i := f.head; i < len(f.marks) && begin < end; i++ {
		m := &f.marks[i]
		if m.end > start {
			if m.Frame >= p.Frame {
				p.Frame, p.Time.Time = m.Frame, m.Time.Time()
			}
			f.frames = append(f.frames, m.Carrier)
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
