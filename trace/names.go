package trace

// Names are the names by which documents of the protocol are recognised in text.
// They come from the message catalogue; the program passes them to capture.
type Names struct {
	// Root is the name of the root element and of the document type.
	Root string
	// Login is the name of the message that begins a session.
	Login string
	// CallID is the name of the element before the message in the envelope.
	CallID string
	// Bare are the names of the messages, which may come without the envelope. Case is
	// ignored, except for common words.
	Bare map[string]Bare
	// Subtypes are elements that are messages by themselves if they have the
	// attribute AloneWith and no child elements. Case is ignored in both.
	Subtypes  []string
	AloneWith string
}

// Bare classifies an element outside of the envelope by its name.
type Bare uint8

const (
	NotBare Bare = iota
	// BareMessage: a message.
	BareMessage
	// BareCommonWord: a message if the input contains another one.
	BareCommonWord
	// BareSubtype: a subtype of a message.
	BareSubtype
)
