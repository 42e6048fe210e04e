// Templates that demand a target before each activation.

package declare

var precedences = []*Template{
	{
		Name: "precedence", Formula: "!a W b", Precedes: true,
		Text:    "Every `when` must have a `then` somewhere before it.",
		Message: "{now} came with no {then} before it",
		arms:    []arm{{automaton: precedence}},
	},
	{
		Name: "alternate-precedence", Formula: "(!a W b) & G(a -> Xw(!a W b))", Precedes: true,
		Text:    "Every `when` must have a `then` before it, and a new one since the last `when`.",
		Message: "{now} came with no {then} of its own before it",
		arms:    []arm{{automaton: alternatePrecedence}},
	},
	{
		Name: "chain-precedence", Formula: "!a & G(X a -> b)", Precedes: true, Adjacent: true, LooksBack: true,
		Text:    "The very last message before a `when` (of those that count) must be a `then`.",
		Message: "{now} did not come right after {then}",
		arms:    []arm{{automaton: chainPrecedence}},
	},
}

var precedence = automaton{read: func(r *Runner) {
	if r.then && !r.oneToOne && r.seen == 0 {
		r.seen = 1
	}
	// Under one-to-one, the target of an event must come before it, so an event that is both cannot serve itself.
	switch {
	case !r.when:
	case r.seen > 0:
		if r.oneToOne && !r.event.Unsure {
			r.seen--
		}
		r.satisfied()
	default:
		r.emit(Outcome{Verdict: Violated, Activation: r.event.Activation, AtEvent: true, FromStart: true, Forgotten: r.is(unknown)})
	}
	if r.then && r.oneToOne {
		r.seen++
	}
}}

// Each activation demands a target after the previous activation.
var alternatePrecedence = automaton{read: func(r *Runner) {
	r.set(target, r.is(target) || r.then)
	r.set(begun, true)
	if r.when {
		r.emit(Outcome{
			Verdict: verdict(r.is(target)), Activation: r.event.Activation, AtEvent: true,
			Since: r.oldest.ordinal, FromStart: !r.is(preceded), Sure: r.is(target), Forgotten: r.is(unknown) && !r.is(target),
		})
		if !r.event.Unsure {
			r.oldest.ordinal = r.event.Ordinal
			r.set(target|unknown, false)
			r.set(preceded, true)
		}
	}
}}

// Each activation demands that the previous event is its target.
var chainPrecedence = automaton{read: func(r *Runner) {
	if r.when {
		r.emit(Outcome{
			Verdict: verdict(r.is(target) && r.paired(r.event.Pair)), Activation: r.event.Activation, AtEvent: true,
			Since: r.oldest.ordinal, FromStart: !r.is(preceded), Forgotten: r.is(unknown),
		})
	}
	if !r.counts() {
		return
	}
	r.oldest.ordinal = r.event.Ordinal
	r.set(unknown, false)
	r.set(preceded, true)
	r.set(target, r.then)
	if !r.paired(r.event.Pair) {
		r.keepPair(r.event.Pair)
	}
}}
