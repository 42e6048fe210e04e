package scrub

// The blocks and options of a pcapng file that are written.
//
// Source: draft-ietf-opsawg-pcapng, sections 3 and 4.

import (
	"encoding/binary"
	"slices"

	"ivrcheck/capture"
)

const (
	blockInterface  = 1
	blockPacket     = 2
	blockSimple     = 3
	blockStatistics = 5
	blockEnhanced   = 6
	blockSection    = 0x0a0d0d0a
	blockCustom     = 0xbad
	blockNoCopy     = 0x40000bad
)

// options are the options that are written, by the type of block. All others may be personal.
var options = map[uint32][]uint16{
	blockInterface:  {9, 13, 14},           // resolution, length of the check sequence, offset
	blockStatistics: {2, 3, 4, 5, 6, 7, 8}, // times and counters
	blockEnhanced:   {2, 4},                // flags, dropped packets
	blockPacket:     {2},
}

// blockWithout returns a block that is no packet, without the fields that may be personal. It returns nil if nothing is
// left, except for a block that Wireshark counts as a frame.
func blockWithout(r *capture.Record) []byte {
	b, order := r.Block, r.Order
	typ, body := order.Uint32(b), b[8:len(b)-4]
	var fixed int
	switch typ {
	case blockSection:
		fixed = 16
	case blockInterface:
		fixed = 8
	case blockStatistics:
		fixed = 12
	default:
		if r.Frame == 0 {
			return nil
		}
		if fixed = 4; typ != blockCustom && typ != blockNoCopy {
			body = make([]byte, fixed)
		}
	}
	if len(body) < fixed {
		return nil
	}
	out := slices.Concat(b[:8], body[:fixed])
	if typ == blockSection {
		order.PutUint64(out[16:], 1<<64-1) // its length is not known
	}
	out = appendOptions(out, body[fixed:], options[typ], order)
	return endBlock(out, order)
}

// appendOptions appends the options of a block whose codes are in kept.
func appendOptions(out, from []byte, kept []uint16, order binary.ByteOrder) []byte {
	some := false
	for len(from) >= 4 {
		code, n := order.Uint16(from), int(order.Uint16(from[2:]))
		size := 4 + (n+3)&^3
		if code == 0 || size > len(from) {
			break
		}
		if slices.Contains(kept, code) {
			out, some = append(out, from[:4+n]...), true
			for len(out)%4 != 0 {
				out = append(out, 0)
			}
		}
		from = from[size:]
	}
	if some {
		out = append(out, 0, 0, 0, 0)
	}
	return out
}

// endBlock sets the lengths of a block.
func endBlock(out []byte, order binary.ByteOrder) []byte {
	length := uint32(len(out) + 4)
	order.PutUint32(out[4:], length)
	return append(out, out[4:8]...)
}

// packetBlock appends to out, which is empty, the block of a packet with the first n bytes of other data. at is the offset
// of the data in the block.
func packetBlock(out []byte, r *capture.Record, data []byte, n int) (block []byte, at int) {
	b, order := r.Block, r.Order
	typ := order.Uint32(b)
	if typ == blockSimple {
		// A simple block has no captured length: instead of cutting the data, the rest is cleared.
		out = append(append(out, b[:12]...), data...)
		clear(out[12+n:])
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		return endBlock(out, order), 12
	}
	const head = 28
	out = append(append(out, b[:head]...), data[:n]...)
	order.PutUint32(out[20:], uint32(n))
	for len(out)%4 != 0 {
		out = append(out, 0)
	}
	if end := head + (len(data)+3)&^3; end <= len(b)-4 {
		out = appendOptions(out, b[end:len(b)-4], options[typ], order)
	}
	return endBlock(out, order), head
}

// dataAt returns the offset of the packet's data in its block.
func dataAt(r *capture.Record) int {
	if r.Order.Uint32(r.Block) == blockSimple {
		return 12
	}
	return 28
}

// packetRecord appends to out, which is empty, the record of a packet in a pcap file with the first n bytes of other data.
// at is the offset of the data in the record.
func packetRecord(out []byte, r *capture.Record, data []byte, n int) (record []byte, at int) {
	out = append(append(out, r.Head...), data[:n]...)
	field := 8
	if r.Order.Uint32(r.Head[8:]) != uint32(len(data)) {
		field = 12 // programs before libpcap 0.4 wrote the lengths in the other order
	}
	r.Order.PutUint32(out[field:], uint32(n))
	return out, len(r.Head)
}
