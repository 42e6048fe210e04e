// One TCP connection on its way to the framers.

package capture

import (
	"container/list"
	"fmt"

	"ivrcheck/capture/tcp"
	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// maxHeld is how many bytes of all connections may wait: for recognition, or for
// the rest of a message. Beyond it the connection that has been silent longest
// is decided with what there is.
const maxHeld = 6 << 20

// stream is the tcp.Handler of one connection.
type stream struct {
	p   *packets
	tcp *tcp.Conn

	// undecided is what happened before the connection was recognised; then nil,
	// and conn and the protocol of each side are set.
	undecided *undecided
	conn      *trace.Conn
	protocol  [2]transport.Protocol
	framers   [2]transport.Framer // nil until something comes from the side
	replaying bool                // the framers get what happened before

	held int           // part of packets.held
	idle *list.Element // in packets.idle, nil if held is 0
}

// open returns the Handler of a connection that begins to carry bytes.
func (p *packets) open(c *tcp.Conn) tcp.Handler {
	s := &stream{p: p, tcp: c, undecided: &undecided{}}
	for i := range s.undecided.side {
		s.undecided.side[i].mid = !c.Exact(i)
	}
	if len(p.ports) > 0 && !s.named(0) && !s.named(1) {
		p.table.Ignore(c)
	}
	return s
}

// Data implements tcp.Handler.
func (s *stream) Data(side int, c *trace.Chunk) (err error) {
	if s.conn == nil {
		return s.later(side, c)
	}
	done := false
	defer func() {
		if !done {
			err = s.abandon(recover(), c.Packet)
		}
	}()
	f, err := s.framer(side)
	if err == nil {
		err = f.Data(c)
	}
	if err == nil && s.held+f.Held() > 0 {
		s.account()
		err = s.p.relieve()
	}
	done = true
	return err
}

// Gap implements tcp.Handler.
func (s *stream) Gap(side int, g tcp.Gap) error {
	return s.event(side, missed, g.Packet, func() error {
		f, err := s.framer(side)
		if err != nil {
			return err
		}
		fault := trace.Fault{Code: "CAP002", Args: trace.Args("lost", g.Lost)}
		if g.Snaplen {
			fault.Code = "CAP004"
		}
		return f.Gap(g.Lost, fault, s.p.position(g.Packet))
	})
}

// Conflict implements tcp.Handler. A retransmission that differs changes
// nothing: the first copy counts.
func (s *stream) Conflict(side int, c tcp.Conflict) error {
	return s.event(side, other, c.Packet, func() error {
		u := s.unit(trace.Note, side, c.Packet)
		u.StreamStart, u.StreamEnd = c.Offset, c.Offset
		u.Faults = []trace.Fault{{Code: "CAP003", Args: trace.Args("bytes", c.Bytes)}}
		return s.p.emit(u)
	})
}

// End implements tcp.Handler.
func (s *stream) End(side int, how trace.Closing) error {
	return s.event(side, ended, s.p.segment.Packet, func() error {
		f, err := s.framer(side)
		if err != nil {
			return err
		}
		return f.End(how)
	})
}

// Close implements tcp.Handler.
func (s *stream) Close(how trace.Closing, at trace.Packet) error {
	if s.conn == nil {
		if err := s.settle(); err != nil || s.conn == nil {
			return err
		}
	}
	u := s.unit(trace.End, -1, at)
	u.Closing = how
	err := s.p.emit(u)
	s.framers = [2]transport.Framer{}
	s.account()
	return err
}

// event does what follows from something that happened at a packet, now or once
// the connection is recognised.
func (s *stream) event(side int, kind eventKind, at trace.Packet, act func() error) error {
	if s.conn == nil {
		return s.do(at, func() error { return s.keep(side, kind, 0, act) })
	}
	return s.do(at, act)
}

// do does something with a packet and keeps the held bytes within their limit. A
// panic costs the rest of this connection and no other.
func (s *stream) do(at trace.Packet, act func() error) (err error) {
	done := false
	defer func() {
		if !done { // recover alone is slow
			err = s.abandon(recover(), at)
		}
	}()
	if err = act(); err == nil {
		s.account()
		err = s.p.relieve()
	}
	done = true
	return err
}

// abandon gives up a connection whose processing panicked.
func (s *stream) abandon(broken any, at trace.Packet) error {
	conn := s.conn
	s.undecided, s.framers = nil, [2]transport.Framer{}
	s.account()
	s.p.table.Ignore(s.tcp)
	what := internalError(fmt.Sprintf("the rest of TCP stream %d cannot be read", s.tcp.Stream), broken)
	if err := s.p.emit(s.p.broken(at, what)); err != nil || conn == nil {
		return err
	}
	return s.p.emit(s.unit(trace.End, -1, at))
}

// framer returns the framer of a side. It is made when something comes from the
// side: only then is it known whether its SYN was captured.
func (s *stream) framer(side int) (transport.Framer, error) {
	if f := s.framers[side]; f != nil {
		return f, nil
	}
	f := s.protocol[side].NewFramer(transport.Config{
		File: s.p.file, Conn: s.conn, Side: side, Mid: !s.tcp.Exact(side), Emit: s.emit, Unit: &s.p.unit,
	})
	s.framers[side] = f
	if s.conn.StartSeen && !s.tcp.Exact(side) {
		// The other end's SYN was seen but not this one's: how much of the
		// direction is missing is not known.
		return f, s.p.emit(s.unit(trace.Gap, side, s.tcp.First))
	}
	return f, nil
}

// account updates how much of the connection waits.
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

// relieve keeps the held bytes within their limit.
func (p *packets) relieve() error {
	for p.held > maxHeld && p.idle.Len() > 0 {
		s := p.idle.Front().Value.(*stream)
		if s.conn == nil {
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

// emit hands on a unit of a framer. How far the other direction was is not known
// for what is replayed after recognition; nor whether a unit that the other
// framer holds back is complete.
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
