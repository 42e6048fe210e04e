package scrub

// The second pass over a packet capture: it is written again.

import (
	"context"
	"fmt"

	"ivrcheck/capture"
	"ivrcheck/capture/packet"
	"ivrcheck/rewrite/pseudonym"
)

// writer writes the packets of a capture again.
type writer struct {
	*scrubber
	decoder *packet.Decoder
	layout  layout
	streams streams
	part    int
	data    []byte // of the current packet, as it is written
	block   []byte // with the packet, as it is written
	// Of the current record: the packet as captured, the offset of its data in the result, how much
	// of it is kept, and whether it belongs to a connection that carries the protocol.
	captured []byte
	frame    int
	at       int64
	kept     int
	wanted   bool
	checksum uint16
	head     sum // of the headers that the checksum covers
	// fragments are the fragments of incomplete packets by their frames, which are in order, oldest first.
	fragments map[int]*fragment
	order     []int
	addresses *addresses
	err       error
}

// fragment is a fragment of a packet.
type fragment struct {
	from int // in the packet
	data []byte
	at   int64 // in the result
	sum  sum   // of the pseudo header without the length
}

// maxFragments is the number of fragments that are kept for their packets.
const maxFragments = 1 << 12

func (s *scrubber) writePackets(ctx context.Context) error {
	w := &writer{scrubber: s, decoder: packet.NewDecoder(), fragments: map[int]*fragment{}}
	if s.opt.Addresses {
		w.addresses = newAddresses(s.replacer.pseudonym)
	}
	flows := newFlows(s.out)
	w.streams = streams{flows: flows, parts: s.parts, open: map[directionKey]*direction{}}
	var helping []func(*steps)
	for _, h := range s.helpers {
		helping = append(helping, h.replacer.replace)
	}
	w.streams.steps = newQueue(s.replacer.replace, helping, flows.finish)
	_, err := s.watch(ctx, &capture.Watcher{
		Record: w.record, Fragment: w.fragment, Payload: w.payload,
		Bytes: w.streams.bytes, Passed: w.streams.passed, Content: func([]byte) {},
	}, w.streams.unit)
	w.streams.steps.drain()
	if err == nil {
		err = w.err
	}
	return err
}

// record writes a packet with a blank payload, or a block without a packet.
func (w *writer) record(r *capture.Record) error {
	if r.Part != w.part {
		w.part = r.Part
		w.out.append(r.FileHead)
	}
	if r.Packet == nil {
		if len(r.Block) >= 12 {
			w.out.append(blockWithout(r))
		}
		return w.out.err
	}
	p := r.Packet
	l := &w.layout
	l.read(w.decoder, p)
	w.captured, w.frame, w.wanted = p.Data, r.Number, w.marks.has(r.Number)
	w.data = append(w.data[:0], p.Data...)
	w.kept = len(w.data)
	if w.wanted {
		w.result.Frames++
		clear(w.data[l.end:])
		pseudonym.Blank(w.data[l.head:l.end])
	} else {
		// Readers take a packet without bytes for damage.
		w.kept = min(len(w.data), max(l.head, 1))
		if w.kept > l.head || w.kept < len(w.data) {
			w.result.Cut++
		}
		clear(w.data[l.head:])
	}
	if w.addresses != nil {
		if err := w.addresses.replace(w.data[:l.head], l); err != nil {
			return fmt.Errorf("packet %d: %w", r.Frame, err)
		}
	}
	w.setChecksums(p.Wire)
	out := w.block[:0]
	var at int
	switch {
	case r.Head != nil:
		out, at = packetRecord(out, r, w.data, w.kept)
	case len(r.Block) < 32 && (len(r.Block) < 16 || r.Order.Uint32(r.Block) != blockSimple):
		return errBlock
	default:
		out, at = packetBlock(out, r, w.data, w.kept)
	}
	w.block = out
	w.at = w.out.size() + int64(at)
	w.out.append(out)
	return w.out.err
}

// setChecksums sets the checksums of the packet for its blank payload.
func (w *writer) setChecksums(wire int) {
	l, b := &w.layout, w.data
	l.setIP(b)
	for _, h := range l.headers {
		// The checksum of a tunnel is optional.
		if h.Layer == layerUDP && h.Offset != l.transport && !l.v6 && h.Offset+8 <= len(b) {
			b[h.Offset+6], b[h.Offset+7] = 0, 0
		}
	}
	w.checksum = 0
	at := l.transport + checksumAt(l.protocol)
	switch {
	case l.transport < 0 && !w.wanted && l.head >= 4 && l.protocol == 1 && !l.fragment:
		for _, h := range l.headers {
			if h.Layer == layerICMP && h.Offset+4 <= len(b) {
				b[h.Offset+2], b[h.Offset+3] = 0, 0 // what it covers is cut
			}
		}
	case l.transport < 0 || l.ip < 0 || at+2 > l.end:
	case l.protocol == 17 && b[at] == 0 && b[at+1] == 0:
	default:
		b[at], b[at+1] = 0, 0
		head := pseudo(b[l.ip:], l.v6, l.protocol, l.wireLength(b, wire, l.transport)).add(b[l.transport:l.head], false)
		w.head = sum(head.fold())
		w.checksum = head.add(b[l.head:l.end], (l.head-l.transport)%2 == 1).checksum(l.protocol)
		be.PutUint16(b[at:], w.checksum)
	}
}

// fragment keeps a fragment of a packet. It is filled in when the packet is whole.
func (w *writer) fragment(data []byte, from int) {
	if !w.wanted {
		return
	}
	l := &w.layout
	at := cap(w.captured) - cap(data)
	if at < 0 || at+len(data) > len(w.captured) {
		return
	}
	f := &fragment{from: from, data: append([]byte(nil), data...), at: w.at + int64(at)}
	if from == 0 {
		f.sum = pseudo(w.data[l.ip:], l.v6, l.protocol, 0)
	}
	w.fragments[w.frame] = f
	w.order = append(w.order, w.frame)
	for len(w.order) > maxFragments {
		delete(w.fragments, w.order[0])
		w.order = w.order[1:]
	}
}

// payload has the payload of the packet filled in when its bytes are replaced.
func (w *writer) payload(c *capture.Payload) {
	if !w.wanted || len(c.Payload) == 0 {
		return
	}
	p := w.streams.flows.newPayload(c.Payload)
	p.flow, p.udp, p.unplaced, p.frame, p.seq, p.checksum = w.streams.flows.get(c.Flow), c.Datagram, c.Datagram, c.Frame, c.Seq, w.checksum
	if len(c.Frames) > 0 {
		w.reassembled(p, c.Frames)
		return
	}
	at := cap(w.captured) - cap(c.Payload)
	l := &w.layout
	if at < 0 || at+len(c.Payload) > len(w.captured) || at < l.head || &c.Payload[0] != &w.captured[at] {
		return // decoded from the packet, and not a part of it
	}
	p.parts = append(p.parts, part{0, len(c.Payload), w.at + int64(at)})
	if l.transport >= 0 {
		if field := l.transport + checksumAt(l.protocol); !(l.protocol == 17 && w.data[field] == 0 && w.data[field+1] == 0) {
			p.checksumAt = w.at + int64(field)
			p.odd = (at-l.transport)%2 == 1
			p.whole, p.head = at == l.head && at+len(c.Payload) == l.end, w.head
		}
	}
	w.wait(p)
}

// wait adds a payload that is filled in when its bytes are replaced.
func (w *writer) wait(p *payload) { w.streams.add(step{kind: waits, flow: p.flow, payload: p}) }

// reassembled is payload for a packet that came in fragments.
func (w *writer) reassembled(p *payload, frames []int) {
	var first *fragment
	length := 0
	for _, frame := range frames {
		f := w.fragments[frame]
		if f == nil {
			return
		}
		if f.from == 0 {
			first = f
		}
		length = max(length, f.from+len(f.data))
	}
	protocol := byte(6)
	if p.udp {
		protocol = 17
	}
	head := length - len(p.captured) // of TCP, with its options, or of UDP
	if first == nil || head < checksumAt(protocol)+2 {
		return
	}
	whole := make([]byte, length)
	for _, frame := range frames {
		f := w.fragments[frame]
		copy(whole[f.from:], f.data)
		if f.from < head { // of a header in several fragments only the beginning was written
			w.out.change(f.data[:min(len(f.data), head-f.from)], f.at)
		}
		if from, to := max(f.from, head), f.from+len(f.data); from < to {
			p.parts = append(p.parts, part{from - head, to - head, f.at + int64(from-f.from)})
		}
	}
	pseudonym.Blank(whole[head:])
	at := checksumAt(protocol)
	if !p.udp || whole[at] != 0 || whole[at+1] != 0 {
		whole[at], whole[at+1] = 0, 0
		p.checksum = (first.sum + sum(length)).add(whole, false).checksum(protocol)
		for _, frame := range frames {
			if f := w.fragments[frame]; f.from <= at && at+2 <= f.from+len(f.data) {
				p.checksumAt = f.at + int64(at-f.from)
			}
		}
		if p.checksumAt < 0 {
			return
		}
		p.odd = head%2 == 1
		w.out.change([]byte{byte(p.checksum >> 8), byte(p.checksum)}, p.checksumAt)
	}
	w.wait(p)
}
