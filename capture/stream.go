// One TCP connection on its way to the framers.

package capture

import (
	"ivrcheck/capture/tcp"
	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// open returns the Handler of a connection that begins to carry bytes.
func (p *packets) open(c *tcp.Conn) tcp.Handler {
	s := &stream{p: p, tcp: c, undecided: &undecided{}}
	for i := range s.undecided.side {
		s.undecided.side[i].mid, s.undecided.side[i].tls = !c.Exact(i), transport.NeedMore
	}
	if len(p.ports) > 0 && !s.named(0) && !s.named(1) {
		s.seenStream(p.seen.Excluded)
		p.table.Ignore(c)
	} else {
		s.seenStream(p.seen.Ports)
	}
	return s
}

// Data implements tcp.Handler.
func (s *stream) Data(side int, c *trace.Chunk) (err error) {
	if tap := s.p.tap; tap != nil && tap.Stream == s.tcp.Stream {
		tap.Bytes(s, func() *trace.Conn { return s.conn }, side, c)
	}
	if s.conn == nil {
		return s.later(side, c)
	}
	done := false
	defer func() {
		if !done {
			err = s.abandon(recover(), c.Packet)
		}
	}()
	f, err := s.framer(side, c.Bytes)
	if err == nil {
		err = s.hand(f, side, c)
	}
	if err == nil && s.held+f.Held() > 0 {
		s.account()
		err = s.p.limitHeld()
	}
	done = true
	return err
}

// hand passes bytes to the framer of their side.
func (s *stream) hand(f transport.Framer, side int, c *trace.Chunk) error {
	w := s.p.watcher
	if w == nil {
		return f.Data(c)
	}
	w.Bytes(Bytes{Conn: s.conn, Side: side, Seq: s.tcp.Seq(side, c.Offset), Chunk: c})
	err := f.Data(c)
	if at, ok := f.(interface{ Pos() int64 }); ok {
		w.Passed(s.conn, side, at.Pos())
	}
	return err
}

// Gap implements tcp.Handler.
func (s *stream) Gap(side int, g tcp.Gap) error {
	return s.event(side, missed, g.Packet, func() error {
		f, err := s.framer(side, nil)
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

// Conflict implements tcp.Handler. A retransmission with different bytes
// changes nothing: the first copy counts.
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
		f, err := s.framer(side, nil)
		if err != nil {
			return err
		}
		return f.End(how)
	})
}

// Close implements tcp.Handler.
func (s *stream) Close(how trace.Closing, at trace.Packet) error {
	if s.conn == nil {
		if err := s.decideNow(); err != nil || s.conn == nil {
			return err
		}
	}
	u := s.unit(trace.End, -1, at)
	u.Closing, u.Present = how, s.tcp.Present()
	err := s.p.emit(u)
	s.framers = [2]transport.Framer{}
	s.account()
	return err
}

// event processes an event at a packet, now or once the connection is
// recognised.
func (s *stream) event(side int, kind eventKind, at trace.Packet, process func() error) error {
	if s.conn == nil {
		return s.do(at, func() error { return s.keep(side, kind, 0, process) })
	}
	return s.do(at, process)
}
