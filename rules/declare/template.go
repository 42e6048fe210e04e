package declare

// Template is a Declare template: its meaning and its sentences.
type Template struct {
	// Name is the name in rule files.
	Name string
	// Text describes the demand, in the terms of a rule file: `when` is the activation, `then` the target. All applies
	// to each key in one connection.
	Text string
	// Formula is the meaning in linear temporal logic on finite traces: a is the activation, b the target; U is until,
	// W weak until; Xw is weak next, which also holds at the end. The tests evaluate it.
	Formula string
	// Message and Missing are the default sentences of a rule's findings: at the message that violates the rule, and
	// where a target is missing. {when}, {then} and {within} are replaced by the rule's parts. The other placeholders
	// are those of any rule.
	Message, Missing string

	// Unary: there is no target.
	Unary bool
	// Adjacent: it is about the first or the next event, so every event in between matters.
	Adjacent bool
	// Forbids: it forbids something and demands nothing.
	Forbids bool
	// Awaits: the target follows its activation, so that it may be late.
	Awaits bool
	// Both: the target activates the template as well.
	Both bool
	// Precedes: the target comes before its activation.
	Precedes bool
	// LooksBack: it is about the previous event, so every event has to be remembered.
	LooksBack bool

	// arms are the parts of the template. The second of two is swapped.
	arms []arm
	// starts reports, by symbol, whether Step changes a new instance or decides something. one-to-one makes no
	// difference.
	starts [symbols]bool
	// Waits reports whether an activation may wait for a later event.
	Waits bool
}

// arm is one half of a template with two arms, or the whole of another.
type arm struct {
	automaton
	// swapped exchanges activation and target.
	swapped bool
}

// automaton is the meaning of an arm.
type automaton struct {
	// read reads an event.
	read func(*Runner)
	// end changes the outcome of an activation that waits when the trace ends or the instance is dropped. nil leaves it
	// Open.
	end func(*state, *Outcome)
	// matters reports whether dropping the state may change a later verdict. nil means unless it is settled.
	matters func(*state) bool
}

// First reports whether the template is about the first event of the key.
func (t *Template) First() bool { return t.Unary && t.Adjacent }

// InPairs reports whether activations and targets with different pairs are independent, so that each pair has its own
// instance.
func (t *Template) InPairs() bool { return !t.Unary && !t.Adjacent }

// Doubts reports whether the template reads events whose meaning is uncertain: such an event violates the constraint at
// once, or the activation that it begins can only be violated.
func (t *Template) Doubts() bool { return t.Forbids || t.Precedes }

// Demands reports whether a waiting activation is Open at the end.
func (t *Template) Demands() bool { return !t.Forbids && !t.First() }

func (t *Template) String() string { return t.Name }

// kept is the end function of templates that only forbid: no violation, or it was already reported.
func kept(s *state, o *Outcome) {
	if o.Verdict, o.Sure, o.Forgotten = Satisfied, true, false; s.is(refused) {
		o.Verdict = Dropped
	}
}

// fromStart is the end function where the target may have come before the first captured event.
func fromStart(_ *state, o *Outcome) { o.FromStart = true }

// never is for automata that report all waiting activations when they are dropped, and then start again.
func never(*state) bool { return false }
