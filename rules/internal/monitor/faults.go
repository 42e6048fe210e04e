package monitor

import (
	"strings"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Faults of single messages and frames that depend on the connection.

// faults passes on an event with all its faults.
func (c *connection) faults(ev *dispatch.Event) {
	c.misdirected(ev)
	c.compareVersion(ev)
	c.refer(ev)
	c.monitor.sink.Event(ev, c.conn)
	for _, r := range ev.Broken {
		if r.Activate.Kind == program.PerConnection {
			c.broken.Add(r)
		}
	}
}

// WrongSender is the code of the fault of a message that the wrong side sent.
const WrongSender = "MSG002"

// misdirected adds a WrongSender fault. Only the monitor knows the sender.
func (c *connection) misdirected(ev *dispatch.Event) {
	sent := ev.Record.Direction
	if s := ev.Plan.Sender; s == program.Nobody || sent == trace.DirectionUnknown || s&program.SendersOf(sent) != 0 || ev.SentByBoth() {
		return
	}
	name, source := ev.Record.Name, &ev.Spec.Source
	f := trace.Fault{
		Code: WrongSender, Subject: name, Basis: source.Basis, Document: source.Document, Section: source.Section,
		Args:     []trace.Arg{{Name: "message", Value: name}, {Name: "sender", Value: actor(sent)}, {Name: "due", Value: actor(sent.Opposite())}},
		Expected: []string{sent.Opposite().String()}, Actual: sent.String(), HasActual: true,
	}
	if !ev.Proven {
		f.Doubt.Reason = trace.ClientUnknown
	}
	ev.Misdirected = ev.Proven
	ev.Faults = append(ev.Faults, f)
}

func actor(d trace.Direction) string {
	if d == trace.FromIVR {
		return "the IVR"
	}
	return "the server"
}

// noteFrame stores the event as the last frame of its side.
func (c *connection) noteFrame(ev *dispatch.Event) {
	u := ev.Unit()
	if u.Kind != trace.Document && u.Kind != trace.Frame {
		return
	}
	last := &c.last[sideOf(u)]
	last.pos = u.Pos
	last.pos.Frames = nil // only its frame is shown
	if last.title = ev.Record.Title(); ev.Record.Name == "" {
		last.title = strings.Clone(last.title)
	}
}

// sideOf returns the sender's index in connection.last. Both sides have index 0 if the input does not distinguish them.
func sideOf(u *trace.Unit) int { return max(u.Side, 0) }

// refer relates an error acknowledgement to the frame that it probably answers: the last frame from the other side.
func (c *connection) refer(ev *dispatch.Event) {
	for i := range ev.Faults {
		f := &ev.Faults[i]
		if f.Code != "GLI007" {
			continue
		}
		other := sideOf(ev.Unit())
		if ev.Unit().Side >= 0 {
			other = 1 - other
		}
		if before := &c.last[other]; before.title != "" {
			f.Related = append(f.Related, trace.Related{Pos: before.pos, Note: before.title + ", the frame before it"})
		}
	}
}

// begun reports the faults of the start unless the start was captured.
func (c *connection) begun() {
	if c.start != nil && !c.started {
		c.direction.find(c.start)
		c.faults(c.start)
	}
	c.start = nil
}
