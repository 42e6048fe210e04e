package monitor

import (
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// unreadable returns the reason why the event may hide messages, if there is one.
func unreadable(ev *dispatch.Event) trace.Reason {
	switch u := ev.Unit(); {
	case u.Kind == trace.Gap:
		return trace.BytesMissing
	case u.Kind == trace.Document && !ev.Read:
		return trace.MessageUnreadable
	case u.Kind == trace.Frame && u.Header.Type() >= len(trace.TypeNames):
		// Some peers treat such a frame as XML, others skip it.
		return trace.FrameTypeUnknown
	}
	return trace.NoReason
}

// lose notes a gap in the evidence of a direction at the event.
func (c *connection) lose(ev *dispatch.Event, of trace.Direction, reason trace.Reason) {
	u := ev.Unit()
	l := loss{c.ordinal, trace.Doubt{Reason: reason, Place: u.Pos.Place()}, -1, 0}
	if of == ev.Record.Direction && u.StreamEnd >= 0 {
		l.side, l.end = u.Side, u.StreamEnd
	}
	if c.losses == nil {
		c.losses = new(losses)
		c.monitor.grow(c, lossesBytes)
	}
	// A complete frame may hide a message, but no other frame.
	whole := u.Kind == trace.Document && !u.Partial || u.Kind == trace.Frame
	for i, d := range [2]program.Senders{program.IVR, program.Server} {
		if program.SendersOf(of)&d == 0 {
			continue
		}
		c.losses.lost[i] = l
		if !whole || ev.Early {
			c.losses.missing[i] = l
		}
	}
}

// passFirst ends the constraints about the first message of a side if the event is that message and could not be read.
// A later one is not the first.
func (c *connection) passFirst(ev *dispatch.Event) {
	from := program.SendersOf(ev.Record.Direction)
	if ev.Unit().Kind != trace.Document || from == program.Both {
		return
	}
	for _, k := range c.monitor.program.Unkeyed {
		if k.Declare.First() && k.Scope < 0 && k.Among.All(from) {
			c.idle[k.Index] = true
		}
	}
}

// lostSince returns the first gap after an ordinal that may hide a message of the senders from a constraint.
func (c *connection) lostSince(k *program.Constraint, of program.Senders, since int64) trace.Doubt {
	if c.losses == nil {
		return trace.Doubt{}
	}
	lost := &c.losses.lost
	if k != nil && k.Frames {
		lost = &c.losses.missing
	}
	for i, d := range [2]program.Senders{program.IVR, program.Server} {
		if l := &lost[i]; of&d != 0 && l.ordinal > since {
			return l.Doubt
		}
	}
	return trace.Doubt{}
}

// complete returns the ordinal after which the evidence for an activation by the event has to be complete. It is before
// a gap of the other side that the event does not acknowledge, because part of the gap may come after the event.
func (c *connection) complete(ev *dispatch.Event) int64 {
	at := c.ordinal
	if c.losses == nil {
		return at
	}
	u := ev.Unit()
	for _, l := range c.losses.lost {
		if l.ordinal > 0 && l.side >= 0 && l.side != u.Side && u.Acked >= 0 && l.end > u.Acked {
			at = min(at, l.ordinal-1)
		}
	}
	return at
}

// mark notes the current event in a map by constraint.
func (c *connection) mark(marks *map[int]int64, k *program.Constraint) {
	if *marks == nil {
		*marks = make(map[int]int64)
	}
	if _, ok := (*marks)[k.Index]; !ok {
		c.monitor.grow(c, markBytes)
	}
	(*marks)[k.Index] = c.ordinal
}
