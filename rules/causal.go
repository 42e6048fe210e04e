package rules

import (
	"time"

	"ivrcheck/trace"
)

// Events wait for what they acknowledge no longer than this: an
// acknowledgement of bytes that never complete a message has nothing to wait
// for.
const (
	causalEvents = 512
	causalTime   = 2 * time.Second
)

// causal puts the events of one connection in causal order: what a segment
// acknowledges comes before what it carries, however the capture has mixed
// the two directions (contract, section 9).
type causal struct {
	queue [2][]*Event
	// reached is the end of the last event released, per side, in bytes of
	// its stream.
	reached [2]int64
	arrived int
}

// push takes an event and releases, in order, all that wait for nothing more.
func (c *causal) push(ev *Event, release func(*Event)) {
	side := ev.unit.Side
	if side < 0 || side > 1 || ev.unit.StreamEnd < 0 {
		c.flush(release)
		release(ev)
		return
	}
	if c.waiting() == 0 && c.free(ev, 1-side) {
		c.reached[side] = max(c.reached[side], ev.unit.StreamEnd)
		release(ev)
		return
	}
	ev.arrival = c.arrived
	c.arrived++
	c.queue[side] = append(c.queue[side], ev)
	c.drain(release, func(oldest *Event) bool {
		return c.waiting() > causalEvents ||
			ev.unit.Pos.Time.Time.Sub(oldest.unit.Pos.Time.Time) > causalTime
	})
}

// flush releases all that wait, in causal order as far as it is known.
func (c *causal) flush(release func(*Event)) {
	c.drain(release, func(*Event) bool { return true })
}

func (c *causal) waiting() int { return len(c.queue[0]) + len(c.queue[1]) }

// drain releases the heads of the queues that are free; where none is, the
// older one if giveUp says so.
func (c *causal) drain(release func(*Event), giveUp func(oldest *Event) bool) {
	for c.waiting() > 0 {
		side := c.next()
		if side < 0 {
			if side = c.older(); !giveUp(c.queue[side][0]) {
				return
			}
		}
		ev := c.queue[side][0]
		c.queue[side][0] = nil
		if c.queue[side] = c.queue[side][1:]; len(c.queue[side]) == 0 {
			c.queue[side] = nil
		}
		c.reached[side] = max(c.reached[side], ev.unit.StreamEnd)
		release(ev)
	}
}

// next finds the side whose head is free, the older one if both are; -1 if
// none is.
func (c *causal) next() int {
	first := c.older()
	for _, side := range [2]int{first, 1 - first} {
		if q := c.queue[side]; len(q) > 0 && c.free(q[0], 1-side) {
			return side
		}
	}
	return -1
}

// older is the side whose head arrived first.
func (c *causal) older() int {
	switch {
	case len(c.queue[0]) == 0:
		return 1
	case len(c.queue[1]) == 0 || c.queue[0][0].arrival < c.queue[1][0].arrival:
		return 0
	}
	return 1
}

// free tells that nothing of the other side that the event acknowledges is
// still to come.
func (c *causal) free(ev *Event, other int) bool {
	acked := ev.unit.Acked
	if acked <= c.reached[other] {
		return true
	}
	q := c.queue[other]
	return len(q) > 0 && q[0].unit.StreamEnd > acked
}

// ordered tells whether units of this kind take part in the order.
func ordered(kind trace.Kind) bool {
	return kind == trace.Document || kind == trace.Frame || kind == trace.Gap
}
