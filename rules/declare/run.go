package declare

// Symbol is what an event is to an instance; the bits may be combined. An
// event without any bit must not be given to Step.
type Symbol uint8

const (
	When  Symbol = 1 << iota // a
	Then                     // b
	Among                    // counts as next, though it may be neither a nor b
)

// Event is one event as an instance reads it.
type Event struct {
	Symbol Symbol
	// Ordinal grows from event to event, from 1 on.
	Ordinal int64
	// Pair holds the values that must be equal in activation and target. It
	// matters to adjacent templates only: for all others each pair has an
	// instance of its own (Template.InPairs).
	Pair string
	// Activation is kept if the event is an activation that has to wait.
	Activation any
}

// Verdict is what an Outcome says of an activation.
type Verdict uint8

const (
	Satisfied Verdict = iota
	Violated
	// Open: the trace ended before anything decided it.
	Open
)

// Outcome is what became of one activation.
type Outcome struct {
	// Activation is that of its event; nil for one that stands for its key.
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
	// Forgotten: the instance has forgotten something that may have changed the
	// verdict; Sure then says nothing.
	Forgotten bool
	// Swapped: the activation is the target of the template, as in the second
	// half of a succession.
	Swapped bool
}

// Runner runs instances. It is reused from event to event. Its other methods
// are the vocabulary of the automata.
type Runner struct {
	event    *Event
	outcomes []Outcome

	// The arm that runs: its state, and what the event is to it.
	*state
	when, then        bool
	oneToOne, swapped bool
}

func (r *Runner) emit(o Outcome) {
	o.Swapped = r.swapped
	r.outcomes = append(r.outcomes, o)
}

// end decides what still waits at the end, or when the instance is forgotten.
func (r *Runner) end(a *arm, forgotten bool) {
	since := r.oldest.ordinal // under one-to-one all inherit the doubt of the first
	for n := r.waitingCount(); n > 0; n-- {
		e := r.pop()
		o := Outcome{Verdict: Open, Activation: e.activation, Since: e.ordinal, Forgotten: forgotten || r.is(unknown)}
		if r.oneToOne {
			o.Since = min(o.Since, since)
		}
		if a.automaton.end != nil {
			a.automaton.end(r.state, &o)
		}
		r.emit(o)
	}
}

// wait makes the event an activation that waits, after those that do.
func (r *Runner) wait() { r.push(entry{r.event.Activation, r.event.Ordinal}) }

// waitOnce is wait for activations that any target discharges together: the
// first stands for all.
func (r *Runner) waitOnce() {
	if !r.is(waiting) {
		r.wait()
	}
}

// satisfied decides an activation by the event itself.
func (r *Runner) satisfied() {
	r.emit(Outcome{Activation: r.event.Activation, AtEvent: true, Sure: true})
}

// serve satisfies the activation that waits, if any.
func (r *Runner) serve() {
	if r.is(waiting) {
		e := r.pop()
		r.emit(Outcome{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true})
	}
}

// serveOne satisfies the oldest that waits. A target that answers an activation
// after which something is missing may have been the answer to a later one: the
// next inherits the doubt, and hands it on when its turn comes.
func (r *Runner) serveOne() {
	switch {
	case r.givenUp() > 0:
		r.more.givenUp--
		r.trim()
	case r.is(waiting):
		e := r.pop()
		r.emit(Outcome{Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: true, Forgotten: r.is(unknown)})
	}
}

// refuse violates the activation that waits, and reports whether one did.
func (r *Runner) refuse(sure bool) bool {
	if !r.is(waiting) {
		return false
	}
	e := r.pop()
	r.emit(Outcome{Verdict: Violated, Activation: e.activation, AtEvent: true, Since: e.ordinal, Sure: sure, Forgotten: r.is(unknown)})
	return true
}

// suspect is for an event that would violate what may be forgotten.
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
