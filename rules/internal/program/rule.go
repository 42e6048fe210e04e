package program

// Rule is what the engine needs of a rule.
type Rule struct {
	// Index is its place in the rule file, from 0.
	Index    int
	ID, Name string
	Severity Severity
	Source   Source
	// ByBasis tells that the severity goes down with the basis of the fact that is broken.
	ByBasis bool
	Hints   map[string]string
	Counts  string
	// Subject is the part of the protocol that its findings are about, "" where the
	// messages tell; message and missing are the sentences of its findings.
	Subject, Message, Missing string
	// Sentences are Message, Missing and Hints, parsed.
	Sentences struct {
		Message, Missing Phrase
		Hints            map[string]Phrase
	}
	Activate Activation
	YieldsTo []*Rule
}
