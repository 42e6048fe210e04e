package rules

import (
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// Where the evidence has holes: bytes that are missing, messages that cannot be
// read. What they may have held is no violation.

// holes are the last unreadable or missing things of each direction: from the
// IVR, from the server; missing are those where not even the frames are known.
type holes struct{ lost, missing [2]loss }

// loss is a hole in the evidence.
type loss struct {
	ordinal int64 // 0: none
	trace.Doubt
	// side and end say where in whose stream it ends; side is -1 if that is not
	// known.
	side int
	end  int64
}

// unreadable returns why the event may hide messages, if it may.
func (ev *Event) unreadable() trace.Reason {
	switch {
	case ev.unit.Kind == trace.Gap:
		return trace.BytesMissing
	case ev.unit.Kind == trace.Document && !ev.readable:
		return trace.MessageUnreadable
	case ev.unit.Kind == trace.Frame && ev.unit.Header.Type() > knownTypes:
		// Some peers take such a frame for XML, others pass over it.
		return trace.FrameTypeUnknown
	}
	return trace.NoReason
}

// knownTypes is the highest message type of GLI (protocol notes, framing).
const knownTypes = 3

// lose notes that something of a direction is missing where the event stands.
func (st *connection) lose(ev *Event, of trace.Direction, why trace.Reason) {
	l := loss{st.ordinal, trace.Doubt{Reason: why, Place: ev.unit.Pos.Place()}, -1, 0}
	if of == ev.direction && ev.unit.StreamEnd >= 0 {
		l.side, l.end = ev.unit.Side, ev.unit.StreamEnd
	}
	if st.holes == nil {
		st.holes = new(holes)
		st.judge.grown(st, holesBytes)
	}
	// A frame that is there whole may hide a message, but no other frame.
	whole := ev.unit.Kind == trace.Document && !ev.unit.Partial || ev.unit.Kind == trace.Frame
	for i, d := range [2]program.Senders{program.IVR, program.Server} {
		if program.SendersOf(of)&d == 0 {
			continue
		}
		st.holes.lost[i] = l
		if !whole || ev.early {
			st.holes.missing[i] = l
		}
	}
}
