package rules

import (
	"ivrcheck/rules/internal/program"
	"slices"
	"strings"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Event is what the judge needs of one unit. It is the caller's: Project fills
// it, Take reads it, and when Take has returned it may be filled again. Until
// then neither the unit's bytes nor its slices may change. Whatever the judge
// remembers beyond Take, it copies.
type Event struct {
	sight
	unit   *trace.Unit
	faults []trace.Fault

	// readable tells that a Document could be parsed, spec what the
	// catalogue knows of its message (nil: nothing), plan what rules make of it;
	// begins, that it may begin a connection.
	spec             *schema.MessageSpec
	plan             *plan
	readable, begins bool
	// misdirected tells that the wrong side is proven to have sent it; proven, that
	// the direction does not rest on the names of messages alone; early, that it
	// was judged before what it acknowledges.
	misdirected, proven, early bool
	// versioned are faults if the login is of an older version than they say;
	// gated, that the version is known and they were judged.
	gated     bool
	versioned []trace.Fault
	// hits may be shared with other events; own is the memory for those that are
	// this one's alone. acts are what the hits come to, nil if that is not known.
	hits, own []hit
	acts      *bySender
	keys      []key // of plan.groups

	// broken lists the sequence rules that brought a finding at the event.
	broken []*program.Rule
	// arrival numbers the events that wait for causal order.
	arrival int
	// held is the copy of the sight that outlasts the event; nil if none has
	// been needed.
	held *sight

	// Brief is what a reader wants to see of the message in a ladder. Whoever
	// projects events sets it; nothing here looks at it.
	Brief string
}

// hit says what an event is to a constraint, for each sender it may have.
type hit struct {
	constraint                      *program.Constraint
	when, then, among, after, until program.Senders
	// maybe is the same, taking a wrong value for the one that is asked for.
	maybe struct{ then, among, until program.Senders }
	// keyed tells that the message has the key and the values to be paired by.
	keyed bool
	// key is the index of the key in the event's.
	key int
	// pair holds the values to be paired by of an adjacent template; of all
	// others they are part of the key.
	pair string
}

// reset makes the event that of another unit, with nothing known of a message.
func (ev *Event) reset(u *trace.Unit) {
	ev.unit = u
	s := &ev.sight
	s.pos, s.kind, s.side, s.direction, s.header = u.Pos, u.Kind, u.Side, u.Direction, u.Header
	s.name, s.element, s.callID, s.requestID, s.port = "", "", "", "", ""
	s.values, s.text, s.head, s.uses, s.number = s.values[:0], s.text[:0], nil, 0, 0
	ev.faults, ev.versioned, ev.broken = ev.faults[:0], ev.versioned[:0], ev.broken[:0]
	ev.hits, ev.acts, ev.keys = nil, nil, ev.keys[:0]
	ev.spec, ev.plan, ev.held = nil, &noPlan, nil
	ev.readable, ev.begins, ev.gated, ev.misdirected, ev.early, ev.proven = false, false, false, false, false, false
}

// clone gives a copy that owns all it holds.
func (ev *Event) clone() *Event {
	own := new(Event)
	*own = *ev
	own.sight = sight{}
	own.copySight(&ev.sight)
	u := *ev.unit
	u.Body, u.Trailer, u.Faults, u.Pos.Frames = nil, nil, nil, own.pos.Frames // the faults are the event's
	own.unit = &u
	own.faults, own.versioned = slices.Clone(ev.faults), slices.Clone(ev.versioned)
	own.own = nil
	own.hits, own.keys, own.broken = slices.Clone(ev.hits), slices.Clone(ev.keys), slices.Clone(ev.broken)
	for i := range own.hits {
		own.hits[i].pair = strings.Clone(own.hits[i].pair)
	}
	return own
}

// room is how many bytes a clone takes.
func (ev *Event) room() int {
	return eventBytes + ev.sight.room() + (len(ev.faults)+len(ev.versioned))*faultBytes
}

// longest is how much of a value an event keeps: it may be held for long, and
// a hostile one is as long as a message can be.
const longest = 256

func clip(s string) string { return clipTo(s, longest) }

func clipTo(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

// kinds has a bit for each of the kinds that the event is of, which activate rules.
// Rules about whole inputs and connections are settled at their end.
func (ev *Event) kinds() (set uint) {
	u := ev.unit
	if u.Header.Present && (u.Kind == trace.Document || u.Kind == trace.Frame) {
		set |= 1 << program.PerFrame
	}
	if u.Kind == trace.Document && !u.Partial {
		set |= 1 << program.PerDocument
	}
	if ev.readable {
		set |= 1 << program.PerMessage
	}
	if ev.spec != nil && !ev.spec.NameOnly {
		set |= 1 << program.PerKnownMessage
	}
	if ev.gated {
		set |= 1 << program.PerVersioned
	}
	return set
}

// activates tells whether the event activates a rule by what it is.
func (ev *Event) activates(r *program.Rule) bool {
	return ev.kinds()>>r.Activate.Kind&1 > 0 || slices.Contains(ev.plan.named, r)
}

// private tells whether the value under a path is personal: if the catalogue
// says so, and where it stands in something that the catalogue does not know
// from the inside, such as a list of keys and values. What rules compare with
// fixed values is no personal value by itself.
func private(spec *schema.MessageSpec, path string) bool {
	if spec == nil {
		return strings.Contains(path, ".")
	}
	params := spec.Parameters
	for depth := 0; ; depth++ {
		name, rest, deeper := strings.Cut(path, ".")
		i := slices.IndexFunc(params, func(p *schema.ParameterSpec) bool { return p.Name == name })
		switch {
		case i < 0:
			return deeper || depth > 0
		case !deeper || params[i].Private:
			return params[i].Private
		}
		params, path = params[i].Parameters, rest
	}
}
