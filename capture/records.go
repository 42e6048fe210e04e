// Captures as records: packets with their metadata, not decoded.

package capture

import (
	"encoding/binary"
	"errors"

	"ivrcheck/capture/container"
	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// Record is a packet of a capture, or a pcapng block without a packet.
type Record struct {
	File string
	// Part counts the captures that were read: files of a set, and captures within a
	// concatenated file.
	Part int
	// Frame is the frame number in File, as in Wireshark; Number counts through all
	// files. Both are 0 for a block that Wireshark does not number.
	Frame, Number int
	// Packet is nil for a block without a packet.
	Packet    *container.Packet
	Interface container.Interface
	// Block is the pcapng block in the byte order Order, nil in other formats.
	Block []byte
	Order binary.ByteOrder
	// FileHead and Head are the headers of a pcap file and of the record, in the byte order Order.
	FileHead, Head []byte
}

// ErrNoCapture is the error of ReadRecords about an input that is not a packet capture.
var ErrNoCapture = errors.New("not a packet capture (pcap or pcapng)")

// records passes on the records that packets reads, not decoded.
type records struct {
	each   func(*Record) error
	err    error // of each
	part   int
	origin container.Origin
	record Record
}

// begin begins a capture of a file. source, which may be nil, has read its header.
func (r *records) begin(file string, source container.Reader) {
	r.part++
	r.record.File, r.record.Part = file, r.part
	if r.origin, _ = source.(container.Origin); r.origin != nil {
		r.origin.OnBlock(func() { r.hand(nil) })
	}
}

// frame passes on a frame with its numbers. It returns the first error of each, even from
// an earlier frame.
func (r *records) frame(frame, number int, in *container.Packet) error {
	if r.record.Frame, r.record.Number = frame, number; in.Link == container.LinkNone {
		in = nil
	}
	r.hand(in)
	r.record.Frame, r.record.Number = 0, 0
	return r.err
}

func (r *records) hand(in *container.Packet) {
	if r.err != nil {
		return
	}
	r.record.Packet = in
	r.record.Interface = r.origin.Interface()
	r.record.Block, r.record.Order = r.origin.Block()
	if raw, ok := r.origin.(container.Raw); ok {
		r.record.FileHead, r.record.Head, r.record.Order = raw.Raw()
	} else {
		r.record.FileHead, r.record.Head = nil, nil
	}
	r.err = r.each(&r.record)
}

// Watcher follows the reading of one input closely enough to write it again. Its functions
// are called in the goroutine of the reader; their arguments are valid until they return.
type Watcher struct {
	// Record is called for each record, before the calls that result from it.
	Record func(*Record) error
	// Payload is called, after Record, for a packet with a TCP segment or a datagram.
	Payload func(*Payload)
	// Fragment is called, after Record, for a packet that is an IP fragment. Its data begins at
	// offset from of the complete packet.
	Fragment func(data []byte, from int)
	// Bytes is called for the bytes of connections that carry the protocol, in stream
	// order, before the units that they complete.
	Bytes func(Bytes)
	// Passed means that no later unit contains bytes of the stream before an offset.
	Passed func(c *trace.Conn, side int, offset int64)
	// Unit, if it is not nil, is called for each unit, before emit.
	Unit func(*trace.Unit)
	// Content is called for the content of a raw stream or log, before the units in it.
	Content func(b []byte)
}

// Payload is the payload of a packet.
type Payload struct {
	tcp.Segment
	Datagram bool
	// Frames are the frames of the fragments, if the packet was fragmented.
	Frames []int
}

// Bytes are bytes of one direction of a connection.
type Bytes struct {
	Conn *trace.Conn
	Side int
	// Seq is the TCP sequence number of the first byte; unused for a datagram.
	Seq      uint32
	Datagram bool
	*trace.Chunk
}
