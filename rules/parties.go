package rules

import (
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// parties finds out which end of a connection is the IVR.
//
// The end that opened the connection is (protocol notes, framing, G11). Where
// the opening was not captured, the message that begins a session proves it,
// and any other message whose sender is known suggests it: enough to judge
// sequences by, not enough to call a message misdirected.
type parties struct {
	ivr    int // index in Conn.Ends, -1 unknown
	proven bool
}

func newParties(c *trace.Conn) parties {
	return parties{ivr: c.Client, proven: c.Client >= 0}
}

// learn takes in a message that by its name comes from the given direction.
func (p *parties) learn(side int, d trace.Direction, begins bool) {
	if p.proven || side < 0 || d == trace.DirectionUnknown || (p.ivr >= 0 && !begins) {
		return
	}
	p.ivr, p.proven = side, begins
	if d == trace.FromServer {
		p.ivr = 1 - side
	}
}

// direction tells who is at the given side.
func (p *parties) direction(side int) trace.Direction {
	switch {
	case side < 0 || p.ivr < 0:
		return trace.DirectionUnknown
	case side == p.ivr:
		return trace.FromIVR
	}
	return trace.FromServer
}

// direct fills in who sent the event.
func (p *parties) direct(ev *Event) {
	byName := trace.DirectionUnknown
	switch ev.plan.sender {
	case program.IVR:
		byName = trace.FromIVR
	case program.Server:
		byName = trace.FromServer
	}
	if ev.unit.Direction != trace.DirectionUnknown {
		ev.direction, ev.proven = ev.unit.Direction, true
		return
	}
	p.learn(ev.unit.Side, byName, ev.begins)
	if d := p.direction(ev.unit.Side); d != trace.DirectionUnknown {
		ev.direction, ev.proven = d, p.proven
		return
	}
	ev.direction = byName
}
