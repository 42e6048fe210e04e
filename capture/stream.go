// One TCP connection on its way to the GLI framers: who is who, and what is
// held of it.

package capture

import (
	"container/list"
	"fmt"
	"slices"
	"strconv"

	"ivrcheck/capture/gli"
	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// maxWaiting is how many bytes of all connections may wait: for the decision
// whether they are GLI, or for the rest of their message. Of the connection
// that has been waiting longest without a word, they are given up first.
const maxWaiting = 6 << 20

// stream is the Handler of one connection.
type stream struct {
	p    *packets
	conn *tcp.Conn

	// undecided is what is kept until it is decided whether the connection
	// is GLI, to be told again to the framers; nil from then on.
	undecided *undecided
	// replaying: the framers are being told what happened before.
	replaying bool

	gli     *trace.Conn    // nil: not recognised
	framers [2]*gli.Framer // nil until something comes from the side

	// What waits, as counted in packets.held, and where among those that do.
	held    int
	waiting *list.Element
}

// open makes the Handler of a connection that begins to carry bytes.
func (p *packets) open(c *tcp.Conn) tcp.Handler {
	s := &stream{p: p, conn: c, undecided: &undecided{}}
	for i := range s.undecided.side {
		s.undecided.side[i].mid = !c.Exact(i)
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

// bothNamed tells that the user named the ports of both ends, which then do
// not say who is the server.
func (s *stream) bothNamed() bool {
	ends := s.conn.Ends()
	return slices.Contains(s.p.ports, ends[0].Port()) && slices.Contains(s.p.ports, ends[1].Port())
}

// Data implements tcp.Handler.
func (s *stream) Data(side int, d *tcp.Data) error {
	f := s.framers[side]
	if !d.Due || s.gli == nil || f == nil || s.held > 0 {
		return s.event(event{kind: arrived, side: side, data: *d}, d.Place)
	}
	// Nothing waits, as mostly: the shortest way, which packets.run guards.
	p := s.p
	p.at, p.due = inStream, s
	err := f.Data(p.chunked(d))
	if err == nil && f.Held() > 0 {
		s.account()
		err = p.relieve()
	}
	p.at = elsewhere
	return err
}

// chunked tells a framer what arrived.
func (p *packets) chunked(d *tcp.Data) *gli.Chunk {
	c := &p.chunk
	c.Data, c.Frame, c.Carrier, c.Time, c.Acked = d.Bytes, d.Frame, d.Carrier, d.Time, d.Acked
	return c
}

// Gap implements tcp.Handler.
func (s *stream) Gap(side int, g tcp.Gap) error {
	return s.event(event{kind: missed, side: side, gap: g}, g.Place)
}

// Conflict implements tcp.Handler.
func (s *stream) Conflict(side int, c tcp.Conflict) error {
	return s.event(event{kind: differed, side: side, conflict: c}, c.Place)
}

// End implements tcp.Handler.
func (s *stream) End(side int, how trace.Closing) error {
	return s.event(event{kind: ended, side: side, how: how}, s.p.segment.Place)
}

// event is something that happened in a direction.
type event struct {
	kind     eventKind
	side     int
	data     tcp.Data      // of arrived
	gap      tcp.Gap       // of missed
	conflict tcp.Conflict  // of differed
	how      trace.Closing // of ended
}

type eventKind uint8

const (
	arrived eventKind = iota
	missed
	differed
	ended
)

// event takes what happened at a packet.
func (s *stream) event(e event, at tcp.Place) (err error) {
	defer s.survive(&at, &err)
	if s.gli == nil {
		err = s.later(e)
	} else {
		err = s.now(&e)
	}
	if err != nil {
		return err
	}
	s.account()
	return s.p.relieve()
}

// survive, deferred, makes a mistake of ours that panics over a packet cost the
// rest of this connection, and no other.
func (s *stream) survive(at *tcp.Place, err *error) {
	if broken := recover(); broken != nil {
		*err = s.abandon(broken, *at)
	}
}

// abandon gives up a connection over which the reading broke.
func (s *stream) abandon(broken any, at tcp.Place) error {
	conn := s.gli
	s.undecided, s.framers = nil, [2]*gli.Framer{}
	s.account()
	s.p.table.Ignore(s.conn)
	if err := s.p.broken(at, fmt.Sprintf("the rest of TCP stream %d cannot be read (internal error: %v; please report it with the input)",
		s.conn.Stream, broken)); err != nil || conn == nil {
		return err
	}
	return s.p.emit(s.unit(trace.End, -1, at))
}

// now tells a framer what happened.
func (s *stream) now(e *event) error {
	if e.kind == differed {
		return s.conflict(e.side, e.conflict)
	}
	f, err := s.framer(e.side)
	if err != nil {
		return err
	}
	switch e.kind {
	case missed:
		return s.gap(f, e.gap)
	case ended:
		return f.End(e.how)
	}
	return f.Data(s.p.chunked(&e.data))
}

// framer gives the framer of a side, which begins with the first that happens
// there: only then is it known whether its SYN was captured.
func (s *stream) framer(side int) (*gli.Framer, error) {
	if f := s.framers[side]; f != nil {
		return f, nil
	}
	f := gli.NewFramer(gli.Config{
		File: s.p.file, Conn: s.gli, Side: side, Mid: !s.conn.Exact(side), Unit: &s.p.unit,
		Emit: func(u *trace.Unit) error { return s.emit(u) }, // a step less than s.emit
	})
	s.framers[side] = f
	if s.gli.StartSeen && !s.conn.Exact(side) {
		// The other end's SYN was seen, and not where this direction begins:
		// how much of it is missing cannot be told.
		return f, s.p.emit(s.unit(trace.Gap, side, s.conn.First))
	}
	return f, nil
}

// account brings up to date how much of the connection waits.
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
	s.p.held += held - s.held
	s.held = held
	switch {
	case held > 0 && s.waiting == nil:
		s.waiting = s.p.waiting.PushBack(s)
	case held > 0:
		s.p.waiting.MoveToBack(s.waiting)
	case s.waiting != nil:
		s.p.waiting.Remove(s.waiting)
		s.waiting = nil
	}
}

// relieve keeps what waits within its limit.
func (p *packets) relieve() error {
	for p.held > maxWaiting && p.waiting.Len() > 0 {
		s := p.waiting.Front().Value.(*stream)
		if s.gli == nil {
			if err := s.settle(); err != nil {
				return err
			}
		}
		for _, f := range s.framers {
			if f == nil {
				continue
			}
			if err := f.GiveUp(); err != nil {
				return err
			}
		}
		s.account()
	}
	return nil
}

// Close implements tcp.Handler.
func (s *stream) Close(how trace.Closing, at tcp.Place) error {
	if s.gli == nil {
		if err := s.settle(); err != nil || s.gli == nil {
			return err
		}
	}
	u := s.unit(trace.End, -1, at)
	u.Closing = how
	err := s.p.emit(u)
	s.framers = [2]*gli.Framer{}
	s.account()
	return err
}

// emit hands out a unit of a framer. What is replayed after the recognition
// cannot tell any more how far the other direction was; of a unit that the
// other framer holds back it is not known whether it is whole.
func (s *stream) emit(u *trace.Unit) error {
	if !s.replaying {
		u.Peer = s.conn.Delivered(1 - u.Side)
		if other := s.framers[1-u.Side]; other != nil {
			u.Peer = min(u.Peer, other.Decided())
		}
	}
	return s.p.emit(u)
}

// gap tells the framer of a direction what is missing.
func (s *stream) gap(f *gli.Framer, g tcp.Gap) error {
	fault := trace.Fault{Code: "CAP002", Args: []trace.Arg{{Name: "lost", Value: strconv.FormatInt(g.Lost, 10)}}}
	if g.Snaplen {
		fault.Code = "CAP004"
	}
	return f.Gap(g.Lost, fault, s.position(g.Place))
}

// conflict notes a retransmission that differs. It changes nothing: the first
// copy counts.
func (s *stream) conflict(side int, c tcp.Conflict) error {
	u := s.unit(trace.Note, side, c.Place)
	u.StreamStart, u.StreamEnd = c.Offset, c.Offset
	u.Faults = []trace.Fault{{Code: "CAP003", Args: []trace.Arg{{Name: "bytes", Value: strconv.Itoa(c.Bytes)}}}}
	return s.p.emit(u)
}

// unit makes a unit of the connection that holds no bytes.
func (s *stream) unit(k trace.Kind, side int, at tcp.Place) *trace.Unit {
	return &trace.Unit{
		Kind: k, Conn: s.gli, Side: side, Pos: s.position(at), StreamStart: -1, StreamEnd: -1, Acked: -1,
	}
}

func (s *stream) position(at tcp.Place) trace.Position {
	return trace.Position{File: s.p.file, Frame: at.Frame, Time: stamp(at.Time)}
}
