package declare

// Symbol is what an event is to an instance; the bits may be combined. An
// event without any bit must not be given to Step.
type Symbol uint8

const (
	When  Symbol = 1 << iota // a
	Then                     // b
	Among                    // counts as next; an adjacent template looks for b only there
	Blur                     // makes the verdict on what waits uncertain
	Like                     // only meant to be a: it is not one, and shields nothing from the a before it
	symbols
)

// Event is one event as an instance reads it.
type Event struct {
	Symbol Symbol
	// Ordinal grows from event to event, from 1 on.
	Ordinal int64
	// Pair is the values that must be equal in activation and target. It
	// matters to adjacent templates only: for all others each pair has an
	// instance of its own (Template.InPairs).
	Pair string
	// Activation is that of an outcome which the event decides for itself. Keep, if set, returns
	// what is kept of it if it has to wait: the Activation may be valid only during Step.
	Activation any
	Keep       func() any
	// Unsure: it is not certain that the event is what Symbol says. Only templates that
	// forbid something, or look back, read such an event.
	Unsure bool
}

// Verdict is the result for an activation.
type Verdict uint8

const (
	Satisfied Verdict = iota
	Violated
	// Open: the trace ended before anything decided it.
	Open
	// Dropped: nothing is to be said; the activation no longer waits.
	Dropped
)

// Outcome is what became of one activation.
type Outcome struct {
	// Activation is that of its event; nil for one that represents its key.
	Activation any
	// Since is the ordinal after which nothing may be missing for the verdict
	// to hold; FromStart: nothing may be missing from the start of the instance
	// on. Sure: the verdict holds whatever is missing.
	Since     int64
	FromStart bool
	Sure      bool
	Verdict   Verdict
	// AtEvent: the event just read decides it; then a finding is about that
	// event and not about the activation.
	AtEvent bool
	// Forgotten: the instance has dropped something that may have changed the
	// verdict; Sure is then meaningless.
	Forgotten bool
	// Swapped: the activation is the target of the template, as in the second
	// half of a succession.
	Swapped bool
	// Unsure: the event or the activation may be none. Blurred: an event since the
	// activation makes the verdict uncertain. Stays: the activation still waits.
	Unsure, Blurred, Stays bool
}

// Runner runs instances. It is reused from event to event. Its other methods
// are the vocabulary of the automata.
type Runner struct {
	event    *Event
	outcomes []Outcome
	ending   Outcome // the memory of end

	// The arm that runs: its state, and what the event is to it.
	*state
	when, then                   bool
	oneToOne, firstOnly, swapped bool
	// blurs and unsure are the marks of what waited when the event came.
	blurs, unsure bool
}

func (r *Runner) emit(o Outcome) {
	o.Swapped = r.swapped
	if o.Verdict != Satisfied {
		o.Blurred, o.Unsure = r.blurs && o.Since > 0, r.unsure || r.event != nil && r.event.Unsure
	}
	r.outcomes = append(r.outcomes, o)
}

// end decides what still waits at the end, or when the instance is dropped.
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

// wait makes the event an activation that waits, after those that do. If only the first of
// the key is reported, and any target discharges all, the first represents all.
func (r *Runner) wait() {
	if r.is(waiting) && r.firstOnly && !r.oneToOne {
		return
	}
	if !r.is(waiting) {
		r.set(uncertain, r.event.Unsure)
	}
	since := r.event.Ordinal
	if r.givenUp() > 0 {
		since = min(since, r.oldest.ordinal) // the next targets may be for what was given up
	}
	r.push(entry{r.event.kept(), since})
}

// kept is what is kept of the activation.
func (ev *Event) kept() any {
	if ev.Keep == nil {
		return ev.Activation
	}
	return ev.Keep()
}

// waitOnce is wait for activations of which the first that is certain represents all; the
// evidence has to be complete since the last.
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

// satisfied decides an activation by the event itself.
func (r *Runner) satisfied() {
	r.emit(Outcome{Activation: r.event.Activation, AtEvent: true, Sure: true})
}

// serve satisfies all activations that wait.
func (r *Runner) serve() {
	for r.is(waiting) {
		e := r.pop()
		r.emit(Outcome{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true})
	}
}

// serveOne satisfies the oldest that waits. A target that answers an activation
// after which something is missing may have been the answer to a later one: each
// that waits takes the doubt of the one before it.
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

// refuse violates the activation that waits, and reports whether one does. It waits on: each
// event that breaks the constraint is reported.
func (r *Runner) refuse() bool {
	if !r.is(waiting) {
		return false
	}
	e := r.oldest
	if q := r.queue(); len(q) > 0 && r.when != r.then && r.then == r.is(target) {
		e = q[0] // the oldest is of the event's own kind
	}
	r.set(refused, true)
	r.emit(Outcome{Verdict: Violated, Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true, Forgotten: r.is(unknown), Stays: true})
	return true
}

// suspect is for an event that would violate what may be dropped.
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
