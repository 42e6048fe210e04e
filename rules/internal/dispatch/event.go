package dispatch

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/program"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Event is the part of a unit that the monitor needs. The caller owns it: a Projector fills it, the monitor reads it
// and copies what it keeps, and then it may be filled again. Until then the unit's bytes and slices must not change.
type Event struct {
	Record Record
	unit   *trace.Unit
	Plan   *Plan
	// Spec is the message in the catalogue, nil if it is unknown.
	Spec *schema.MessageSpec
	// Read: the document could be parsed. Begins: it may begin a connection.
	Read, Begins bool
	// Keys are the keys of the plan's groups, "" if a part is missing, followed by the pairs of roles.
	Keys []string
	// meant has a bit for each of the plan's conditions that the values satisfy if a wrong value counts as the intended
	// one. passed has a bit for each that they also satisfy as written.
	passed, meant []uint64
	readings      []Reading // the memory of Readings

	Faults []trace.Fault
	// Versioned are faults that apply if the login has an older version than they name. Gated: they were compared with
	// the version of the login.
	Versioned []trace.Fault
	Gated     bool

	// Misdirected: the wrong side sent it. Proven: the direction does not depend on message names alone. Early: it was
	// judged before the data that it acknowledges.
	Misdirected, Proven, Early bool
	// Broken lists the rules that the event violates.
	Broken []*program.Rule
	// Exempt is a rule that does not judge the event.
	Exempt *program.Rule
	// Arrival numbers the events that wait for causal order.
	Arrival int

	// Brief is a summary of the message for a ladder. The caller of Project sets it.
	Brief string
	// Subtype is the subtype of the message, for a ladder; set with Brief.
	Subtype string
	// Parts are the parts of the document that may be personal. The caller of Project sets them.
	Parts schema.Parts
}

// Readable reports whether the event is a message that could be parsed. Name is the name in the catalogue, or else as
// written. CallID and RequestID are the message's.
func (ev *Event) Readable() bool    { return ev.Read }
func (ev *Event) Name() string      { return cmp.Or(ev.Record.Name, ev.Record.Element) }
func (ev *Event) CallID() string    { return ev.Record.CallID }
func (ev *Event) RequestID() string { return ev.Record.RequestID }

// ShownIDs returns the call id and the request id for a report.
func (ev *Event) ShownIDs(showValues bool) (call, request string) {
	r := &ev.Record
	return r.Shown(r.CallID, showValues), r.Shown(r.RequestID, showValues)
}

// Unit is the unit of the event. It must not be changed.
func (ev *Event) Unit() *trace.Unit { return ev.unit }

// Number counts the events of an input from 1, in the order of judging (Finding.Event). It is 0 before that. Direction
// is the direction of the sender.
func (ev *Event) Number() int64              { return ev.Record.Number }
func (ev *Event) Direction() trace.Direction { return ev.Record.Direction }

// Broke reports whether the event violates a rule.
func (ev *Event) Broke(r *program.Rule) bool { return slices.Contains(ev.Broken, r) }

// Kinds has a bit for each kind of activation of the event. Whole inputs and connections are counted at their end.
func (ev *Event) Kinds() (set uint) {
	u := ev.unit
	if u.Header.Present && (u.Kind == trace.Document || u.Kind == trace.Frame) {
		set |= 1<<program.PerFrame | 1<<program.PerCarried
	}
	if u.Kind == trace.Document && u.Pos.Line == 0 {
		set |= 1 << program.PerCarried
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

// Reset prepares the event for another unit, without a message.
func (ev *Event) Reset(u *trace.Unit) {
	r := &ev.Record
	r.Pos, r.Kind, r.Side, r.Direction, r.Header = u.Pos, u.Kind, u.Side, u.Direction, u.Header
	r.Name, r.Element, r.CallID, r.RequestID, r.Port, r.MixedIDs = "", "", "", "", "", false
	r.Values, r.Body, r.At, r.Number, r.text = r.Values[:0], nil, trace.Span{}, 0, r.text[:0]
	ev.unit, ev.Plan, ev.Spec, ev.Keys = u, &noPlan, nil, ev.Keys[:0]
	ev.passed, ev.meant, ev.Brief, ev.Subtype = ev.passed[:0], ev.meant[:0], "", ""
	ev.Faults, ev.Versioned, ev.Broken = ev.Faults[:0], ev.Versioned[:0], ev.Broken[:0]
	ev.Exempt, ev.Parts = nil, ev.Parts[:0]
	ev.Read, ev.Begins, ev.Gated, ev.Misdirected, ev.Proven, ev.Early = false, false, false, false, false, false
}

// Clone returns a copy that owns its memory.
func (ev *Event) Clone() *Event {
	own := new(Event)
	*own = *ev
	own.Record = Record{}
	own.Record.Copy(&ev.Record, ev.Record.Head())
	u := *ev.unit
	u.Body, u.Wire, u.Lead, u.Trailer, u.Faults, u.Pos.Frames = nil, nil, nil, nil, nil, own.Record.Pos.Frames // the faults are in own.Faults
	own.unit = &u
	own.Keys = slices.Clone(ev.Keys)
	for i := range own.Keys {
		own.Keys[i] = strings.Clone(own.Keys[i])
	}
	quoted := bytes.Clone(ev.quoted())
	own.Faults, own.Versioned, own.Broken = cloned(ev.Faults, quoted), cloned(ev.Versioned, quoted), slices.Clone(ev.Broken)
	own.passed, own.meant, own.readings, own.Parts = slices.Clone(ev.passed), slices.Clone(ev.meant), nil, nil
	return own
}

// cloned returns a copy of faults, which quote the same beginning of the document.
func cloned(faults []trace.Fault, quoted []byte) []trace.Fault {
	own := slices.Clone(faults)
	for i := range own {
		if own[i].Whole != nil {
			n := len(schema.Head(own[i].Whole, own[i].Span))
			own[i].Whole = quoted[:n:n]
		}
	}
	return own
}

// quoted returns the part of the document that a clone needs: the longest beginning that its faults quote.
func (ev *Event) quoted() (longest []byte) {
	for _, faults := range [][]trace.Fault{ev.Faults, ev.Versioned} {
		for i := range faults {
			if f := &faults[i]; f.Whole != nil {
				if head := schema.Head(f.Whole, f.Span); len(head) > len(longest) {
					longest = head
				}
			}
		}
	}
	return longest
}

// Size returns the size of a clone for the memory limit, in bytes.
func (ev *Event) Size() int {
	n := eventBytes + ev.Record.Size() + (len(ev.Faults)+len(ev.Versioned))*faultBytes
	n += len(ev.quoted())
	for _, key := range ev.Keys {
		n += len(key)
	}
	return n
}

// Excess returns the approximate size in bytes of an unusually large event, 0 for most events.
func (ev *Event) Excess() int {
	const ordinary = 4 << 10
	n := (len(ev.Faults)+len(ev.Versioned))*2*faultBytes + len(ev.Record.Values)*valueBytes + len(ev.Record.text) + len(ev.Parts)
	if n <= ordinary {
		return 0
	}
	return n
}

// holds reports whether the values satisfy a condition of the plan; -1 is always satisfied. exact: a wrong value does
// not count as the intended one.
func (ev *Event) holds(condition int, exact bool) bool {
	if condition < 0 {
		return true
	}
	bits := ev.meant
	if exact {
		bits = ev.passed
	}
	return bits[condition/64]>>(condition%64)&1 > 0
}

// pass returns the senders from which the event satisfies a matcher.
func (ev *Event) pass(g gate) (from program.Senders) {
	for _, c := range g {
		if ev.holds(c.condition, c.exact) {
			from |= c.from
		}
	}
	return from
}

// BeginsCall reports whether the event, from these senders, begins a call, and EndsCall whether it ends one. Accepts
// reports whether a connection may begin after it without a mark.
func (ev *Event) BeginsCall(from program.Senders) bool {
	return ev.Plan.callBegins != nil && ev.pass(ev.Plan.callBegins)&from == from
}
func (ev *Event) EndsCall(from program.Senders) bool {
	return ev.Plan.callEnds != nil && ev.pass(ev.Plan.callEnds)&from != 0
}
func (ev *Event) Accepts() bool { return ev.Plan.accepts != nil && ev.pass(ev.Plan.accepts) != 0 }

// SentByBoth reports whether the event is a message that both sides may send.
func (ev *Event) SentByBoth() bool { return ev.Plan.both >= 0 && ev.holds(ev.Plan.both, false) }

// OpensPort returns the port that a message that begins a call names for it.
func (ev *Event) OpensPort(p *program.Program) string {
	v := ev.Record.Value(p.Calls.Port)
	return v.Single()
}

// NeedsPort reports whether a constraint uses the port of the message's call.
func (ev *Event) NeedsPort() bool { return ev.Plan.usesPort }

// SetPort sets the port of the event, "" if it is unknown. The port is that of the call unless the message names
// another. It reports whether the port of the call is used.
func (ev *Event) SetPort(p *program.Program, port string) (ofCall bool) {
	pl, r := ev.Plan, &ev.Record
	ofCall = port != ""
	for _, slot := range p.Calls.Ports {
		if v := r.Value(slot); v.Single() != "" {
			port, ofCall = v.Text, false
			break
		}
	}
	if port != "" {
		r.Values = append(r.Values, program.Value{Text: port, Slot: int32(p.Calls.Slot), OK: true})
	}
	for _, i := range pl.lateKeys {
		ev.Keys[i] = string(r.join(nil, pl.keys[i].parts))
	}
	for _, i := range pl.lateConditions {
		for bits, meant := range map[*[]uint64]bool{&ev.passed: false, &ev.meant: true} {
			word, bit := &(*bits)[i/64], uint64(1)<<(i%64)
			if *word &^= bit; r.hold(pl.conditions[i], meant) {
				*word |= bit
			}
		}
	}
	return ofCall
}

// Readings returns the readings of the event, from these senders, in the order of constraints. The result is valid
// until the next call.
func (ev *Event) Readings(from program.Senders) []Reading {
	s := signature{from: from}
	fits := !control.Off && len(ev.meant) <= 1 && len(ev.Keys) <= 64
	if fits {
		if len(ev.meant) > 0 {
			s.passed, s.meant = ev.passed[0], ev.meant[0]
		}
		for i, key := range ev.Keys {
			if key != "" {
				s.keys |= 1 << (i & 63)
			}
		}
		if all, ok := ev.Plan.variants.lookup(&s); ok {
			return all
		}
	}
	ev.readings = ev.readings[:0]
	satisfied := uint64(always)
	if len(ev.meant) > 0 {
		satisfied |= ev.meant[0]
	}
	for _, r := range ev.Plan.Roles {
		if r.depends&satisfied == 0 {
			continue
		}
		last := len(ev.readings)
		ev.readings = append(ev.readings, Reading{Constraint: r.Constraint, Key: r.Key, pair: r.pair})
		s := &ev.readings[last].Step
		if ev.step(s, r, from); *s == (Step{}) {
			ev.readings = ev.readings[:last]
		}
	}
	if fits {
		ev.Plan.variants.learn(&s, ev.readings)
	}
	return ev.readings
}

// step fills in the step of the event, from these senders, for the constraint of a role.
func (ev *Event) step(s *Step, r *Role, from program.Senders) {
	m := r.always
	var alike program.Senders
	for i := range r.tested {
		switch c := &r.tested[i]; {
		case ev.holds(c.condition, c.exact):
			m[c.part] |= c.from
		case c.like && ev.holds(c.condition, false):
			alike |= c.from
		}
	}
	r.step(s, &m, from, (r.Key < 0 || ev.Keys[r.Key] != "") && !r.keyless, r.pair < 0 || ev.Keys[r.pair] != "")
	if alike&from != 0 && s.Symbol&(declare.Among|declare.When) == declare.Among {
		s.Symbol |= declare.Like
	}
}

// Pair returns the correlate values of a reading if they are not part of its key.
func (ev *Event) Pair(r *Reading) string {
	if r.pair < 0 {
		return ""
	}
	return ev.Keys[r.pair]
}
