package dispatch

import (
	"cmp"
	"slices"
	"strings"

	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Event is what the monitor needs to know of one unit. The caller owns it: a Projector fills
// it, the monitor reads it and copies what it keeps, and then it may be filled again. Until
// then the unit's bytes and slices must not change.
type Event struct {
	Record Record
	unit   *trace.Unit
	Plan   *Plan
	// Spec is the message in the catalogue, nil if it is not there.
	Spec *schema.MessageSpec
	// Read: the document could be parsed. Begins: it may begin a connection.
	Read, Begins bool
	// Frame are the roles of a frame without XML. A message has those of its plan.
	Frame []Role
	// Keys are the keys of the plan's groups, "" if a part is missing, and then the pairs
	// of roles.
	Keys []string
	// passed has a bit for each of the plan's conditions that the values satisfy; lenient,
	// for each that they would satisfy if a wrong value were the right one.
	passed, lenient []uint64
	step            Step // the result of the last call of Step

	Faults []trace.Fault
	// Versioned are faults if the login is of an older version than they name. Gated: they
	// were compared with the version of the login.
	Versioned []trace.Fault
	Gated     bool

	// Misdirected: the wrong side sent it. Proven: the direction does not depend on the
	// names of messages alone. Early: it was judged before what it acknowledges.
	Misdirected, Proven, Early bool
	// Broken lists the rules that the event violates.
	Broken []*program.Rule
	// Arrival numbers the events that wait for causal order.
	Arrival int

	// Brief is a summary of the message for a ladder. The caller of Project sets it.
	Brief string
}

// Readable reports whether the event is a message that could be parsed. Name is the
// catalogue's, or as written; CallID and RequestID are the message's.
func (ev *Event) Readable() bool    { return ev.Read }
func (ev *Event) Name() string      { return cmp.Or(ev.Record.Name, ev.Record.Element) }
func (ev *Event) CallID() string    { return ev.Record.CallID }
func (ev *Event) RequestID() string { return ev.Record.RequestID }

// ShownIDs gives the call id and the request id as a report may show them.
func (ev *Event) ShownIDs(showValues bool) (call, request string) {
	r := &ev.Record
	return r.Shown(r.CallID, showValues), r.Shown(r.RequestID, showValues)
}

// Unit is the unit of the event. It must not be changed.
func (ev *Event) Unit() *trace.Unit { return ev.unit }

// Number counts the events of an input from 1, in the order of judging (Finding.Event); it is
// 0 before that. Direction is who sent it.
func (ev *Event) Number() int64              { return ev.Record.Number }
func (ev *Event) Direction() trace.Direction { return ev.Record.Direction }

// Broke reports whether the event violates a rule.
func (ev *Event) Broke(r *program.Rule) bool { return slices.Contains(ev.Broken, r) }

// Roles are the roles of the event, in the order of constraints.
func (ev *Event) Roles() []Role {
	if ev.Frame != nil {
		return ev.Frame
	}
	return ev.Plan.Roles
}

// Kinds has a bit for each kind of activation that the event is. Whole inputs and
// connections are counted at their end.
func (ev *Event) Kinds() (set uint) {
	u := ev.unit
	if u.Header.Present && (u.Kind == trace.Document || u.Kind == trace.Frame) {
		set |= 1 << program.PerFrame
	}
	if u.Kind == trace.Document && !u.Partial {
		set |= 1 << program.PerDocument
	}
	if ev.Read {
		set |= 1 << program.PerMessage
	}
	if ev.Spec != nil && !ev.Spec.NameOnly {
		set |= 1 << program.PerKnownMessage
	}
	if ev.Gated {
		set |= 1 << program.PerVersioned
	}
	return set
}

// Reset makes it the event of another unit, without a message.
func (ev *Event) Reset(u *trace.Unit) {
	r := &ev.Record
	r.Pos, r.Kind, r.Side, r.Direction, r.Header = u.Pos, u.Kind, u.Side, u.Direction, u.Header
	r.Name, r.Element, r.CallID, r.RequestID, r.Port, r.MixedIDs = "", "", "", "", "", false
	r.Values, r.Head, r.At, r.Number, r.text = r.Values[:0], nil, trace.Span{}, 0, r.text[:0]
	ev.unit, ev.Plan, ev.Spec, ev.Frame, ev.Keys = u, &noPlan, nil, nil, ev.Keys[:0]
	ev.passed, ev.lenient, ev.Brief = ev.passed[:0], ev.lenient[:0], ""
	ev.Faults, ev.Versioned, ev.Broken = ev.Faults[:0], ev.Versioned[:0], ev.Broken[:0]
	ev.Read, ev.Begins, ev.Gated, ev.Misdirected, ev.Proven, ev.Early = false, false, false, false, false, false
}

// Clone returns a copy that owns its memory.
func (ev *Event) Clone() *Event {
	own := new(Event)
	*own = *ev
	own.Record = Record{}
	own.Record.Copy(&ev.Record)
	own.Record.CopyHead(&ev.Record)
	u := *ev.unit
	u.Body, u.Trailer, u.Faults, u.Pos.Frames = nil, nil, nil, own.Record.Pos.Frames // the faults are in own.Faults
	own.unit = &u
	own.Keys = slices.Clone(ev.Keys)
	for i := range own.Keys {
		own.Keys[i] = strings.Clone(own.Keys[i])
	}
	own.Faults, own.Versioned, own.Broken = slices.Clone(ev.Faults), slices.Clone(ev.Versioned), slices.Clone(ev.Broken)
	own.passed, own.lenient = slices.Clone(ev.passed), slices.Clone(ev.lenient)
	return own
}

// Size is the size of a clone for the memory limit, in bytes.
func (ev *Event) Size() int {
	n := eventBytes + ev.Record.Size() + (len(ev.Faults)+len(ev.Versioned))*faultBytes
	for _, key := range ev.Keys {
		n += len(key)
	}
	return n
}

// Conditions has a bit for each of the first 64 conditions of the plan that the event
// satisfies, or may satisfy (see Role.Depends).
func (ev *Event) Conditions() uint64 {
	if len(ev.passed) == 0 {
		return 0
	}
	return ev.passed[0] | ev.lenient[0]
}

// Step returns how the event, from these senders, concerns the constraint of a role. The
// result is valid until the next call.
func (ev *Event) Step(r *Role, from program.Senders) *Step {
	keyed := !r.keyless && (r.Key < 0 || ev.Keys[r.Key] != "")
	if keyed && r.isSimple {
		return &r.ready[from]
	}
	m := r.always
	if r.next && keyed {
		m.add(among, program.Both)
	}
	pair := ""
	if r.pair >= 0 {
		pair = ev.Keys[r.pair]
		keyed = keyed && pair != ""
	}
	for i := range r.tested {
		c := &r.tested[i]
		word, bit := c.condition/64, uint64(1)<<(c.condition%64)
		switch {
		case ev.passed[word]&bit != 0:
			m.add(c.part, c.from)
		case ev.lenient[word]&bit != 0:
			m.maybe[c.part] |= c.from
		}
	}
	s := &ev.step
	*s = r.step(&m, from, keyed)
	s.Pair = pair
	return s
}
