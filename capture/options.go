// What goes in and comes out: options, numbers, errors, notes and the receiver of
// units.

package capture

import (
	"fmt"
	"strconv"
	"time"

	"ivrcheck/capture/textlog"
	"ivrcheck/capture/transport"
	"ivrcheck/capture/transport/gli"
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
	// MaxMessage is the length in bytes of the longest document accepted; 0
	// means 1 MiB. Only documents in a log can be longer.
	MaxMessage int
	// Waiting, if not nil, is called before a read of the input, which may block.
	// Like emit it runs in the goroutine of the reader.
	Waiting func()
	// Began, if not nil, is called with the time of the first packet of a packet
	// capture, before any unit is emitted.
	Began func(time.Time)
	// LogPattern, if not nil, describes the lines of a log.
	LogPattern *textlog.Pattern

	// protocols overrides the transports, for tests.
	protocols []transport.Protocol
}

// transports returns the transports in the order in which they recognise a
// stream: a later one gets only what the earlier ones reject.
func (o *Options) transports() []transport.Protocol {
	if o.protocols != nil {
		return o.protocols
	}
	return []transport.Protocol{gli.New(o.Names)}
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
	Streams     int   // TCP connections that begin in it
	GLIStreams  int   // connections that carry the protocol
	// Encrypted counts the connections on a port of Options.Ports that are TLS;
	// they are not among GLIStreams.
	Encrypted int
	// Unsupported is the first link type that cannot be decoded, such as "USB";
	// empty for none. Packets counts its packets.
	Unsupported string
	// GivenUp counts the connections that were evicted while they were open,
	// because more than 2048 were; each continues as one whose start was not
	// seen.
	GivenUp int
}

// Kinds of input, as Options.Input and Stats.Kind name them.
const (
	kindPcap   = "pcap"
	kindPcapng = "pcapng"
	kindGLI    = "gli"
	kindLog    = "log"
)

// InputError says that an input could not be read, or not to its end.
type InputError struct {
	File string
	// Place is the last place read without damage: "packet 17"; empty if there
	// is none.
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

// damageNote returns the Note that an input cannot be read on: why, after which
// place, and the consequence (a hint of CAP001).
func damageNote(pos trace.Position, what, after, consequence string) *trace.Unit {
	return &trace.Unit{
		Kind: trace.Note, Pos: pos, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Faults: []trace.Fault{{Code: "CAP001", Hint: consequence, Args: trace.Args("what", what, "at", after)}},
	}
}

// recovered, deferred, turns a panic, which hostile input may cause, into an
// error that says what cannot be read.
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
}

func (k *sink) unit(u *trace.Unit) error {
	if u.Kind == trace.Start {
		k.starts++
	}
	if k.err == nil {
		k.err = k.emit(u)
	}
	return k.err
}
