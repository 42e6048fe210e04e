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
	// Forgotten tells that the instance has forgotten something that may have
	// made the verdict another; Sure then says nothing.
	Forgotten bool
	// Swapped tells that the activation is the target of the template, as in
	// the second half of a succession.
	Swapped bool
}

// Event is one event as an instance reads it.
type Event[A any] struct {
	Symbol Symbol
	// Ordinal grows from event to event, from 1 on.
	Ordinal int64
	// Pair holds the values that must be equal in activation and target. It
	// matters to adjacent templates only: for all others each pair has an
	// instance of its own (Template.InPairs).
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

// Instance is the state of one constraint for one key value, and one pair
// where the template is in pairs. The zero Instance is ready to use; it holds
// one activation at most, but for those of one-to-one, which queue.
type Instance[A any] struct {
	half[A]
	second *half[A] // of a template with two arms
}

// Revived gives an instance for a key of which an earlier one, that was to be
// remembered, has been forgotten.
func Revived[A any](c Constraint) Instance[A] {
	in := Instance[A]{half: half[A]{marks: unknown}}
	if len(arms[c.Template]) > 1 {
		in.second = &half[A]{marks: unknown}
	}
	return in
}

func (in *Instance[A]) arm(i int) *half[A] {
	if i == 0 {
		return &in.half
	}
	if in.second == nil {
		in.second = new(half[A])
	}
	return in.second
}

// Waiting tells how many activations wait for their target.
func (in *Instance[A]) Waiting() int {
	n := in.half.queued()
	if in.second != nil {
		n += in.second.queued()
	}
	return n
}

// Newest gives access to the activation that one arm, 0 or 1, began to wait with
// last; nil if none waits.
func (in *Instance[A]) Newest(arm int) *A {
	h := &in.half
	if arm > 0 {
		if h = in.second; h == nil {
			return nil
		}
	}
	switch {
	case !h.is(waiting):
		return nil
	case len(h.rest()) > 0:
		return &h.rest()[len(h.rest())-1].activation
	}
	return &h.oldest.activation
}

// Room is how much the instance holds beyond what every instance does: the
// activations in its queues, and the bytes of its pairs.
func (in *Instance[A]) Room() (queued, pair int) {
	queued, pair = in.half.room()
	if in.second != nil {
		q, p := in.second.room()
		queued, pair = queued+q, pair+p
	}
	return queued, pair
}

// Settled tells that the instance remembers nothing, so that a new one would do
// as well.
func (in *Instance[A]) Settled() bool {
	return in.half.settled() && (in.second == nil || in.second.settled())
}

// Over tells that no event decides anything any more.
func (in *Instance[A]) Over(c Constraint) bool { return c.Template.Unary() && in.half.is(done) }

// Step reads one event of the instance and calls out for every activation that
// it decides, oldest first.
func Step[A any](c Constraint, in *Instance[A], ev *Event[A], out func(Outcome[A])) {
	is := arms[c.Template]
	in.half.step(is[0], c.OneToOne, ev, out)
	if len(is) > 1 { // the other half, the other way round
		own := *ev
		own.Symbol = swapped(ev.Symbol)
		in.arm(1).step(is[1], c.OneToOne, &own, out)
	}
}

// Starts tells whether the symbol is anything to a new instance: of one that it
// leaves as it was, and brings to say nothing, there is no need.
func (c Constraint) Starts(s Symbol) bool { return starts[c.Template][oneIf(c.OneToOne)][s] }

// starts holds, by template, whether it is one-to-one, and symbol, what Step does to
// a new instance.
var starts = func() (all [NotChainSuccession + 1][2][1 << 3]bool) {
	for t := range templates {
		for oneToOne := range all[t] {
			for s := range all[t][oneToOne] {
				in, said := Instance[int]{}, false
				Step(Constraint{t, oneToOne > 0}, &in, &Event[int]{Symbol: Symbol(s), Ordinal: 1}, func(Outcome[int]) { said = true })
				all[t][oneToOne][s] = said || !in.Settled()
			}
		}
	}
	return all
}()

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

func swapped(s Symbol) Symbol {
	return s&Among | s&When<<1 | s&Then>>1
}

// End says that the trace is over: every activation that still waits is
// reported, oldest first, and the instance is empty afterwards. What only
// forbids is satisfied by the end.
func End[A any](c Constraint, in *Instance[A], out func(Outcome[A])) {
	for i, a := range arms[c.Template] {
		in.arm(i).end(a, c.OneToOne, false, out)
	}
	*in = Instance[A]{}
}

// Forget gives the instance up before the trace is over: every activation that
// demands something and still waits is reported as Open and Forgotten. What
// only forbids is satisfied for now. The instance is empty afterwards. If
// remember is true, an event of its key that comes later must find a Revived
// one, whose outcomes say where what is forgotten may have mattered.
func Forget[A any](c Constraint, in *Instance[A], out func(Outcome[A])) (remember bool) {
	for i, a := range arms[c.Template] {
		h := in.arm(i)
		remember = remember || h.matters(a.kind)
		h.end(a, c.OneToOne, true, out)
	}
	*in = Instance[A]{}
	return remember
}

// GiveUp reports the oldest activation of a queue as Open and Forgotten. The
// target that comes next is still taken for its own.
func GiveUp[A any](c Constraint, in *Instance[A], out func(Outcome[A])) {
	for i, a := range arms[c.Template] {
		h := in.arm(i)
		if len(h.rest()) == 0 {
			continue
		}
		e := h.pop()
		h.aside().givenUp++
		out(Outcome[A]{Verdict: Open, Activation: e.activation, Since: e.ordinal, Swapped: a.swap, Forgotten: true})
	}
}
