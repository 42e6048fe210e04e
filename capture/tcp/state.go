// The state of a Table, of its connections and of their directions.

package tcp

import (
	"container/list"
	"net/netip"

	"ivrcheck/trace"
)

// Table has the connections of one capture.
type Table struct {
	open  func(*Conn) Handler
	conns map[key]*Conn
	// recent caches look-ups in conns. slow disables it and the fast path for
	// expected segments, in tests.
	recent connCache
	slow   bool
	// chunk is the argument of Handler.Data.
	chunk   trace.Chunk
	history history
	// All of conns, the live connections that are undecided, and those to keep; each
	// list longest idle first.
	known, passing, kept list.List
	// waiting are the connections that hold segments, doubted those that wait for packets
	// after their RST; both in the order in which the wait began.
	waiting, doubted list.List

	streams   int
	last      int // number of the connection of the last segment
	heldTotal int
	givenUp   int

	maxKnown, maxLive, maxKept, maxHeldTotal int
}

// key is the pair of endpoints of a connection, the lower one first. tag
// distinguishes connections between the same endpoints in different VLANs (see
// find).
type key struct {
	addr [2][16]byte
	port [2]uint16
	v6   bool
	tag  int32
}

// cacheBits is the logarithm of the number of entries in the cache of connections.
const cacheBits = 12

// connCache finds the connection of a Flow without computing its key.
type connCache [1 << cacheBits]recent

// recent is the connection of a flow, the first one between the two endpoints. Segments with a
// tag other than that of the connection may belong to another one.
type recent struct {
	flow    Flow
	conn    *Conn
	swapped bool
}

// Conn is one connection. It is small before it has more than a handshake, and
// after it has ended or is ignored.
type Conn struct {
	// Stream is Wireshark's tcp.stream.
	Stream int
	// First is the connection's first packet, Tag the tag of its segment.
	First trace.Packet
	Tag   int32

	key     key
	swapped bool // Ends[0] is the key's second endpoint
	done    bool // ended or ignored
	gone    bool // no longer in the Table

	numbering *numbering // shared by all connections between the endpoints
	// For each side: whether it has sent something, the tag of its first segment,
	// and its highest sequence number.
	sent [2]bool
	tags [2]int32
	seq  [2]uint32
	// doubled: copies with another tag were seen.
	doubled bool

	use *list.Element // in Table.known

	// From the handshake: the side that opened the connection (-1: not seen), and
	// the sequence number of each direction's first byte.
	client int8
	// both: each side has sent its own SYN (RFC 9293, section 3.5).
	both  bool
	exact [2]bool
	from  [2]uint32

	// early is a RST after the handshake and before any bytes.
	early trace.Packet

	// over: the connection has ended, with the sequence numbers end. Bytes far
	// from them belong to a later one.
	over bool
	end  [2]uint32

	live *live
}

// Present reports from which sides packets were seen.
func (c *Conn) Present() [2]bool { return c.sent }

// live is the state of a connection that carries bytes.
type live struct {
	calm    bool          // isCalm at the last unexpected segment
	use     *list.Element // in list
	list    *list.List    // Table.passing or Table.kept
	handler Handler
	last    trace.Packet
	half    [2]half

	conn   *Conn
	ends   [2]netip.AddrPort
	waits  *list.Element // in Table.waiting, while something is held
	strays []stray

	// reset is the RST that ended the connection, if any; resetWait is the wait
	// for the bytes that it has overtaken, up to the offsets resetAt.
	reset     trace.Packet
	resetWait wait
	resetAt   [2]int64
	// goesOn: the side has sent more bytes in order since the RST.
	goesOn [2]bool
	// doubted is the element in Table.doubted while both sides may still continue after the RST, at
	// the sequence numbers expected.
	doubted  *list.Element
	expected [2]uint32
}

// stray is a segment whose sequence number is far from the expected one.
type stray struct {
	side int
	Segment
}

// length is the number of sequence numbers of a segment without SYN and FIN.
func (s *Segment) length() int { return len(s.Payload) + s.Cut }

// Ends returns the two endpoints, the sender of the first packet first. It may be
// called from NewTable's open and from the Handler.
func (c *Conn) Ends() [2]netip.AddrPort { return c.live.ends }

// Client returns the side that opened the connection, -1 if the handshake was not
// seen or both sides opened it.
func (c *Conn) Client() int { return int(c.client) }

// Begun reports whether the handshake was seen, even if both sides opened the
// connection.
func (c *Conn) Begun() bool { return c.client >= 0 || c.both }

// Exact reports whether the first byte of a side is known from the handshake.
func (c *Conn) Exact(side int) bool { return c.exact[side] }

// Delivered returns the offset up to which the stream of a side was delivered or
// given up.
func (c *Conn) Delivered(side int) int64 {
	if c.live == nil {
		return 0
	}
	return c.live.half[side].next
}

// Seq returns the sequence number of the byte of a side at an offset in the stream.
func (c *Conn) Seq(side int, offset int64) uint32 {
	if c.live == nil {
		return 0
	}
	h := &c.live.half[side]
	return h.seq - uint32(h.next-offset)
}

func (c *Conn) side(swapped bool) int {
	if swapped != c.swapped {
		return 1
	}
	return 0
}

// numbering is the state by which Wireshark numbers the connections between two
// endpoints (measured on 4.0.17). It ignores VLANs: connections that differ only in
// their tags share one number.
type numbering struct {
	stream  int
	swapped bool // side 0 is the key's second endpoint
	// The base of each side's sequence numbers.
	based [2]bool
	base  [2]uint32
	// closed: a FIN or RST was seen, so that a SYN begins a new connection.
	closed bool
}

// held is an out-of-order segment, or the new part of one.
type held struct {
	start, end    int64
	data          []byte // nil: cut by the snapshot length
	trace.Arrival        // of the segment
}

// half reassembles one direction. Offsets are those of the stream. The fields
// that every segment uses come first.
type half struct {
	next int64  // offset of the next expected byte
	seq  uint32 // and its sequence number
	// exact: the first byte is known from a SYN. started: bytes were delivered or
	// given up. guessed: seq is from a segment without payload, which may be a
	// keep-alive probe. known: seq is set.
	exact, started, guessed, known bool
	// floating: the other side's SYN was seen and not this one's. seq is that of
	// a byte well before the first one seen, so that earlier bytes that are
	// captured later have an offset.
	floating bool

	ended bool // nothing more is delivered

	acked       int64 // acknowledged by the peer; never beyond fin
	ackedPacket trace.Packet
	last        trace.Packet // of what was delivered, the latest
	seen        int64        // its last record in Table.history, 0 for none

	fin       int64 // offset of the end, -1: unknown
	finPacket trace.Packet

	held      []*held // in order, without overlap
	heldBytes int

	// The waits for the hole at next: since it opened, and since it was
	// acknowledged up to ackedFirm.
	hole, ackedHole wait
	ackedFirm       int64

	conflict Conflict // of the current segment
}

// wait measures time and packets since something began.
type wait struct {
	on      bool
	at      int64 // offset that it is about
	since   trace.Instant
	packets int
}

// part returns the part of a run from start to end.
func (r held) part(start, end int64) held {
	if r.data != nil {
		r.data = r.data[start-r.start : end-r.start]
	}
	r.start, r.end = start, end
	return r
}
