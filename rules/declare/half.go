// The automata: each reads the events of one arm of a template.

package declare

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
