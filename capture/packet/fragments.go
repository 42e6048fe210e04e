// Reassembly of IPv4 and IPv6 fragments.
//
// gopacket's ip4defrag is not used: it does not report which fragments a packet
// consists of and has no limit of memory.
//
// Source: RFC 791, section 3.2; RFC 8200, section 4.5.

package packet

import (
	"container/list"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"ivrcheck/trace"
)

// Limits of incomplete packets. The oldest are evicted.
const (
	maxFragmented     = 8 << 20 // bytes of all
	maxFragmentedTime = 30 * time.Second
	fragmentedCost    = 1 << 11 // cost of a packet besides its bytes
	maxDatagram       = 1 << 16
	fragmentUnit      = 8 // unit of offsets
)

// fragment is a fragment of an IP packet.
type fragment struct {
	key      datagramKey
	ip       gopacket.LayerType
	protocol layers.IPProtocol // of the packet's payload
	from     int
	more     bool // it is not the last
	data     []byte
}

// datagramKey identifies the packet of a fragment as Wireshark does: copies of a
// packet with different VLAN tags are not mixed.
type datagramKey struct {
	src, dst netip.Addr
	id       uint32
	protocol layers.IPProtocol
	vlan     uint16
}

// datagram is an incomplete packet.
type datagram struct {
	key    datagramKey
	began  trace.Instant
	buf    []byte
	have   [maxDatagram / fragmentUnit / 64]uint64 // a bit for each unit
	length int                                     // -1 until the last fragment arrives
	frames []int                                   // of the fragments, ascending
	cost   int
	// protocol is that of the first fragment.
	protocol layers.IPProtocol
	element  *list.Element
}

// fragments are the incomplete packets.
type fragments struct {
	of   map[datagramKey]*datagram
	old  list.List // of *datagram, the oldest first
	cost int
}

// take adds a fragment. If its packet is complete, it returns the payload and
// the frames of the fragments. Where fragments overlap, the first counts.
func (fs *fragments) take(f fragment, frame int, at trace.Instant) (data []byte, protocol layers.IPProtocol, frames []int) {
	if f.from == 0 && !f.more {
		return f.data, f.protocol, nil // the whole packet, as some IPv6 hosts send it
	}
	end := f.from + len(f.data)
	if len(f.data) == 0 || end >= maxDatagram || f.more && len(f.data)%fragmentUnit != 0 {
		return nil, 0, nil
	}
	fs.expire(at)
	g := fs.of[f.key]
	if g == nil {
		if fs.of == nil {
			fs.of = map[datagramKey]*datagram{}
		}
		g = &datagram{key: f.key, began: at, length: -1, protocol: f.protocol}
		g.element = fs.old.PushBack(g)
		fs.of[f.key] = g
	}
	if f.from == 0 {
		g.protocol = f.protocol
	}
	if !f.more && g.length < 0 {
		g.length = end
	}
	if g.put(f.from, f.data) {
		g.frames = append(g.frames, frame)
	}
	cost := fragmentedCost + cap(g.buf) + 8*cap(g.frames)
	fs.cost += cost - g.cost
	g.cost = cost
	if g.whole() {
		fs.drop(g)
		return g.buf[:g.length], g.protocol, g.frames
	}
	for fs.cost > maxFragmented {
		fs.drop(fs.old.Front().Value.(*datagram))
	}
	return nil, 0, nil
}

// put adds the bytes of data that are still missing. It returns false if there
// are none.
func (g *datagram) put(from int, data []byte) (taken bool) {
	if end := from + len(data); end > len(g.buf) {
		g.buf = append(g.buf, make([]byte, end-len(g.buf))...)
	}
	for len(data) > 0 {
		unit, n := from/fragmentUnit, min(fragmentUnit, len(data))
		if word, bit := unit/64, uint64(1)<<(unit%64); g.have[word]&bit == 0 {
			g.have[word] |= bit
			copy(g.buf[from:], data[:n])
			taken = true
		}
		from, data = from+n, data[n:]
	}
	return taken
}

// whole reports whether no byte is missing.
func (g *datagram) whole() bool {
	if g.length < 0 {
		return false
	}
	units := (g.length + fragmentUnit - 1) / fragmentUnit
	for word := range g.have[:units/64] {
		if g.have[word] != ^uint64(0) {
			return false
		}
	}
	rest := uint64(1)<<(units%64) - 1
	return rest == 0 || g.have[units/64]&rest == rest
}

// expire drops packets that have been incomplete for too long.
func (fs *fragments) expire(now trace.Instant) {
	for fs.old.Len() > 0 {
		g := fs.old.Front().Value.(*datagram)
		if now.Sub(g.began) <= maxFragmentedTime {
			return
		}
		fs.drop(g)
	}
}

func (fs *fragments) drop(g *datagram) {
	fs.old.Remove(g.element)
	delete(fs.of, g.key)
	fs.cost -= g.cost
}
