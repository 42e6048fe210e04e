// The pcap container.
//
// Source: draft-ietf-opsawg-pcap, sections 4 and 5; the modified format as
// libpcap's sf-pcap.c reads it.

package container

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/window"
	"ivrcheck/trace"
)

// pcapFormat is what the first four bytes of a pcap file tell.
type pcapFormat struct {
	magic     uint32
	fraction  uint32 // nanoseconds in a unit of the time stamps
	record    int    // length of a record header
	bigEndian bool
}

var pcapFormats = []pcapFormat{
	{magic: 0xa1b2c3d4, fraction: 1000, record: 16},
	{magic: 0xa1b23c4d, fraction: 1, record: 16},
	{magic: 0xa1b2cd34, fraction: 1000, record: 24}, // Kuznetzov's, of old Linux systems
}

// pcapFormatOf returns the format that head begins with, nil for none.
func pcapFormatOf(head []byte) *pcapFormat {
	if len(head) < 4 {
		return nil
	}
	for _, f := range pcapFormats {
		switch f.magic {
		case binary.LittleEndian.Uint32(head):
			return &f
		case binary.BigEndian.Uint32(head):
			f.bigEndian = true
			return &f
		}
	}
	return nil
}

// IsPcap reports whether head begins as a pcap file does.
func IsPcap(head []byte) bool { return pcapFormatOf(head) != nil }

// pcapReader implements Reader.
type pcapReader struct {
	pcapFormat
	in   *window.Window
	link layers.LinkType
	// lengthsSwapped: programs before libpcap 0.4 wrote the two lengths of a
	// record in the other order, some of them always.
	lengthsSwapped bool
	unusual        bool // bigEndian or lengthsSwapped
	// held is the length of the record returned last. It stays in the window,
	// because the search for the next record begins in it: its length may be
	// what is damaged.
	held int
}

// NewPcap reads the header of a pcap file.
func NewPcap(in *window.Window) (Reader, error) {
	head, err := in.Peek(24)
	if len(head) < 24 {
		return nil, ended(in, err)
	}
	format := pcapFormatOf(head)
	if format == nil {
		return nil, fmt.Errorf("the file has no pcap header; leave --input away to let its content tell what it is")
	}
	r := &pcapReader{pcapFormat: *format, in: in}
	order := binary.ByteOrder(binary.LittleEndian)
	if r.bigEndian {
		order = binary.BigEndian
	}
	major, minor := order.Uint16(head[4:]), order.Uint16(head[6:])
	if major != 2 && major != 543 {
		return nil, fmt.Errorf("pcap version %d.%d is not known", major, minor)
	}
	r.lengthsSwapped = major == 543 || minor <= 3
	r.unusual = r.bigEndian || r.lengthsSwapped
	// The upper bits are the length of a frame check sequence, which IP
	// lengths exclude anyway.
	r.link = layers.LinkType(order.Uint32(head[20:]) & 0xffff)
	in.Pass(24)
	return r, nil
}

// recordHeader is the header of a record.
type recordHeader struct{ seconds, fraction, captured, length uint32 }

// header decodes the record header that b begins with. It uses no
// binary.ByteOrder, because the search for records decodes at every byte.
func (r *pcapReader) header(b []byte) recordHeader {
	raw := (*[16]byte)(b)
	h := recordHeader{
		seconds: binary.LittleEndian.Uint32(raw[:]), fraction: binary.LittleEndian.Uint32(raw[4:]),
		captured: binary.LittleEndian.Uint32(raw[8:]), length: binary.LittleEndian.Uint32(raw[12:]),
	}
	if r.unusual {
		h = r.swap(h)
	}
	return h
}

// swap corrects the byte order and the order of the lengths.
func (r *pcapReader) swap(h recordHeader) recordHeader {
	if r.bigEndian {
		h = recordHeader{bits.ReverseBytes32(h.seconds), bits.ReverseBytes32(h.fraction), bits.ReverseBytes32(h.captured), bits.ReverseBytes32(h.length)}
	}
	if r.lengthsSwapped && h.captured > h.length {
		h.captured, h.length = h.length, h.captured
	}
	return h
}

// Next implements Reader.
func (r *pcapReader) Next(p *Packet) error {
	b := r.in.Ready()
	at := r.held + r.record
	var h recordHeader
	if len(b) >= at {
		h = r.header(b[r.held:])
	}
	if end := at + int(h.captured); len(b) < end || !r.plausible(h) {
		var err error
		if b, h, err = r.checked(); err != nil {
			return err
		}
	}
	end := at + int(h.captured)
	r.in.Pass(r.held)
	r.held = end - r.held
	p.Data, p.Link, p.Wire = b[at:end], r.link, int(h.length)
	p.Time = trace.UnixInstant(int64(h.seconds), int64(h.fraction)*int64(r.fraction))
	return nil
}

// checked returns a window with the next record, which is unusual or was not in
// the window yet, and its header.
func (r *pcapReader) checked() ([]byte, recordHeader, error) {
	fail := func(d *DamageError) ([]byte, recordHeader, error) {
		d.At += int64(r.held)
		return nil, recordHeader{}, d
	}
	b, err := r.in.Peek(r.held + r.record)
	if len(b) == r.held && err == io.EOF {
		r.in.Pass(r.held)
		r.held = 0
		return nil, recordHeader{}, io.EOF
	}
	if len(b) < r.held+r.record {
		return fail(ended(r.in, err))
	}
	h := r.header(b[r.held:])
	switch {
	case allZero(b[r.held:]):
		return fail(damaged(r.in, "the file holds zeros instead of a record"))
	case h.captured > maxRecord:
		return fail(damaged(r.in, "a record says that it has %d bytes, packets have at most %d", h.captured, maxRecord))
	case !r.plausible(h) && !r.chain(r.held, false): // a strange record may be right if others follow
		return fail(damaged(r.in, "a record says that it has %d bytes of %d, and no other is behind it", h.captured, h.length))
	}
	end := r.held + r.record + int(h.captured)
	if b, err = r.in.Peek(end); len(b) < end {
		return fail(ended(r.in, err))
	}
	return b, h, nil
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// Resume implements Reader. It looks for resumeRecords plausible headers in a
// row, or fewer that end where the file does.
func (r *pcapReader) Resume() bool {
	r.held = 0
	for {
		b, _ := r.in.Peek(window.Size)
		if len(b) <= r.record {
			return false
		}
		end := len(b) - r.record
		for i := 1; i <= end; i++ {
			if !r.plausible(r.header(b[i:])) {
				continue
			}
			if r.chain(i, true) {
				r.in.Pass(i)
				return true
			}
			b, _ = r.in.Peek(window.Size) // chain may have moved it
		}
		r.in.Pass(end)
	}
}

const (
	resumeRecords = 3
	// Limits of what a plausible header may say.
	resumeLongest = 512 << 10
	resumeApart   = 30 * 24 * 60 * 60 // seconds between records of a chain
)

func (r *pcapReader) plausible(h recordHeader) bool {
	return h.captured-1 < resumeLongest && h.captured <= h.length && h.length <= maxRecord && h.fraction < 1e9/r.fraction
}

// chain reports whether records begin at the window's place i. If strict, all
// are plausible and their times are close; records before a damage need not be,
// because they may be damaged themselves.
func (r *pcapReader) chain(i int, strict bool) bool {
	var first int64
	for n := 0; n < resumeRecords; n++ {
		b, _ := r.in.Peek(i + r.record)
		if len(b) < i+r.record {
			return n > 1 && strict || n > 0 && len(b) == i
		}
		h := r.header(b[i:])
		if n == 0 {
			first = int64(h.seconds)
		}
		apart := max(int64(h.seconds)-first, first-int64(h.seconds))
		if strict && (!r.plausible(h) || apart > resumeApart) || h.captured > resumeLongest || h.length > maxRecord {
			return false
		}
		i += r.record + int(h.captured)
	}
	return true
}
