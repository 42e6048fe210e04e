// Package capture reads inputs of any supported type and reports their
// contents, with position and time.
//
// In: the bytes of a pcap or pcapng file, of a raw GLI stream or of a text log,
// possibly compressed; the file type is detected from the content. Out: trace
// units, in the order in which the receiver had them complete: for each
// connection that carries the protocol its start, the XML documents and other
// frames, the gaps, and its end. The package does not interpret the XML.
//
// The bytes of a capture go through these packages: window (the input),
// container (packets), packet (TCP segments), tcp (byte streams) and transport
// (units). A log goes through textlog.
//
// Files, from the entry point down: set.go, capture.go, packets.go, udp.go, stream.go,
// recognise.go, seen.go, joined.go, state.go, raw.go, detect.go, foreign.go,
// compression.go, place.go, options.go, records.go.
package capture

import (
	"context"
	"errors"
	"fmt"
	"io"

	"ivrcheck/capture/textlog"
	"ivrcheck/trace"
)

// Read reads one input to its end and calls emit for each unit, in the order in
// which the receiver had it complete. The Unit and its Body are valid until
// emit returns.
//
// An error of emit ends Read and is returned unchanged, as is that of ctx; every
// other error is an *InputError. The Stats are valid even after an error, for
// the part that was read.
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
	return &reading{ctx: ctx, opt: opt, sink: &sink{emit: emit, watcher: opt.watcher}}
}

// input reads the next input. The connections of packet captures stay open;
// later findings about them still count in stats.
func (rd *reading) input(name string, r io.Reader, stats *Stats) error {
	in, err := open(rd.ctx, r, &rd.opt)
	defer func() { stats.Bytes = in.close() }()
	if err != nil {
		return rd.failure(name, in, err)
	}
	stats.Kind, stats.Compression = in.kind, in.compression
	starts := rd.sink.starts
	content := io.Reader(in.content)
	if rd.opt.watcher != nil {
		content = watched{content, rd.opt.watcher}
	}
	switch {
	case rd.opt.watcher != nil && in.packets && in.kind != kindPcap && in.kind != kindPcapng:
		err = ErrExport
	case rd.opt.records != nil && rd.opt.watcher == nil && in.kind != kindPcap && in.kind != kindPcapng:
		err = ErrNoCapture
	case in.packets:
		if rd.packets == nil {
			rd.packets = newPackets(&rd.opt, rd.sink)
		}
		err = rd.packets.read(rd.ctx, name, in, stats)
	case in.kind == kindGLI:
		err = readRaw(rd.ctx, name, content, rd.opt.transports()[0], rd.sink.unit)
		stats.GLIStreams = rd.sink.starts - starts
	case in.kind == kindLog:
		text, documents := &beginning{r: content}, rd.sink.documents
		opt := rd.opt.log()
		opt.Note = func(text string) { stats.Note = text }
		_, err = textlog.Read(rd.ctx, name, text, opt, rd.sink.unit)
		stats.GLIStreams = rd.sink.starts - starts
		if rd.sink.documents == documents {
			stats.Seen = seenText(text.text)
		}
	}
	if err == nil && in.kind != kindPcap && in.kind != kindPcapng {
		if rest := in.rest(); rest != nil {
			err = rd.sink.unit(damageNote(trace.Position{File: name}, in.trailing(rest), "the last line", "trailing"))
		}
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
	if e := rd.packets.endExchanges(); e != nil {
		return e
	}
	return err
}

// failure converts an error to the one that Read returns.
func (rd *reading) failure(name string, in *opened, err error) error {
	place := ""
	if in.content != nil && in.content.Passed() > 0 {
		place = fmt.Sprintf("byte %d", in.content.Passed())
	}
	switch damaged := (*compressionError)(nil); {
	case err == nil:
		return nil
	case rd.sink.err != nil:
		return rd.sink.err
	case rd.ctx.Err() != nil:
		return rd.ctx.Err()
	case errors.As(err, new(*InputError)):
		return err
	case errors.As(err, new(*ForeignError)):
		return &InputError{File: name, Err: err}
	case errors.As(err, &damaged):
		at := place
		if at == "" {
			at = "byte 0"
		}
		if err := rd.sink.unit(damageNote(trace.Position{File: name}, damaged.Error(), at, "end")); err != nil {
			return err
		}
		return &InputError{File: name, Place: place, Err: damaged, Damaged: true}
	}
	return &InputError{File: name, Place: place, Err: err}
}
