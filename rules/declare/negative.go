// Templates that forbid a target.

package declare

var negatives = []*Template{
	{
		Name: "not-co-existence", Formula: "!(F a & F b)", Forbids: true, Both: true,
		Text:    "`when` and `then` must not both be there.",
		Message: "{now} came as well as {before} ({before.place})",
		arms:    []arm{{automaton: notCoExistence}},
	},
	{
		Name: "not-succession", Formula: "G(a -> !F b)", Forbids: true,
		Text:    "No `then` may come after a `when`.",
		Message: "{now} came after {before} ({before.place})",
		arms:    []arm{{automaton: notSuccession}},
	},
	{
		Name: "not-chain-succession", Formula: "G(a -> !X b)", Forbids: true, Adjacent: true,
		Text:    "No `then` may come right after a `when`.",
		Message: "{now} came right after {before} ({before.place})",
		arms:    []arm{{automaton: notChainSuccession}},
	},
}

// The first event of each kind waits. target means that the first of them was a `then`.
var notCoExistence = automaton{end: kept, read: func(r *Runner) {
	const one, other = 1, 2
	seen := r.seen
	if r.when {
		r.seen |= one
	}
	if r.then {
		r.seen |= other
	}
	switch {
	case r.seen == 0 || !r.when && !r.then:
		return
	case r.seen != one|other && seen > 0:
		r.suspect()
	case seen == 0:
		r.suspect()
		r.set(target, r.then)
		r.wait()
		if r.when && r.then {
			r.refuse()
		}
	default:
		r.refuse()
		if seen != r.seen {
			r.wait()
		}
	}
}}

var notSuccession = automaton{end: kept, read: func(r *Runner) {
	if r.when {
		r.waitOnce()
	}
	if r.then && !r.refuse() {
		r.suspect()
	}
}}

var notChainSuccession = automaton{end: kept, read: func(r *Runner) {
	like := r.event.Symbol&Like != 0
	switch {
	case !r.counts():
		if r.when {
			r.satisfied() // nothing comes directly after it
		}
		return
	case r.is(waiting):
		fits := !r.then || !r.paired(r.event.Pair)
		// Any gap may hide a forbidden event, so a gap alone is no reason for doubt.
		o := Outcome{Verdict: verdict(fits), Activation: r.oldest.activation, AtEvent: true, Since: r.oldest.ordinal, Sure: fits, Stays: like}
		if fits && (like || r.is(refused)) {
			o.Verdict = Dropped
		}
		r.set(refused, like && (!fits || r.is(refused)))
		if !like {
			r.cutPair()
			r.pop()
		}
		r.emit(o)
	case r.then:
		r.suspect()
	}
	if !like {
		r.waitForNext()
	}
}}
