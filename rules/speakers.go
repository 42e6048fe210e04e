package rules

import (
	"cmp"
	"ivrcheck/rules/internal/program"
	"slices"

	"ivrcheck/trace"
)

// Speakers tells, of the events of one input in order, who sent each: what
// Judge knows of directions, for those who list messages and judge nothing.
type Speakers struct {
	conns map[*trace.Conn]parties
	// order lists the connections as they came, also some that have ended.
	order []*trace.Conn
}

// mostSpeakers is how many connections are remembered at once. Of the oldest
// beyond them is known what its next messages tell.
const mostSpeakers = 1 << 15

// NewSpeakers starts with an input.
func NewSpeakers() *Speakers { return &Speakers{conns: make(map[*trace.Conn]parties)} }

// Direction tells who sent the event; unknown where neither the capture nor
// the messages so far tell.
func (s *Speakers) Direction(ev *Event) trace.Direction {
	c := ev.unit.Conn
	if c == nil {
		return trace.DirectionUnknown
	}
	p, known := s.conns[c]
	if !known {
		p = newParties(c)
		s.remember(c)
	}
	p.direct(ev)
	if s.conns[c] = p; ev.unit.Kind == trace.End {
		delete(s.conns, c)
	}
	return ev.direction
}

// remember makes room for another connection.
func (s *Speakers) remember(c *trace.Conn) {
	if len(s.order) >= 2*mostSpeakers {
		s.order = slices.DeleteFunc(s.order, func(c *trace.Conn) bool { _, open := s.conns[c]; return !open })
		for len(s.conns) >= mostSpeakers {
			delete(s.conns, s.order[0])
			s.order = s.order[1:]
		}
	}
	s.order = append(s.order, c)
}

// Readable tells whether the event is a message that could be read; Name (the
// catalogue's, else as written), CallID and RequestID are what it said.
func (ev *Event) Readable() bool    { return ev.readable }
func (ev *Event) Name() string      { return cmp.Or(ev.name, ev.element) }
func (ev *Event) CallID() string    { return ev.callID }
func (ev *Event) RequestID() string { return ev.requestID }

// Unit is where the event was seen and what it is, without its bytes. It is
// the event's own and must not be changed.
func (ev *Event) Unit() *trace.Unit { return ev.unit }

// Number tells which event of its input it is, from 1 in the order in which
// they are judged (Finding.Event); 0 before its turn. Direction is who sent it.
func (ev *Event) Number() int64              { return ev.number }
func (ev *Event) Direction() trace.Direction { return ev.direction }

// About lists the rules whose matchers name a message, in file order.
func (s *Set) About(message string) []*Rule {
	var out []*Rule
	for _, k := range s.program.Constraints {
		r := s.described[k.Rule.Index]
		if n := len(out); n > 0 && out[n-1] == r {
			continue
		}
		for _, m := range []program.Matcher{k.When, k.Then, k.Among, k.After, k.Until} {
			if m.Names(message) {
				out = append(out, r)
				break
			}
		}
	}
	return out
}
