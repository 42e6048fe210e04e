// The state of a packet capture and of one connection.

package capture

import (
	"container/list"
	"slices"
	"time"

	"ivrcheck/capture/container"
	"ivrcheck/capture/packet"
	"ivrcheck/capture/tcp"
	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// packets reads packet captures: one file, or several that are one capture.
type packets struct {
	ports     []uint16
	protocols []transport.Protocol
	began     func(time.Time)
	sink      *sink
	tap       *Tap
	records   *records         // receives the packets instead of the decoder, nil for none
	watcher   *Watcher         // nil for none
	carried   Payload          // argument for the watcher
	memory    transport.Memory // of all framers

	file  string
	stats *Stats // of the file

	source  container.Reader
	packet  container.Packet
	decoder *packet.Decoder
	segment tcp.Segment // of the current packet
	// latest is the latest time of a packet.
	latest trace.Instant
	stage  stage
	table  *tcp.Table
	// datagrams are the UDP exchanges.
	datagrams datagrams
	// vlans are the stacks of VLAN tags seen so far; a connection's Tag is an
	// index into them.
	vlans [][]uint16

	// frame counts the packets and the other pcapng blocks that Wireshark numbers.
	// It continues from file to file; places translates it.
	frame  int
	before int // frames of the files before
	places places

	// seen describes the file besides messages, unreadFirst is the first packet
	// with a layer that was not read.
	seen        *Seen
	unreadFirst trace.Packet

	// held counts the bytes of the streams that wait for more; idle are those
	// streams, longest silent first.
	held int
	idle list.List

	// damage is the last damage until it is reported: its consequence depends on
	// the packets after it. first is the first damage of the file, found after the
	// place firstAfter.
	damage, first *container.DamageError
	firstAfter    string
	// joined: the note that the file consists of several captures was emitted.
	joined bool
}

// stage is the current step of processing a packet.
type stage uint8

const (
	beyond stage = iota
	inContainer
	inPacket
)

// emit translates the frames of a unit, which count through all files, and passes it on.
func (p *packets) emit(u *trace.Unit) error {
	if p.places.needed() {
		p.places.translate(&u.Pos)
	}
	u.Read = p.latest
	return p.sink.unit(u)
}

// number returns the number of the current frame in its file.
func (p *packets) number() int { return p.frame - p.places.begin() }

// broken returns the Note that a packet could not be processed. The next
// packet can still be.
func (p *packets) broken(at trace.Packet, err error) *trace.Unit {
	return damageNote(p.position(at), err.Error(), packetName(at.Frame-p.places.begin()), "packet")
}

// position returns the position of a packet before translation.
func (p *packets) position(at trace.Packet) trace.Position {
	return trace.Position{File: p.file, Frame: at.Frame, Time: trace.Stamp{Time: at.Time.Time()}}
}

// tapped shows the current packet to the tap.
func (p *packets) tapped(stream int, datagram bool) {
	if p.tap.Stream == stream {
		p.tap.Packet(&TappedPacket{File: p.file, Frame: p.number(), Number: p.frame, Fragments: p.decoder.Frames(), Segment: &p.segment, Datagram: datagram})
	}
}

// stream is the tcp.Handler of one connection.
type stream struct {
	p   *packets
	tcp *tcp.Conn

	// undecided has the events until the connection is recognised; then it is nil,
	// and conn and protocol are set.
	undecided *undecided
	conn      *trace.Conn
	protocol  transport.Protocol
	framers   [2]transport.Framer // nil until the side sends something
	replaying bool                // the framers get the events before recognition

	held int           // part of packets.held
	idle *list.Element // in packets.idle, nil if held is 0
}

// undecided is the state of a connection before recognition.
type undecided struct {
	events []func() error
	size   int
	side   [2]direction
	// first and firstSeen are the side and the packet of the first bytes, if any.
	first     int
	firstSeen trace.Packet
}

// direction is the state of one direction.
type direction struct {
	// bytes are all bytes so far; events hold views into them. Recognition looks
	// at those from from on, which a gap moves.
	bytes []byte
	from  int
	mid   bool // from is not the start of the direction
	// rejected has a bit for each protocol that has rejected the direction.
	rejected uint32
	// asks: the direction has sent only requests to the other one.
	asks bool
	tls  transport.Answer
	// retry and retryTLS are the lengths at which another search in the middle of
	// a direction is worthwhile.
	retry, retryTLS int
}

// named reports whether the user named the port of a side.
func (s *stream) named(side int) bool { return slices.Contains(s.p.ports, s.tcp.Ends()[side].Port()) }

// framer returns the framer of a side. It is created when the side sends something, which begins
// with head if that is known: only then is it known whether its SYN was captured, and whether the
// direction has a different protocol.
func (s *stream) framer(side int, head []byte) (transport.Framer, error) {
	if f := s.framers[side]; f != nil {
		return f, nil
	}
	protocol := s.protocol
	h := transport.Head{Bytes: head, Mid: !s.tcp.Exact(side), AtEnd: true}
	switch a := protocol.Recognise(h); {
	case a == transport.Yes, a == transport.NeedMore && protocol != s.p.protocols[0]:
	default:
		// The directions may differ.
		for _, p := range slices.Backward(s.p.protocols) {
			if p != protocol && p.Recognise(h) == transport.Yes {
				protocol = p
			}
		}
	}
	f := protocol.NewFramer(transport.Config{
		File: s.p.file, Conn: s.conn, Side: side, Mid: !s.tcp.Exact(side), Emit: s.emit, Memory: &s.p.memory,
	})
	s.framers[side] = f
	if s.conn.StartSeen && !s.tcp.Exact(side) {
		// Only the other side's SYN was seen: the length of the missing part is
		// unknown.
		return f, s.p.emit(s.unit(trace.Gap, side, s.tcp.First))
	}
	return f, nil
}

// account updates the number of bytes of the connection that wait.
func (s *stream) account() {
	held := 0
	if s.undecided != nil {
		held = s.undecided.size
	}
	for _, f := range s.framers {
		if f != nil {
			held += f.Held()
		}
	}
	if held == 0 && s.held == 0 {
		return
	}
	s.p.held += held - s.held
	s.held = held
	switch {
	case held > 0 && s.idle == nil:
		s.idle = s.p.idle.PushBack(s)
	case held > 0:
		s.p.idle.MoveToBack(s.idle)
	case s.idle != nil:
		s.p.idle.Remove(s.idle)
		s.idle = nil
	}
}

// emit passes on a unit of a framer. The position of the other direction is
// unknown while bytes are replayed after recognition. A unit held back by the
// other framer does not count as complete.
func (s *stream) emit(u *trace.Unit) error {
	if !s.replaying {
		u.Peer = s.tcp.Delivered(1 - u.Side)
		if other := s.framers[1-u.Side]; other != nil {
			u.Peer = min(u.Peer, other.Decided())
		}
	}
	return s.p.emit(u)
}

// unit returns a unit of the connection without bytes.
func (s *stream) unit(k trace.Kind, side int, at trace.Packet) *trace.Unit {
	return &trace.Unit{Kind: k, Conn: s.conn, Side: side, Pos: s.p.position(at), StreamStart: -1, StreamEnd: -1, Acked: -1}
}
