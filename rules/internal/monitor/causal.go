package monitor

import (
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// causalEvents is the maximum number of waiting events of a connection. There is no time limit: the capture package
// decides when a gap is given up, and a waiting event must not be judged before.
const causalEvents = 512

// causal puts the events of one connection into causal order: data that a segment acknowledges comes before the
// segment's own data, whatever the order in the capture (contract, section 9).
type causal struct {
	queue [2][]*dispatch.Event
	// reached is the end of the last released event of each side, as an offset in its stream.
	reached [2]int64
	// there is the end of the part of each side's stream that was delivered or given up. Acknowledged bytes before it
	// that are in no queue belong to an incomplete message.
	there   [2]int64
	arrived int
	// held is the number of waiting bytes.
	held int
}

// push adds an event and releases, in order, all events that need not wait. It copies an event that has to wait.
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

// flush releases all waiting events, in causal order where it is known.
func (c *causal) flush(release func(*dispatch.Event)) {
	c.drain(release, func() bool { return true })
}

func (c *causal) waiting() int { return len(c.queue[0]) + len(c.queue[1]) }

// drain releases the heads of the queues that are free. If none is free and giveUp returns true, it releases the older
// head, whose acknowledged data was not seen.
func (c *causal) drain(release func(*dispatch.Event), giveUp func() bool) {
	for c.waiting() > 0 {
		side := c.next()
		if side < 0 {
			if !giveUp() {
				return
			}
			side = c.older()
			head := c.queue[side][0]
			// The next byte may be a FIN.
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

// next returns the side whose head is free, the older one if both are, -1 if none is.
func (c *causal) next() int {
	first := c.older()
	for _, side := range [2]int{first, 1 - first} {
		if q := c.queue[side]; len(q) > 0 && c.free(q[0], 1-side) {
			return side
		}
	}
	return -1
}

// older returns the side whose head arrived first.
func (c *causal) older() int {
	switch {
	case len(c.queue[0]) == 0:
		return 1
	case len(c.queue[1]) == 0 || c.queue[0][0].Arrival < c.queue[1][0].Arrival:
		return 0
	}
	return 1
}

// free reports whether all events of the other side that the event acknowledges are released.
func (c *causal) free(ev *dispatch.Event, other int) bool {
	acked, q := ev.Unit().Acked, c.queue[other]
	if len(q) == 0 {
		return acked <= max(c.reached[other], c.there[other])
	}
	head := q[0].Unit()
	if head.Kind == trace.Gap {
		// Any missing byte may have been part of a message.
		return head.StreamStart >= acked
	}
	return head.StreamEnd > acked
}

// ordered reports whether units of this kind take part in the causal order.
func ordered(kind trace.Kind) bool {
	return kind == trace.Document || kind == trace.Frame || kind == trace.Gap
}
