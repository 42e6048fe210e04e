// Package tcp puts the segments of TCP connections back into the byte streams
// that the receivers had.
//
// What flows in: segments, in the order of the capture. What flows out, for
// each connection and direction: bytes in order, gaps where bytes are not in
// the capture, conflicts where a second copy of bytes differed from the first,
// and the end. Bytes are never made up.
//
// Connections are numbered as Wireshark numbers them (tcp.stream).
//
// All memory is bounded: out-of-order bytes and their number for each
// direction and in all (the connection that has waited longest gives up its
// holes first), the time that a hole may stay open, the bytes kept to compare
// retransmissions with, and the number of connections (the one that has been
// idle longest is given up, its end unseen; should it go on, it begins anew
// as one whose start was not captured).
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
	// Payload is what the capture holds of the payload, Cut how many bytes
	// of its end the snapshot length took away.
	Payload []byte
	Cut     int
	// Tag tells the VLAN, 0 for none: segments with different tags are of
	// different connections, unless they are copies of the same packets, one
	// of them untagged, or one direction each of one connection. A connection
	// keeps that of its first segment.
	Tag int32
	// Packet is the one that carries it.
	trace.Packet
}

// Gap is a run of bytes that are not in the capture.
type Gap struct {
	Offset, Lost int64
	// Snaplen tells that the packet is there and was cut.
	Snaplen bool
	// Packet is the one that shows the gap: the one after it, the one that
	// acknowledged it, or the one that was cut.
	trace.Packet
}

// Conflict is a segment that carries other bytes than an earlier copy, which
// is the one that counts.
type Conflict struct {
	Offset int64 // of the first byte that differs
	Bytes  int   // how many differ
	trace.Packet
}

// Handler gets what comes of one connection. side is the index of the sender
// in Conn.Ends. An error ends the reading.
type Handler interface {
	// Data hands on bytes; c is valid until it returns.
	Data(side int, c *trace.Chunk) error
	Gap(side int, g Gap) error
	Conflict(side int, c Conflict) error
	// End says that nothing more comes from side. Once for each side.
	End(side int, how trace.Closing) error
	// Close says that nothing more comes at all. Once, last.
	Close(how trace.Closing, at trace.Packet) error
}

// Limits of what is kept. What cannot be waited for any longer becomes a Gap.
// All of them together, with what a Handler keeps, stay well below 128 MiB.
const (
	maxHeldBytes    = 1 << 20 // out-of-order bytes of one direction
	maxHeldSegments = 1024    // out-of-order segments of one direction
	maxHeldTotal    = 8 << 20 // out-of-order bytes of all connections
	heldCost        = 192     // what a segment counts there besides its bytes
	maxHoleTime     = time.Minute

	// A hole that the peer has acknowledged is waited for a little longer:
	// captures put packets of the two directions out of order. So are data
	// whose SYN is still missing, and the data that a RST has overtaken.
	gracePackets = 32
	graceTime    = time.Second

	// maxAhead and maxBehind are how far from what is expected a number is
	// believed at once. Segments further away are strays; farPatience of
	// them in a row, or two that acknowledge each other, are a new
	// connection with the old ports, whose handshake was not captured.
	maxAhead    = 16 << 20
	maxBehind   = 1 << 20
	farPatience = 8
	// maxPastEnd is how far behind the end of a connection a segment is still
	// taken for one of it.
	maxPastEnd = 1 << 16

	// maxFloat is how far before the first byte seen a direction can have
	// begun whose SYN comes late.
	maxFloat = 1 << 18

	maxHistory      = 32 << 10 // delivered bytes kept, of one direction
	maxHistoryTotal = 6 << 20  // and of all

	maxKept  = 1 << 11 // connections that carry bytes and are to be kept
	maxLive  = 1 << 12 // and that carry bytes and are not decided
	maxKnown = 1 << 16 // connections that are remembered at all
)
