// The pcapng container, block by block.
//
// pcapgo's reader is not used for it: it keeps what name, secret and option
// blocks hold, so that its memory grows with the file, believes lengths in a
// block that lead out of it, and passes over blocks that Wireshark numbers as
// frames. A test holds both to the same packets.
//
// Source: draft-ietf-opsawg-pcapng, sections 3 and 4.

package capture

import (
	"encoding/binary"
	"io"
	"math/bits"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/trace"
)

// Types of block.
const (
	blockInterface  = 1
	blockPacket     = 2 // obsolete
	blockSimple     = 3
	blockNames      = 4
	blockStatistics = 5
	blockEnhanced   = 6
	blockSecrets    = 10
	blockSection    = 0x0a0d0d0a
)

// Types of block that hold no packet and have a frame number in Wireshark
// (measured on 4.0.17).
const (
	blockJournal      = 9 // of systemd
	blockSysdig       = 0x204
	blockSysdig2      = 0x216
	blockSysdig2Large = 0x221
	blockCustom       = 0xbad
	blockCustomNoCopy = 0x40000bad
)

// maxInterfaces is how many interfaces one section may have.
const maxInterfaces = 1 << 16

// linkNone is the link type of a frame that holds no packet.
const linkNone = layers.LinkType(0xffff)

// ngReader reads pcapng. It implements source.
type ngReader struct {
	in         *window
	order      binary.ByteOrder
	interfaces []ngInterface // of the section
	body       []byte        // of the block read last, in the window
	held       int           // the length of that block
	// lost tells that it is not known where the next block begins.
	lost bool
}

// ngInterface is what packets need to know of their interface.
type ngInterface struct {
	link      layers.LinkType
	snaplen   uint32
	perSecond uint64 // units of time
	offset    int64  // seconds to add
}

// newNgReader reads the header of the first section.
func newNgReader(in *window) (*ngReader, error) {
	r := &ngReader{in: in, order: binary.LittleEndian}
	typ, err := r.block()
	switch {
	case err == io.EOF:
		return nil, in.short(err)
	case err == nil && typ != blockSection:
		err = in.broken("the file does not begin with a section header")
	}
	return r, err
}

// next implements source.
func (r *ngReader) next(p *packet) error {
	for {
		typ, err := r.block()
		if err != nil {
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
			captured, p.wire = int(r.order.Uint32(b[12:])), int(r.order.Uint32(b[16:]))
			data = b[20:]
		case blockSimple:
			if len(b) < 4 {
				return r.short()
			}
			p.wire = int(r.order.Uint32(b))
			captured, data = p.wire, b[4:]
			if len(r.interfaces) > 0 && r.interfaces[0].snaplen > 0 {
				captured = min(captured, int(r.interfaces[0].snaplen))
			}
		case blockJournal, blockSysdig, blockSysdig2, blockSysdig2Large, blockCustom, blockCustomNoCopy:
			*p = packet{link: linkNone}
			return nil
		default:
			continue
		}
		if id >= len(r.interfaces) {
			return r.in.broken("a packet is of interface %d, of which there are %d", id, len(r.interfaces))
		}
		if captured > len(data) {
			return r.in.broken("a packet of %d bytes stands in a block that has room for %d", captured, len(data))
		}
		p.time = trace.Instant{}
		if typ != blockSimple {
			units := uint64(r.order.Uint32(b[4:]))<<32 | uint64(r.order.Uint32(b[8:]))
			p.time = r.interfaces[id].time(units)
		}
		p.data, p.link = data[:captured], r.interfaces[id].link
		return nil
	}
}

// short is the damage of a block that cannot hold what its type asks for.
func (r *ngReader) short() *damage { return r.in.broken("a block is too short for its type") }

// maxBlock is the longest block of any type that is passed over. A packet has
// at most maxRecord.
const maxBlock = 8 << 20

// block reads the next block, whose body is in r.body. Its error is io.EOF
// only at the end of a whole block, else a damage.
func (r *ngReader) block() (typ uint32, err error) {
	r.in.pass(r.held)
	r.held = 0
	head, err := r.in.peek(12)
	if len(head) == 0 && err == io.EOF {
		return 0, err
	}
	r.lost = true
	if len(head) < 12 {
		return 0, r.in.short(err)
	}
	order, ok := blockOrder(head, r.order)
	if !ok {
		return 0, r.in.broken("a section header has no byte order")
	}
	typ = order.Uint32(head)
	length := int64(order.Uint32(head[4:]))
	most := int64(maxBlock)
	switch typ {
	case blockSection, blockInterface, blockPacket, blockSimple, blockEnhanced:
		most = maxRecord
	}
	if length < 12 || length > most {
		return 0, r.in.broken("a block has the length %d", length)
	}
	whole := int(length+3) &^ 3 // some writers do not count the padding
	block, err := r.in.peek(whole)
	if len(block) < whole {
		return 0, r.in.short(err)
	}
	if again := int64(order.Uint32(block[whole-4:])); again != length {
		return 0, r.in.broken("a block has the length %d at its beginning and %d at its end", length, again)
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

// blockOrder is the byte order of a block, which a section header tells anew.
func blockOrder(head []byte, order binary.ByteOrder) (binary.ByteOrder, bool) {
	if binary.LittleEndian.Uint32(head) != blockSection { // reads the same both ways
		return order, true
	}
	switch uint32(0x1a2b3c4d) {
	case binary.LittleEndian.Uint32(head[8:]):
		return binary.LittleEndian, true
	case binary.BigEndian.Uint32(head[8:]):
		return binary.BigEndian, true
	}
	return order, false
}

// resume looks for the next block behind a damage: one of a known type that
// has the same length at both ends. It is false if there is none.
func (r *ngReader) resume() bool {
	if !r.lost {
		return true // the damage is inside a block
	}
	for {
		b, _ := r.in.peek(windowSize)
		end := len(b) - 12
		if end < 1 {
			return false
		}
		for i := 1; i <= end; i++ {
			length := r.known(b[i:])
			if length == 0 {
				continue
			}
			b, _ = r.in.peek(i + length)
			if len(b) == i+length && string(b[i+4:i+8]) == string(b[i+length-4:]) {
				r.in.pass(i)
				return true
			}
			b, _ = r.in.peek(windowSize)
		}
		r.in.pass(end)
	}
}

// known gives the length of the block that begins with head, if it can be one
// of those that are known; else 0.
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

// section begins a section: interfaces are counted anew.
func (r *ngReader) section() error {
	if len(r.body) < 16 {
		return r.short()
	}
	r.interfaces = r.interfaces[:0]
	if major := r.order.Uint16(r.body[4:]); major != 1 {
		return r.in.broken("a section is of pcapng version %d, which is not known", major)
	}
	return nil
}

// Options of an interface.
const (
	optionEnd        = 0
	optionResolution = 9
	optionOffset     = 14
)

// newInterface takes the description of an interface.
func (r *ngReader) newInterface() (err error) {
	b := r.body
	if len(b) < 8 {
		return r.short()
	}
	if len(r.interfaces) == maxInterfaces {
		return r.in.broken("a section has too many interfaces")
	}
	i := ngInterface{link: layers.LinkType(r.order.Uint16(b)), snaplen: r.order.Uint32(b[4:]), perSecond: 1e6}
	for b = b[8:]; len(b) >= 4; {
		code, n := r.order.Uint16(b), int(r.order.Uint16(b[2:]))
		if code == optionEnd || n > len(b)-4 {
			break
		}
		switch value := b[4 : 4+n]; {
		case code == optionResolution && n >= 1:
			if i.perSecond = perSecond(value[0]); i.perSecond == 0 {
				i.perSecond = 1e6
				err = r.in.broken("an interface has the time resolution %#x, which is too fine", value[0])
			}
		case code == optionOffset && n >= 8:
			i.offset = int64(r.order.Uint64(value))
		}
		b = b[min(len(b), 4+(n+3)&^3):]
	}
	r.interfaces = append(r.interfaces, i) // also a bad one: packets name them by number
	return err
}

// perSecond is how many units a resolution makes of a second: 2 or 10 to the
// power of its low bits. 0: more than 64 bits hold.
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

// time makes an instant of the units since 1970.
func (i *ngInterface) time(units uint64) trace.Instant {
	high, low := bits.Mul64(units%i.perSecond, 1e9)
	nanoseconds, _ := bits.Div64(high, low, i.perSecond)
	return trace.UnixInstant(int64(units/i.perSecond)+i.offset, int64(nanoseconds))
}
