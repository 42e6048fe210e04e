// Package tcp reassembles the segments of TCP connections into the byte streams
// that the receivers had.
//
// In: segments, in the order of the capture. Out, for each connection and
// direction: bytes in order, gaps where bytes are not in the capture, conflicts
// where a second copy of bytes differs from the first, and the end. Bytes are
// never invented.
//
// Connections are numbered as Wireshark numbers them (tcp.stream).
//
// All memory is bounded: out-of-order bytes and segments of each direction and in
// total (the connection that has waited longest gives up its holes first), the time
// that a hole may stay open, the bytes kept for comparison with retransmissions, and
// the number of connections (the one that has been idle longest is given up, its end
// unseen; if it continues, it begins again as one whose start was not captured).
//
// Files, from the entry point down: table.go, due.go, number.go, conn.go, reset.go, half.go,
// history.go, state.go, tcp.go, flow.go.
package tcp

import (
	"time"

	"ivrcheck/trace"
)

// Flags of a segment (RFC 9293, section 3.1).
type Flags uint8

const (
	FIN Flags = 1 << iota
	SYN
	RST
	PSH
	ACK
)

// Segment is one TCP segment as captured.
type Segment struct {
	Flow
	Seq, Ack uint32
	Flags    Flags
	// Payload is the captured part of the payload, Cut the number of bytes that
	// the snapshot length removed from its end.
	Payload []byte
	Cut     int
	// Tag identifies the VLAN, 0 for none. Segments with different tags belong to
	// different connections, unless they are copies of the same packets, one of
	// them untagged, or the two directions of one connection. A connection has the
	// tag of its first segment.
	Tag int32
	// Packet is the packet that carries it.
	trace.Packet
}

// Gap is a run of bytes that are not in the capture.
type Gap struct {
	Offset, Lost int64
	// Snaplen: the packet is in the capture, but it was cut.
	Snaplen bool
	// Packet is the packet that shows the gap: the one after it, the one that
	// acknowledged it, or the one that was cut.
	trace.Packet
}

// Conflict is a segment whose bytes differ from an earlier copy. The earlier copy
// counts.
type Conflict struct {
	Offset int64 // of the first byte that differs
	Bytes  int   // number of bytes that differ
	trace.Packet
}

// Handler receives the streams of one connection. side is the index of the sender
// in Conn.Ends. An error ends the reading.
//
// Calls: Data, Gap and Conflict for each side in the order of its stream, then
// End once for each side, then Close once. No calls follow after Table.Ignore.
type Handler interface {
	// Data passes on bytes; c is valid until it returns.
	Data(side int, c *trace.Chunk) error
	Gap(side int, g Gap) error
	Conflict(side int, c Conflict) error
	// End means that side sends nothing more.
	End(side int, how trace.Closing) error
	// Close means that the connection has no more calls.
	Close(how trace.Closing, at trace.Packet) error
}

// Limits. Bytes that are still missing when a limit is reached become a Gap. All
// together, including the memory of Handlers, stay well below 128 MiB.
const (
	maxHeldBytes    = 1 << 20 // out-of-order bytes of one direction
	maxHeldSegments = 1024    // out-of-order segments of one direction
	maxHeldTotal    = 8 << 20 // out-of-order bytes of all connections
	heldCost        = 192     // cost of such a segment besides its bytes
	maxHoleTime     = time.Minute

	// The grace for a hole that the peer has acknowledged, because captures
	// reorder packets of the two directions. It also applies to data whose SYN is
	// still missing, and to data that a RST has overtaken.
	gracePackets = 32
	graceTime    = time.Second

	// maxAhead and maxBehind limit the distance of a sequence number from the
	// expected one. Segments farther away are strays; farLimit of them in a row,
	// or two that acknowledge each other, are a new connection with the same
	// ports, whose handshake was not captured.
	maxAhead  = 16 << 20
	maxBehind = 1 << 20
	farLimit  = 8
	// maxPastEnd is the largest distance of a segment after the end of the
	// connection it belongs to.
	maxPastEnd = 1 << 16

	// maxFloat limits how far before the first byte seen a direction can begin if
	// its SYN comes late.
	maxFloat = 1 << 18

	maxHistory      = 32 << 10 // delivered bytes of one direction for comparison with retransmissions
	maxHops         = 256      // most runs that contain them
	maxHistoryTotal = 4 << 20  // size of the history of all directions, with headers

	maxKept  = 1 << 11 // live connections that the Handler wants to keep
	maxLive  = 1 << 12 // live connections that are undecided
	maxKnown = 1 << 16 // connections
)
