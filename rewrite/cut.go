// The packets of one connection.

package rewrite

import (
	"context"
	"io"

	"ivrcheck/capture"
)

// Picker picks the packets of a connection: its Tap sees all packets with one stream number,
// which two connections may share, one of TCP and one of UDP.
type Picker struct {
	Tap   *capture.Tap
	at    Place
	picks [2]frameSet // by datagram
	wants int         // index in picks, -1 until known
}

// NewPicker returns the Picker of the connection with a stream number and a frame at a
// place.
func NewPicker(stream int, at Place) *Picker {
	p := &Picker{at: at, wants: -1}
	p.Tap = &capture.Tap{Stream: stream, Packet: p.packet, Bytes: noBytes}
	return p
}

func (p *Picker) packet(t *capture.TappedPacket) {
	kind := 0
	if t.Datagram {
		kind = 1
	}
	p.picks[kind].add(t.Number)
	for _, n := range t.Fragments {
		p.picks[kind].add(n)
	}
	if t.File == p.at.File && t.Frame == p.at.Frame {
		p.wants = kind
	}
}

// Copy writes the picked packets, unchanged, with all interfaces, and returns their number. It
// omits other pcapng blocks, which may be about other packets.
func (p *Picker) Copy(ctx context.Context, to io.Writer, members []capture.Member, opt capture.Options) (packets int, results []capture.Result, err error) {
	picks := &p.picks[max(p.wants, 0)]
	w := NewWriter(to)
	results, err = capture.ReadRecords(ctx, members, opt, func(r *capture.Record) error {
		if r.Packet != nil && picks.has(r.Number) {
			packets++
			return w.Copy(r)
		}
		if r.Frame == 0 && describes(r) {
			return w.Copy(r)
		}
		return nil
	})
	if err == nil {
		err = w.Flush()
	}
	return packets, results, err
}

// describes reports whether a block is needed to read packets.
func describes(r *capture.Record) bool {
	typ := r.Order.Uint32(r.Block)
	return typ == blockSection || typ == blockInterface
}

// frameSet is a set of frame numbers, a bit for each.
type frameSet []uint64

func (s *frameSet) add(n int) {
	for len(*s) <= n/64 {
		*s = append(*s, 0)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

func (s *frameSet) has(n int) bool { return n/64 < len(*s) && (*s)[n/64]>>(n%64)&1 > 0 }
