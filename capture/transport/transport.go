// Package transport recognises how a byte stream carries messages and cuts it
// into units.
//
// In: the in-order bytes of each direction of a connection, with the packets
// that brought them, and the gaps between them. Out: trace units in the order of
// the stream: a Document for each XML body, a Frame for each other frame, a Gap
// for what is missing or had to be skipped.
//
// Each way of carrying messages is a Protocol, in a package below this one. It
// recognises a stream, and its Cutter finds where units begin and end; Framing
// does the rest: it keeps undecided bytes, positions, gaps and lost bytes.
//
// Files, from the entry point down: framing.go, tls.go, element.go, sections.go,
// document.go, transport.go.
package transport

import "ivrcheck/trace"

// Answer is the result of looking at bytes of which more may follow.
type Answer uint8

const (
	// No is final: no further byte changes it.
	No Answer = iota
	Yes
	// NeedMore: there are too few bytes to decide.
	NeedMore
	// Asks is NeedMore, and all bytes so far only ask for messages of the other direction.
	Asks
)

// Head is the beginning of one direction, as far as it has come.
type Head struct {
	Bytes []byte
	// Mid: Bytes do not begin where the direction began.
	Mid bool
	// AtEnd: no more bytes will come.
	AtEnd bool
}

// Protocol is one way in which a byte stream carries messages.
type Protocol interface {
	// Recognise reports whether the bytes of one direction are of the protocol.
	// At the end of the bytes it may still answer NeedMore or Asks, which then mean no.
	Recognise(Head) Answer
	// NewFramer returns a Framer for one direction.
	NewFramer(Config) Framer
}

// Config says whose bytes a Framer gets and where its units go.
type Config struct {
	File string
	Conn *trace.Conn
	Side int
	// Mid: the start of the direction was not seen. What comes before the first
	// unit is skipped without a finding.
	Mid bool
	// Emit receives each unit, which is valid until it returns. Its error ends
	// the framing and is returned unchanged.
	Emit func(*trace.Unit) error
	// Memory, if not nil, is shared with other Framers that take turns.
	Memory *Memory
}

// Memory is what Framers need while they work.
type Memory struct {
	unit trace.Unit
	free [][]byte // buffers for held bytes
}

// The most buffers in a free list, and the largest of them.
const (
	maxFree     = 16
	maxFreeSize = 16 << 10
)

// buffer returns an empty buffer.
func (m *Memory) buffer() []byte {
	last := len(m.free) - 1
	if last < 0 {
		return make([]byte, 0, 2048)
	}
	b := m.free[last]
	m.free = m.free[:last]
	return b[:0]
}

// release keeps a buffer for its next use.
func (m *Memory) release(b []byte) {
	if b != nil && cap(b) <= maxFreeSize && len(m.free) < maxFree {
		m.free = append(m.free, b)
	}
}

// Expected is the transport that the user expects.
type Expected uint8

const (
	// ExpectAny: GLI, or XML without headers where a sender writes none.
	ExpectAny Expected = iota
	// ExpectGLI: GLI.
	ExpectGLI
	// ExpectXML: XML without headers.
	ExpectXML
)

// Headerless returns the fault of a message without a GLI header; ok is false if it is
// none. headers: the sender has written headers.
func (e Expected) Headerless(headers bool) (f trace.Fault, ok bool) {
	f = trace.Fault{Code: "GLI010", Subject: "GLI.header"}
	switch {
	case e == ExpectXML:
		return f, false
	case e == ExpectGLI:
		f.Each = true
	case headers:
		f.Each = true
	default:
		f.Lower, f.Hint = 1, "transport"
	}
	return f, true
}

// Headers returns the fault for the first header of a sender: it raises the fault of the messages before it, which
// have none.
func (e Expected) Headers() trace.Fault {
	f, _ := e.Headerless(false)
	f.Raise = true
	return f
}

// Framer cuts one direction of a connection into units. It emits neither Start
// nor End, which belong to the connection.
//
// Calls: Data and Gap in any order, GiveUp at any time, End once, last.
type Framer interface {
	// Data takes the next bytes and emits the units that they complete. Body is
	// a view into the chunk if all of the unit lies in it.
	Data(*trace.Chunk) error
	// Gap means that lost bytes are missing. The Framer decides what it holds,
	// emits a Gap unit with the fault at pos, and looks for the next unit.
	Gap(lost int64, fault trace.Fault, pos trace.Position) error
	// GiveUp decides everything held with the bytes so far: an incomplete
	// message is emitted as partial. The end of a datagram is a GiveUp, too.
	GiveUp() error
	// End means that no more bytes will come, and why.
	End(trace.Closing) error
	// Held is the memory in bytes that waits for more.
	Held() int
	// Decided is the offset up to which no unit is held back that may be
	// complete. A unit of the other direction that acknowledges more may answer
	// what is held.
	Decided() int64
}
