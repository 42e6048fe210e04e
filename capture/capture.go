// Package capture reads one input, whatever it is, and says what was seen in
// it, where and when.
//
// What flows in: the bytes of a pcap or pcapng file, of a raw GLI stream or of
// a text log; which of them it is, is told by its content. What flows out:
// trace units, in the order in which the receiver had them whole: the XML
// documents and other frames of each GLI connection, between its start and its
// end, and what is missing. What the XML means is not known here.
package capture

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"ivrcheck/capture/gli"
	"ivrcheck/capture/textlog"
	"ivrcheck/trace"
)

// Options are what the user may tell about an input.
type Options struct {
	// Ports are the TCP ports that carry GLI. If there are none, a connection
	// is recognised by its content.
	Ports []uint16
	// Input overrides what the content says: pcap, pcapng, gli or log; empty
	// for what the content says.
	Input string
	// MaxMessage is the length in bytes up to which a document is taken; 0
	// is 1 MiB. Only a document in a log can be longer.
	MaxMessage int
	// Began, if set, is called with the time of the first packet of a packet
	// capture, before any unit is emitted.
	Began func(time.Time)
}

// Stats are the numbers of one input.
type Stats struct {
	Kind       string // pcap, pcapng, gli or log; empty if it was not told
	Bytes      int64  // of the input, as far as it was read
	Packets    int    // of any kind
	Streams    int    // TCP connections
	GLIStreams int
	// Encrypted counts the connections on a port of Options.Ports that are TLS
	// and so could not be read; they are not among GLIStreams.
	Encrypted int
	// Unsupported says which link type was met that cannot be read, such as
	// "IEEE802_11"; empty for none. The packets with it are counted, no more.
	Unsupported string
	// GivenUp is how many GLI connections had to make room for others while
	// they were open, because more than 2048 were; each goes on as one whose
	// start was not seen.
	GivenUp int
}

// InputError says that an input could not be read, or not to its end.
type InputError struct {
	File string
	// Place is how far it was read: "packet 17"; empty if not at all.
	Place string
	Err   error
	// Damaged tells that it is the content that is damaged or cut; then a
	// Note with CAP001 was emitted, and all before it was.
	Damaged bool
}

func (e *InputError) Error() string {
	if e.Place == "" {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s: after %s: %v", e.File, e.Place, e.Err)
}

func (e *InputError) Unwrap() error { return e.Err }

// Read reads one input to its end and calls emit for each unit, in the order
// in which the receiver had it whole. The Unit and its Body are valid until
// emit returns.
//
// An error of emit ends Read and is returned as it is, and so is that of ctx;
// every other error is an *InputError. The Stats are right in any case, as far
// as Read came.
func Read(ctx context.Context, name string, r io.Reader, opt Options, emit func(*trace.Unit) error) (stats Stats, err error) {
	counted := &counter{r: r}
	defer func() { stats.Bytes = counted.n }()
	guarded := &guard{emit: emit}
	in := bufio.NewReaderSize(counted, peekSize)

	kind, err := detect(in, opt.Input)
	if err != nil {
		return stats, &InputError{File: name, Err: err}
	}
	stats.Kind = kind
	switch kind {
	case kindPcap, kindPcapng:
		err = readPackets(ctx, name, in, opt, &stats, guarded.unit)
	case kindGLI:
		_, err = gli.ReadRaw(ctx, name, in, guarded.unit)
		stats.GLIStreams = guarded.starts
	case kindLog:
		_, err = textlog.Read(ctx, name, in, opt.MaxMessage, guarded.unit)
		stats.GLIStreams = guarded.starts
	}
	switch input := (*InputError)(nil); {
	case err == nil:
		return stats, nil
	case guarded.err != nil:
		return stats, guarded.err
	case ctx.Err() != nil:
		return stats, ctx.Err()
	case errors.As(err, &input):
		return stats, err
	}
	return stats, &InputError{File: name, Place: fmt.Sprintf("byte %d", counted.n), Err: err}
}

// guard remembers an error of emit, so that it is told from other errors, and
// counts the connections.
type guard struct {
	emit   func(*trace.Unit) error
	err    error
	starts int
}

func (g *guard) unit(u *trace.Unit) error {
	if u.Kind == trace.Start {
		g.starts++
	}
	if g.err == nil {
		g.err = g.emit(u)
	}
	return g.err
}

// counter counts the bytes of an input.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
