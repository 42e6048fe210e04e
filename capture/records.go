// Captures as records: packets with what their files say about them, not decoded.

package capture

import (
	"encoding/binary"
	"errors"

	"ivrcheck/capture/container"
	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// Record is a packet of a capture, or a block of pcapng that contains none.
type Record struct {
	File string
	// Part counts the captures that were read: files of a set, and captures that were put
	// together in one file.
	Part int
	// Frame is the number in File, as Wireshark counts; Number counts through all files.
	// Both are 0 for a block that Wireshark does not number.
	Frame, Number int
	// Packet is nil for a block without a packet.
	Packet    *container.Packet
	Interface container.Interface
	// Block is the block of pcapng in the byte order Order, nil in other formats.
	Block []byte
	Order binary.ByteOrder
	// FileHead and Head are the headers of a pcap file and of the record, in the byte order Order.
	FileHead, Head []byte
}

// ErrNoCapture is the error of ReadRecords about an input that is no packet capture.
var ErrNoCapture = errors.New("not a packet capture (pcap or pcapng)")

// records receives what packets reads, not decoded.
type records struct {
	each   func(*Record) error
	err    error // of each
	part   int
	origin container.Origin
	record Record
}

// begin begins a capture of a file, whose header source has read; it may be nil.
func (r *records) begin(file string, source container.Reader) {
	r.part++
	r.record.File, r.record.Part = file, r.part
	if r.origin, _ = source.(container.Origin); r.origin != nil {
		r.origin.OnBlock(func() { r.hand(nil) })
	}
}

// frame passes on a frame with its numbers. It returns the error of each, also an earlier
// one.
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
// are called in the goroutine of the reader; what they get is valid until they return.
type Watcher struct {
	// Record is called for each record, before what follows from it.
	Record func(*Record) error
	// Payload is called, after Record, for a packet with a TCP segment or a datagram.
	Payload func(*Payload)
	// Fragment is called, after Record, for a packet that is a fragment of another one. Its data
	// begins at offset From of that one.
	Fragment func(data []byte, from int)
	// Bytes is called for the bytes of connections that carry the protocol, in the order of
	// their streams, before the units that they complete.
	Bytes func(Bytes)
	// Passed means that no unit that is still to come contains bytes of the stream before an offset.
	Passed func(c *trace.Conn, side int, offset int64)
	// Unit, if it is not nil, is called for each unit, before emit.
	Unit func(*trace.Unit)
	// Content is called for the content of a raw stream or log, before the units in it.
	Content func(b []byte)
}

// Payload is what a packet carries.
type Payload struct {
	tcp.Segment
	Datagram bool
	// Frames are those of the fragments, if the packet came in fragments.
	Frames []int
}

// Bytes are bytes of one direction of a connection.
type Bytes struct {
	Conn *trace.Conn
	Side int
	// Seq is the sequence number of the first one in TCP. In a datagram there is none.
	Seq      uint32
	Datagram bool
	*trace.Chunk
}
