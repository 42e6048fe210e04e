// The interface of a capture: options, numbers, errors, notes and the receiver of
// units.

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

// Options are what the user may say about an input.
type Options struct {
	// Names are the protocol's names; without them no message is found.
	Names trace.Names
	// Ports are the TCP ports that carry the protocol. If there are none,
	// connections are recognised by their content.
	Ports []uint16
	// Input overrides the detection of the file type: pcap, pcapng, gli or log.
	// Compression is detected in any case.
	Input string
	// Transport is what carries the messages of a packet capture or raw stream.
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
	// Tap, if not nil, sees what connections are made of.
	Tap *Tap
	// NotLog, if not nil, returns the name of the format of a text that is no log, by
	// its beginning; empty for logs.
	NotLog func(head []byte) string
	// LogPattern, if not nil, describes the lines of a log.
	LogPattern *textlog.Pattern

	// records gets the packets of captures, which are not decoded then; nil for none.
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
	// they complete; frames in c count through all files. Calls with the same of are of one
	// connection; conn returns what its units have, nil as long as it is not recognised.
	Bytes func(of any, conn func() *trace.Conn, side int, c *trace.Chunk)
}

// TappedPacket is a packet that a Tap sees.
type TappedPacket struct {
	// Frame is its number in File, Number that through all files.
	File          string
	Frame, Number int
	// Fragments are the numbers of all frames that carried it, nil if it is one.
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
// stream: a later one gets only what the earlier ones reject.
func (o *Options) transports() []transport.Protocol {
	if o.protocols != nil {
		return o.protocols
	}
	g := o.gli()
	p := plain.New(o.Names, g)
	return []transport.Protocol{g, httpxml.New(o.Names, p, o.Transport), prefixed.New(o.Names, p, o.Transport), p}
}

// gli returns GLI as the user expects it.
func (o *Options) gli() *gli.Protocol {
	g := gli.New(o.Names)
	g.Expected = o.Transport
	return g
}

// log returns the options for a log.
func (o *Options) log() textlog.Options {
	return textlog.Options{Names: o.Names, MaxMessage: o.MaxMessage, Pattern: o.LogPattern}
}

// Stats are the numbers of one input.
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
	// Seen is what the input contains besides messages; nil if that is not known.
	Seen *Seen
	// GivenUp counts the connections that were evicted while they were open,
	// because more than 2048 were; each continues as one whose start was not
	// seen.
	GivenUp int
	// Note is what the user should know about the input, if anything.
	Note string
}

// Seen is what an input without a message contains instead.
type Seen struct {
	// Layers are the layers that are not read, with the numbers of packets.
	Layers map[packet.Layer]int
	// Ports are the TCP ports with traffic, with the numbers of connections;
	// Excluded those that Options.Ports excludes; Encrypted those with TLS.
	Ports, Excluded, Encrypted map[uint16]int
	// Roots are the names of the root elements of XML documents in a text.
	Roots []string
	// Encoding is that of a text that is not read, empty for none.
	Encoding string
}

// NewSeen returns a Seen to which others are added.
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

// InputError reports that an input could not be read, or not to its end.
type InputError struct {
	File string
	// Place is the last place read without damage: "packet 17"; empty if there
	// is not one.
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

// ForeignError reports that an input is of a format that is not read.
type ForeignError struct {
	// Name is the format, such as "a tar archive".
	Name string
	// why continues the sentence, do is what to do.
	why, do string
}

func (e *ForeignError) Error() string { return e.Name + e.why + "; " + e.do }

// damageNote returns the Note that an input cannot be read on: why, after which
// place, and the consequence (a hint of CAP001).
func damageNote(pos trace.Position, what, after, consequence string) *trace.Unit {
	return &trace.Unit{
		Kind: trace.Note, Pos: pos, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Faults: []trace.Fault{{Code: "CAP001", Hint: consequence, Args: trace.Args("what", what, "at", after)}},
	}
}

// recovered, deferred, turns a panic, which hostile input may cause, into an
// error that names what cannot be read.
func recovered(what string, err *error) {
	if broken := recover(); broken != nil {
		*err = internalError(what, broken)
	}
}

func internalError(what string, broken any) error {
	return fmt.Errorf("%s (internal error: %v; please report it with the input)", what, broken)
}

// packetName is the name of a packet for the user, empty for number 0.
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
