// The first bytes of each format.

package container

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// pcapFormat is the variant of pcap that the magic number identifies.
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

// pcapFormatOf returns the format that head begins with. It is called for each byte after damage.
func pcapFormatOf(head []byte) (f pcapFormat, ok bool) {
	if len(head) < 4 {
		return f, false
	}
	little := binary.LittleEndian.Uint32(head)
	big := bits.ReverseBytes32(little)
	for i := range pcapFormats {
		if magic := pcapFormats[i].magic; magic == little || magic == big {
			f = pcapFormats[i]
			f.bigEndian = magic == big
			return f, true
		}
	}
	return f, false
}

// IsPcap reports whether head begins like a pcap file.
func IsPcap(head []byte) bool {
	_, ok := pcapFormatOf(head)
	return ok
}

// blockSection is the type of a section header, with which pcapng begins. It reads the
// same in both byte orders.
const blockSection = 0x0a0d0d0a

// sectionOrder is the byte-order magic of a section header.
const sectionOrder = 0x1a2b3c4d

// begins reports whether head begins another capture, or compressed data.
func begins(head []byte) bool {
	return IsHeader(head) || bytes.HasPrefix(head, []byte("\x1f\x8b\x08")) || bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd"))
}

// headerLen is the number of bytes that IsHeader needs.
const headerLen = 24

// IsHeader reports whether head, of at least 24 bytes, begins with the header of a pcap or pcapng file, as
// far as its bytes can show it.
func IsHeader(head []byte) bool {
	if len(head) < headerLen {
		return false
	}
	if le := binary.LittleEndian; le.Uint32(head) == blockSection {
		order := le.Uint32(head[8:])
		return order == sectionOrder || bits.ReverseBytes32(order) == sectionOrder
	}
	f, ok := pcapFormatOf(head)
	if !ok {
		return false
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if f.bigEndian {
		order = binary.BigEndian
	}
	return order.Uint16(head[4:]) == 2 && order.Uint16(head[6:]) <= 4 && order.Uint64(head[8:]) == 0
}
