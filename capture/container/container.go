// Package container reads packets from pcap and pcapng files and finds the next
// record after damage.
//
// In: a window over the decompressed input. Out: packets in the order of the
// file, with their time and link type, and a DamageError where the file cannot be
// understood. Packets are not decoded here.
//
// pcapgo's readers are not used: the one for pcap stops for good at a damaged
// record and does not know the format with longer record headers; the one for
// pcapng keeps the contents of name, secret and option blocks, so that its
// memory grows with the file, follows lengths that lead out of a block, and
// skips blocks that Wireshark numbers as frames. A test compares the packets of
// both.
//
// Files, from the entry point down: pcap.go, pcapng.go, export.go, magic.go,
// container.go.
package container

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/window"
	"ivrcheck/trace"
)

// Packet is one packet of a container.
type Packet struct {
	// Data is valid until the next call of Next.
	Data []byte
	Link layers.LinkType
	Wire int // length on the wire
	Time trace.Instant
	// Number is the number of the frame if the file numbers its frames; 0 for the next number.
	Number int
}

// ErrAnother is the error of Next where a capture ends and another one begins, in a
// concatenated file. The window is at the beginning of that one, which may be
// compressed.
var ErrAnother = errors.New("another capture begins here")

// LinkNone is the link type of a frame without a packet.
const LinkNone = layers.LinkType(0xffff)

// Reader reads the packets of a file one after the other.
type Reader interface {
	// Next reads the next packet. Its error is io.EOF after a complete record at
	// the end of the file, ErrAnother, or a *DamageError.
	Next(*Packet) error
	// Resume looks for the next record after a DamageError and reports whether it
	// found one.
	Resume() bool
}

// Interface describes the interface that captured a packet.
type Interface struct {
	Link    layers.LinkType
	Snaplen uint32 // 0: unlimited
	// Resolution is the resolution of time stamps, encoded as if_tsresol of pcapng: 10^-Resolution
	// seconds or, with the highest bit set, 2 to the power of minus the other bits.
	Resolution byte
	// Offset is the number of seconds to add to time stamps, as if_tsoffset.
	Offset int64
	// FCS is the length in bytes of the frame check sequence after each packet, -1 if unknown.
	FCS int
}

// Origin is implemented by the Readers of capture files.
type Origin interface {
	// Interface returns the interface of the last packet.
	Interface() Interface
	// Block returns the last pcapng block with its byte order; nil in other formats. It
	// is valid until the next call of Next.
	Block() ([]byte, binary.ByteOrder)
	// OnBlock sets a function that is called for each block that is no frame, while Block returns it.
	OnBlock(f func())
}

// Raw is implemented by the Reader of pcap files.
type Raw interface {
	// Raw returns the header of the file and that of the last record, with their byte order.
	// They are valid until the next call of Next.
	Raw() (file, record []byte, order binary.ByteOrder)
}

// maxRecord is the longest packet that is accepted. The longest known, from
// segmentation offload, have half a MiB.
const maxRecord = 4 << 20

// DamageError is a place where a file cannot be understood.
type DamageError struct {
	// At is the offset in the container, -1 if there is none.
	At   int64
	What string
	// Err is the error of the input that caused it, if any.
	Err error
}

func (d *DamageError) Error() string {
	if d.At < 0 {
		return d.What
	}
	return fmt.Sprintf("%s (byte %d)", d.What, d.At)
}

func (d *DamageError) Unwrap() error { return d.Err }

// damaged returns a DamageError at the position of the window.
func damaged(in *window.Window, format string, args ...any) *DamageError {
	return &DamageError{At: in.Passed(), What: fmt.Sprintf(format, args...)}
}

// ended returns the DamageError of an input that ends inside a record.
func ended(in *window.Window, err error) *DamageError {
	d := &DamageError{At: in.Passed(), What: "the file ends inside a record"}
	if !errors.Is(err, io.EOF) {
		d.What, d.Err = err.Error(), err
	}
	return d
}
