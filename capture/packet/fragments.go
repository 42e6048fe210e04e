// Reassembly of IPv4 and IPv6 fragments.
//
// gopacket's ip4defrag is not used: it does not report the fragments of a
// packet and does not limit its memory.
//
// Source: RFC 791, section 3.2; RFC 8200, section 4.5.

package packet

import (
	"container/list"
	"net/netip"
	"slices"
	"time"

	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// Limits of incomplete packets. The oldest are evicted.
const (
	maxFragmented     = 8 << 20 // bytes of all
	maxFragmentedTime = 30 * time.Second
	fragmentedCost    = 1 << 11 // estimated bytes of a packet besides its data
	maxDatagram       = 1 << 16
	fragmentUnit      = 8 // unit of offsets
)

// fragment is a fragment of an IP packet.
type fragment struct {
	key      datagramKey
	protocol byte // of the packet's payload
	from     int
	more     bool // it is not the last
	data     []byte
}

// datagramKey identifies the packet of a fragment as in Wireshark: copies of a
// packet with different VLAN tags are not mixed.
type datagramKey struct {
	src, dst netip.Addr
	id       uint32
	protocol byte
	vlan     uint16
}

// incomplete is a packet with missing fragments.
type incomplete struct {
	key    datagramKey
	began  trace.Instant
	buf    []byte
	have   [maxDatagram / fragmentUnit / 64]uint64 // a bit for each unit
	length int                                     // -1 until the last fragment arrives
	frames []int                                   // of the fragments, ascending
	cost   int
	// protocol is the protocol of the first fragment.
	protocol byte
	element  *list.Element
}

// fragments are the incomplete packets.
type fragments struct {
	of   map[datagramKey]*incomplete
	old  list.List // of *incomplete, oldest first
	cost int
	// free are buffers of dropped packets. Their contents do not matter.
	free [][]byte
}

// mostFree is the most buffers in free.
const mostFree = 16

// take adds a fragment. If its packet is complete, it returns the payload and
// the frames of the fragments. Where fragments overlap, the first one counts.
func (fs *fragments) take(f fragment, frame int, at trace.Instant) (data []byte, protocol byte, frames []int) {
	if f.from == 0 && !f.more {
		return f.data, f.protocol, nil // an atomic fragment, as some IPv6 hosts send it
	}
	end := f.from + len(f.data)
	if len(f.data) == 0 || end >= maxDatagram || f.more && len(f.data)%fragmentUnit != 0 {
		return nil, 0, nil
	}
	fs.expire(at)
	g := fs.of[f.key]
	if g == nil {
		if fs.of == nil {
			fs.of = map[datagramKey]*incomplete{}
		}
		g = &incomplete{key: f.key, began: at, length: -1, protocol: f.protocol}
		g.element = fs.old.PushBack(g)
		fs.of[f.key] = g
	}
	if f.from == 0 {
		g.protocol = f.protocol
	}
	if !f.more && g.length < 0 {
		g.length = end
	}
	if n := len(fs.free); n > 0 && g.buf == nil && end <= cap(fs.free[n-1]) && cap(fs.free[n-1]) <= 2*end {
		g.buf, fs.free = fs.free[n-1], fs.free[:n-1]
	}
	if g.put(f.from, f.data) {
		g.frames = append(g.frames, frame)
	}
	cost := fragmentedCost + cap(g.buf) + 8*cap(g.frames)
	fs.cost += cost - g.cost
	g.cost = cost
	if g.whole() {
		whole := g.buf
		g.buf = nil // now owned by the caller
		fs.drop(g)
		return whole[:g.length], g.protocol, g.frames
	}
	for fs.cost > maxFragmented {
		fs.drop(fs.old.Front().Value.(*incomplete))
	}
	return nil, 0, nil
}

// put adds the bytes of data that are still missing and reports whether there
// were any.
func (g *incomplete) put(from int, data []byte) (taken bool) {
	if end := from + len(data); end > len(g.buf) {
		g.buf = slices.Grow(g.buf, end-len(g.buf))[:end]
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
func (g *incomplete) whole() bool {
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
		g := fs.old.Front().Value.(*incomplete)
		if now.Sub(g.began) <= maxFragmentedTime {
			return
		}
		fs.drop(g)
	}
}

func (fs *fragments) drop(g *incomplete) {
	fs.old.Remove(g.element)
	delete(fs.of, g.key)
	fs.cost -= g.cost
	if len(fs.free) < mostFree && cap(g.buf) > 0 {
		fs.free = append(fs.free, g.buf[:0])
	}
	g.buf = nil
}

// defragment adds the fragment whose header is d.ip. If its packet is complete, it
// returns the packet's payload.
func (d *Decoder) defragment(data []byte, s *tcp.Segment) (Layer, []byte) {
	f := fragment{protocol: d.ip.protocol, from: d.ip.from, more: d.ip.more, data: data}
	d.fragment, d.from = data, d.ip.from
	if d.ip.short {
		f.data = nil // cut by the snapshot length
	}
	f.key.src, f.key.dst = d.ip.ends()
	f.key.id = d.ip.id
	if !d.ip.v6() { // in IPv6 only the first fragment reliably names it
		f.key.protocol = d.ip.protocol
	}
	if n := len(d.vlans); n > 0 {
		f.key.vlan = d.vlans[n-1] + 1
	}
	whole, protocol, frames := d.fragments.take(f, s.Frame, s.Time)
	if whole == nil {
		return nothing, nil
	}
	if len(frames) > 1 {
		d.frames = frames
	}
	d.cut = 0
	return Layer{IPProtocol, uint64(protocol)}, whole
}
