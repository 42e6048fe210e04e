// One TCP connection before it is known whether it is GLI.

package capture

import (
	"unsafe"

	"ivrcheck/capture/gli"
	"ivrcheck/trace"
)

// maxUndecided is how much of one connection is kept for the decision.
const maxUndecided = 128 << 10

// eventCost is what an event counts besides its bytes.
const eventCost = int(unsafe.Sizeof(event{}))

// undecided is what happened in a connection so far.
type undecided struct {
	events []event
	size   int
	side   [2]opening
}

// opening is what is known of one direction.
type opening struct {
	bytes  []byte // that came, gaps left out; events hold views into it
	from   int    // where in bytes the look for a header begins
	mid    bool   // the stream's start is not at from
	no     bool   // what was seen is not GLI
	tryLen int    // how many bytes make another look worth while
	tls    gli.Answer
	tlsLen int // how many bytes make another look for TLS worth while
}

// later keeps an event and decides, if that is possible now.
func (s *stream) later(e event) error {
	w := s.undecided
	o := &w.side[e.side]
	if e.kind == arrived && e.data.Offset == 0 && s.conn.Exact(e.side) {
		o.mid = false // should the SYN have come late
	}
	size := eventCost
	switch e.kind {
	case arrived:
		size += len(e.data.Bytes)
		o.bytes = append(o.bytes, e.data.Bytes...)
		e.data.Bytes = o.bytes[len(o.bytes)-len(e.data.Bytes):]
	case missed:
		if !w.look(e.side, true) {
			// What comes behind the gap begins anywhere.
			o.from, o.mid, o.tryLen = len(o.bytes), true, 0
		}
	}
	w.events = append(w.events, e)
	w.size += size
	switch {
	case len(s.p.ports) > 0:
		return s.named(false)
	case w.look(e.side, e.kind == ended):
		return s.recognised()
	case w.side[0].no && w.side[1].no:
		s.drop()
	case w.size > maxUndecided:
		return s.settle()
	}
	return nil
}

// look tells whether the bytes of one direction are GLI.
func (w *undecided) look(side int, atEnd bool) bool {
	o := &w.side[side]
	b := o.bytes[o.from:]
	if o.no || len(b) == 0 {
		return false
	}
	if !o.mid {
		answer := gli.Recognise(b)
		o.no = answer == gli.No
		return answer == gli.Yes
	}
	if !atEnd && len(b) < o.tryLen {
		return false
	}
	o.tryLen = 2 * len(b)
	_, ok := gli.FindChain(b, atEnd)
	return ok
}

// settle decides with what there is.
func (s *stream) settle() error {
	if len(s.p.ports) > 0 {
		return s.named(true)
	}
	for side := range s.undecided.side {
		if s.undecided.look(side, true) {
			return s.recognised()
		}
	}
	s.drop()
	return nil
}

// drop lets go of a connection that is of no interest.
func (s *stream) drop() {
	s.undecided = &undecided{}
	s.account()
	s.p.table.Ignore(s.conn)
}

// recognised makes the connection one of GLI: its Start is emitted, and what
// happened so far goes to the framers.
func (s *stream) recognised() error {
	s.p.stats.GLIStreams++
	s.gli = s.connection()
	start := s.unit(trace.Start, -1, s.conn.First)
	if !s.gli.StartSeen {
		start.Faults = []trace.Fault{{Code: "CAP005"}}
	}
	if err := s.p.table.Keep(s.conn); err != nil {
		return err
	}
	if err := s.p.emit(start); err != nil {
		return err
	}
	events := s.undecided.events
	s.undecided = nil
	s.replaying = true
	defer func() { s.replaying = false }()
	for i := range events {
		if err := s.now(&events[i]); err != nil {
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
