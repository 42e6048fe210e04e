// One TCP connection before it is recognised.

package capture

import (
	"fmt"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

const (
	// maxUndecided limits the bytes of one connection that are kept for recognition.
	maxUndecided = 128 << 10
	// eventCost is the estimated cost in bytes of an event without its data.
	eventCost = 192
)

type eventKind uint8

const (
	arrived eventKind = iota
	missed
	ended
	other
)

// later keeps bytes until the connection is recognised.
func (s *stream) later(side int, c *trace.Chunk) error {
	return s.do(c.Packet, func() error {
		w := s.undecided
		d := &w.side[side]
		if c.Offset == 0 && s.tcp.Exact(side) {
			d.mid = false // the SYN may have come late
		}
		if w.firstSeen.Frame == 0 {
			w.first, w.firstSeen = side, c.Packet
		}
		d.bytes = append(d.bytes, c.Bytes...)
		kept := *c
		kept.Bytes = d.bytes[len(d.bytes)-len(c.Bytes):]
		return s.keep(side, arrived, len(c.Bytes), func() error {
			f, err := s.framer(side, kept.Bytes)
			if err != nil {
				return err
			}
			return s.hand(f, side, &kept)
		})
	})
}

// keep keeps an event and decides about the connection if possible.
func (s *stream) keep(side int, kind eventKind, bytes int, process func() error) error {
	w := s.undecided
	d := &w.side[side]
	if kind == missed && s.look(side, true) == nil {
		d.from, d.mid, d.asks, d.retry = len(d.bytes), true, false, 0
	}
	w.events = append(w.events, process)
	w.size += eventCost + bytes
	if len(s.p.ports) > 0 {
		return s.namedPort(false)
	}
	switch p := s.look(side, kind == ended); {
	case p != nil:
		return s.recognised(p)
	case s.foreign():
		s.drop()
	case w.size > maxUndecided:
		return s.decideNow()
	}
	return nil
}

// foreign reports whether the connection carries another protocol: all protocols have
// rejected both directions, or one direction, and the other has sent only requests to it.
func (s *stream) foreign() bool {
	a, b := s.rejected(0), s.rejected(1)
	return a && b || a && s.undecided.side[1].asks || b && s.undecided.side[0].asks
}

// rejected reports whether all protocols have rejected a direction.
func (s *stream) rejected(side int) bool {
	return s.undecided.side[side].rejected == 1<<len(s.p.protocols)-1
}

// look returns the protocol of a direction, nil if it is undecided. A protocol
// is asked once all protocols before it have rejected the direction or no more
// bytes will come.
func (s *stream) look(side int, atEnd bool) transport.Protocol {
	d := &s.undecided.side[side]
	b := d.bytes[d.from:]
	if len(b) == 0 || d.mid && !atEnd && len(b) < d.retry {
		return nil
	}
	d.retry, d.asks = 2*len(b), false
	for i, p := range s.p.protocols {
		if d.rejected>>i&1 != 0 {
			continue
		}
		switch a := p.Recognise(transport.Head{Bytes: b, Mid: d.mid, AtEnd: atEnd}); a {
		case transport.Yes:
			return p
		case transport.No:
			d.rejected |= 1 << i
		case transport.NeedMore, transport.Asks:
			if d.asks = a == transport.Asks; !atEnd {
				return nil
			}
		}
	}
	return nil
}

// decideNow decides from the events so far.
func (s *stream) decideNow() error {
	if len(s.p.ports) > 0 {
		return s.namedPort(true)
	}
	for side := range s.undecided.side {
		if p := s.look(side, true); p != nil {
			return s.recognised(p)
		}
	}
	s.drop()
	return nil
}

// drop ignores a connection that carries another protocol.
func (s *stream) drop() {
	if s.lookTLS(0) == transport.Yes || s.lookTLS(1) == transport.Yes {
		s.seenStream(s.p.seen.Encrypted)
	}
	s.undecided = &undecided{}
	s.account()
	s.p.table.Ignore(s.tcp)
}

// recognised assigns protocol p to the connection: it emits the Start and
// replays the kept events to the framers.
func (s *stream) recognised(p transport.Protocol) error {
	s.p.stats.GLIStreams++
	s.protocol = p
	s.conn = s.connection()
	start := s.unit(trace.Start, -1, s.tcp.First)
	if !s.conn.StartSeen {
		start.Faults = []trace.Fault{{Code: "CAP005"}}
	}
	if err := s.p.table.Keep(s.tcp); err != nil {
		return err
	}
	if err := s.p.emit(start); err != nil {
		return err
	}
	events := s.undecided.events
	s.undecided = nil
	s.replaying = true
	defer func() { s.replaying = false }()
	for _, process := range events {
		if err := process(); err != nil {
			return err
		}
	}
	return nil
}

// connection returns the trace.Conn for the units of the connection.
func (s *stream) connection() *trace.Conn {
	c := &trace.Conn{
		Stream:    s.tcp.Stream,
		Ends:      s.tcp.Ends(),
		VLAN:      s.p.vlans[s.tcp.Tag],
		StartSeen: s.tcp.Begun(),
		Client:    s.tcp.Client(),
	}
	if c.Client < 0 && s.named(0) != s.named(1) {
		c.Client = 0
		if s.named(0) {
			c.Client = 1
		}
	}
	c.SetShard("")
	return c
}

// namedPort decides about a connection on a port that the user named: it carries
// the protocol unless all bytes sent are TLS. final means that it cannot wait
// for more bytes.
func (s *stream) namedPort(final bool) error {
	final = final || s.undecided.size > maxUndecided
	switch a, b := s.lookTLS(0), s.lookTLS(1); {
	case a == transport.No || b == transport.No || final && a != transport.Yes && b != transport.Yes:
		for side := range s.undecided.side {
			if p := s.look(side, final); p != nil {
				return s.recognised(p)
			}
		}
		if !final && !s.rejected(0) && !s.rejected(1) {
			return nil
		}
		return s.recognised(s.p.protocols[0])
	case a == transport.Yes && b == transport.Yes, final:
		return s.encrypted()
	}
	return nil
}

// lookTLS reports whether the bytes of one direction are TLS; NeedMore if none
// arrived.
func (s *stream) lookTLS(side int) transport.Answer {
	d := &s.undecided.side[side]
	b := d.bytes[d.from:]
	switch head := (transport.Head{Bytes: b, Mid: d.mid}); {
	case d.tls != transport.NeedMore || len(b) == 0:
	case !d.mid:
		d.tls = transport.RecogniseTLS(head)
	case s.look(side, false) != nil:
		d.tls = transport.No
	case len(b) >= d.retryTLS:
		d.tls, d.retryTLS = transport.RecogniseTLS(head), 2*len(b)
	}
	return d.tls
}

// encrypted reports that the connection is encrypted, and ignores it.
func (s *stream) encrypted() error {
	s.p.stats.Encrypted++
	s.conn = s.connection()
	start := s.unit(trace.Start, -1, s.tcp.First)
	start.Faults = []trace.Fault{{Code: "CAP008", Subject: "TLS"}}
	if w := s.undecided; w.firstSeen.Frame > 0 {
		start.Side, start.Pos = w.first, s.p.position(w.firstSeen)
	}
	end := s.unit(trace.End, -1, s.tcp.First)
	end.Pos = start.Pos
	s.conn = nil
	s.drop()
	if err := s.p.emit(start); err != nil {
		return err
	}
	return s.p.emit(end)
}

// do processes an event at a packet and keeps the held bytes within their limit.
// A panic ends the reading of this connection only.
func (s *stream) do(at trace.Packet, process func() error) (err error) {
	done := false
	defer func() {
		if !done { // recover alone is slow
			err = s.abandon(recover(), at)
		}
	}()
	if err = process(); err == nil {
		s.account()
		err = s.p.limitHeld()
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

// maxHeld limits the bytes that wait, over all connections, for recognition or
// for the rest of a message. Beyond it the connection that has been silent
// longest is decided with the bytes it has.
const maxHeld = 6 << 20

// limitHeld keeps the held bytes within their limit.
func (p *packets) limitHeld() error {
	for p.held > maxHeld && p.idle.Len() > 0 {
		s := p.idle.Front().Value.(*stream)
		if s.conn == nil {
			if err := s.decideNow(); err != nil {
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
