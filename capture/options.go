// The interface of a capture: options, statistics, errors, notes and the receiver
// of units.

package capture

import (
	"fmt"
	"strconv"
	"time"

	"ivrcheck/capture/packet"
	"ivrcheck/capture/tcp"
	"ivrcheck/capture/textlog"
	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/gli"
	"ivrcheck/capture/transport/httpxml"
	"ivrcheck/capture/transport/plain"
	"ivrcheck/capture/transport/prefixed"
	"ivrcheck/trace"
)

// Options are the user's options for an input.
type Options struct {
	// Names are the protocol's names; without them no messages are found.
	Names trace.Names
	// Ports are the TCP ports that carry the protocol. If there are none,
	// connections are recognised by their content.
	Ports []uint16
	// Input overrides the detection of the file type: pcap, pcapng, gli or log.
	// Compression is detected in any case.
	Input string
	// Transport is the expected transport of the messages in a packet capture or raw stream.
	Transport Transport
	// MaxMessage is the length in bytes of the longest document accepted; 0
	// means 1 MiB. Only documents in a log can be longer.
	MaxMessage int
	// Waiting, if not nil, is called before a read of the input, which may block.
	// Like emit it runs in the goroutine of the reader.
	Waiting func()
	// Began, if not nil, is called with the time of the first packet of a packet
	// capture, before any unit is emitted.
	Began func(time.Time)
	// Tap, if not nil, sees the packets and bytes of connections.
	Tap *Tap
	// NotLog, if not nil, examines the beginning of a text. It returns the name of
	// the format if the text is not a log, empty for logs.
	NotLog func(head []byte) string
	// LogPattern, if not nil, describes the lines of a log.
	LogPattern *textlog.Pattern

	// records gets the packets of captures, which are then not decoded; nil for none.
	records *records
	// watcher follows the reading; nil for none.
	watcher *Watcher
	// protocols overrides the transports, for tests.
	protocols []transport.Protocol
}

// Tap sees the packets and bytes of the connections with one number.
type Tap struct {
	// Stream is Wireshark's tcp.stream or udp.stream.
	Stream int
	// Packet is called for each packet, after the units that it completed.
	Packet func(*TappedPacket)
	// Bytes is called for the bytes of a side in the order of its stream, before the units that
	// they complete; frames in c count through all files. Calls with the same of belong to one
	// connection. conn returns the Conn of its units, nil until it is recognised.
	Bytes func(of any, conn func() *trace.Conn, side int, c *trace.Chunk)
}

// TappedPacket is a packet that a Tap sees.
type TappedPacket struct {
	// Frame is its number in File, Number its number through all files.
	File          string
	Frame, Number int
	// Fragments are the numbers of all frames that carried it, nil if it was not fragmented.
	Fragments []int
	// Segment is the TCP segment, or the datagram if Datagram is set.
	Segment  *tcp.Segment
	Datagram bool
}

// Transport is the transport that the user expects.
type Transport = transport.Expected

const (
	AnyTransport = transport.ExpectAny
	OverGLI      = transport.ExpectGLI
	PlainXML     = transport.ExpectXML
)

// transports returns the transports in the order in which they recognise a
// stream: each one gets only the streams that all earlier ones reject.
func (o *Options) transports() []transport.Protocol {
	if o.protocols != nil {
		return o.protocols
	}
	g := o.gli()
	p := plain.New(o.Names, g)
	return []transport.Protocol{g, httpxml.New(o.Names, p, o.Transport), prefixed.New(o.Names, p, o.Transport), p}
}

// gli returns the GLI protocol with the transport that the user expects.
func (o *Options) gli() *gli.Protocol {
	g := gli.New(o.Names)
	g.Expected = o.Transport
	return g
}

// log returns the options of a log.
func (o *Options) log() textlog.Options {
	return textlog.Options{Names: o.Names, MaxMessage: o.MaxMessage, Pattern: o.LogPattern}
}

// Stats are the statistics of one input.
type Stats struct {
	Kind string // pcap, pcapng, gli or log; empty if not detected
	// Compression is gzip, zstd or empty.
	Compression string
	Bytes       int64 // read of the input, before decompression
	Packets     int   // of any kind
	Segments    int   // TCP segments
	Streams     int   // TCP connections, and UDP ones with messages, that begin in it
	GLIStreams  int   // connections that carry the protocol
	// Encrypted counts the connections on a port of Options.Ports that are TLS;
	// they are not among GLIStreams.
	Encrypted int
	// Seen is the content of the input besides messages; nil if unknown.
	Seen *Seen
	// GivenUp counts the connections that were evicted while open, because more
	// than 2048 were; each continues as one whose start was not seen.
	GivenUp int
	// Note is a remark for the user about the input, if any.
	Note string
}

// Seen describes the content of an input without messages.
type Seen struct {
	// Layers are the layers that are not read, with the numbers of packets.
	Layers map[packet.Layer]int
	// Ports counts connections with traffic by TCP port, Excluded those that
	// Options.Ports excludes, and Encrypted those with TLS.
	Ports, Excluded, Encrypted map[uint16]int
	// Roots are the names of the root elements of XML documents in a text.
	Roots []string
	// Encoding is the encoding of a text, if it is not supported; else empty.
	Encoding string
}

// NewSeen returns an empty Seen, to which others can be added.
func NewSeen() *Seen {
	return &Seen{Layers: map[packet.Layer]int{}, Ports: map[uint16]int{}, Excluded: map[uint16]int{}, Encrypted: map[uint16]int{}}
}

// Kinds of input, as Options.Input and Stats.Kind name them.
const (
	kindPcap   = "pcap"
	kindPcapng = "pcapng"
	kindGLI    = "gli"
	kindLog    = "log"
)

// InputError reports that an input could not be read at all or to its end.
type InputError struct {
	File string
	// Place is the last place read without damage, such as "packet 17"; empty if
	// there is none.
	Place string
	Err   error
	// Damaged: the content is damaged or cut. A Note with CAP001 was emitted for
	// each damage, and all that can be read before and after it.
	Damaged bool
}

func (e *InputError) Error() string {
	if e.Place == "" {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: after %s: %v", e.File, e.Place, e.Err)
}

func (e *InputError) Unwrap() error { return e.Err }

// ForeignError reports that an input has an unsupported format.
type ForeignError struct {
	// Name is the format, such as "a tar archive".
	Name string
	// why continues the sentence; do is the advice.
	why, do string
}

func (e *ForeignError) Error() string { return e.Name + e.why + "; " + e.do }

// damageNote returns the Note that reading stopped at a damage: the reason, the
// place before it, and the consequence (a hint of CAP001).
func damageNote(pos trace.Position, what, after, consequence string) *trace.Unit {
	return &trace.Unit{
		Kind: trace.Note, Pos: pos, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Faults: []trace.Fault{{Code: "CAP001", Hint: consequence, Args: trace.Args("what", what, "at", after)}},
	}
}

// recovered, when deferred, turns a panic, which hostile input may cause, into
// an error that names the part that cannot be read.
func recovered(what string, err *error) {
	if broken := recover(); broken != nil {
		*err = internalError(what, broken)
	}
}

func internalError(what string, broken any) error {
	return fmt.Errorf("%s (internal error: %v; please report it with the input)", what, broken)
}

// packetName returns the name of a packet for messages, empty for number 0.
func packetName(number int) string {
	if number == 0 {
		return ""
	}
	return "packet " + strconv.Itoa(number)
}

// sink receives the units. It counts connections and remembers an error of
// emit, to distinguish it from other errors.
type sink struct {
	emit   func(*trace.Unit) error
	err    error
	starts int
	// documents counts the units with a document.
	documents int
	watcher   *Watcher // nil for none
}

func (k *sink) unit(u *trace.Unit) error {
	switch u.Kind {
	case trace.Start:
		k.starts++
	case trace.Document:
		k.documents++
	}
	if k.err == nil && k.watcher != nil && k.watcher.Unit != nil {
		k.watcher.Unit(u)
	}
	if k.err == nil {
		k.err = k.emit(u)
	}
	return k.err
}
