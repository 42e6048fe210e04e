// Templates about the activation alone: the number of its occurrences.

package declare

var single = []*Template{
	{
		Name: "existence", Formula: "F a", Unary: true,
		Text:    "There must be a message that `when` names.",
		Missing: "{when} never came",
		arms:    []arm{{automaton: existence}},
	},
	{
		Name: "absence", Formula: "G !a", Unary: true, Forbids: true,
		Text:    "There must be no message that `when` names.",
		Message: "{now} is not allowed here",
		arms:    []arm{{automaton: absence}},
	},
	{
		Name: "exactly-one", Formula: "F a & G(a -> !X F a)", Unary: true,
		Text:    "There must be one message that `when` names, and no second.",
		Message: "{now} came a second time ({before.place} was the first)",
		Missing: "{when} never came",
		arms:    []arm{{automaton: exactlyOne}},
	},
	{
		Name: "init", Formula: "a", Unary: true, Adjacent: true,
		Text:    "The first message must be one that `when` names.",
		Message: "{now} came first, where {when} was expected",
		arms:    []arm{{automaton: first}},
	},
}

var existence = automaton{end: fromStart, read: func(r *Runner) {
	r.waitForKey(true)
	if r.when && !r.is(done) {
		e := r.pop()
		r.emit(Outcome{Activation: e.activation, AtEvent: true, Sure: true})
		r.set(done, true)
	}
}}

var absence = automaton{
	read: func(r *Runner) {
		r.waitForKey(false) // a key without a violation is not reported
		if r.when {
			e := r.pop()
			r.emit(Outcome{Verdict: Violated, Activation: e.activation, AtEvent: true, Sure: true, Forgotten: r.is(unknown)})
		}
	},
	end:     kept,
	matters: func(s *state) bool { return s.is(unknown) || s.reported > 0 },
}

var exactlyOne = automaton{
	read: func(r *Runner) {
		r.waitForKey(true)
		switch {
		case !r.when:
		case r.is(met):
			r.refuse()
		default:
			r.suspect() // it may be the second one
			r.set(met, true)
		}
	},
	end: func(s *state, o *Outcome) {
		if o.FromStart = true; s.is(met) && !s.is(unknown) {
			kept(s, o)
		}
	},
}

var first = automaton{read: func(r *Runner) {
	if !r.is(done) {
		r.set(done, true)
		r.emit(Outcome{
			Verdict: verdict(r.when), Activation: r.event.Activation, AtEvent: true, FromStart: true, Sure: r.when,
			Forgotten: r.is(unknown) && !r.when,
		})
	}
}}

// waitForKey lets the first event of the key, of any kind, wait for its end; keep: with its activation.
func (r *Runner) waitForKey(keep bool) {
	if r.is(begun) {
		return
	}
	e := entry{ordinal: r.event.Ordinal}
	if keep {
		e.activation = r.event.kept()
	}
	r.set(begun, true)
	r.push(e)
}
