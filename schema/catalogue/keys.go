package catalogue

// The keys of a catalogue's entries, for errors about unknown keys and for the JSON schema of editors.

// Schema is the value of the key schema in a catalogue file.
const Schema = "ivrcheck/catalogue/v1"

var (
	groups = []string{"general", "routing", "call-treatment", "external-routing", "transfer", "call-information", "statistics", "user-data", "outbound"}
	sides  = []string{"ivr", "server", "both"}
	forms  = []string{FormAttribute, FormElement, FormEither, FormStruct, FormNodes, FormUnknown}
	bases  = []string{"documented", "implementations", "inferred"}
	// formats are the values of Format.
	formats = []string{FormatNumber, FormatPositive, FormatKeyList}
	roles   = []string{"port"}
)

// Key is a key of an entry.
type Key struct {
	Name string
	// Kind is text, flag, texts (a list), one-of (Values), source (a separate mapping), or parameters (more entries).
	Kind   string
	Values []string
	Doc    string
}

// Groups lists the groups of messages.
func Groups() []string { return groups }

// Senders lists the possible senders of a message.
func Senders() []string { return sides }

// Bases lists the possible bases of a fact.
func Bases() []string { return bases }

// MessageKeys lists the keys of a message.
func MessageKeys() []Key {
	return []Key{
		{Name: "group", Kind: "one-of", Values: groups, Doc: "The group that it belongs to."},
		{Name: "from", Kind: "one-of", Values: sides, Doc: "Who sends it."},
		{Name: "names-only", Kind: "flag", Doc: "The message is recognised, and nothing in it is judged."},
		{Name: "unverified", Kind: "flag", Doc: "Even name and sender are not certain, so nothing is reported about it."},
		{Name: "open", Kind: "flag", Doc: "It may have other parameters than those that are listed."},
		{Name: "correlation", Kind: "text", Doc: "The parameter that pairs a request with its answer."},
		{Name: "subtypes", Kind: "texts", Doc: "The parameters of which exactly one must be there."},
		{Name: "alone-with", Kind: "text", Doc: "A subtype without envelope and message is this message if it has this parameter."},
		{Name: "common-word", Kind: "flag", Doc: "Without the envelope it counts only beside another message: its name is a common word."},
		{Name: "text", Kind: "text", Doc: "What the message is for."},
		{Name: "source", Kind: "source", Doc: "Where it is described."},
		{Name: "parameters", Kind: "parameters", Doc: "Its parameters by name."},
	}
}

// ParameterKeys lists the keys of a parameter.
func ParameterKeys() []Key {
	return []Key{
		{Name: "form", Kind: "one-of", Values: forms, Doc: "Its form in XML."},
		{Name: "form-basis", Kind: "one-of", Values: bases, Doc: "How well the form is known."},
		{Name: "form-firm", Kind: "flag", Doc: "All implementations agree about the form: another one keeps the severity of MSG007."},
		{Name: "values-basis", Kind: "one-of", Values: bases, Doc: "How well the values are known."},
		{Name: "required", Kind: "flag", Doc: "It has to be there, and not empty."},
		{Name: "forbidden-with", Kind: "texts", Doc: "Subtypes of the message with which it must not stand."},
		{Name: "values", Kind: "texts", Doc: "All values that it may have."},
		{Name: "sent-by-both", Kind: "texts", Doc: "Values with which the other side may send the message, too."},
		{Name: "format", Kind: "one-of", Values: formats, Doc: "What its value looks like."},
		{Name: "aliases", Kind: "texts", Doc: "Other spellings that are accepted."},
		{Name: "example-lacks", Kind: "flag", Doc: "The example of the source lacks it, though it is required."},
		{Name: "since", Kind: "text", Doc: "The version of the protocol that brought it, such as 3.0."},
		{Name: "private", Kind: "flag", Doc: "Its value may be personal, and is masked."},
		{Name: "role", Kind: "one-of", Values: roles, Doc: "port: it names the port of the IVR."},
		{Name: "text", Kind: "text", Doc: "What it says."},
		{Name: "basis", Kind: "one-of", Values: bases, Doc: "How well it is known; default: documented."},
		{Name: "source", Kind: "source", Doc: "Where it is described."},
		{Name: "parameters", Kind: "parameters", Doc: "Its contents, for form: struct."},
	}
}

// SourceKeys lists the keys of a source.
func SourceKeys() []Key {
	return []Key{
		{Name: "document", Kind: "text", Doc: "The document."},
		{Name: "section", Kind: "text", Doc: "The place in the document."},
		{Name: "basis", Kind: "one-of", Values: bases, Doc: "How well it is known."},
	}
}
