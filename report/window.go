package report

import (
	"time"

	"ivrcheck/trace"
)

// windowSize is the number of steps in memory. A finding may be decided after its message. If the message has left the
// window, no steps are shown.
const windowSize = 1 << 14

// near is the number of steps shown before and after a finding, of its connection and of its call.
var near = [2]int{byConnection: 3, byCall: 5}

const (
	byConnection = iota
	byCall
)

// window finds the steps around a finding. It keeps the latest steps of an input, linked to their neighbours of the
// same connection and of the same call. It returns steps near a finding once, and later ones when they arrive.
type window struct {
	ring   []*windowStep
	latest int64
	chains map[chainKey]*chain
	// conns numbers the connections, over all inputs.
	conns int
}

type windowStep struct {
	*Step
	// conn is the number of its connection, index the number of the step in it, from 0.
	conn  int
	index int64
	// seconds is the time since the connection's first step, if it is known.
	seconds float64
	known   bool
	// prev and next are the events of the neighbours; 0: none.
	prev, next [2]int64
	written    bool
}

type chainKey struct {
	conn *trace.Conn
	call string
	by   int
}

// chain is a connection or call with steps in the window.
type chain struct {
	last int64
	// want is the number of following steps that are near a finding.
	want int
	// number, steps and start are set for a connection only.
	number int
	steps  int64
	start  time.Time
}

// add takes the next step, and returns it if it is near an earlier finding.
func (w *window) add(s *Step) *windowStep {
	if w.ring == nil || s.Event <= w.latest {
		w.ring, w.chains = make([]*windowStep, windowSize), make(map[chainKey]*chain) // another input
	}
	w.latest = s.Event
	slot := &w.ring[s.Event%windowSize]
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

// chainsOf lists the chains of a step, by connection and by call.
func chainsOf(s *Step) []chainKey {
	if s.CallID == "" {
		return []chainKey{{s.Conn, "", byConnection}}
	}
	return []chainKey{{s.Conn, "", byConnection}, {s.Conn, s.CallID, byCall}}
}

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

func (w *window) get(event int64) *windowStep {
	if event <= 0 || event > w.latest || event <= w.latest-windowSize {
		return nil
	}
	return w.ring[event%windowSize]
}

// around returns the step of an event, nil if it has left the window, and the steps near it that were not yet returned.
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
