// Package declare gives the Declare templates their meaning on finite traces:
// each is a small automaton that reads the events of one instance (one key
// value in one connection) and says what became of each activation.
//
// It knows neither messages nor captures. An event is a Symbol, an activation
// is whatever the caller makes of it, and whether the evidence for an Outcome
// suffices is the caller's to judge: Outcome says from when on it had to be
// complete.
package declare

// Symbol says what an event is to an instance; the bits may be combined. An
// event without any bit must not be given to Step.
type Symbol uint8

const (
	When  Symbol = 1 << iota // a
	Then                     // b
	Among                    // counts as next, though it may be neither a nor b
)

// Verdict is what an Outcome says of an activation.
type Verdict uint8

const (
	Satisfied Verdict = iota
	Violated
	// Open: the trace ended before anything decided it.
	Open
)

// Outcome is what became of one activation.
type Outcome[A any] struct {
	Verdict Verdict
	// Activation is what the caller gave for it.
	Activation A
	// AtEvent tells that the event just read decides it; then a finding
	// stands there and not at the activation.
	AtEvent bool
	// Since is the ordinal behind which nothing may be missing for the
	// verdict to hold; FromStart, that nothing may be missing from the
	// start of the instance on. Sure: the verdict holds whatever is missing.
	Since     int64
	FromStart bool
	Sure      bool
	// Swapped tells that the activation is the target of the template, as in
	// the second half of a succession.
	Swapped bool
}

// Event is one event as an instance reads it.
type Event[A any] struct {
	Symbol Symbol
	// Ordinal grows from event to event, from 1 on.
	Ordinal int64
	// Pair holds the values that must be equal in activation and target.
	Pair string
	// Activation is kept where the event is an activation.
	Activation A
}

// Constraint is a template with its options.
type Constraint struct {
	Template Template
	// OneToOne lets a target serve one activation only, the oldest first. It
	// has a meaning for response, precedence and succession.
	OneToOne bool
}

// Instance is the state of one constraint for one key value. The zero
// Instance is ready to use.
type Instance[A any] struct {
	halves [2]half[A]
}

// Pending tells how many activations wait for their target.
func (in *Instance[A]) Pending() int { return len(in.halves[0].pending) + len(in.halves[1].pending) }

// Settled tells that the instance remembers nothing, so that a new one would do
// as well.
func (in *Instance[A]) Settled() bool {
	for i := range in.halves {
		h := &in.halves[i]
		if len(h.pending)+len(h.seen)+len(h.since) > 0 || h.before.ordinal > 0 || h.begun || h.done {
			return false
		}
	}
	return true
}

// Step reads one event of the instance and calls out for every activation that
// it decides, oldest first.
func Step[A any](c Constraint, in *Instance[A], ev Event[A], out func(Outcome[A])) {
	for i, a := range templates[c.Template].arms {
		own := ev
		if a.swap {
			own.Symbol = swapped(ev.Symbol)
		}
		in.halves[i].step(a.kind, c.OneToOne, own, func(o Outcome[A]) {
			o.Swapped = a.swap
			out(o)
		})
	}
}

func swapped(s Symbol) Symbol {
	return s&Among | s&When<<1 | s&Then>>1
}

// End says that the trace is over: every activation that still waits is
// reported, oldest first, and the instance is empty afterwards. What only
// forbids is satisfied by the end.
func End[A any](c Constraint, in *Instance[A], out func(Outcome[A])) {
	for i, a := range templates[c.Template].arms {
		oldest := make(map[string]int64) // the doubt that each pair's first has inherited
		for _, e := range in.halves[i].pending {
			o := Outcome[A]{Verdict: Open, Activation: e.activation, Since: e.ordinal, Swapped: a.swap}
			if c.OneToOne {
				if first, ok := oldest[e.pair]; ok {
					o.Since = min(o.Since, first)
				} else {
					oldest[e.pair] = e.ordinal
				}
			}
			switch a.kind {
			case existence, respondedExistence:
				o.FromStart = true
			case exactlyOne:
				if o.FromStart = true; in.halves[i].met {
					o.Verdict, o.Sure = Satisfied, true
				}
			case absence, notCoExistence, notSuccession, notChainSuccession:
				o.Verdict, o.Sure = Satisfied, true
			}
			out(o)
		}
	}
	*in = Instance[A]{}
}
