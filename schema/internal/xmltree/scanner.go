package xmltree

// Documents beyond these limits are left to libxml2. The limits are well below those of libxml2 and BeyondLimit.
const (
	plainDepth      = 64
	plainAttributes = 32 // of one element
	plainNameBytes  = 255
)

// MostBytes is the maximum size of a document for the scanner.
const MostBytes = 1 << 20

const arenaBytes = 16 << 10

// A Scanner reads plain documents one after the other. It is not safe for concurrent use. The names and values that it
// returns are those of the table, views of the body, or, if references, line ends or the encoding change the text,
// views of an arena, which is never overwritten.
type Scanner struct {
	// Prologue is that of the last document. Fault means that its encoding is not the declared one.
	Prologue Prologue
	Fault    *EncodingFault

	names *Names
	nodes []Node
	// arena has the values that are not views of the body. Those of this document start at own. A full arena is
	// replaced.
	arena []byte
	own   int
	body  []byte
	// labels are declared encodings, and whether there is a converter.
	labels map[string]bool
	// high reports that a byte above ASCII was read, so reading and Fault are set.
	high       bool
	transcoded bool
	reading    Reading

	depth int
	open  [plainDepth]int32 // nodes of the open elements
}

// NewScanner returns a Scanner that numbers names by a table.
func NewScanner(names *Names) *Scanner { return &Scanner{names: names} }

// Begin prepares for Resolve of a document. Scan does so, too.
func (s *Scanner) Begin(body []byte, transcoded bool) {
	if s.own = len(s.arena); cap(s.arena)-s.own < arenaBytes/4 || cap(s.arena) > 4*arenaBytes {
		s.arena, s.own = make([]byte, 0, arenaBytes), 0
	}
	s.body, s.transcoded, s.depth = body, transcoded, 0
	s.high, s.reading, s.Fault, s.Prologue = false, Reading{}, nil, Prologue{}
}
