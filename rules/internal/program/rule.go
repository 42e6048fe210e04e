package program

// Rule is the part of a rule that the engine needs.
type Rule struct {
	Index    int // in Program.Rules
	ID, Name string
	// Title describes a violation in a few words.
	Title    string
	Severity Severity
	Source   Source
	// ByBasis: the severity is lowered if the basis of the violated fact is weak.
	ByBasis bool
	Hints   map[string]string
	Counts  string
	// FirstOnly: only the first finding of each key is reported. Once: one finding for each connection and direction.
	FirstOnly, Once bool
	// Subject is the part of the protocol that its findings are about, "" for the message of the finding. Message and
	// Missing are its sentences.
	Subject, Message, Missing string
	// Sentences are Message, Missing and Hints, parsed.
	Sentences struct {
		Message, Missing Phrase
		Hints            map[string]Phrase
	}
	Activate Activation
	YieldsTo []*Rule
	// Several: the rule has more than one constraint.
	Several bool
}
