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
	// for what the content says. An input may be compressed in any case.
	Input string
	// MaxMessage is the length in bytes up to which a document is taken; 0
	// is 1 MiB. Only a document in a log can be longer.
	MaxMessage int
	// Waiting, if set, is called before more of an input is read, which may
	// take its time; in the goroutine that reads, as emit is.
	Waiting func()
	// Began, if set, is called with the time of the first packet of a packet
	// capture, before any unit is emitted.
	Began func(time.Time)
	// LogPattern says what stands where on the lines of a log; nil if it is
	// not told.
	LogPattern *textlog.Pattern
}

// log is what is told about a log.
func (o *Options) log() textlog.Options {
	return textlog.Options{MaxMessage: o.MaxMessage, Pattern: o.LogPattern}
}

// Stats are the numbers of one input.
type Stats struct {
	Kind string // pcap, pcapng, gli or log; empty if it was not told
	// Compression is what the input is packed in: gzip, zstd, or empty.
	Compression string
	Bytes       int64 // of the input as it is, as far as it was read
	Packets     int   // of any kind
	Segments    int   // those in which TCP was found
	Streams     int   // TCP connections that begin in it
	GLIStreams  int
	// Encrypted counts the connections on a port of Options.Ports that are TLS
	// and so could not be read; they are not among GLIStreams.
	Encrypted int
	// Unsupported says which link type was met that cannot be read, such as
	// "USB"; empty for none. The packets with it are counted, no more.
	Unsupported string
	// GivenUp is how many GLI connections had to make room for others while
	// they were open, because more than 2048 were; each goes on as one whose
	// start was not seen.
	GivenUp int
}

// InputError says that an input could not be read, or not to its end.
type InputError struct {
	File string
	// Place is how far it was read without damage: "packet 17"; empty if not
	// at all.
	Place string
	Err   error
	// Damaged tells that it is the content that is damaged or cut; then a
	// Note with CAP001 was emitted for each damage, with all that could be
	// read before and behind it.
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
	guard   *guard
	packets *packets // of all packet captures
}

func newReading(ctx context.Context, opt Options, emit func(*trace.Unit) error) *reading {
	return &reading{ctx: ctx, opt: opt, guard: &guard{emit: emit}}
}

// input reads the next input. The connections of packet captures stay open,
// and what is found out about them later is still counted in stats.
func (rd *reading) input(name string, r io.Reader, stats *Stats) error {
	in, err := open(rd.ctx, r, rd.opt)
	defer func() { stats.Bytes = in.close() }()
	if err != nil {
		return rd.failure(name, in, err)
	}
	stats.Kind, stats.Compression = in.kind, in.compression
	starts := rd.guard.starts
	switch in.kind {
	case kindPcap, kindPcapng:
		if rd.packets == nil {
			rd.packets = newPackets(rd.opt, rd.guard)
		}
		err = rd.packets.read(rd.ctx, name, in.content, stats)
	case kindGLI:
		_, err = gli.ReadRaw(rd.ctx, name, in.content, rd.guard.unit)
		stats.GLIStreams = rd.guard.starts - starts
	case kindLog:
		_, err = textlog.Read(rd.ctx, name, in.content, rd.opt.log(), rd.guard.unit)
		stats.GLIStreams = rd.guard.starts - starts
	}
	return rd.failure(name, in, err)
}

// close ends the connections that are open still. err is what the reading
// ended with.
func (rd *reading) close(err error) error {
	var input *InputError
	if rd.packets == nil || err != nil && !errors.As(err, &input) {
		return err
	}
	if e := rd.packets.table.Flush(); e != nil {
		return e
	}
	return err
}

// failure makes of an error what Read returns.
func (rd *reading) failure(name string, in *opened, err error) error {
	switch input, damaged := (*InputError)(nil), (*compressionError)(nil); {
	case err == nil:
		return nil
	case rd.guard.err != nil:
		return rd.guard.err
	case rd.ctx.Err() != nil:
		return rd.ctx.Err()
	case errors.As(err, &input):
		return err
	case errors.As(err, &damaged):
		e := &InputError{File: name, Err: damaged, Damaged: true}
		place := "byte 0"
		if in.content != nil && in.content.passed > 0 {
			place = fmt.Sprintf("byte %d", in.content.passed)
			e.Place = place
		}
		if err := rd.guard.unit(&trace.Unit{
			Kind: trace.Note, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
			Pos:    trace.Position{File: name},
			Faults: []trace.Fault{damageFault(damaged.Error(), place, "end")},
		}); err != nil {
			return err
		}
		return e
	case in.content != nil && in.content.passed > 0:
		return &InputError{File: name, Place: fmt.Sprintf("byte %d", in.content.passed), Err: err}
	}
	return &InputError{File: name, Err: err}
}

// opened is an input of which it is known what it is.
type opened struct {
	content     *window
	kind        string
	compression string
	counted     *counter
	stop        func()
}

// open finds out what an input is. It must be closed, also where open fails.
func open(ctx context.Context, r io.Reader, opt Options) (*opened, error) {
	in := &opened{counted: &counter{r: r}, stop: func() {}}
	content, compression, stop, err := decompressed(ctx, newWindow(in.counted))
	if err != nil {
		return in, err
	}
	content.r = &waiting{content.r, opt.Waiting}
	in.content, in.compression, in.stop = content, compression, stop
	in.kind, err = detect(content, opt.Input)
	return in, err
}

// close ends the use of an input and gives how many bytes of it were read.
func (in *opened) close() int64 {
	in.stop()
	return in.counted.n
}

// waiting says before each read that it may take its time.
type waiting struct {
	io.Reader
	call func()
}

func (w *waiting) Read(p []byte) (int, error) {
	if w.call != nil {
		w.call()
	}
	return w.Reader.Read(p)
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
	if g.err != nil {
		return g.err
	}
	err := g.emit(u)
	if err != nil {
		g.err = err
	}
	return err
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
