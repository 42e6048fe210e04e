package report

import (
	"time"

	"ivrcheck/trace"
)

// What stands around a finding: the last steps of the input are kept in a
// window of fixed size, linked to their neighbours of the same connection and
// of the same call, and those near a finding are given out, each once. What
// comes after a finding is given out when it comes.

// windowSteps is how many steps are kept. A finding may be decided later than
// at its message; one about a message that has left the window is shown alone.
const windowSteps = 1 << 14

// near is how many steps before and after a finding belong to it, of its
// connection and of its call.
var near = [2]int{byConnection: 3, byCall: 5}

const (
	byConnection = iota
	byCall
)

// window holds the latest steps of one input.
type window struct {
	ring   []*windowStep
	latest int64
	chains map[chainKey]*chain
	// conns numbers the connections, over all inputs.
	conns int
}

// windowStep is a step in the window.
type windowStep struct {
	*Step
	// conn numbers its connection, index the step within that, both from 0.
	conn  int
	index int64
	// seconds is the time since the connection's first step; known tells that
	// it is known.
	seconds float64
	known   bool
	// prev and next are the neighbours, by event; 0: none.
	prev, next [2]int64
	written    bool
}

// chainKey names a connection, or a call in one.
type chainKey struct {
	conn *trace.Conn
	call string
	by   int
}

// chain is what is known of a connection or call while it is in the window.
type chain struct {
	last int64
	// want is how many of the steps to come belong to a finding.
	want int
	// number, steps and start are those of a connection.
	number int
	steps  int64
	start  time.Time
}

// add takes the next step. It gives the step back if it is to be given out now.
func (w *window) add(s *Step) *windowStep {
	if w.ring == nil || s.Event <= w.latest {
		w.ring, w.chains = make([]*windowStep, windowSteps), make(map[chainKey]*chain) // another input
	}
	w.latest = s.Event
	slot := &w.ring[s.Event%windowSteps]
	w.forget(*slot)
	p := &windowStep{Step: s}
	*slot = p
	wanted := false
	for by, key := range chainsOf(s) {
		c := w.chains[key]
		if c == nil {
			c = &chain{}
			w.chains[key] = c
			if by == byConnection {
				c.number, c.start = w.conns, s.Time.Time
				w.conns++
			}
		}
		if before := w.get(c.last); before != nil {
			before.next[by], p.prev[by] = s.Event, c.last
		}
		c.last = s.Event
		if c.want > 0 {
			c.want--
			wanted = true
		}
		if by == byConnection {
			p.conn, p.index = c.number, c.steps
			c.steps++
			if at := s.Time.Time; !at.IsZero() && !c.start.IsZero() {
				p.seconds, p.known = at.Sub(c.start).Seconds(), true
			}
		}
	}
	p.written = wanted
	if !wanted {
		return nil
	}
	return p
}

// chainsOf lists the chains that a step is part of, by connection and by call.
func chainsOf(s *Step) []chainKey {
	if s.CallID == "" {
		return []chainKey{{s.Conn, "", byConnection}}
	}
	return []chainKey{{s.Conn, "", byConnection}, {s.Conn, s.CallID, byCall}}
}

// forget drops what is known of a step that leaves the window.
func (w *window) forget(p *windowStep) {
	if p == nil {
		return
	}
	for _, key := range chainsOf(p.Step) {
		if c := w.chains[key]; c != nil && c.last == p.Event {
			delete(w.chains, key)
		}
	}
}

// get gives a step that is still in the window, else nil.
func (w *window) get(event int64) *windowStep {
	if event <= 0 || event > w.latest || event <= w.latest-windowSteps {
		return nil
	}
	return w.ring[event%windowSteps]
}

// around gives the step of an event, nil if it is not in the window any more,
// and all near it that were not given out yet.
func (w *window) around(event int64) (at *windowStep, fresh []*windowStep) {
	if at = w.get(event); at == nil {
		return nil, nil
	}
	give := func(p *windowStep) {
		if !p.written {
			p.written = true
			fresh = append(fresh, p)
		}
	}
	give(at)
	for by, key := range chainsOf(at.Step) {
		for n, p := 0, w.get(at.prev[by]); n < near[by] && p != nil; n, p = n+1, w.get(p.prev[by]) {
			give(p)
		}
		left := near[by]
		for p := w.get(at.next[by]); left > 0 && p != nil; left, p = left-1, w.get(p.next[by]) {
			give(p)
		}
		if c := w.chains[key]; c != nil {
			c.want = max(c.want, left)
		}
	}
	return at, fresh
}
