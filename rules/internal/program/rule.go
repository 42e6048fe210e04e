package program

// Rule is what the engine needs of a rule.
type Rule struct {
	Index    int // in Program.Rules
	ID, Name string
	// Title is what a violation is, in a few words.
	Title    string
	Severity Severity
	Source   Source
	// ByBasis: the severity goes down with the basis of the violated fact.
	ByBasis bool
	Hints   map[string]string
	Counts  string
	// FirstOnly: the first of each key is reported. Once: it is reported once for each connection and direction.
	FirstOnly, Once bool
	// Subject is the part of the protocol that its findings are about, "" for their
	// message. Message and Missing are the sentences of its findings.
	Subject, Message, Missing string
	// Sentences are Message, Missing and Hints, parsed.
	Sentences struct {
		Message, Missing Phrase
		Hints            map[string]Phrase
	}
	Activate Activation
	YieldsTo []*Rule
	// Several: it has more than one constraint.
	Several bool
}
