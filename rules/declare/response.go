// Templates that demand a target for each activation, later or at any time.

package declare

var responses = []*Template{
	{
		Name: "responded-existence", Formula: "F a -> F b",
		Text:    "Where there is a `when`, there must be a `then`, before or after it.",
		Missing: "{now} came, and {then} neither before nor after it",
		arms:    []arm{{automaton: respondedExistence}},
	},
	{
		Name: "response", Formula: "G(a -> F b)", Awaits: true,
		Text:    "Every `when` must be followed by a `then`, sooner or later.",
		Message: "{then} is due after {now}{within}",
		Missing: "{then} did not come after {now}{within}",
		arms:    []arm{{automaton: response}},
	},
	{
		Name: "alternate-response", Formula: "G(a -> X(!a U b))", Awaits: true,
		Text:    "Every `when` must be followed by a `then` before the next `when`.",
		Message: "{now} came before {then} had followed {before} ({before.place})",
		Missing: "{then} did not come after {now}{within}",
		arms:    []arm{{automaton: alternateResponse}},
	},
	{
		Name: "chain-response", Formula: "G(a -> X b)", Awaits: true, Adjacent: true,
		Text:    "The very next message after a `when` (of those that count as next) must be a `then`.",
		Message: "{now} came next after {before} ({before.place}), where {then} was expected",
		Missing: "{then} did not come next after {now}{within}",
		arms:    []arm{{automaton: chainResponse}},
	},
}

var respondedExistence = automaton{end: fromStart, read: func(r *Runner) {
	if r.then {
		r.seen = 1
		r.set(unknown, false)
		r.serve()
	}
	switch {
	case !r.when:
	case r.seen > 0:
		r.satisfied()
	default:
		r.wait()
	}
}}

var response = automaton{read: func(r *Runner) {
	if r.then && r.oneToOne {
		r.serveOne()
	} else if r.then {
		r.serve()
		r.set(unknown, false)
	}
	switch {
	case !r.when:
	case r.then && !r.oneToOne:
		r.satisfied()
	default:
		r.wait()
	}
}}

var alternateResponse = automaton{matters: never, read: func(r *Runner) {
	if r.then {
		r.serve()
		r.set(unknown, false)
	}
	if r.when {
		if r.is(waiting) {
			e := r.pop()
			r.emit(Outcome{Verdict: Violated, Activation: e.activation, AtEvent: true, Since: e.ordinal, Forgotten: r.is(unknown)})
		}
		r.wait()
		r.set(unknown, false)
	}
}}

var chainResponse = automaton{matters: never, read: func(r *Runner) {
	for r.counts() && r.is(waiting) {
		pair := r.cutPair()
		e := r.pop()
		r.emit(Outcome{Verdict: verdict(r.then && pair == r.event.Pair), Activation: e.activation, AtEvent: true, Since: e.ordinal})
	}
	r.waitForNext()
}}

// waitForNext lets an activation wait for the next event.
func (r *Runner) waitForNext() {
	r.set(unknown, r.is(unknown) && !r.counts())
	if r.when {
		n := r.waitingCount()
		if r.wait(); r.waitingCount() > n {
			r.addPair(r.event.Pair)
		}
	}
}
