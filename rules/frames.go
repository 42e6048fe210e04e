package rules

import (
	"ivrcheck/rules/internal/program"
	"strings"

	"ivrcheck/trace"
)

// former is the last frame, with or without XML, that a side has sent.
type former struct {
	pos   trace.Position
	title string // empty: none
}

// remember notes the event as the last frame of its side.
func (st *connection) remember(ev *Event) {
	if k := ev.unit.Kind; k == trace.Document || k == trace.Frame {
		last := &st.last[side(ev)]
		last.pos = ev.unit.Pos
		last.pos.Frames = nil // its frame is all that is told
		if last.title = ev.title(); ev.name == "" {
			last.title = strings.Clone(last.title)
		}
	}
}

// side is the sender's index for connection.last; where a raw stream or a log
// does not tell the sides apart, one stands for both.
func side(ev *Event) int { return max(ev.unit.Side, 0) }

// refers gives an error acknowledgement the frame that it may be about: the
// last that came from the other side before it.
func (st *connection) refers(ev *Event) {
	other := side(ev)
	if ev.unit.Side >= 0 {
		other = 1 - other
	}
	before := &st.last[other]
	for i := range ev.faults {
		if f := &ev.faults[i]; f.Code == "GLI007" && before.title != "" {
			f.Related = append(f.Related, trace.Related{Pos: before.pos, Note: before.title + ", the frame before it"})
		}
	}
}

// frameHits says what a frame is to the constraints that name frames. One whose
// header is wrong is what it is to the others, but nobody is blamed for what
// becomes of it: the peer may have thrown it away for good reason.
func (s *Set) frameHits(ev *Event, u *trace.Unit) {
	t := u.Header.Type()
	if t >= len(s.frames) {
		return
	}
	hits := &s.frames[t].sound
	for i := range u.Faults {
		if c := u.Faults[i].Code; c == "GLI001" || c == "GLI003" || c == "GLI004" {
			hits = &s.frames[t].wrong
		}
	}
	ev.hits, ev.acts = hits.hits, hits.acts
}

// frameHits are the hits of a frame, and what they come to.
type frameHits struct {
	hits []hit
	acts *bySender
}

// hitsOfFrame lists the hits of the frames of a type.
func (s *Set) hitsOfFrame(typeName string, wrong bool) frameHits {
	var hits []hit
	for _, k := range s.program.Constraints {
		h := hit{
			constraint: k, keyed: len(k.Key)+len(k.Correlate) == 0, key: -1,
			when: k.When.MatchFrame(typeName), then: k.Then.MatchFrame(typeName), among: k.Among.MatchFrame(typeName),
			after: k.After.MatchFrame(typeName), until: k.Until.MatchFrame(typeName),
		}
		h.maybe.then, h.maybe.among, h.maybe.until = h.then, h.among, h.until
		if wrong {
			h.when = program.Nobody
		}
		if h.when|h.then|h.among|h.after|h.until != program.Nobody {
			hits = append(hits, h)
		}
	}
	return frameHits{hits, actsOf(hits, 0)}
}
