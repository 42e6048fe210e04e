// Package transport recognises how a byte stream carries messages and cuts it
// into units.
//
// In: the in-order bytes of each direction of a connection, with the packets
// that carried them, and the gaps between them. Out: trace units in the order of
// the stream: a Document for each XML body, a Frame for each other frame, a Gap
// for bytes that are missing or had to be skipped.
//
// Each transport is a Protocol, in a package below this one. It recognises a
// stream, and its Cutter finds where units begin and end; Framing does the
// rest: it keeps undecided bytes, positions, gaps and lost bytes.
//
// Files, from the entry point down: framing.go, tls.go, element.go, sections.go,
// document.go, transport.go.
package transport

import "ivrcheck/trace"

// Answer is the result of examining bytes that more may follow.
type Answer uint8

const (
	// No is final: no further byte changes it.
	No Answer = iota
	Yes
	// NeedMore: there are too few bytes to decide.
	NeedMore
	// Asks is NeedMore, and all bytes so far only request messages from the other direction.
	Asks
)

// Head is the beginning of one direction, as far as it has arrived.
type Head struct {
	Bytes []byte
	// Mid: Bytes do not begin at the start of the direction.
	Mid bool
	// AtEnd: no more bytes will come.
	AtEnd bool
}

// Protocol is one way in which a byte stream carries messages.
type Protocol interface {
	// Recognise reports whether the bytes of one direction are of the protocol. At the
	// end of the bytes it may still answer NeedMore or Asks, which then mean no.
	Recognise(Head) Answer
	// NewFramer returns a Framer for one direction.
	NewFramer(Config) Framer
}

// Config has the source of a Framer's bytes and the receiver of its units.
type Config struct {
	File string
	Conn *trace.Conn
	Side int
	// Mid: the start of the direction was not seen. The bytes before the first
	// unit are skipped without a finding.
	Mid bool
	// Emit receives each unit, which is valid until it returns. Its error ends
	// the framing and is returned unchanged.
	Emit func(*trace.Unit) error
	// Memory, if not nil, is shared with other Framers, which run one at a time.
	Memory *Memory
}

// Memory is the working memory of Framers.
type Memory struct {
	unit trace.Unit
	free [][]byte // buffers for held bytes
}

// The most buffers in the free list, and the largest of them.
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

// release keeps a buffer for reuse.
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

// Headerless returns the fault of a message without a GLI header; ok is false if that
// is not a fault. headers: the sender has written headers.
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

// Headers returns the fault for the first header of a sender. It raises the fault of the earlier messages, which
// have no header.
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
	// Data processes the next bytes and emits the units that they complete. Body
	// is a view into the chunk if the whole unit lies in it.
	Data(*trace.Chunk) error
	// Gap means that lost bytes are missing. The Framer decides about its held
	// bytes, emits a Gap unit with the fault at pos, and looks for the next unit.
	Gap(lost int64, fault trace.Fault, pos trace.Position) error
	// GiveUp decides about all held bytes: it emits an incomplete message as
	// partial. It is also called at the end of a datagram.
	GiveUp() error
	// End means that no more bytes will come, and why.
	End(trace.Closing) error
	// Held returns the memory in bytes that waits for more.
	Held() int
	// Decided returns the offset before which no possibly complete unit is held
	// back. A unit of the other direction that acknowledges more may answer a held
	// one.
	Decided() int64
}
