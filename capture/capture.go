// Package capture reads one input, whatever it is, and reports what was seen in
// it, where and when.
//
// In: the bytes of a pcap or pcapng file, of a raw GLI stream or of a text log,
// maybe compressed; the file type is detected from the content. Out: trace
// units, in the order in which the receiver had them whole: for each connection
// that carries the protocol its start, the XML documents and other frames, what
// is missing, and its end. What the XML means is not known here.
//
// The bytes of a capture go through these packages: window (the input),
// container (packets), packet (TCP segments), tcp (byte streams) and transport
// (units). A log goes through textlog.
//
// Files, from the entry point down: set.go, capture.go, detect.go, compression.go,
// ahead.go, raw.go, packets.go, stream.go, recognise.go, place.go, errors.go.
package capture

import (
	"context"
	"errors"
	"io"
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

// Read reads one input to its end and calls emit for each unit, in the order in
// which the receiver had it whole. The Unit and its Body are valid until emit
// returns.
//
// An error of emit ends Read and is returned unchanged, as is that of ctx; every
// other error is an *InputError. The Stats are valid in any case, as far as Read
// came.
func Read(ctx context.Context, name string, r io.Reader, opt Options, emit func(*trace.Unit) error) (Stats, error) {
	rd := newReading(ctx, opt, emit)
	var stats Stats
	err := rd.input(name, r, &stats)
	return stats, rd.close(err)
}

// reading is the reading of one input, or of several that are one capture.
type reading struct {
	ctx     context.Context
	opt     Options
	sink    *sink
	packets *packets // of all packet captures; nil before the first
}

func newReading(ctx context.Context, opt Options, emit func(*trace.Unit) error) *reading {
	return &reading{ctx: ctx, opt: opt, sink: &sink{emit: emit}}
}

// input reads the next input. The connections of packet captures stay open;
// what is found about them later still counts in stats.
func (rd *reading) input(name string, r io.Reader, stats *Stats) error {
	in, err := open(rd.ctx, r, &rd.opt)
	defer func() { stats.Bytes = in.close() }()
	if err != nil {
		return rd.failure(name, in, err)
	}
	stats.Kind, stats.Compression = in.kind, in.compression
	starts := rd.sink.starts
	switch in.kind {
	case kindPcap, kindPcapng:
		if rd.packets == nil {
			rd.packets = newPackets(&rd.opt, rd.sink)
		}
		err = rd.packets.read(rd.ctx, name, in.content, stats)
	case kindGLI:
		err = readRaw(rd.ctx, name, in.content, rd.opt.transports()[0], rd.sink.unit)
		stats.GLIStreams = rd.sink.starts - starts
	case kindLog:
		_, err = textlog.Read(rd.ctx, name, in.content, rd.opt.log(), rd.sink.unit)
		stats.GLIStreams = rd.sink.starts - starts
	}
	return rd.failure(name, in, err)
}

// close ends the open connections. err is the error that ended the reading.
func (rd *reading) close(err error) error {
	if rd.packets == nil || err != nil && !errors.As(err, new(*InputError)) {
		return err
	}
	if e := rd.packets.table.Flush(); e != nil {
		return e
	}
	return err
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
