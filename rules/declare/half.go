// The automata: each reads the events of one arm of a template.

package declare

func (h *half[A]) step(a arm, oneToOne bool, ev *Event[A], out func(Outcome[A])) {
	when, then := ev.Symbol&When != 0, ev.Symbol&Then != 0
	switch a.kind {
	case existence, absence, exactlyOne:
		h.unary(a, when, ev, out)
	case first:
		if !h.is(done) {
			h.set(done, true)
			out(Outcome[A]{
				Verdict: verdict(when), Activation: ev.Activation, AtEvent: true, FromStart: true, Sure: when,
				Forgotten: h.is(unknown) && !when,
			})
		}
	case respondedExistence:
		h.respondedExistence(a, when, then, ev, out)
	case response:
		h.response(a, oneToOne, when, then, ev, out)
	case alternateResponse:
		if then {
			h.serve(a, out)
			h.set(unknown, false)
		}
		if when {
			h.refuse(a, ev, false, out)
			h.wait(ev)
			h.set(unknown, false)
		}
	case chainResponse, notChainSuccession:
		h.next(a, when, then, ev, out)
	case precedence:
		h.precedence(a, oneToOne, when, then, ev, out)
	case alternatePrecedence:
		h.alternatePrecedence(a, when, then, ev, out)
	case chainPrecedence:
		h.chainPrecedence(a, when, then, ev, out)
	case notCoExistence:
		h.notCoExistence(a, when, then, ev, out)
	case notSuccession:
		h.notSuccession(a, when, then, ev, out)
	}
}

// end reports what waits at the end, or at the point where all is forgotten.
func (h *half[A]) end(a arm, oneToOne, forgotten bool, out func(Outcome[A])) {
	since := h.oldest.ordinal // under one-to-one all inherit the doubt of the first
	for n := h.queued(); n > 0; n-- {
		e := h.pop()
		o := Outcome[A]{Verdict: Open, Activation: e.activation, Since: e.ordinal, Swapped: a.swap, Forgotten: forgotten || h.is(unknown)}
		if oneToOne {
			o.Since = min(o.Since, since)
		}
		switch a.kind {
		case existence, respondedExistence:
			o.FromStart = true
		case exactlyOne:
			if o.FromStart = true; h.is(met) && !h.is(unknown) {
				o.Verdict, o.Sure, o.Forgotten = Satisfied, true, false
			}
		case absence, notCoExistence, notSuccession, notChainSuccession:
			o.Verdict, o.Sure, o.Forgotten = Satisfied, true, false
		}
		out(o)
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
func (h *half[A]) unary(a arm, when bool, ev *Event[A], out func(Outcome[A])) {
	if h.is(done) {
		return
	}
	if !h.is(begun) {
		h.set(begun, true)
		if a.kind == absence {
			// Nothing is told of a key that keeps the rule; it need not be held.
			h.wait(&Event[A]{Ordinal: ev.Ordinal})
		} else {
			h.wait(ev)
		}
	}
	if !when {
		return
	}
	switch {
	case a.kind == existence:
		h.decide(a, Outcome[A]{AtEvent: true, Sure: true}, out)
	case a.kind == absence, h.is(met):
		// Once and for all: the next is the same fault again.
		h.decide(a, Outcome[A]{Verdict: Violated, AtEvent: true, Sure: true, Forgotten: h.is(unknown)}, out)
	default:
		h.suspect(a, ev, out) // it may be the second
	}
	h.set(met, true)
	h.set(done, !h.is(waiting))
}

// decide gives all that wait the same outcome.
func (h *half[A]) decide(a arm, o Outcome[A], out func(Outcome[A])) {
	o.Swapped = a.swap
	for h.is(waiting) {
		e := h.pop()
		o.Activation = e.activation
		out(o)
	}
}

func (h *half[A]) respondedExistence(a arm, when, then bool, ev *Event[A], out func(Outcome[A])) {
	if then {
		h.seen = 1
		h.set(unknown, false)
		h.serve(a, out)
	}
	switch {
	case !when:
	case h.seen > 0:
		out(Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true, Swapped: a.swap})
	default:
		h.waitOnce(ev)
	}
}

func (h *half[A]) response(a arm, oneToOne, when, then bool, ev *Event[A], out func(Outcome[A])) {
	if then && oneToOne {
		h.serveOne(a, out)
	} else if then {
		h.serve(a, out)
		h.set(unknown, false)
	}
	switch {
	case !when:
	case oneToOne:
		h.wait(ev)
	case then:
		out(Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true, Swapped: a.swap})
	default:
		h.waitOnce(ev)
	}
}

// serve satisfies what waits.
func (h *half[A]) serve(a arm, out func(Outcome[A])) {
	if h.is(waiting) {
		e := h.pop()
		out(Outcome[A]{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true, Swapped: a.swap})
	}
}

// serveOne satisfies the oldest that waits. A target that answers an activation
// behind which something is missing may have been the answer to a later one, so
// that the next inherits the doubt, and hands it on when its turn comes.
func (h *half[A]) serveOne(a arm, out func(Outcome[A])) {
	switch {
	case h.givenUp() > 0:
		h.more.givenUp--
		h.tidy()
	case h.is(waiting):
		e := h.pop()
		out(Outcome[A]{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true, Swapped: a.swap, Forgotten: h.is(unknown)})
	}
}

// pop takes the oldest that waits out of the queue.
func (h *half[A]) pop() entry[A] {
	e := h.oldest
	rest := h.rest()
	if len(rest) == 0 {
		h.oldest = entry[A]{}
		h.set(waiting, false)
		if h.more != nil {
			h.more.behind = nil
			h.tidy()
		}
		return e
	}
	h.oldest = rest[0]
	h.oldest.ordinal = min(h.oldest.ordinal, e.ordinal)
	rest[0] = entry[A]{}
	h.more.behind = rest[1:]
	return e
}

// refuse violates what waits, and tells whether anything did.
func (h *half[A]) refuse(a arm, ev *Event[A], sure bool, out func(Outcome[A])) bool {
	if !h.is(waiting) {
		return false
	}
	e := h.pop()
	out(Outcome[A]{Verdict: Violated, Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: sure, Swapped: a.swap, Forgotten: h.is(unknown)})
	return true
}

func (h *half[A]) precedence(a arm, oneToOne, when, then bool, ev *Event[A], out func(Outcome[A])) {
	o := Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true, Swapped: a.swap}
	if then && !oneToOne && h.seen == 0 {
		h.seen = 1
	}
	// Under one-to-one the target that an event needs must come before it, so
	// that one that is both cannot serve itself.
	if when && h.seen != forGood {
		switch {
		case h.seen == 0:
			o.Verdict, o.Sure, o.FromStart, o.Forgotten = Violated, false, true, h.is(unknown)
			if !oneToOne {
				h.seen = forGood
			}
		case oneToOne:
			h.seen--
		}
		out(o)
	}
	if then && oneToOne {
		h.seen++
	}
}

// next decides the activation that waits for its neighbour.
func (h *half[A]) next(a arm, when, then bool, ev *Event[A], out func(Outcome[A])) {
	if !h.is(waiting) && then && a.kind == notChainSuccession {
		h.suspect(a, ev, out)
	}
	if h.is(waiting) {
		fits := then && h.paired(ev.Pair)
		e := h.pop()
		o := Outcome[A]{Verdict: verdict(fits), Activation: e.activation, AtEvent: true, Since: e.ordinal, Swapped: a.swap}
		if a.kind == notChainSuccession {
			// What is forbidden and was not seen may hide in any gap: that
			// alone is no reason to doubt.
			o.Verdict, o.Sure = verdict(!fits), !fits
		}
		out(o)
	}
	h.keepPair("")
	h.set(unknown, false)
	if when {
		h.wait(ev)
		h.keepPair(ev.Pair)
	}
}

// alternatePrecedence demands a target behind the activation before.
func (h *half[A]) alternatePrecedence(a arm, when, then bool, ev *Event[A], out func(Outcome[A])) {
	h.set(target, h.is(target) || then)
	h.set(begun, true)
	if when {
		out(Outcome[A]{
			Verdict: verdict(h.is(target)), Activation: ev.Activation, AtEvent: true, Swapped: a.swap,
			Since: h.oldest.ordinal, FromStart: !h.is(preceded), Sure: h.is(target), Forgotten: h.is(unknown) && !h.is(target),
		})
		h.oldest.ordinal = ev.Ordinal
		h.marks = h.marks&^(target|unknown) | preceded
	}
}

// chainPrecedence demands the target as the neighbour before.
func (h *half[A]) chainPrecedence(a arm, when, then bool, ev *Event[A], out func(Outcome[A])) {
	if when {
		out(Outcome[A]{
			Verdict: verdict(h.is(target) && h.paired(ev.Pair)), Activation: ev.Activation, AtEvent: true, Swapped: a.swap,
			Since: h.oldest.ordinal, FromStart: !h.is(preceded), Forgotten: h.is(unknown),
		})
	}
	h.oldest.ordinal = ev.Ordinal
	h.set(unknown, false)
	h.set(preceded, true)
	h.set(target, then)
	if !h.paired(ev.Pair) {
		h.keepPair(ev.Pair)
	}
}

// suspect says that the event would violate what is forgotten, if there was
// such.
func (h *half[A]) suspect(a arm, ev *Event[A], out func(Outcome[A])) {
	if h.is(unknown) {
		out(Outcome[A]{Verdict: Violated, Activation: ev.Activation, AtEvent: true, Swapped: a.swap, Forgotten: true})
	}
}

func (h *half[A]) notCoExistence(a arm, when, then bool, ev *Event[A], out func(Outcome[A])) {
	const one, other = 1, 2
	if h.seen == forGood || !when && !then {
		return
	}
	if h.seen == 0 {
		h.suspect(a, ev, out)
		h.wait(ev)
	}
	if when {
		h.seen |= one
	}
	if then {
		h.seen |= other
	}
	if h.seen == one|other {
		h.seen = forGood
		h.refuse(a, ev, true, out)
	}
}

func (h *half[A]) notSuccession(a arm, when, then bool, ev *Event[A], out func(Outcome[A])) {
	if h.seen == forGood {
		return
	}
	if when {
		h.waitOnce(ev)
	}
	switch {
	case !then:
	case h.refuse(a, ev, true, out):
		h.seen = forGood
	case !h.is(done):
		h.suspect(a, ev, out)
		h.set(done, h.is(unknown)) // once is enough
	}
}

func (h *half[A]) wait(ev *Event[A]) {
	e := entry[A]{ev.Activation, ev.Ordinal}
	if h.is(waiting) {
		m := h.aside()
		m.behind = append(m.behind, e)
		return
	}
	h.oldest = e
	h.set(waiting, true)
}

// waitOnce is wait for activations that any target discharges together: they
// share one fate, so that the first stands for all.
func (h *half[A]) waitOnce(ev *Event[A]) {
	if !h.is(waiting) {
		h.wait(ev)
	}
}
