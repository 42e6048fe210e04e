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

var notCoExistence = automaton{end: kept, read: func(r *Runner) {
	const one, other = 1, 2
	if r.seen == forGood || !r.when && !r.then {
		return
	}
	if r.seen == 0 {
		r.suspect()
		r.wait()
	}
	if r.when {
		r.seen |= one
	}
	if r.then {
		r.seen |= other
	}
	if r.seen == one|other {
		r.seen = forGood
		r.refuse(true)
	}
}}

var notSuccession = automaton{end: kept, read: func(r *Runner) {
	if r.seen == forGood {
		return
	}
	if r.when {
		r.waitOnce()
	}
	switch {
	case !r.then:
	case r.refuse(true):
		r.seen = forGood
	case !r.is(done):
		r.suspect()
		r.set(done, r.is(unknown)) // once is enough
	}
}}

var notChainSuccession = automaton{end: kept, read: func(r *Runner) {
	switch {
	case r.is(waiting):
		fits := !r.then || !r.paired(r.event.Pair)
		e := r.pop()
		// A forbidden event that was not seen may hide in any gap: that alone
		// is no reason for doubt.
		r.emit(Outcome{Verdict: verdict(fits), Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: fits})
	case r.then:
		r.suspect()
	}
	r.waitForNext()
}}
