package monitor

import (
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// take judges the next event of the connection, in causal order.
func (c *connection) take(ev *dispatch.Event) {
	u := ev.Unit()
	c.noteClient(ev)
	if ev.Begins && c.messages > 0 && !c.conn.StartSeen && unmarked(c.conn) && !c.unaccepted {
		// In a log without connections, this message begins a new one.
		c.end(&ending{closing: trace.CloseUnseen})
		c.evicted = false
		c.begin()
	}
	if u.Kind == trace.Start && c.evicted {
		// This is the first unit of the connection, so it was not evicted.
		c.evicted = false
		c.begin()
	}
	c.direction.find(ev)
	c.monitor.follow(ev)
	c.noteSender(ev.Record.Direction)
	if u.Kind == trace.Start && !c.conn.StartSeen {
		c.start = ev.Clone() // its first message may prove the start as a SYN does
		return
	}
	if ev.Early {
		c.ordinal++
		c.lose(ev, ev.Record.Direction.Opposite(), trace.AcknowledgedUnseen)
	}
	c.ordinal++
	if u.Kind == trace.Document {
		if c.messages++; c.messages == 1 && ev.Begins {
			c.started = true
			c.openScopes() // the start is known, so no scope may be open before it
		}
		c.begun()
		c.unaccepted = ev.Begins || c.unaccepted && !ev.Accepts()
	}
	c.noteLogin(ev)
	c.faults(ev)
	c.noteFrame(ev)
	if reason := unreadable(ev); reason != trace.NoReason {
		c.lose(ev, ev.Record.Direction, reason)
		c.passFirst(ev)
		return
	}
	if ev.Misdirected {
		// It is already a finding. Its meaning for other rules is unknown.
		c.lose(ev, trace.DirectionUnknown, trace.SenderWrong)
		return
	}
	c.steps(ev)
}
