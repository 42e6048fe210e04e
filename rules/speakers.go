package rules

import (
	"cmp"

	"ivrcheck/trace"
)

// Speakers tells, of the events of one input in order, who sent each: what
// Judge knows of directions, for those who list messages and judge nothing.
type Speakers struct {
	conns map[*trace.Conn]*parties
}

// NewSpeakers starts with an input.
func NewSpeakers() *Speakers { return &Speakers{conns: make(map[*trace.Conn]*parties)} }

// Direction tells who sent the event; unknown where neither the capture nor
// the messages so far tell.
func (s *Speakers) Direction(ev *Event) trace.Direction {
	c := ev.unit.Conn
	if c == nil {
		return trace.DirectionUnknown
	}
	p := s.conns[c]
	if p == nil {
		fresh := newParties(c)
		p = &fresh
		s.conns[c] = p
	}
	p.direct(ev)
	if ev.unit.Kind == trace.End {
		delete(s.conns, c)
	}
	return ev.direction
}

// Readable tells whether the event is a message that could be read; Name (the
// catalogue's, else as written), CallID and RequestID are what it said.
func (ev *Event) Readable() bool    { return ev.readable }
func (ev *Event) Name() string      { return cmp.Or(ev.name, ev.element) }
func (ev *Event) CallID() string    { return ev.callID }
func (ev *Event) RequestID() string { return ev.requestID }

// About lists the rules whose matchers name a message, in file order.
func (s *Set) About(message string) []*Rule {
	var out []*Rule
	for _, k := range s.constraints {
		if n := len(out); n > 0 && out[n-1] == &k.rule.Rule {
			continue
		}
		for _, m := range []matcher{k.when, k.then, k.among, k.after, k.until} {
			if m.names(message) {
				out = append(out, &k.rule.Rule)
				break
			}
		}
	}
	return out
}

func (m matcher) names(message string) bool {
	for i := range m {
		for _, n := range m[i].messages {
			if n == message {
				return true
			}
		}
	}
	return false
}
