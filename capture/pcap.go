// The pcap container, record by record.
//
// pcapgo's reader is not used for it: it stops for good at a damaged record,
// and does not know the format with longer record headers. A test holds both to
// the same packets.
//
// Source: draft-ietf-opsawg-pcap, sections 4 and 5; the modified format as
// libpcap's sf-pcap.c reads it.

package capture

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/trace"
)

// maxRecord is the longest packet that is taken from a file. The largest that
// are known, of segmentation offload, have half a MiB.
const maxRecord = 4 << 20

// damage is a place where a container cannot be read on.
type damage struct {
	at    int64 // offset in the container, -1 where that means nothing
	what  string
	err   error  // of the input, if that is the reason
	place string // behind which packet of the file; empty for none
}

func (d *damage) String() string {
	if d.at < 0 {
		return d.what
	}
	return fmt.Sprintf("%s (byte %d)", d.what, d.at)
}

func (d *damage) Error() string { return d.String() }

func (d *damage) Unwrap() error { return d.err }

// broken makes a damage of what stands at the window's place.
func (w *window) broken(format string, args ...any) *damage {
	return &damage{at: w.passed, what: fmt.Sprintf(format, args...)}
}

// short makes a damage of an input that ends where more is due.
func (w *window) short(err error) *damage {
	d := &damage{at: w.passed, what: "the file ends inside a record"}
	if !errors.Is(err, io.EOF) {
		d.what, d.err = err.Error(), err
	}
	return d
}

// pcapFormat is what the first four bytes of a pcap file tell.
type pcapFormat struct {
	magic    uint32
	fraction int64 // nanoseconds in a unit of the time stamps
	record   int   // length of the header of a record
	order    binary.ByteOrder
}

var pcapFormats = []pcapFormat{
	{magic: 0xa1b2c3d4, fraction: 1000, record: 16},
	{magic: 0xa1b23c4d, fraction: 1, record: 16},
	{magic: 0xa1b2cd34, fraction: 1000, record: 24}, // Kuznetzov's, of old Linux systems
}

// pcapMagic gives the format that head begins with, nil for none.
func pcapMagic(head []byte) *pcapFormat {
	if len(head) < 4 {
		return nil
	}
	for _, f := range pcapFormats {
		switch f.magic {
		case binary.LittleEndian.Uint32(head):
			f.order = binary.LittleEndian
			return &f
		case binary.BigEndian.Uint32(head):
			f.order = binary.BigEndian
			return &f
		}
	}
	return nil
}

// pcapReader reads pcap. It implements source.
type pcapReader struct {
	pcapFormat
	in   *window
	link layers.LinkType
	// lengthsSwapped: programs before libpcap 0.4 wrote the two lengths of a
	// record in the other order, some of them always.
	lengthsSwapped bool
	// usual: the headers of records are as nearly all programs write them.
	usual bool
	// held is the record given out last, which stays in the window: if the
	// next cannot be understood, this one's length may have been wrong.
	held int
}

// newPcapReader reads the header of the file.
func newPcapReader(in *window) (*pcapReader, error) {
	head, err := in.peek(24)
	if len(head) < 24 {
		return nil, in.short(err)
	}
	format := pcapMagic(head)
	if format == nil {
		return nil, fmt.Errorf("the file has no pcap header; leave --input away to let its content tell what it is")
	}
	r := &pcapReader{pcapFormat: *format, in: in}
	major, minor := r.order.Uint16(head[4:]), r.order.Uint16(head[6:])
	if major != 2 && major != 543 {
		return nil, fmt.Errorf("pcap version %d.%d is not known", major, minor)
	}
	r.lengthsSwapped = major == 543 || minor <= 3
	r.usual = r.order == binary.ByteOrder(binary.LittleEndian) && !r.lengthsSwapped
	// The upper bits tell the length of a frame check sequence, which IP
	// lengths leave out anyhow.
	r.link = layers.LinkType(r.order.Uint32(head[20:]) & 0xffff)
	in.pass(24)
	return r, nil
}

// recordHeader is what stands in front of a packet.
type recordHeader struct {
	seconds          int64
	fraction         uint32
	captured, length uint32
}

func (r *pcapReader) header(b []byte) (h recordHeader) {
	// Not through an interface: the search for records asks at every byte.
	h.seconds, h.fraction = int64(binary.LittleEndian.Uint32(b)), binary.LittleEndian.Uint32(b[4:])
	h.captured, h.length = binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[12:])
	if r.order == binary.ByteOrder(binary.BigEndian) {
		h.seconds, h.fraction = int64(bits.ReverseBytes32(uint32(h.seconds))), bits.ReverseBytes32(h.fraction)
		h.captured, h.length = bits.ReverseBytes32(h.captured), bits.ReverseBytes32(h.length)
	}
	if r.lengthsSwapped && h.captured > h.length {
		h.captured, h.length = h.length, h.captured
	}
	return h
}

// next implements source.
func (r *pcapReader) next(p *packet) error {
	b := r.in.ready()
	at := r.held + r.record
	if !r.usual || len(b) < at {
		return r.further(p)
	}
	head := (*[16]byte)(b[r.held:])
	h := recordHeader{
		seconds: int64(binary.LittleEndian.Uint32(head[:])), fraction: binary.LittleEndian.Uint32(head[4:]),
		captured: binary.LittleEndian.Uint32(head[8:]), length: binary.LittleEndian.Uint32(head[12:]),
	}
	end := at + int(h.captured)
	if !r.plausible(h) || len(b) < end {
		return r.further(p)
	}
	r.in.pass(r.held)
	r.held = end - r.held
	p.data, p.link, p.wire = b[at:end], r.link, int(h.length)
	p.time = trace.UnixInstant(h.seconds, int64(h.fraction)*r.fraction)
	return nil
}

// further is next for a record that is unusual, or of which not all has been read.
func (r *pcapReader) further(p *packet) error {
	b, err := r.in.peek(r.held + r.record)
	if len(b) == r.held && err == io.EOF {
		r.in.pass(r.held)
		r.held = 0
		return io.EOF
	}
	if len(b) < r.held+r.record {
		return r.behind(r.in.short(err))
	}
	h := r.header(b[r.held:])
	switch {
	case allZero(b[r.held:]):
		return r.behind(r.in.broken("the file holds zeros instead of a record"))
	case h.captured > maxRecord:
		return r.behind(r.in.broken("a record says that it has %d bytes, packets have at most %d", h.captured, maxRecord))
	case !r.plausible(h) && !r.chain(r.held, false): // a strange one may be right, if others follow
		return r.behind(r.in.broken("a record says that it has %d bytes of %d, and no other is behind it", h.captured, h.length))
	}
	whole := r.record + int(h.captured)
	if b, err = r.in.peek(r.held + whole); len(b) < r.held+whole {
		return r.behind(r.in.short(err))
	}
	r.in.pass(r.held)
	b, r.held = b[r.held:], whole
	p.data, p.link, p.wire = b[r.record:], r.link, int(h.length)
	p.time = trace.UnixInstant(h.seconds, int64(h.fraction)*r.fraction)
	return nil
}

// behind moves a damage behind the record given out last.
func (r *pcapReader) behind(d *damage) *damage {
	d.at += int64(r.held)
	return d
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// resumeRecords in a row, whose headers are plausible, are records again. So
// are fewer that end where the file does.
const resumeRecords = 3

// resume looks for the next run of records behind a damage. It is false if
// there is none.
func (r *pcapReader) resume() bool {
	r.held = 0
	for {
		b, _ := r.in.peek(windowSize)
		if len(b) <= r.record {
			return false
		}
		end := len(b) - r.record
		for i := 1; i <= end; i++ {
			if !r.plausible(r.header(b[i:])) {
				continue // as nearly everywhere
			}
			if r.chain(i, true) {
				r.in.pass(i)
				return true
			}
			b, _ = r.in.peek(windowSize) // chain may have moved it
		}
		r.in.pass(end)
	}
}

// What a record's header may say for the search to believe it.
const (
	resumeLongest = 512 << 10
	resumeApart   = 30 * 24 * 60 * 60 // seconds between records of a chain
)

func (r *pcapReader) plausible(h recordHeader) bool {
	return h.captured > 0 && h.captured <= h.length && h.captured <= resumeLongest && h.length <= maxRecord &&
		int64(h.fraction)*r.fraction < 1e9
}

// chain tells whether records begin at the window's place i. If strict, all are
// plausible and their times go together; with those before the damage they
// need not, which may be what is damaged.
func (r *pcapReader) chain(i int, strict bool) bool {
	var first int64
	for n := 0; n < resumeRecords; n++ {
		b, _ := r.in.peek(i + r.record)
		if len(b) < i+r.record {
			return n > 1 && strict || n > 0 && len(b) == i
		}
		h := r.header(b[i:])
		if n == 0 {
			first = h.seconds
		}
		apart := max(h.seconds-first, first-h.seconds)
		if strict && (!r.plausible(h) || apart > resumeApart) || h.captured > resumeLongest || h.length > maxRecord {
			return false
		}
		i += r.record + int(h.captured)
	}
	return true
}
