package trace

// Names are the names by which documents of the protocol are recognised in text.
// The message catalogue has them; the program hands them to capture.
type Names struct {
	// Root is the name of the root element and of the document type.
	Root string
	// Login is the name of the message that begins a session.
	Login string
}
