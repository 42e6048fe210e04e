package rules

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Event is what the judge needs of one unit. It owns all it holds, so that
// the unit's bytes can be used again.
type Event struct {
	unit   trace.Unit // without Body, Trailer
	faults []trace.Fault

	// readable tells that a Document could be parsed, spec what the
	// catalogue knows of its message (nil: nothing).
	readable  bool
	name      string
	element   string // the name as written
	spec      *schema.MessageSpec
	begins    bool
	callID    string
	requestID string
	port      string
	evidence  string
	// values are those of the parameters that rules compare and that are
	// there, by slot; an event may be kept long, so it holds no more.
	values []slotted
	hits   []hit

	// versioned are faults if the login is of an older version than they say;
	// gated, that the version is known and they were judged.
	versioned []trace.Fault
	gated     bool

	// broken lists the sequence rules that brought a finding at the event.
	broken []*rule
	// misdirected tells that the wrong side is proven to have sent it.
	misdirected bool
	// early tells that the event was judged before what it acknowledges.
	early bool
	// arrival numbers the events that wait for causal order.
	arrival int
	// direction is who sent it, as the judge found out; proven, that it
	// does not rest on the names of messages alone.
	direction trace.Direction
	proven    bool
}

// value is what a message holds under a path that rules compare. all holds
// the values of a path that stands for several.
type value struct {
	text    string
	ok      bool
	private bool
	// wrong tells that it is none of those that the parameter may have.
	wrong bool
	all   []string
}

type slotted struct {
	slot int
	value
}

// value is what the message holds under a slot.
func (ev *Event) value(slot int) value {
	for i := range ev.values {
		if ev.values[i].slot == slot {
			return ev.values[i].value
		}
	}
	return value{}
}

// oneOf tells whether the value, or one of several, is among those given.
func (v *value) oneOf(values []string) bool {
	if v.all == nil {
		return slices.Contains(values, v.text)
	}
	return slices.ContainsFunc(v.all, func(one string) bool { return slices.Contains(values, one) })
}

// hit says what an event is to a constraint, for each sender it may have.
type hit struct {
	constraint                      *constraint
	when, then, among, after, until senders
	// maybe is the same, taking a wrong value for the one that is asked for.
	maybe     struct{ then, among, until senders }
	key, pair string
	// keyed and paired tell that the message has the key and the values to
	// be paired by.
	keyed, paired bool
}

// Projector turns units into events. Each worker needs its own.
type Projector struct {
	set *Set
	// values are those of the current message, one for each slot.
	values []value
}

// NewProjector gives a projector for one worker.
func (s *Set) NewProjector() *Projector {
	return &Projector{set: s, values: make([]value, len(s.paths))}
}

// Project makes the event of a unit. m is its message, nil if it has none or
// could not be read; faults are those of the schema room; excerpt gives the
// message's XML, masked and short.
func (p *Projector) Project(u *trace.Unit, m *schema.Message, faults []trace.Fault, excerpt func() string) *Event {
	ev := &Event{unit: *u, direction: u.Direction}
	ev.unit.Body, ev.unit.Trailer = nil, nil
	ev.unit.Pos.Frames = slices.Clone(u.Pos.Frames)
	ev.unit.Faults = nil
	ev.faults = slices.Concat(u.Faults, faults)
	if u.Kind == trace.Frame {
		ev.hits = p.set.frameHits(u)
	}
	if m == nil || m.Ambiguous || u.Kind != trace.Document || u.Partial {
		return ev
	}
	ev.readable = true
	ev.name, ev.element, ev.spec, ev.callID = m.Name, m.Element, m.Spec, clip(m.CallID)
	ev.versioned = slices.Clone(m.Versioned)
	ev.requestID, ev.port = m.RequestID(), m.Port()
	there := 0
	for i, path := range p.set.paths {
		v := &p.values[i]
		*v = value{}
		if path == anyValue && !p.set.anyOf[m.Name] {
			continue
		}
		if several(path) {
			v.all, v.ok = m.All(path)
		} else {
			v.text, v.ok = m.Lookup(path)
		}
		if v.ok && path != anyValue {
			there++
		}
		v.private = v.ok && private(m.Spec, path)
	}
	doubtful := p.markWrong(m.Name, faults)
	ev.values = make([]slotted, 0, there)
	for i, v := range p.values {
		if v.ok && p.set.paths[i] != anyValue {
			ev.values = append(ev.values, slotted{i, v})
		}
	}
	ev.begins = p.set.begins.match(m, p.values, false) != nobody
	for _, k := range p.set.constraints {
		if h := p.hit(k, m, p.values, doubtful); h.constraint != nil {
			ev.hits = append(ev.hits, h)
		}
	}
	for i := range ev.values {
		ev.values[i].text = clip(ev.values[i].text)
	}
	ev.evidence = excerpt()
	return ev
}

// hit works out what a message is to a constraint; its constraint is nil if it
// is nothing.
func (p *Projector) hit(k *constraint, m *schema.Message, values []value, doubtful bool) hit {
	h := hit{
		when: k.when.match(m, values, false), then: k.then.match(m, values, false),
		among: k.among.match(m, values, false), after: k.after.match(m, values, false), until: k.until.match(m, values, false),
	}
	h.maybe.then, h.maybe.among, h.maybe.until = h.then, h.among, h.until
	if doubtful {
		h.maybe.then, h.maybe.among, h.maybe.until = k.then.match(m, values, true), k.among.match(m, values, true), k.until.match(m, values, true)
	}
	h.key, h.keyed = join(k.key, values)
	h.pair, h.paired = join(k.correlate, values)
	if t := k.declare.Template; len(k.among) == 0 && (t.Adjacent() || t.Unary()) && h.keyed {
		h.among, h.maybe.among = both, both
	}
	if h.when|h.maybe.then|h.maybe.among|h.after|h.maybe.until != nobody {
		h.constraint = k
	}
	return h
}

// markWrong marks the values that the message's faults call wrong, and tells
// whether there are any.
func (p *Projector) markWrong(message string, faults []trace.Fault) (any bool) {
	for i := range faults {
		path, ok := strings.CutPrefix(faults[i].Subject, message+".")
		if !ok || faults[i].Code != "MSG004" {
			continue
		}
		if slot := slices.Index(p.set.paths, path); slot >= 0 {
			p.values[slot].wrong, any = true, true
		}
	}
	return any
}

// longest is how much of a value an event keeps: it may be held for long, and
// a hostile one is as long as a message can be.
const longest = 256

func clip(s string) string {
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(strings.Clone(s[:longest]), "") + "..."
}

// key makes a value fit to be remembered as a key, however long it is.
func key(s string) string {
	if len(s) <= longest {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return string(sum[:])
}

// anyValue is the path of every value in a message; rules may test it, and
// nothing else is done with it.
const anyValue = "*"

// several tells whether a path stands for more than one value.
func several(path string) bool { return strings.HasSuffix(path, "*") }

// join makes one string of the parts of a key, each the first of its
// parameters that is there; ok is false if a part is missing or empty.
func join(parts [][]int, values []value) (joined string, ok bool) {
	switch len(parts) {
	case 0:
		return "", true
	case 1:
		joined = part(parts[0], values)
		return key(joined), joined != ""
	}
	texts := make([]string, len(parts))
	for i, slots := range parts {
		if texts[i] = part(slots, values); texts[i] == "" {
			return "", false
		}
	}
	return key(strings.Join(texts, "\x00")), true
}

func part(slots []int, values []value) string {
	for _, s := range slots {
		if values[s].text != "" {
			return values[s].text
		}
	}
	return ""
}

// label says in few words what the message is about: its name and the values
// under the given slots.
func (ev *Event) label(slots []int, paths []string, showValues bool) string {
	var b strings.Builder
	b.WriteString(ev.title())
	for _, s := range slots {
		if v := ev.value(s); v.text != "" {
			fmt.Fprintf(&b, " %s=%s", paths[s], v.shown(showValues))
		}
	}
	return b.String()
}

func (ev *Event) title() string {
	switch {
	case ev.name != "":
		return ev.name
	case ev.element != "":
		return ev.element
	case ev.unit.Kind == trace.Document:
		return "a message without a name"
	case ev.unit.Kind == trace.Frame && ev.unit.Header.TypeName() != "":
		return ev.unit.Header.TypeName()
	}
	return "a frame"
}

func (v value) shown(showValues bool) string {
	if v.private && !showValues {
		return mask
	}
	return v.text
}

// mask stands for a value that may be personal.
const mask = "***"

// activation is what makes a rule about single messages, frames or inputs
// count as activated.
type activation struct {
	kind    activationKind
	message string
}

type activationKind uint8

const (
	perInput activationKind = iota + 1
	perConnection
	perFrame
	perDocument
	perMessage
	perKnownMessage
	perNamedMessage
	perVersioned
	perRun
)

func parseActivation(check string, cat *schema.Catalogue) (activation, error) {
	kinds := map[string]activationKind{
		"input": perInput, "connection": perConnection, "frame": perFrame,
		"document": perDocument, "message": perMessage, "known-message": perKnownMessage,
		"versioned-parameter": perVersioned, "run": perRun,
	}
	if kind, ok := kinds[check]; ok {
		return activation{kind: kind}, nil
	}
	if name, ok := strings.CutPrefix(check, "message "); ok && cat.Message(name) != nil {
		return activation{perNamedMessage, name}, nil
	}
	return activation{}, fmt.Errorf("check is %q, expected run, input, connection, frame, document, message, known-message, versioned-parameter or message NAME", check)
}

// by tells whether the event activates the rule. Rules about whole inputs and
// connections are settled at their end.
func (a activation) by(ev *Event) bool {
	u := &ev.unit
	switch a.kind {
	case perFrame:
		return u.Header.Present && (u.Kind == trace.Document || u.Kind == trace.Frame)
	case perDocument:
		return u.Kind == trace.Document && !u.Partial
	case perMessage:
		return ev.readable
	case perKnownMessage:
		return ev.spec != nil && !ev.spec.NameOnly
	case perVersioned:
		return ev.gated
	case perNamedMessage:
		return ev.spec != nil && ev.name == a.message
	}
	return false
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
