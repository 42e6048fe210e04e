package declare

// Symbol is the set of roles of an event in an instance. Step must not be called with an event without any role.
type Symbol uint8

const (
	When  Symbol = 1 << iota // a
	Then                     // b
	Among                    // counts as next; adjacent templates look for b only among these
	Blur                     // makes the verdict on waiting activations uncertain
	Like                     // probably intended as a, but wrong: it does not shield the previous a
	symbols
)

// Event is one event as an instance reads it.
type Event struct {
	Symbol Symbol
	// Ordinal increases from event to event, from 1.
	Ordinal int64
	// Pair has the values that must be equal in activation and target. Only adjacent templates use it: the others have
	// an instance for each pair (Template.InPairs).
	Pair string
	// Activation is the activation of outcomes that the event decides for itself. Keep, if set, returns the copy to
	// store if it has to wait: Activation may be valid only during Step.
	Activation any
	Keep       func() any
	// Unsure: it is not certain that the event is what Symbol says. Only templates that forbid something, or look back,
	// read such events.
	Unsure bool
}

// Verdict is the result for an activation.
type Verdict uint8

const (
	Satisfied Verdict = iota
	Violated
	// Open: the trace ended before the outcome was decided.
	Open
	// Dropped: nothing to report; the activation no longer waits.
	Dropped
)

// Outcome is the outcome of one activation.
type Outcome struct {
	// Activation is the activation of its event, nil for one that represents its key.
	Activation any
	// Since is the ordinal after which the evidence must be complete for the verdict to hold. FromStart: it must be
	// complete since the start of the instance. Sure: the verdict holds whatever is missing.
	Since     int64
	FromStart bool
	Sure      bool
	Verdict   Verdict
	// AtEvent: the current event decides it. A finding is then about that event, not about the activation.
	AtEvent bool
	// Forgotten: the instance has dropped state that may have changed the verdict. Sure is then meaningless.
	Forgotten bool
	// Swapped: the activation is the target of the template, as in the second half of a succession.
	Swapped bool
	// Unsure: the event or the activation may have another meaning. Blurred: an event since the activation makes the
	// verdict uncertain. Stays: the activation still waits.
	Unsure, Blurred, Stays bool
}

// Runner runs instances. It is reused for all events. Its other methods are the vocabulary of the automata.
type Runner struct {
	event    *Event
	outcomes []Outcome
	ending   Outcome // the memory of end

	// The current arm: its state, and the roles of the event for it.
	*state
	when, then                   bool
	oneToOne, firstOnly, swapped bool
	// blurs and unsure are the marks of the waiting activation before the event.
	blurs, unsure bool
}

func (r *Runner) emit(o Outcome) {
	o.Swapped = r.swapped
	if o.Verdict != Satisfied {
		o.Blurred, o.Unsure = r.blurs && o.Since > 0, r.unsure || r.event != nil && r.event.Unsure
	}
	r.outcomes = append(r.outcomes, o)
}

// end decides the waiting activations at the end, or when the instance is dropped.
func (r *Runner) end(a *arm, forgotten bool) {
	for n := r.waitingCount(); n > 0; n-- {
		e := r.pop()
		o := &r.ending
		*o = Outcome{Verdict: Open, Activation: e.activation, Since: e.ordinal, Forgotten: forgotten || r.is(unknown)}
		if a.automaton.end != nil {
			a.automaton.end(r.state, o)
		}
		r.emit(*o)
	}
}

// wait adds the event to the waiting activations. If only the first of a key is reported and any target satisfies all,
// the first represents all.
func (r *Runner) wait() {
	if r.is(waiting) && r.firstOnly && !r.oneToOne {
		return
	}
	if !r.is(waiting) {
		r.set(uncertain, r.event.Unsure)
	}
	since := r.event.Ordinal
	if r.givenUp() > 0 {
		since = min(since, r.oldest.ordinal) // the next targets may answer abandoned activations
	}
	r.push(entry{r.event.kept(), since})
}

// kept returns the copy of the activation to store.
func (ev *Event) kept() any {
	if ev.Keep == nil {
		return ev.Activation
	}
	return ev.Keep()
}

// waitOnce is wait where the first certain activation represents all. The evidence has to be complete since the last
// one.
func (r *Runner) waitOnce() {
	switch {
	case !r.is(waiting):
		r.wait()
	case r.event.Unsure:
	case r.is(uncertain):
		e := r.pop()
		r.emit(Outcome{Verdict: Dropped, Activation: e.activation})
		r.unsure = false
		r.wait()
	default:
		r.oldest.ordinal = r.event.Ordinal
	}
}

// counts reports whether the event counts as the next one.
func (r *Runner) counts() bool { return r.event.Symbol&Among != 0 }

// satisfied decides an activation by its own event.
func (r *Runner) satisfied() {
	r.emit(Outcome{Activation: r.event.Activation, AtEvent: true, Sure: true})
}

// serve satisfies all waiting activations.
func (r *Runner) serve() {
	for r.is(waiting) {
		e := r.pop()
		r.emit(Outcome{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true})
	}
}

// serveOne satisfies the oldest waiting activation. If something is missing after that activation, the target may have
// answered a later one, so each waiting activation inherits the doubt of the one before it.
func (r *Runner) serveOne() {
	switch {
	case r.givenUp() > 0:
		r.more.givenUp--
		r.trim()
	case r.is(waiting):
		e := r.pop()
		r.inherit(e.ordinal)
		r.emit(Outcome{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true, Forgotten: r.is(unknown)})
	}
}

// refuse violates the waiting activation, if there is one. It keeps waiting, because each event that violates the
// constraint is reported.
func (r *Runner) refuse() bool {
	if !r.is(waiting) {
		return false
	}
	e := r.oldest
	if q := r.queue(); len(q) > 0 && r.when != r.then && r.then == r.is(target) {
		e = q[0] // the oldest has the kind of the event
	}
	r.set(refused, true)
	r.emit(Outcome{Verdict: Violated, Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true, Forgotten: r.is(unknown), Stays: true})
	return true
}

// suspect handles an event that would violate a dropped activation.
func (r *Runner) suspect() {
	if r.is(unknown) {
		r.emit(Outcome{Verdict: Violated, Activation: r.event.Activation, AtEvent: true, Forgotten: true})
	}
}

func verdict(holds bool) Verdict {
	if holds {
		return Satisfied
	}
	return Violated
}
