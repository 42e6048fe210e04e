// Package gli implements GLI framing as a transport.
//
// GLI has no checksum and no magic number, and real drivers write wrong lengths. So a length is
// accepted only if the bytes agree: the body ends with the root's end tag, or the next header
// follows it. Otherwise the real end is searched for, so that a wrong length causes one finding
// but loses no message.
//
// Files, from the entry point down: step.go, headerless.go, cut.go, ending.go, header.go,
// framer.go.
package gli

import (
	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// Protocol implements transport.Protocol.
type Protocol struct {
	docs *transport.Documents
	// Expected is the transport that the user expects.
	Expected transport.Expected
}

// New returns the protocol for documents with the names.
func New(names trace.Names) *Protocol {
	return &Protocol{docs: transport.NewDocuments(names)}
}

// NewFramer implements transport.Protocol.
func (p *Protocol) NewFramer(cfg transport.Config) transport.Framer { return p.newFramer(cfg) }

// NewHeaderless returns a Framer for a direction that was recognised by a message
// without a header. It accepts GLI frames as well.
func (p *Protocol) NewHeaderless(cfg transport.Config) transport.Framer {
	f := p.newFramer(cfg)
	f.bare = true
	return f
}

func (p *Protocol) newFramer(cfg transport.Config) *framer {
	f := &framer{Protocol: p, known: standard}
	f.Init(cfg, f)
	return f
}

// framer implements transport.Cutter.
type framer struct {
	transport.Framing
	*Protocol
	scan     scan
	sections transport.Sections

	// Facts about this sender from its earlier frames: the constants that it
	// writes, the way in which its lengths are wrong (a hint of GLI003), and
	// whether it writes XML without headers.
	known     constants
	lengthBug string
	bare      bool
	// headers: the sender has written a header.
	headers bool
	// unpaired is the offset in the stream before which no pair of documents without headers begins.
	unpaired int64
	// reported: the fault of missing headers was reported, once for all messages so far.
	reported bool
	// wrapper is the name of the element around messages without headers, or nil.
	wrapper []byte
	element elementAt
}

// constants are the fixed bytes of a header: reserved, version, application.
type constants [3]byte

var standard = constants{0, 2, 0}

func constantsOf(b []byte) constants { return constants{b[0], b[4], b[5]} }

// wrong counts the constants that differ from the standard.
func (c constants) wrong() (n int) {
	for i := range c {
		if c[i] != standard[i] {
			n++
		}
	}
	return n
}

// scan is the progress of the search for the end of the current message, so that
// no byte is examined repeatedly while a message arrives in pieces.
type scan struct {
	// pos is the offset in the stream of the message.
	pos int64
	// from is where to continue; all candidates before it are ruled out.
	from int
	// refuted: the end according to the length is not the end.
	refuted bool
	// tag is the start of the last end tag examined, and close the end of the
	// white space after its name, as far as it has arrived.
	tag, close int
	// trailing is the end of the NUL and white space after the current end tag, as
	// far as they have arrived.
	trailing int
}

// elementAt is the progress of the search for the end of the document at pos.
type elementAt struct {
	pos int64
	transport.Element
}
