// One TCP connection on its way to the GLI framers: is it GLI, and who is who.

package capture

import (
	"slices"
	"strconv"

	"ivrcheck/capture/gli"
	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// Limits of what is kept of connections that are not recognised yet.
const (
	maxUndecided      = 128 << 10 // bytes of one connection
	maxUndecidedTotal = 32 << 20  // and of all
	eventCost         = 64        // what an event counts besides its bytes
)

// stream is the Handler of one connection.
type stream struct {
	p    *packets
	conn *tcp.Conn

	// Until it is decided whether the connection is GLI, what happened is
	// kept, to be told again to the framers.
	events []event
	size   int
	side   [2]undecided

	// replaying: the framers are being told what happened before.
	replaying bool

	gli     *trace.Conn // nil: not recognised
	framers [2]*gli.Framer
}

// undecided is what is known of one direction before the decision.
type undecided struct {
	bytes  []byte // that came, gaps left out
	from   int    // where in bytes the look for a header begins
	mid    bool   // the stream's start is not at from
	no     bool   // what was seen is not GLI
	tryLen int    // how many bytes make another look worth while
	tls    gli.Answer
	tlsLen int // how many bytes make another look for TLS worth while
}

// event is something that happened in a direction.
type event struct {
	side     int
	data     tcp.Data // Bytes unset: from and to are the place in undecided.bytes
	from, to int
	gap      *tcp.Gap
	conflict *tcp.Conflict
	end      bool
	how      trace.Closing
}

// open makes the Handler of a connection that begins to carry bytes.
func (p *packets) open(c *tcp.Conn) tcp.Handler {
	s := &stream{p: p, conn: c}
	for i := range s.side {
		s.side[i].mid = !c.Exact(i)
	}
	if len(p.ports) > 0 && s.server() < 0 {
		p.table.Ignore(c)
	}
	return s
}

// server is the side with a port that the user named, -1 for none.
func (s *stream) server() int {
	for i, end := range s.conn.Ends() {
		if slices.Contains(s.p.ports, end.Port()) {
			return i
		}
	}
	return -1
}

// Data implements tcp.Handler.
func (s *stream) Data(side int, d tcp.Data) error {
	if s.gli != nil {
		return s.frame(side, d)
	}
	u := &s.side[side]
	e := event{side: side, data: d, from: len(u.bytes), to: len(u.bytes) + len(d.Bytes)}
	e.data.Bytes = nil
	u.bytes = append(u.bytes, d.Bytes...)
	return s.later(e)
}

// Gap implements tcp.Handler.
func (s *stream) Gap(side int, g tcp.Gap) error {
	if s.gli != nil {
		return s.gap(side, g)
	}
	u := &s.side[side]
	if found := s.look(side, true); !found {
		// What comes behind the gap begins anywhere.
		u.from, u.mid, u.tryLen = len(u.bytes), true, 0
	}
	return s.later(event{side: side, gap: &g})
}

// Conflict implements tcp.Handler.
func (s *stream) Conflict(side int, c tcp.Conflict) error {
	if s.gli != nil {
		return s.conflict(side, c)
	}
	return s.later(event{side: side, conflict: &c})
}

// End implements tcp.Handler.
func (s *stream) End(side int, how trace.Closing) error {
	if s.gli != nil {
		return s.framers[side].End(how)
	}
	return s.later(event{side: side, end: true, how: how})
}

// Close implements tcp.Handler.
func (s *stream) Close(how trace.Closing, at tcp.Place) error {
	if s.gli == nil {
		if err := s.settle(); err != nil || s.gli == nil {
			return err
		}
	}
	return s.p.emit(&trace.Unit{
		Kind: trace.End, Conn: s.gli, Side: -1, Pos: s.position(at), Closing: how,
		StreamStart: -1, StreamEnd: -1, Acked: -1,
	})
}

// later keeps an event and decides, if that is possible now.
func (s *stream) later(e event) error {
	s.events = append(s.events, e)
	size := eventCost + e.to - e.from
	s.size += size
	s.p.pending += size
	switch {
	case len(s.p.ports) > 0:
		return s.named(false)
	case s.look(e.side, e.end):
		return s.recognised()
	case s.side[0].no && s.side[1].no:
		s.forget()
		s.p.table.Ignore(s.conn)
	case s.size > maxUndecided || s.p.pending > maxUndecidedTotal:
		return s.settle()
	}
	return nil
}

// look tells whether the bytes of one direction are GLI.
func (s *stream) look(side int, atEnd bool) bool {
	u := &s.side[side]
	b := u.bytes[u.from:]
	if u.no || len(b) == 0 {
		return false
	}
	if !u.mid {
		answer := gli.Recognise(b)
		u.no = answer == gli.No
		return answer == gli.Yes
	}
	if !atEnd && len(b) < u.tryLen {
		return false
	}
	u.tryLen = 2 * len(b)
	_, ok := gli.FindChain(b, atEnd)
	return ok
}

// settle decides with what there is.
func (s *stream) settle() error {
	if len(s.p.ports) > 0 {
		return s.named(true)
	}
	for side := range s.side {
		if s.look(side, true) {
			return s.recognised()
		}
	}
	s.forget()
	s.p.table.Ignore(s.conn)
	return nil
}

// forget drops what was kept for the decision.
func (s *stream) forget() {
	s.p.pending -= s.size
	s.events, s.size, s.side = nil, 0, [2]undecided{}
}

// recognised makes the connection one of GLI: its Start is emitted, and what
// happened so far goes to the framers.
func (s *stream) recognised() error {
	s.p.stats.GLIStreams++
	s.gli = s.connection()
	start := &trace.Unit{
		Kind: trace.Start, Conn: s.gli, Side: -1, Pos: s.position(s.conn.First),
		StreamStart: -1, StreamEnd: -1, Acked: -1,
	}
	if !s.gli.StartSeen {
		start.Faults = []trace.Fault{{Code: "CAP005"}}
	}
	for i := range s.framers {
		s.framers[i] = gli.NewFramer(gli.Config{
			File: s.p.file, Conn: s.gli, Side: i, Mid: !s.conn.Exact(i), Emit: s.emit,
		})
	}
	if err := s.p.table.Keep(s.conn); err != nil {
		return err
	}
	if err := s.p.emit(start); err != nil {
		return err
	}
	for i := range s.framers {
		if s.gli.StartSeen && !s.conn.Exact(i) {
			// The other end's SYN was seen, and not where this direction
			// begins: how much of it is missing cannot be told.
			if err := s.p.emit(&trace.Unit{
				Kind: trace.Gap, Conn: s.gli, Side: i, Pos: s.position(s.conn.First),
				StreamStart: -1, StreamEnd: -1, Acked: -1,
			}); err != nil {
				return err
			}
		}
	}
	events, sides := s.events, s.side
	s.forget()
	s.replaying = true
	defer func() { s.replaying = false }()
	for _, e := range events {
		var err error
		switch {
		case e.gap != nil:
			err = s.gap(e.side, *e.gap)
		case e.conflict != nil:
			err = s.conflict(e.side, *e.conflict)
		case e.end:
			err = s.framers[e.side].End(e.how)
		default:
			e.data.Bytes = sides[e.side].bytes[e.from:e.to]
			err = s.frame(e.side, e.data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// connection says what the units of the connection say of it.
func (s *stream) connection() *trace.Conn {
	c := &trace.Conn{
		Stream:    s.conn.Stream,
		Ends:      s.conn.Ends(),
		VLAN:      s.p.vlans[s.conn.Tag],
		StartSeen: s.conn.Client() >= 0,
		Client:    s.conn.Client(),
	}
	if server := s.server(); c.Client < 0 && server >= 0 && !s.bothNamed() {
		c.Client = 1 - server
	}
	return c
}

// bothNamed tells that the user named the ports of both ends, which then do
// not say who is the server.
func (s *stream) bothNamed() bool {
	ends := s.conn.Ends()
	return slices.Contains(s.p.ports, ends[0].Port()) && slices.Contains(s.p.ports, ends[1].Port())
}

// emit hands out a unit of a framer. What is replayed after the recognition
// cannot tell any more how far the other direction was; of a unit that the
// other framer holds back it is not known whether it is whole.
func (s *stream) emit(u *trace.Unit) error {
	if !s.replaying {
		u.Peer = min(s.conn.Delivered(1-u.Side), s.framers[1-u.Side].Decided())
	}
	return s.p.emit(u)
}

// frame hands bytes to the framer of their direction.
func (s *stream) frame(side int, d tcp.Data) error {
	return s.framers[side].Data(gli.Chunk{
		Data: d.Bytes, Frame: d.Frame, Carrier: d.Carrier, Time: d.Time, Acked: d.Acked,
	})
}

// gap tells the framer of a direction what is missing.
func (s *stream) gap(side int, g tcp.Gap) error {
	fault := trace.Fault{Code: "CAP002", Args: []trace.Arg{{Name: "lost", Value: strconv.FormatInt(g.Lost, 10)}}}
	if g.Snaplen {
		fault.Code = "CAP004"
	}
	return s.framers[side].Gap(g.Lost, fault, s.position(g.Place))
}

// conflict notes a retransmission that differs. It changes nothing: the first
// copy counts.
func (s *stream) conflict(side int, c tcp.Conflict) error {
	return s.p.emit(&trace.Unit{
		Kind: trace.Note, Conn: s.gli, Side: side, Pos: s.position(c.Place),
		StreamStart: c.Offset, StreamEnd: c.Offset, Acked: -1,
		Faults: []trace.Fault{{Code: "CAP003", Args: []trace.Arg{{Name: "bytes", Value: strconv.Itoa(c.Bytes)}}}},
	})
}

func (s *stream) position(at tcp.Place) trace.Position {
	return trace.Position{File: s.p.file, Frame: at.Frame, Time: stamp(at.Time)}
}
