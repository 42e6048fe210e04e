// Package tcp reassembles the segments of TCP connections into the byte streams
// that the receivers had.
//
// In: segments, in the order of the capture. Out, for each connection and
// direction: bytes in order, gaps where bytes are not in the capture, conflicts
// where a second copy of bytes differs from the first, and the end. Bytes are
// never made up.
//
// Connections are numbered as Wireshark numbers them (tcp.stream).
//
// All memory is bounded: out-of-order bytes and segments of each direction and in
// all (the connection that has waited longest gives up its holes first), the time
// that a hole may stay open, the bytes kept to compare retransmissions with, and
// the number of connections (the one that has been idle longest is given up, its
// end unseen; if it continues, it begins again as one whose start was not captured).
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
	// Tag identifies the VLAN, 0 for none. Segments with different tags are of
	// different connections, unless they are copies of the same packets, one of
	// them untagged, or one direction each of one connection. A connection has
	// the tag of its first segment.
	Tag int32
	// Packet is the one that carries it.
	trace.Packet
}

// Gap is a run of bytes that are not in the capture.
type Gap struct {
	Offset, Lost int64
	// Snaplen: the packet is in the capture, but it was cut.
	Snaplen bool
	// Packet is the one that shows the gap: the one after it, the one that
	// acknowledged it, or the one that was cut.
	trace.Packet
}

// Conflict is a segment that carries other bytes than an earlier copy. The earlier
// one counts.
type Conflict struct {
	Offset int64 // of the first byte that differs
	Bytes  int   // number of those that differ
	trace.Packet
}

// Handler receives the streams of one connection. side is the index of the sender
// in Conn.Ends. An error ends the reading.
//
// Calls: Data, Gap and Conflict for each side in the order of its stream, then
// End once for each side, then Close once. After Table.Ignore there are none.
type Handler interface {
	// Data passes on bytes; c is valid until it returns.
	Data(side int, c *trace.Chunk) error
	Gap(side int, g Gap) error
	Conflict(side int, c Conflict) error
	// End means that nothing more comes from side.
	End(side int, how trace.Closing) error
	// Close means that nothing more comes at all.
	Close(how trace.Closing, at trace.Packet) error
}

// Limits. What is waited for beyond them becomes a Gap. All together, with what a
// Handler keeps, stay well below 128 MiB.
const (
	maxHeldBytes    = 1 << 20 // out-of-order bytes of one direction
	maxHeldSegments = 1024    // out-of-order segments of one direction
	maxHeldTotal    = 8 << 20 // out-of-order bytes of all connections
	heldCost        = 192     // cost of a segment there besides its bytes
	maxHoleTime     = time.Minute

	// How long a hole that the peer has acknowledged stays open, because
	// captures reorder packets of the two directions. The same applies to data
	// whose SYN is still missing, and for data that a RST has overtaken.
	gracePackets = 32
	graceTime    = time.Second

	// maxAhead and maxBehind are how far from the expected one a sequence number
	// may be. Segments farther away are strays; farLimit of them in a row, or
	// two that acknowledge each other, are a new connection with the same ports,
	// whose handshake was not captured.
	maxAhead  = 16 << 20
	maxBehind = 1 << 20
	farLimit  = 8
	// maxPastEnd is how far after the end of a connection a segment may be to
	// belong to it.
	maxPastEnd = 1 << 16

	// maxFloat is how far before the first byte seen a direction can begin if its
	// SYN comes late.
	maxFloat = 1 << 18

	maxHistory      = 32 << 10 // delivered bytes of one direction that a retransmission is compared with
	maxHops         = 256      // the most runs that they are in
	maxHistoryTotal = 4 << 20  // what is kept of all directions, with the headers of the runs

	maxKept  = 1 << 11 // live connections that the Handler wants to keep
	maxLive  = 1 << 12 // live connections that are undecided
	maxKnown = 1 << 16 // connections
)
