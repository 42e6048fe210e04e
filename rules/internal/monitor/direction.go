package monitor

import (
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// direction determines which end of a connection is the IVR.
//
// It is the end that opened the connection (protocol notes, framing, G11). If the opening was not captured, the message
// that begins a session proves it. Any other message with a known sender suggests it, which is enough to judge
// sequences, but not to call a message misdirected.
type direction struct {
	ivr    int // index in Conn.Ends, -1 unknown
	proven bool
}

func newDirection(c *trace.Conn) direction {
	return direction{ivr: c.Client, proven: c.Client >= 0}
}

// find sets the sender of the event.
func (d *direction) find(ev *dispatch.Event) {
	byName := trace.DirectionUnknown
	switch ev.Plan.Sender {
	case program.IVR:
		byName = trace.FromIVR
	case program.Server:
		byName = trace.FromServer
	}
	r, u := &ev.Record, ev.Unit()
	if u.Direction != trace.DirectionUnknown {
		r.Direction, ev.Proven = u.Direction, true
		return
	}
	if !ev.SentByBoth() {
		d.learn(u.Side, byName, ev.Begins)
	}
	if of := d.of(u.Side); of != trace.DirectionUnknown {
		r.Direction, ev.Proven = of, d.proven
		return
	}
	r.Direction = byName
}

// learn notes a message that by its name comes from the given direction.
func (d *direction) learn(side int, from trace.Direction, begins bool) {
	if d.proven || side < 0 || from == trace.DirectionUnknown || (d.ivr >= 0 && !begins) {
		return
	}
	d.ivr, d.proven = side, begins
	if from == trace.FromServer {
		d.ivr = 1 - side
	}
}

// of returns the direction of data from a side.
func (d *direction) of(side int) trace.Direction {
	switch {
	case side < 0 || d.ivr < 0:
		return trace.DirectionUnknown
	case side == d.ivr:
		return trace.FromIVR
	}
	return trace.FromServer
}
