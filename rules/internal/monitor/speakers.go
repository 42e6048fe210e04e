package monitor

import (
	"slices"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// Speakers finds out, of the events of one input in order, who sent each: what a Monitor
// knows of directions, for those who list messages and judge nothing.
type Speakers struct {
	directions map[*trace.Conn]direction
	// order lists the connections as they came, also some that have ended.
	order []*trace.Conn
}

// mostSpeakers is how many connections are remembered at once. Of the oldest beyond them
// is known what the next messages tell.
const mostSpeakers = 1 << 15

// NewSpeakers starts with an input.
func NewSpeakers() *Speakers { return &Speakers{directions: make(map[*trace.Conn]direction)} }

// Direction returns who sent the event; unknown where neither the capture nor the messages
// so far tell.
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

// remember takes out the oldest connections if there are too many for another.
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
