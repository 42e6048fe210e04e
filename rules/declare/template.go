package declare

// Template is a Declare template: its meaning, and its words.
type Template struct {
	// Name is the one in rule files.
	Name string
	// Text is what the template demands, in the words of a rule file: `when`
	// activates, `then` is the target. All applies to each key in one connection.
	Text string
	// Formula is the meaning in linear temporal logic on finite traces: a is
	// the activation, b the target; U is until, W the weak one; Xw is the next
	// that also holds at the end. The tests evaluate it.
	Formula string
	// Message and Missing are the sentences of a finding of a rule that has
	// none of its own: at the message that violates the rule, and where
	// something did not come. {when}, {then} and {within} are replaced by the rule's
	// parts, the other placeholders are those of any rule.
	Message, Missing string

	// Unary: there is no target.
	Unary bool
	// Adjacent: it is about the event that comes first or next, so that every
	// event in between matters.
	Adjacent bool
	// Forbids: it only forbids something.
	Forbids bool
	// Awaits: the target follows its activation, so that it may be late.
	Awaits bool
	// Both: the target activates the template as well.
	Both bool
	// Precedes: the target comes before its activation.
	Precedes bool
	// LooksBack: it is about the event just before, so that any event has to be
	// remembered.
	LooksBack bool

	// arms together are the template; the second of two is swapped.
	arms []arm
	// starts says, by symbol, whether Step changes a new instance, or decides
	// something. That is the same for one-to-one.
	starts [symbols]bool
	// Waits reports whether an activation may wait for a later event.
	Waits bool
}

// arm is one half of a template that has two, or all of one that has not.
type arm struct {
	automaton
	// swapped exchanges activation and target.
	swapped bool
}

// automaton is the meaning of an arm.
type automaton struct {
	// read reads an event.
	read func(*Runner)
	// end changes the outcome of an activation that still waits at the end, or
	// where the instance is dropped; nil leaves it Open.
	end func(*state, *Outcome)
	// matters reports whether the state, if it is dropped, may change a later
	// verdict; nil: unless it is settled.
	matters func(*state) bool
}

// First reports whether the template is about the first event of the key.
func (t *Template) First() bool { return t.Unary && t.Adjacent }

// InPairs reports whether activations and targets with different pairs have
// nothing to do with each other, so that each pair has an instance of its own.
func (t *Template) InPairs() bool { return !t.Unary && !t.Adjacent }

// Doubts reports whether an event that may not be what it seems can be read: it violates the
// constraint at once, or what it begins can only be violated.
func (t *Template) Doubts() bool { return t.Forbids || t.Precedes }

// Demands reports whether an activation that waits is Open at the end.
func (t *Template) Demands() bool { return !t.Forbids && !t.First() }

func (t *Template) String() string { return t.Name }

// kept is the end of what only forbids: nothing violated it, or that was reported.
func kept(s *state, o *Outcome) {
	if o.Verdict, o.Sure, o.Forgotten = Satisfied, true, false; s.is(refused) {
		o.Verdict = Dropped
	}
}

// fromStart is the end of what may have come before anything was seen.
func fromStart(_ *state, o *Outcome) { o.FromStart = true }

// never is for automata that report all that waits when they are dropped, and
// then begin again.
func never(*state) bool { return false }
