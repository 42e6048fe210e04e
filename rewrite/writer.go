// The writer of pcapng files.

package rewrite

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"

	"ivrcheck/capture"
	"ivrcheck/capture/container"
)

// Writer writes a pcapng file. Copy and Packet may be mixed if Section and Interface are
// called before Packet. Errors are those of the underlying writer; after an error, every
// call returns it again.
type Writer struct {
	w     *bufio.Writer
	err   error
	block block
	part  int // of the copied records
	ids   int // interfaces of the section
}

// NewWriter returns a Writer of an empty file.
func NewWriter(w io.Writer) *Writer { return &Writer{w: bufio.NewWriterSize(w, 64<<10)} }

// Flush writes the buffered data.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.w.Flush()
	}
	return w.err
}

// Section begins a section: interfaces are numbered from 0 again.
func (w *Writer) Section() error {
	w.section()
	return w.end()
}

func (w *Writer) section() {
	b := w.begin(blockSection, binary.LittleEndian)
	b.u32(sectionOrder)
	b.u16(1)
	b.u16(0)
	b.u32(unknown)
	b.u32(unknown)
	b.option(optionUserApp, []byte("ivrcheck"))
	b.endOptions()
	w.ids = 0
}

// Interface describes an interface of the section and returns its number.
func (w *Writer) Interface(i container.Interface) (id int, err error) {
	b := w.begin(blockInterface, binary.LittleEndian)
	b.u16(uint16(i.Link))
	b.u16(0)
	b.u32(i.Snaplen)
	b.option(optionResolution, []byte{i.Resolution})
	if i.Offset != 0 {
		b.option(optionOffset, b.order.AppendUint64(nil, uint64(i.Offset)))
	}
	if i.FCS >= 0 {
		b.option(optionFCS, []byte{byte(i.FCS)})
	}
	b.endOptions()
	w.ids++
	return w.ids - 1, w.end()
}

// Packet is a packet to be written.
type Packet struct {
	Interface int
	Units     uint64 // time in units of the interface
	Wire      int    // length on the wire
	Data      []byte
	Comments  []string
}

// Packet writes a packet of the section begun by Section.
func (w *Writer) Packet(p *Packet) error {
	if p.Interface >= w.ids {
		return fmt.Errorf("packet of interface %d, of which there are %d", p.Interface, w.ids)
	}
	w.enhanced(binary.LittleEndian, p)
	return w.end()
}

// enhanced begins an enhanced packet block.
func (w *Writer) enhanced(order order, p *Packet) *block {
	b := w.begin(blockEnhanced, order)
	b.u32(uint32(p.Interface))
	b.u32(uint32(p.Units >> 32))
	b.u32(uint32(p.Units))
	b.u32(uint32(len(p.Data)))
	b.u32(uint32(p.Wire))
	b.padded(p.Data)
	if len(p.Comments) > 0 {
		b.comments(p.Comments)
		b.endOptions()
	}
	return b
}

// Copy writes a record unchanged, except that it adds comments to its packet. Every part
// of the input becomes a section with its interfaces.
//
// A simple packet block with comments becomes an enhanced one, since it cannot contain
// them; its time, which is unknown, is then 0.
func (w *Writer) Copy(r *capture.Record, comments ...string) error {
	if r.Part != w.part {
		w.part = r.Part
		if r.Block == nil || r.Order.Uint32(r.Block) != blockSection {
			_ = w.Section() // its error is returned below
		}
		if r.Block == nil {
			_, _ = w.Interface(r.Interface)
		}
	}
	if r.Block == nil {
		w.enhanced(binary.LittleEndian, &Packet{Units: Units(r), Wire: r.Packet.Wire, Data: r.Packet.Data, Comments: comments})
	} else {
		w.copyBlock(r, comments)
	}
	return w.end()
}

func (w *Writer) copyBlock(r *capture.Record, comments []string) {
	order := r.Order.(order)
	typ := order.Uint32(r.Block)
	b := w.begin(typ, order)
	body := r.Block[8 : len(r.Block)-4]
	switch {
	case typ == blockSection && len(body) >= 16:
		// The block becomes longer, so set the length of the section to unknown.
		b.bytes = append(b.bytes, body...)
		for i := range 8 {
			b.bytes[16+i] = 0xff
		}
	case typ == blockSection: // damaged
		w.section()
	case len(comments) == 0 || r.Packet == nil:
		b.bytes = append(b.bytes, body...)
	case typ == blockSimple:
		w.enhanced(order, &Packet{Wire: r.Packet.Wire, Data: r.Packet.Data, Comments: comments})
	default:
		head := packetHead + (len(r.Packet.Data)+3)&^3
		b.bytes = append(b.bytes, body[:min(head, len(body))]...)
		b.pad()
		b.bytes = append(b.bytes, known(order, body[min(head, len(body)):])...)
		b.comments(comments)
		b.endOptions()
	}
}

// begin begins a block.
func (w *Writer) begin(typ uint32, order order) *block {
	w.block.begin(typ, order)
	return &w.block
}

// end writes the block that begin began.
func (w *Writer) end() error {
	if w.err == nil {
		_, w.err = w.w.Write(w.block.end())
	}
	return w.err
}

// Units returns the time of a packet in units of its interface.
func Units(r *capture.Record) uint64 {
	if len(r.Block) >= 8+packetHead {
		switch r.Order.Uint32(r.Block) {
		case blockEnhanced, blockPacket:
			return uint64(r.Order.Uint32(r.Block[12:]))<<32 | uint64(r.Order.Uint32(r.Block[16:]))
		}
		return 0
	}
	t := r.Packet.Time.Time()
	units := uint64(t.UnixNano())
	for range 9 - r.Interface.Resolution {
		units /= 10
	}
	return units
}
