// The pcap container.
//
// Source: draft-ietf-opsawg-pcap, sections 4 and 5; libpcap's sf-pcap.c for
// the modified format; Wireshark's libpcap.c for that of AIX.

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

// aixLinks maps the interface types (RFC 1573) that tcpdump on AIX writes, as version 2.2 with
// nanoseconds, to link types: Ethernet, Token Ring, FDDI, loopback.
var aixLinks = map[layers.LinkType]layers.LinkType{6: 1, 9: 6, 15: 10, 24: 0}

// pcapReader implements Reader.
type pcapReader struct {
	pcapFormat
	in      *window.Window
	link    layers.LinkType
	snaplen uint32
	head    [24]byte // of the file
	fcs     int      // length of the frame check sequence, -1 if unknown
	// lengthsSwapped: programs before libpcap 0.4 swapped the two lengths of a
	// record, some of them always.
	lengthsSwapped bool
	unusual        bool // bigEndian or lengthsSwapped
	// held is the length of the last record. It stays in the window, because the
	// search for the next record begins inside it: its length may be the damaged
	// part.
	held int
}

// NewPcap reads the header of a pcap file.
func NewPcap(in *window.Window) (Reader, error) {
	head, err := in.Peek(24)
	if len(head) < 24 {
		return nil, ended(in, err)
	}
	format, ok := pcapFormatOf(head)
	if !ok {
		return nil, fmt.Errorf("the file has no pcap header; without --input its type is detected")
	}
	r := &pcapReader{pcapFormat: format, in: in}
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
	r.snaplen, r.fcs = order.Uint32(head[16:]), -1
	// The upper bits are the length of a frame check sequence, which IP
	// lengths exclude anyway.
	link := order.Uint32(head[20:])
	r.link = layers.LinkType(link & 0xffff)
	if link>>26&1 > 0 {
		r.fcs = int(link>>28) * 2
	}
	if link, aix := aixLinks[r.link]; aix && major == 2 && minor == 2 {
		r.link, r.fraction = link, 1
	}
	r.head = [24]byte(head)
	in.Pass(24)
	return r, nil
}

// Interface implements Origin.
func (r *pcapReader) Interface() Interface {
	i := Interface{Link: r.link, Snaplen: r.snaplen, Resolution: 6, FCS: r.fcs}
	if r.fraction == 1 {
		i.Resolution = 9
	}
	return i
}

// Raw implements Raw.
func (r *pcapReader) Raw() (file, record []byte, order binary.ByteOrder) {
	order = binary.LittleEndian
	if r.bigEndian {
		order = binary.BigEndian
	}
	return r.head[:], r.in.Ready()[:min(r.record, r.held)], order
}

// Block implements Origin.
func (r *pcapReader) Block() ([]byte, binary.ByteOrder) { return nil, nil }

// OnBlock implements Origin.
func (r *pcapReader) OnBlock(func()) {}

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

// checked is the slow path of Next: the record is unusual or not yet in the
// window. It returns the bytes from the held record on, and the header.
func (r *pcapReader) checked() ([]byte, recordHeader, error) {
	fail := func(d *DamageError) ([]byte, recordHeader, error) {
		d.At += int64(r.held)
		return nil, recordHeader{}, d
	}
	b, err := r.in.Peek(r.held + max(r.record, headerLen))
	if begins(b[r.held:]) {
		r.in.Pass(r.held)
		r.held = 0
		return nil, recordHeader{}, ErrAnother
	}
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
		return fail(damaged(r.in, "a record claims %d bytes, packets have at most %d", h.captured, maxRecord))
	case !r.plausible(h) && !r.chain(r.held, false): // an implausible record may be right if others follow
		return fail(damaged(r.in, "a record claims %d bytes of %d, and no record follows it", h.captured, h.length))
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
// row, or fewer if they end exactly at the end of the file.
func (r *pcapReader) Resume() bool {
	r.held = 0
	for {
		b, _ := r.in.Peek(window.Size)
		if len(b) <= max(r.record, headerLen) {
			return false
		}
		end := len(b) - max(r.record, headerLen)
		for i := 1; i <= end; i++ {
			if !r.plausible(r.header(b[i:])) {
				if IsHeader(b[i:]) {
					r.in.Pass(i)
					return true // Next finds it
				}
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
	// Limits of a plausible header.
	resumeLongest = 512 << 10
	resumeApart   = 30 * 24 * 60 * 60 // seconds between records of a chain
)

func (r *pcapReader) plausible(h recordHeader) bool {
	return h.captured-1 < resumeLongest && h.captured <= h.length && h.length <= maxRecord && h.fraction < 1e9/r.fraction
}

// chain reports whether records begin at index i of the window. If strict, all
// must be plausible and their times close; records before a damage need not be,
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
