package trace

// Names are the names by which documents of the protocol are recognised in text.
// The message catalogue has them; the program passes them to capture.
type Names struct {
	// Root is the name of the root element and of the document type.
	Root string
	// Login is the name of the message that begins a session.
	Login string
	// CallID is the name of the element before the message in the envelope.
	CallID string
	// Bare are the names of the messages, which may come without the envelope; all but
	// common words in any case.
	Bare map[string]Bare
	// Subtypes are elements that are a message by themselves, in any case, if they
	// have the attribute AloneWith, in any case, and no elements in them.
	Subtypes  []string
	AloneWith string
}

// Bare describes what an element without the envelope is, by its name.
type Bare uint8

const (
	NotBare Bare = iota
	// BareMessage: a message.
	BareMessage
	// BareCommonWord: a message if there is another one in the input.
	BareCommonWord
	// BareSubtype: a subtype of a message.
	BareSubtype
)
