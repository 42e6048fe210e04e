package rules

import (
	"unsafe"

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
	frame   int
	line    int
	offset  int64
	why     string
	// side and end say where in whose stream it ends; side is -1 if that is not
	// known.
	side int
	end  int64
}

// unreadable says why the event may hide messages; "" if it does not.
func (ev *Event) unreadable() string {
	switch {
	case ev.unit.Kind == trace.Gap:
		return "bytes are missing"
	case ev.unit.Kind == trace.Document && !ev.readable:
		return "a message could not be read"
	case ev.unit.Kind == trace.Frame && ev.unit.Header.Type() > knownTypes:
		// Some peers take such a frame for XML, others pass over it.
		return "a frame of unknown type may have been a message"
	}
	return ""
}

// knownTypes is the highest message type of GLI (protocol notes, framing).
const knownTypes = 3

// lose notes that something of a direction is missing where the event stands.
func (st *connection) lose(ev *Event, of trace.Direction, why string) {
	pos := &ev.unit.Pos
	l := loss{st.ordinal, pos.Frame, pos.Line, pos.Offset, why, -1, 0}
	if of == ev.direction && ev.unit.StreamEnd >= 0 {
		l.side, l.end = ev.unit.Side, ev.unit.StreamEnd
	}
	if st.holes == nil {
		st.holes = new(holes)
		st.judge.grown(st, int(unsafe.Sizeof(holes{})))
	}
	// A frame that is there whole may hide a message, but no other frame.
	whole := ev.unit.Kind == trace.Document && !ev.unit.Partial || ev.unit.Kind == trace.Frame
	for i, d := range [2]senders{ivr, server} {
		if sendersOf(of)&d == 0 {
			continue
		}
		st.holes.lost[i] = l
		if !whole || ev.early {
			st.holes.missing[i] = l
		}
	}
}
