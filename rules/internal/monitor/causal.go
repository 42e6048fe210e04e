package monitor

import (
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// causalEvents is how many events of a connection wait at most for what they
// acknowledge. No time bounds it: a hole is given up by the capture package when
// its own patience ends, and what waits must not be judged before.
const causalEvents = 512

// causal puts the events of one connection in causal order: what a segment
// acknowledges comes before what it carries, however the capture has mixed
// the two directions (contract, section 9).
type causal struct {
	queue [2][]*dispatch.Event
	// reached is the end of the last event released, per side, in bytes of
	// its stream.
	reached [2]int64
	// there is how far each side's stream is known to be in the capture, or
	// given up: what is not in the queues of what is acknowledged up to there
	// is part of a message that is not whole yet.
	there   [2]int64
	arrived int
	// held is how many bytes wait.
	held int
}

// push takes an event and releases, in order, all that wait for nothing more. An
// event that has to wait is copied.
func (c *causal) push(ev *dispatch.Event, release func(*dispatch.Event)) {
	side := ev.Unit().Side
	if side < 0 || side > 1 || ev.Unit().StreamEnd < 0 {
		c.flush(release)
		release(ev)
		return
	}
	c.there[1-side] = max(c.there[1-side], ev.Unit().Peer)
	if c.waiting() == 0 && c.free(ev, 1-side) {
		c.reached[side] = max(c.reached[side], ev.Unit().StreamEnd)
		release(ev)
		return
	}
	own := ev.Clone()
	own.Arrival = c.arrived
	c.arrived++
	c.held += own.Size()
	c.queue[side] = append(c.queue[side], own)
	c.drain(release, func() bool { return c.waiting() > causalEvents })
}

// flush releases all that wait, in causal order as far as it is known.
func (c *causal) flush(release func(*dispatch.Event)) {
	c.drain(release, func() bool { return true })
}

func (c *causal) waiting() int { return len(c.queue[0]) + len(c.queue[1]) }

// drain releases the heads of the queues that are free; where none is, the
// older one if giveUp says so. What that one acknowledges has not been seen, and
// may have been anything.
func (c *causal) drain(release func(*dispatch.Event), giveUp func() bool) {
	for c.waiting() > 0 {
		side := c.next()
		if side < 0 {
			if !giveUp() {
				return
			}
			side = c.older()
			head := c.queue[side][0]
			// A FIN is acknowledged, too, and is nothing to miss.
			head.Early = head.Unit().Acked > max(c.reached[1-side], c.there[1-side])+1
		}
		ev := c.queue[side][0]
		c.queue[side][0] = nil
		if c.queue[side] = c.queue[side][1:]; len(c.queue[side]) == 0 {
			c.queue[side] = nil
		}
		c.reached[side] = max(c.reached[side], ev.Unit().StreamEnd)
		c.held -= ev.Size()
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
	case len(c.queue[1]) == 0 || c.queue[0][0].Arrival < c.queue[1][0].Arrival:
		return 0
	}
	return 1
}

// free tells that nothing of the other side that the event acknowledges is
// still to come.
func (c *causal) free(ev *dispatch.Event, other int) bool {
	acked, q := ev.Unit().Acked, c.queue[other]
	if len(q) == 0 {
		return acked <= max(c.reached[other], c.there[other])
	}
	head := q[0].Unit()
	if head.Kind == trace.Gap {
		// Any part of what is missing may have been a message.
		return head.StreamStart >= acked
	}
	return head.StreamEnd > acked
}

// ordered tells whether units of this kind take part in the order.
func ordered(kind trace.Kind) bool {
	return kind == trace.Document || kind == trace.Frame || kind == trace.Gap
}
