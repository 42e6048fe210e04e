// The pcapng container.
//
// Source: draft-ietf-opsawg-pcapng, sections 3 and 4.

package container

import (
	"encoding/binary"
	"io"
	"math/bits"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/window"
	"ivrcheck/trace"
)

// Block types.
const (
	blockInterface  = 1
	blockPacket     = 2 // obsolete
	blockSimple     = 3
	blockNames      = 4
	blockStatistics = 5
	blockEnhanced   = 6
	blockSecrets    = 10
)

// Types of blocks without a packet that Wireshark numbers as frames (measured
// on 4.0.17).
const (
	blockJournal      = 9 // of systemd
	blockSysdig       = 0x204
	blockSysdig2      = 0x216
	blockSysdig2Large = 0x221
	blockCustom       = 0xbad
	blockCustomNoCopy = 0x40000bad
)

// maxInterfaces limits the number of interfaces of one section.
const maxInterfaces = 1 << 16

// ngReader implements Reader.
type ngReader struct {
	in         *window.Window
	order      binary.ByteOrder
	interfaces []ngInterface // of the section
	body       []byte        // of the last block, in the window
	held       int           // length of that block
	lost       bool          // the start of the next block is not known
	last       int           // interface of the last packet
	onBlock    func()        // see Origin; may be nil
}

// ngInterface is the part of an interface description that packets need.
type ngInterface struct {
	link      layers.LinkType
	snaplen   uint32
	perSecond uint64 // units of time
	offset    int64  // seconds to add
	// resolution is the encoded form of perSecond.
	resolution byte
}

// NewPcapng reads the header of the first section of a pcapng file. The Reader
// is usable even if the header is damaged.
func NewPcapng(in *window.Window) (Reader, error) {
	r := &ngReader{in: in, order: binary.LittleEndian}
	typ, err := r.block()
	switch {
	case err == io.EOF:
		return nil, ended(in, err)
	case err == nil && typ != blockSection:
		err = damaged(in, "the file does not begin with a section header")
	}
	return r, err
}

// Next implements Reader.
func (r *ngReader) Next(p *Packet) error {
	for {
		typ, err := r.block()
		if err != nil {
			if !r.lost && r.onBlock != nil {
				r.onBlock() // packets may refer to a damaged section or interface
			}
			return err
		}
		b := r.body
		var id, captured int
		var data []byte
		switch typ {
		case blockEnhanced, blockPacket:
			if len(b) < 20 {
				return r.short()
			}
			if id = int(r.order.Uint32(b)); typ == blockPacket {
				id = int(r.order.Uint16(b))
			}
			captured, p.Wire = int(r.order.Uint32(b[12:])), int(r.order.Uint32(b[16:]))
			data = b[20:]
		case blockSimple:
			if len(b) < 4 {
				return r.short()
			}
			p.Wire = int(r.order.Uint32(b))
			captured, data = p.Wire, b[4:]
			if len(r.interfaces) > 0 && r.interfaces[0].snaplen > 0 {
				captured = min(captured, int(r.interfaces[0].snaplen))
			}
		case blockJournal, blockSysdig, blockSysdig2, blockSysdig2Large, blockCustom, blockCustomNoCopy:
			*p = Packet{Link: LinkNone}
			return nil
		default:
			if r.onBlock != nil {
				r.onBlock()
			}
			continue
		}
		if id >= len(r.interfaces) {
			return damaged(r.in, "a packet is of interface %d, of which there are %d", id, len(r.interfaces))
		}
		if captured > len(data) {
			return damaged(r.in, "a packet of %d bytes in a block for %d", captured, len(data))
		}
		p.Time = trace.Instant{}
		if typ != blockSimple {
			units := uint64(r.order.Uint32(b[4:]))<<32 | uint64(r.order.Uint32(b[8:]))
			p.Time = r.interfaces[id].time(units)
		}
		p.Data, p.Link = data[:captured], r.interfaces[id].link
		r.last = id
		return nil
	}
}

// Interface implements Origin.
func (r *ngReader) Interface() Interface {
	if r.last >= len(r.interfaces) {
		return Interface{FCS: -1} // of a frame without a packet
	}
	i := &r.interfaces[r.last]
	return Interface{Link: i.link, Snaplen: i.snaplen, Resolution: i.resolution, Offset: i.offset, FCS: -1}
}

// Block implements Origin.
func (r *ngReader) Block() ([]byte, binary.ByteOrder) { return r.in.Ready()[:r.held], r.order }

// OnBlock implements Origin.
func (r *ngReader) OnBlock(f func()) {
	r.onBlock = f
	if r.held > 0 {
		f() // the section header, which NewPcapng read
	}
}

// short returns the DamageError of a block that is shorter than its type requires.
func (r *ngReader) short() *DamageError { return damaged(r.in, "a block is too short for its type") }

// maxBlock is the longest block that is skipped.
const maxBlock = 8 << 20

// block reads the next block into r.body. Its error is io.EOF after a complete
// block at the end of the file, ErrAnother, or a *DamageError.
func (r *ngReader) block() (typ uint32, err error) {
	r.in.Pass(r.held)
	r.held = 0
	if typ, err = r.next(); err == nil || err == io.EOF || !r.lost {
		return typ, err
	}
	if head, _ := r.in.Peek(headerLen); begins(head) && binary.LittleEndian.Uint32(head) != blockSection {
		return 0, ErrAnother
	}
	return typ, err
}

// next is block without the check for ErrAnother.
func (r *ngReader) next() (typ uint32, err error) {
	head, err := r.in.Peek(12)
	if len(head) == 0 && err == io.EOF {
		return 0, err
	}
	r.lost = true
	if len(head) < 12 {
		return 0, ended(r.in, err)
	}
	order, ok := blockOrder(head, r.order)
	if !ok {
		return 0, damaged(r.in, "a section header has no byte order")
	}
	typ = order.Uint32(head)
	length := int64(order.Uint32(head[4:]))
	most := int64(maxBlock)
	switch typ {
	case blockSection, blockInterface, blockPacket, blockSimple, blockEnhanced:
		most = maxRecord
	}
	if length < 12 || length > most {
		return 0, damaged(r.in, "a block has the length %d", length)
	}
	whole := int(length+3) &^ 3 // some writers do not count the padding
	block, err := r.in.Peek(whole)
	if len(block) < whole {
		return 0, ended(r.in, err)
	}
	if again := int64(order.Uint32(block[whole-4:])); again != length {
		return 0, damaged(r.in, "a block has the length %d at its beginning and %d at its end", length, again)
	}
	r.order, r.body, r.held, r.lost = order, block[8:whole-4], whole, false
	switch typ {
	case blockSection:
		err = r.section()
	case blockInterface:
		err = r.newInterface()
	}
	return typ, err
}

// blockOrder returns the byte order of a block. A section header sets a new one.
func blockOrder(head []byte, order binary.ByteOrder) (binary.ByteOrder, bool) {
	if binary.LittleEndian.Uint32(head) != blockSection { // the same in both byte orders
		return order, true
	}
	switch uint32(sectionOrder) {
	case binary.LittleEndian.Uint32(head[8:]):
		return binary.LittleEndian, true
	case binary.BigEndian.Uint32(head[8:]):
		return binary.BigEndian, true
	}
	return order, false
}

// Resume implements Reader. It looks for a block of a known type that has the
// same length at both ends.
func (r *ngReader) Resume() bool {
	if !r.lost {
		return true // the damage is inside a block
	}
	for {
		b, _ := r.in.Peek(window.Size)
		end := len(b) - 12
		if len(b) == window.Size { // more follows
			end = len(b) - headerLen
		}
		if end < 1 {
			return false
		}
		for i := 1; i <= end; i++ {
			length := r.known(b[i:])
			if length == 0 {
				if IsHeader(b[i:]) && binary.LittleEndian.Uint32(b[i:]) != blockSection {
					r.in.Pass(i)
					return true // Next finds it
				}
				continue
			}
			b, _ = r.in.Peek(i + length)
			if len(b) == i+length && string(b[i+4:i+8]) == string(b[i+length-4:]) {
				r.in.Pass(i)
				return true
			}
			b, _ = r.in.Peek(window.Size)
		}
		r.in.Pass(end)
	}
}

// known returns the length of the block that head begins, 0 if the length is
// not plausible or the type unknown.
func (r *ngReader) known(head []byte) int {
	order, ok := blockOrder(head, r.order)
	if !ok {
		return 0
	}
	least := uint32(12)
	switch order.Uint32(head) {
	case blockInterface:
		least = 20
	case blockSection:
		least = 28
	case blockEnhanced, blockPacket:
		least = 32
	case blockSimple, blockNames, blockStatistics, blockJournal, blockSecrets, blockCustom, blockCustomNoCopy:
	default:
		return 0
	}
	if length := order.Uint32(head[4:]); length >= least && length <= maxRecord && length%4 == 0 {
		return int(length)
	}
	return 0
}

// section begins a section, whose interfaces are numbered from 0.
func (r *ngReader) section() error {
	if len(r.body) < 16 {
		return r.short()
	}
	r.interfaces = r.interfaces[:0]
	if major := r.order.Uint16(r.body[4:]); major != 1 {
		return damaged(r.in, "a section is of pcapng version %d, which is not known", major)
	}
	return nil
}

// Options of an interface.
const (
	optionEnd        = 0
	optionResolution = 9
	optionOffset     = 14
)

// newInterface adds the interface described by the block.
func (r *ngReader) newInterface() (err error) {
	b := r.body
	if len(b) < 8 {
		return r.short()
	}
	if len(r.interfaces) == maxInterfaces {
		return damaged(r.in, "a section has too many interfaces")
	}
	i := ngInterface{link: layers.LinkType(r.order.Uint16(b)), snaplen: r.order.Uint32(b[4:]), perSecond: 1e6, resolution: 6}
	for b = b[8:]; len(b) >= 4; {
		code, n := r.order.Uint16(b), int(r.order.Uint16(b[2:]))
		if code == optionEnd || n > len(b)-4 {
			break
		}
		switch value := b[4 : 4+n]; {
		case code == optionResolution && n >= 1:
			if i.perSecond, i.resolution = perSecond(value[0]), value[0]; i.perSecond == 0 {
				i.perSecond, i.resolution = 1e6, 6
				err = damaged(r.in, "an interface has the time resolution %#x, which is too fine", value[0])
			}
		case code == optionOffset && n >= 8:
			i.offset = int64(r.order.Uint64(value))
		}
		b = b[min(len(b), 4+(n+3)&^3):]
	}
	r.interfaces = append(r.interfaces, i) // even if damaged: packets refer to it by number
	return err
}

// perSecond returns the units per second: 2 or 10 to the power of the
// resolution's low bits, 0 if that exceeds 64 bits.
func perSecond(resolution byte) uint64 {
	power := resolution & 0x7f
	if resolution&0x80 != 0 {
		if power > 63 {
			return 0
		}
		return 1 << power
	}
	if power > 19 {
		return 0
	}
	units := uint64(1)
	for range power {
		units *= 10
	}
	return units
}

// time converts units since 1970.
func (i *ngInterface) time(units uint64) trace.Instant {
	high, low := bits.Mul64(units%i.perSecond, 1e9)
	nanoseconds, _ := bits.Div64(high, low, i.perSecond)
	return trace.UnixInstant(int64(units/i.perSecond)+i.offset, int64(nanoseconds))
}
