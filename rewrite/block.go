// Blocks of pcapng.
//
// Source: draft-ietf-opsawg-pcapng, sections 3 and 4.

package rewrite

import (
	"encoding/binary"
	"math"
	"strings"
)

// Block types.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 2 // obsolete
	blockSimple    = 3
	blockEnhanced  = 6
)

const (
	sectionOrder = 0x1a2b3c4d
	unknown      = math.MaxUint32
	// packetHead is the length of the fields before the data in a packet block, without
	// type and length.
	packetHead = 20
)

// Block options.
const (
	optionEnd        = 0
	optionComment    = 1
	optionUserApp    = 4  // of a section
	optionResolution = 9  // of an interface
	optionFCS        = 13 // of an interface
	optionOffset     = 14 // of an interface
)

// maxComment is the number of bytes to which comments are cut.
const maxComment = 4096

// order is a byte order of package encoding/binary.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// block is a block under construction.
type block struct {
	order order
	bytes []byte
}

func (b *block) begin(typ uint32, order order) {
	b.order, b.bytes = order, b.bytes[:0]
	b.u32(typ)
	b.u32(0) // see end
}

// end returns the complete block.
func (b *block) end() []byte {
	b.pad()
	length := uint32(len(b.bytes) + 4)
	b.order.PutUint32(b.bytes[4:], length)
	b.u32(length)
	return b.bytes
}

func (b *block) u16(v uint16) { b.bytes = b.order.AppendUint16(b.bytes, v) }
func (b *block) u32(v uint32) { b.bytes = b.order.AppendUint32(b.bytes, v) }

func (b *block) pad() {
	for len(b.bytes)%4 != 0 {
		b.bytes = append(b.bytes, 0)
	}
}

func (b *block) padded(p []byte) {
	b.bytes = append(b.bytes, p...)
	b.pad()
}

func (b *block) option(code uint16, value []byte) {
	b.u16(code)
	b.u16(uint16(len(value)))
	b.padded(value)
}

func (b *block) comments(texts []string) {
	for _, text := range texts {
		if len(text) > maxComment {
			text = strings.ToValidUTF8(text[:maxComment], "") + "…"
		}
		b.option(optionComment, []byte(text))
	}
}

func (b *block) endOptions() { b.u32(optionEnd) }

// known returns the options of a block up to their end or to the first damage.
func known(order order, options []byte) []byte {
	at := 0
	for len(options)-at >= 4 {
		code, n := order.Uint16(options[at:]), int(order.Uint16(options[at+2:]))
		next := at + 4 + (n+3)&^3
		if code == optionEnd || next > len(options) {
			break
		}
		at = next
	}
	return options[:at]
}
