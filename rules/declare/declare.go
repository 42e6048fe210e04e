// Package declare gives the Declare templates their meaning on finite traces:
// each is a small automaton that reads the events of one instance (one key
// value in one connection) and says what became of each activation.
//
// It knows neither messages nor captures. An event is a Symbol, an activation
// is whatever the caller makes of it, and whether the evidence for an Outcome
// suffices is the caller's to judge: Outcome says from when on it had to be
// complete.
package declare

import "fmt"

// Template names a constraint with its semantics of linear temporal logic on
// finite traces (LTLf), a the activation and b the target.
type Template uint8

const (
	// Init: the first event is a.
	Init Template = iota + 1
	// Absence: a never occurs.
	Absence
	// Response: G(a -> F b).
	Response
	// ChainResponse: G(a -> X b).
	ChainResponse
	// Precedence: (!a U b) or G !a.
	Precedence
	// NotChainSuccession: G(a -> !X b).
	NotChainSuccession
)

var names = map[string]Template{
	"init":                 Init,
	"absence":              Absence,
	"response":             Response,
	"chain-response":       ChainResponse,
	"precedence":           Precedence,
	"not-chain-succession": NotChainSuccession,
}

// Parse finds a template by the name it has in rule files.
func Parse(name string) (Template, error) {
	if t, ok := names[name]; ok {
		return t, nil
	}
	return 0, fmt.Errorf("unknown template %q, expected absence, chain-response, init, not-chain-succession, precedence or response", name)
}

// Unary tells whether the template has an activation and no target.
func (t Template) Unary() bool { return t == Init || t == Absence }

// Adjacent tells whether the template is about the event that comes next, so
// that every event in between matters.
func (t Template) Adjacent() bool {
	return t == Init || t == ChainResponse || t == NotChainSuccession
}

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
}

// Event is one event as an instance reads it.
type Event[A any] struct {
	Symbol Symbol
	// Ordinal grows from event to event.
	Ordinal int64
	// Pair holds the values that must be equal in activation and target.
	Pair string
	// Activation is kept where the event is an activation.
	Activation A
}

// Instance is the state of one constraint for one key value. The zero
// Instance is ready to use.
type Instance[A any] struct {
	pending []entry[A]
	// seen holds, by Pair, what a Precedence has met: the number of targets,
	// under one-to-one of those not used up; violated once and for all.
	seen map[string]int
	// decided tells that an Init can change no more.
	decided bool
}

// forGood in seen marks a Precedence that is violated: what follows for the
// pair is the same fault again.
const forGood = -1

type entry[A any] struct {
	activation A
	ordinal    int64
	pair       string
}

// Constraint is a template with its options.
type Constraint struct {
	Template Template
	// OneToOne lets a target serve one activation only, the oldest first.
	OneToOne bool
}

// Pending tells how many activations wait for their target.
func (in *Instance[A]) Pending() int { return len(in.pending) }

// Settled tells that the instance remembers nothing, so that a new one would do
// as well.
func (in *Instance[A]) Settled() bool {
	return len(in.pending) == 0 && len(in.seen) == 0 && !in.decided
}

// Step reads one event of the instance and calls out for every activation that
// it decides, oldest first.
func Step[A any](c Constraint, in *Instance[A], ev Event[A], out func(Outcome[A])) {
	switch c.Template {
	case Init:
		in.first(ev, out)
	case Absence:
		if ev.Symbol&When != 0 {
			out(Outcome[A]{Verdict: Violated, Activation: ev.Activation, AtEvent: true, Sure: true})
		}
	case Response:
		in.response(c, ev, out)
	case Precedence:
		in.precedence(c, ev, out)
	case ChainResponse:
		in.next(ev, out, Violated, Satisfied)
	case NotChainSuccession:
		in.next(ev, out, Satisfied, Violated)
	}
}

// End says that the trace is over: every activation that still waits is
// reported, oldest first, and the instance is empty afterwards. A template
// that only forbids is satisfied by the end.
func End[A any](c Constraint, in *Instance[A], out func(Outcome[A])) {
	oldest := make(map[string]int64) // the doubt that each pair's first has inherited
	for _, e := range in.pending {
		o := Outcome[A]{Verdict: Open, Activation: e.activation, Since: e.ordinal}
		if c.OneToOne {
			if first, ok := oldest[e.pair]; ok {
				o.Since = min(o.Since, first)
			} else {
				oldest[e.pair] = e.ordinal
			}
		}
		if c.Template == NotChainSuccession {
			o.Verdict, o.Sure = Satisfied, true
		}
		out(o)
	}
	*in = Instance[A]{}
}

func (in *Instance[A]) first(ev Event[A], out func(Outcome[A])) {
	if in.decided {
		return
	}
	in.decided = true
	o := Outcome[A]{Activation: ev.Activation, AtEvent: true, FromStart: true}
	if ev.Symbol&When == 0 {
		o.Verdict = Violated
	} else {
		o.Sure = true
	}
	out(o)
}

func (in *Instance[A]) response(c Constraint, ev Event[A], out func(Outcome[A])) {
	if ev.Symbol&Then != 0 {
		in.discharge(c, ev, out)
	}
	if ev.Symbol&When == 0 {
		return
	}
	if ev.Symbol&Then != 0 && !c.OneToOne {
		out(Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true})
		return
	}
	if !c.OneToOne {
		// Activations that any target discharges together share one fate: the
		// first stands for all.
		for _, e := range in.pending {
			if e.pair == ev.Pair {
				return
			}
		}
	}
	in.wait(ev)
}

// discharge satisfies the pending activations that the target answers. Under
// one-to-one a target that answers an activation behind which something is
// missing may have been the answer to a later one, so that those inherit the
// doubt.
func (in *Instance[A]) discharge(c Constraint, ev Event[A], out func(Outcome[A])) {
	if c.OneToOne && len(in.pending) > 0 && in.pending[0].pair == ev.Pair {
		// The common case, in constant time: the oldest is answered. The doubt
		// goes to the next, which hands it on when its turn comes.
		e := in.pending[0]
		in.pending[0] = entry[A]{}
		in.pending = in.pending[1:]
		for i := range in.pending {
			if next := &in.pending[i]; next.pair == e.pair {
				next.ordinal = min(next.ordinal, e.ordinal)
				break
			}
		}
		out(Outcome[A]{Activation: e.activation, AtEvent: true, Sure: true})
		return
	}
	kept := in.pending[:0]
	served, doubt := false, int64(0)
	for _, e := range in.pending {
		switch {
		case e.pair != ev.Pair:
		case !c.OneToOne || !served:
			served, doubt = true, e.ordinal
			out(Outcome[A]{Activation: e.activation, AtEvent: true, Sure: true})
			continue
		default:
			e.ordinal = min(e.ordinal, doubt)
		}
		kept = append(kept, e)
	}
	clear(in.pending[len(kept):])
	in.pending = kept
}

func (in *Instance[A]) precedence(c Constraint, ev Event[A], out func(Outcome[A])) {
	if c.OneToOne {
		// The target an event needs must come before it, so that one which
		// is both activation and target cannot serve itself.
		if ev.Symbol&When != 0 {
			o := Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true}
			if in.seen[ev.Pair] > 0 {
				in.use(ev.Pair)
			} else {
				o.Verdict, o.Sure, o.FromStart = Violated, false, true
			}
			out(o)
		}
		if ev.Symbol&Then != 0 {
			in.meet(ev.Pair)
		}
		return
	}
	if ev.Symbol&Then != 0 && in.seen[ev.Pair] == 0 {
		in.meet(ev.Pair)
	}
	if ev.Symbol&When == 0 || in.seen[ev.Pair] == forGood {
		return
	}
	o := Outcome[A]{Activation: ev.Activation, AtEvent: true, Sure: true}
	if in.seen[ev.Pair] == 0 {
		o.Verdict, o.Sure, o.FromStart = Violated, false, true
		in.meet(ev.Pair)
		in.seen[ev.Pair] = forGood
	}
	out(o)
}

// next decides the activation that waits for its neighbour: by is the verdict
// if the neighbour is no target, hit if it is.
func (in *Instance[A]) next(ev Event[A], out func(Outcome[A]), by, hit Verdict) {
	verdict := by
	if ev.Symbol&Then != 0 {
		verdict = hit
	}
	for _, e := range in.pending {
		out(Outcome[A]{
			Verdict: verdict, Activation: e.activation, AtEvent: true, Since: e.ordinal,
			// What is forbidden and was not seen may hide in any gap: that
			// alone is no reason to doubt.
			Sure: verdict == Satisfied && hit == Violated,
		})
	}
	clear(in.pending)
	in.pending = in.pending[:0]
	if ev.Symbol&When != 0 {
		in.wait(ev)
	}
}

func (in *Instance[A]) wait(ev Event[A]) {
	in.pending = append(in.pending, entry[A]{ev.Activation, ev.Ordinal, ev.Pair})
}

func (in *Instance[A]) meet(pair string) {
	if in.seen == nil {
		in.seen = make(map[string]int)
	}
	in.seen[pair]++
}

func (in *Instance[A]) use(pair string) {
	if in.seen[pair]--; in.seen[pair] == 0 {
		delete(in.seen, pair)
	}
}
