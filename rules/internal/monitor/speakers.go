package monitor

import (
	"slices"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// Speakers determines the sender of each event of one input, in order, like a Monitor, but judges nothing.
type Speakers struct {
	directions map[*trace.Conn]direction
	// order lists the connections in order of appearance, including some that have ended.
	order []*trace.Conn
}

// mostSpeakers is the maximum number of connections that are remembered. The oldest is evicted, and starts again with
// its next message.
const mostSpeakers = 1 << 15

// NewSpeakers returns a Speakers for an input.
func NewSpeakers() *Speakers { return &Speakers{directions: make(map[*trace.Conn]direction)} }

// Direction returns the direction of the event, or trace.DirectionUnknown if neither the capture nor the messages so
// far show it.
func (s *Speakers) Direction(ev *dispatch.Event) trace.Direction {
	u := ev.Unit()
	if u.Conn == nil {
		return trace.DirectionUnknown
	}
	d, known := s.directions[u.Conn]
	if !known {
		d = newDirection(u.Conn)
		s.remember(u.Conn)
	}
	d.find(ev)
	if s.directions[u.Conn] = d; u.Kind == trace.End {
		delete(s.directions, u.Conn)
	}
	return ev.Record.Direction
}

// remember adds a connection and evicts the oldest if there are too many.
func (s *Speakers) remember(c *trace.Conn) {
	if len(s.order) >= 2*mostSpeakers {
		s.order = slices.DeleteFunc(s.order, func(c *trace.Conn) bool { _, open := s.directions[c]; return !open })
		for len(s.directions) >= mostSpeakers {
			delete(s.directions, s.order[0])
			s.order = s.order[1:]
		}
	}
	s.order = append(s.order, c)
}
