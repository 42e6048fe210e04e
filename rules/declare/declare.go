// Package declare gives the Declare templates their meaning on finite traces:
// each is a small automaton that reads the events of one instance (one key
// value in one connection) and says what became of each activation.
//
// It knows neither messages nor captures. An event is a Symbol, an activation
// is whatever the caller makes of it, and whether the evidence for an Outcome
// suffices is the caller's to judge: Outcome says from when on it had to be
// complete.
package declare

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Template names a constraint with its semantics of linear temporal logic on
// finite traces (LTLf): a is the activation, b the target; Xw is the next that
// is also true at the end.
type Template uint8

const (
	// Existence: F a.
	Existence Template = iota + 1
	// Absence: G !a.
	Absence
	// ExactlyOne: F a, and never a second.
	ExactlyOne
	// Init: the first event is a.
	Init
	// RespondedExistence: F a -> F b.
	RespondedExistence
	// Response: G(a -> F b).
	Response
	// AlternateResponse: G(a -> X(!a U b)).
	AlternateResponse
	// ChainResponse: G(a -> X b).
	ChainResponse
	// Precedence: (!a U b) or G !a: each a is preceded by b.
	Precedence
	// AlternatePrecedence: Precedence, and G(a -> Xw((!a U b) or G !a)).
	AlternatePrecedence
	// ChainPrecedence: G(X a -> b), and the first event is no a.
	ChainPrecedence
	// Succession: Response of b to a, and Precedence of b by a.
	Succession
	// AlternateSuccession and ChainSuccession: the same of the others.
	AlternateSuccession
	ChainSuccession
	// CoExistence: F a <-> F b.
	CoExistence
	// NotCoExistence: !(F a and F b).
	NotCoExistence
	// NotSuccession: G(a -> !F b).
	NotSuccession
	// NotChainSuccession: G(a -> !X b).
	NotChainSuccession
)

// templates gives each template its name in rule files and the arms that
// together are its meaning.
var templates = map[Template]struct {
	name string
	arms []arm
}{
	Existence:           {"existence", []arm{{existence, false}}},
	Absence:             {"absence", []arm{{absence, false}}},
	ExactlyOne:          {"exactly-one", []arm{{exactlyOne, false}}},
	Init:                {"init", []arm{{first, false}}},
	RespondedExistence:  {"responded-existence", []arm{{respondedExistence, false}}},
	Response:            {"response", []arm{{response, false}}},
	AlternateResponse:   {"alternate-response", []arm{{alternateResponse, false}}},
	ChainResponse:       {"chain-response", []arm{{chainResponse, false}}},
	Precedence:          {"precedence", []arm{{precedence, false}}},
	AlternatePrecedence: {"alternate-precedence", []arm{{alternatePrecedence, false}}},
	ChainPrecedence:     {"chain-precedence", []arm{{chainPrecedence, false}}},
	Succession:          {"succession", []arm{{response, false}, {precedence, true}}},
	AlternateSuccession: {"alternate-succession", []arm{{alternateResponse, false}, {alternatePrecedence, true}}},
	ChainSuccession:     {"chain-succession", []arm{{chainResponse, false}, {chainPrecedence, true}}},
	CoExistence:         {"co-existence", []arm{{respondedExistence, false}, {respondedExistence, true}}},
	NotCoExistence:      {"not-co-existence", []arm{{notCoExistence, false}}},
	NotSuccession:       {"not-succession", []arm{{notSuccession, false}}},
	NotChainSuccession:  {"not-chain-succession", []arm{{notChainSuccession, false}}},
}

// arm is one half of a template that has two, or all of one that has not.
type arm struct {
	kind kind
	// swap exchanges activation and target.
	swap bool
}

type kind uint8

const (
	existence kind = iota
	absence
	exactlyOne
	first
	respondedExistence
	response
	alternateResponse
	chainResponse
	precedence
	alternatePrecedence
	chainPrecedence
	notCoExistence
	notSuccession
	notChainSuccession
)

// Parse finds a template by the name it has in rule files.
func Parse(name string) (Template, error) {
	for t, is := range templates {
		if is.name == name {
			return t, nil
		}
	}
	return 0, fmt.Errorf("unknown template %q, expected one of %s", name, strings.Join(Names(), ", "))
}

// Names lists the names of all templates.
func Names() []string {
	var names []string
	for _, t := range slices.Sorted(maps.Keys(templates)) {
		names = append(names, templates[t].name)
	}
	return names
}

func (t Template) String() string { return templates[t].name }

// Unary tells whether the template has an activation and no target.
func (t Template) Unary() bool { return t <= Init }

// Adjacent tells whether the template is about the event that comes next, so
// that every event in between matters.
func (t Template) Adjacent() bool {
	switch t {
	case Init, ChainResponse, ChainPrecedence, ChainSuccession, NotChainSuccession:
		return true
	}
	return false
}

// Forbids tells whether the template only says what must not be.
func (t Template) Forbids() bool {
	switch t {
	case Absence, NotCoExistence, NotSuccession, NotChainSuccession:
		return true
	}
	return false
}

// Awaits tells whether the target follows its activation, so that it may be
// late.
func (t Template) Awaits() bool {
	switch t {
	case Response, AlternateResponse, ChainResponse, Succession, AlternateSuccession, ChainSuccession:
		return true
	}
	return false
}

// Both tells whether the target activates the template as well.
func (t Template) Both() bool {
	switch t {
	case Succession, AlternateSuccession, ChainSuccession, CoExistence, NotCoExistence:
		return true
	}
	return false
}

// Symbol says what an event is to an instance; the bits may be combined. An
// event without any bit must not be given to Step.
type Symbol uint8

const (
	When  Symbol = 1 << iota // a
	Then                     // b
	Among                    // counts as next, though it may be neither a nor b
)

// Verdict is what an Outcome says of an activation.
type Verdict uint8

const (
	Satisfied Verdict = iota
	Violated
	// Open: the trace ended before anything decided it.
	Open
)

// Outcome is what became of one activation.
type Outcome[A any] struct {
	Verdict Verdict
	// Activation is what the caller gave for it.
	Activation A
	// AtEvent tells that the event just read decides it; then a finding
	// stands there and not at the activation.
	AtEvent bool
	// Since is the ordinal behind which nothing may be missing for the
	// verdict to hold; FromStart, that nothing may be missing from the
	// start of the instance on. Sure: the verdict holds whatever is missing.
	Since     int64
	FromStart bool
	Sure      bool
	// Swapped tells that the activation is the target of the template, as in
	// the second half of a succession.
	Swapped bool
}

// Event is one event as an instance reads it.
type Event[A any] struct {
	Symbol Symbol
	// Ordinal grows from event to event, from 1 on.
	Ordinal int64
	// Pair holds the values that must be equal in activation and target.
	Pair string
	// Activation is kept where the event is an activation.
	Activation A
}

// Constraint is a template with its options.
type Constraint struct {
	Template Template
	// OneToOne lets a target serve one activation only, the oldest first. It
	// has a meaning for response, precedence and succession.
	OneToOne bool
}

// Instance is the state of one constraint for one key value. The zero
// Instance is ready to use.
type Instance[A any] struct {
	halves [2]half[A]
}

// half is the state of one arm.
type half[A any] struct {
	pending []entry[A]
	// seen holds, by Pair, what has been met: a number of targets, for
	// not-co-existence the symbols, or forGood.
	seen map[string]int
	// since holds, by Pair, what alternate-precedence measures by.
	since map[string]mark
	// before is the neighbour that chain-precedence measures by.
	before neighbour
	// begun, met and done are of the unary templates: the key was seen, the
	// event was seen, nothing more can be decided.
	begun, met, done bool
}

// mark is the last activation, 0 for none, and whether the target came since.
type mark struct {
	ordinal int64
	met     bool
}

type neighbour struct {
	ordinal int64 // 0: none
	pair    string
	then    bool
}

// forGood in seen marks what is violated once and for all: what follows for
// the pair is the same fault again.
const forGood = -1

type entry[A any] struct {
	activation A
	ordinal    int64
	pair       string
}

// Pending tells how many activations wait for their target.
func (in *Instance[A]) Pending() int { return len(in.halves[0].pending) + len(in.halves[1].pending) }

// Settled tells that the instance remembers nothing, so that a new one would do
// as well.
func (in *Instance[A]) Settled() bool {
	for i := range in.halves {
		h := &in.halves[i]
		if len(h.pending)+len(h.seen)+len(h.since) > 0 || h.before.ordinal > 0 || h.begun || h.done {
			return false
		}
	}
	return true
}

// Step reads one event of the instance and calls out for every activation that
// it decides, oldest first.
func Step[A any](c Constraint, in *Instance[A], ev Event[A], out func(Outcome[A])) {
	for i, a := range templates[c.Template].arms {
		own := ev
		if a.swap {
			own.Symbol = swapped(ev.Symbol)
		}
		in.halves[i].step(a.kind, c.OneToOne, own, func(o Outcome[A]) {
			o.Swapped = a.swap
			out(o)
		})
	}
}

func swapped(s Symbol) Symbol {
	return s&Among | s&When<<1 | s&Then>>1
}

// End says that the trace is over: every activation that still waits is
// reported, oldest first, and the instance is empty afterwards. What only
// forbids is satisfied by the end.
func End[A any](c Constraint, in *Instance[A], out func(Outcome[A])) {
	for i, a := range templates[c.Template].arms {
		oldest := make(map[string]int64) // the doubt that each pair's first has inherited
		for _, e := range in.halves[i].pending {
			o := Outcome[A]{Verdict: Open, Activation: e.activation, Since: e.ordinal, Swapped: a.swap}
			if c.OneToOne {
				if first, ok := oldest[e.pair]; ok {
					o.Since = min(o.Since, first)
				} else {
					oldest[e.pair] = e.ordinal
				}
			}
			switch a.kind {
			case existence, respondedExistence:
				o.FromStart = true
			case exactlyOne:
				if o.FromStart = true; in.halves[i].met {
					o.Verdict, o.Sure = Satisfied, true
				}
			case absence, notCoExistence, notSuccession, notChainSuccession:
				o.Verdict, o.Sure = Satisfied, true
			}
			out(o)
		}
	}
	*in = Instance[A]{}
}

func (h *half[A]) step(k kind, oneToOne bool, ev Event[A], out func(Outcome[A])) {
	when, then := ev.Symbol&When != 0, ev.Symbol&Then != 0
	switch k {
	case existence, absence, exactlyOne:
		h.unary(k, when, ev, out)
	case first:
		if !h.done {
			h.done = true
			out(Outcome[A]{Verdict: verdict(when), Activation: ev.Activation, AtEvent: true, FromStart: true, Sure: when})
		}
	case respondedExistence:
		h.respondedExistence(when, then, ev, out)
	case response:
		h.response(oneToOne, when, then, ev, out)
	case alternateResponse:
		if then {
			h.discharge(false, ev, out)
		}
		if when {
			h.refuse(ev, false, out)
			h.wait(ev)
		}
	case chainResponse, notChainSuccession:
		h.next(k, when, then, ev, out)
	case precedence:
		h.precedence(oneToOne, when, then, ev, out)
	case alternatePrecedence:
		h.alternatePrecedence(when, then, ev, out)
	case chainPrecedence:
		h.chainPrecedence(when, then, ev, out)
	case notCoExistence:
		h.notCoExistence(when, then, ev, out)
	case notSuccession:
		h.notSuccession(when, then, ev, out)
	}
}

func verdict(holds bool) Verdict {
	if holds {
		return Satisfied
	}
	return Violated
}

// unary is about how often the activation occurs; the first event of the key,
// whatever it is, stands for the key.
func (h *half[A]) unary(k kind, when bool, ev Event[A], out func(Outcome[A])) {
	if h.done {
		return
	}
	if !h.begun {
		h.begun = true
		own := ev
		if k == absence {
			// Nothing is told of a key that keeps the rule; it need not be held.
			own = Event[A]{Ordinal: ev.Ordinal, Pair: ev.Pair}
		}
		h.wait(own)
	}
	if !when {
		return
	}
	switch {
	case k == existence:
		h.decide(Outcome[A]{AtEvent: true, Sure: true}, out)
	case k == absence, h.met:
		// Once and for all: the next is the same fault again.
		h.decide(Outcome[A]{Verdict: Violated, AtEvent: true, Sure: true}, out)
	}
	h.met = true
	h.done = len(h.pending) == 0
}

// decide gives all pending activations the same outcome.
func (h *half[A]) decide(o Outcome[A], out func(Outcome[A])) {
	for _, e := range h.pending {
		o.Activation = e.activation
		out(o)
	}
	clear(h.pending)
	h.pending = h.pending[:0]
}

func (h *half[A]) respondedExistence(when, then bool, ev Event[A], out func(Outcome[A])) {
	if then {
		h.meet(ev.Pair)
		h.discharge(false, ev, out)
	}
	switch {
	case !when:
	case h.seen[ev.Pair] > 0:
		out(Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true})
	default:
		h.waitOnce(ev)
	}
}

func (h *half[A]) response(oneToOne, when, then bool, ev Event[A], out func(Outcome[A])) {
	if then {
		h.discharge(oneToOne, ev, out)
	}
	switch {
	case !when:
	case oneToOne:
		h.wait(ev)
	case then:
		out(Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true})
	default:
		h.waitOnce(ev)
	}
}

// discharge satisfies the pending activations that the target answers. Under
// one-to-one a target that answers an activation behind which something is
// missing may have been the answer to a later one, so that those inherit the
// doubt.
func (h *half[A]) discharge(oneToOne bool, ev Event[A], out func(Outcome[A])) {
	if oneToOne && len(h.pending) > 0 && h.pending[0].pair == ev.Pair {
		// The common case, in constant time: the oldest is answered. The doubt
		// goes to the next, which hands it on when its turn comes.
		e := h.pending[0]
		h.pending[0] = entry[A]{}
		h.pending = h.pending[1:]
		for i := range h.pending {
			if next := &h.pending[i]; next.pair == e.pair {
				next.ordinal = min(next.ordinal, e.ordinal)
				break
			}
		}
		out(Outcome[A]{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true})
		return
	}
	kept := h.pending[:0]
	served, doubt := false, int64(0)
	for _, e := range h.pending {
		switch {
		case e.pair != ev.Pair:
		case !oneToOne || !served:
			served, doubt = true, e.ordinal
			out(Outcome[A]{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true})
			continue
		default:
			e.ordinal = min(e.ordinal, doubt)
		}
		kept = append(kept, e)
	}
	clear(h.pending[len(kept):])
	h.pending = kept
}

// refuse violates the pending activations of the event's pair, and tells
// whether there were any.
func (h *half[A]) refuse(ev Event[A], sure bool, out func(Outcome[A])) (any bool) {
	kept := h.pending[:0]
	for _, e := range h.pending {
		if e.pair == ev.Pair {
			any = true
			out(Outcome[A]{Verdict: Violated, Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: sure})
			continue
		}
		kept = append(kept, e)
	}
	clear(h.pending[len(kept):])
	h.pending = kept
	return any
}

func (h *half[A]) precedence(oneToOne, when, then bool, ev Event[A], out func(Outcome[A])) {
	o := Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true}
	if oneToOne {
		// The target that an event needs must come before it, so that one
		// that is both cannot serve itself.
		if when {
			if h.seen[ev.Pair] > 0 {
				h.use(ev.Pair)
			} else {
				o.Verdict, o.Sure, o.FromStart = Violated, false, true
			}
			out(o)
		}
		if then {
			h.meet(ev.Pair)
		}
		return
	}
	if then && h.seen[ev.Pair] == 0 {
		h.meet(ev.Pair)
	}
	if !when || h.seen[ev.Pair] == forGood {
		return
	}
	if h.seen[ev.Pair] == 0 {
		o.Verdict, o.Sure, o.FromStart = Violated, false, true
		h.keep(ev.Pair, forGood)
	}
	out(o)
}

// next decides the activation that waits for its neighbour.
func (h *half[A]) next(k kind, when, then bool, ev Event[A], out func(Outcome[A])) {
	for _, e := range h.pending {
		hit := then && e.pair == ev.Pair
		o := Outcome[A]{Verdict: verdict(hit), Activation: e.activation, AtEvent: true, Since: e.ordinal}
		if k == notChainSuccession {
			// What is forbidden and was not seen may hide in any gap: that
			// alone is no reason to doubt.
			o.Verdict, o.Sure = verdict(!hit), !hit
		}
		out(o)
	}
	clear(h.pending)
	h.pending = h.pending[:0]
	if when {
		h.wait(ev)
	}
}

// alternatePrecedence demands a target behind the activation before.
func (h *half[A]) alternatePrecedence(when, then bool, ev Event[A], out func(Outcome[A])) {
	m := h.since[ev.Pair]
	m.met = m.met || then
	if when {
		out(Outcome[A]{
			Verdict: verdict(m.met), Activation: ev.Activation, AtEvent: true,
			Since: m.ordinal, FromStart: m.ordinal == 0, Sure: m.met,
		})
		m = mark{ordinal: ev.Ordinal}
	}
	if h.since == nil {
		h.since = make(map[string]mark)
	}
	h.since[ev.Pair] = m
}

// chainPrecedence demands the target as the neighbour before.
func (h *half[A]) chainPrecedence(when, then bool, ev Event[A], out func(Outcome[A])) {
	if when {
		out(Outcome[A]{
			Verdict: verdict(h.before.then && h.before.pair == ev.Pair), Activation: ev.Activation, AtEvent: true,
			Since: h.before.ordinal, FromStart: h.before.ordinal == 0,
		})
	}
	h.before = neighbour{ev.Ordinal, ev.Pair, then}
}

func (h *half[A]) notCoExistence(when, then bool, ev Event[A], out func(Outcome[A])) {
	const a, b = 1, 2
	state := h.seen[ev.Pair]
	if state == forGood || !when && !then {
		return
	}
	if state == 0 {
		h.wait(ev)
	}
	if when {
		state |= a
	}
	if then {
		state |= b
	}
	if state == a|b {
		state = forGood
		h.refuse(ev, true, out)
	}
	h.keep(ev.Pair, state)
}

func (h *half[A]) notSuccession(when, then bool, ev Event[A], out func(Outcome[A])) {
	if h.seen[ev.Pair] == forGood {
		return
	}
	if when {
		h.waitOnce(ev)
	}
	if then && h.refuse(ev, true, out) {
		h.keep(ev.Pair, forGood)
	}
}

func (h *half[A]) wait(ev Event[A]) {
	h.pending = append(h.pending, entry[A]{ev.Activation, ev.Ordinal, ev.Pair})
}

// waitOnce is wait for activations that any target discharges together: they
// share one fate, so that the first stands for all.
func (h *half[A]) waitOnce(ev Event[A]) {
	for _, e := range h.pending {
		if e.pair == ev.Pair {
			return
		}
	}
	h.wait(ev)
}

func (h *half[A]) meet(pair string) { h.keep(pair, h.seen[pair]+1) }

func (h *half[A]) keep(pair string, state int) {
	if h.seen == nil {
		h.seen = make(map[string]int)
	}
	h.seen[pair] = state
}

func (h *half[A]) use(pair string) {
	if h.seen[pair]--; h.seen[pair] == 0 {
		delete(h.seen, pair)
	}
}
