// One direction of a connection.

package tcp

import (
	"slices"

	"ivrcheck/trace"
)

// tick counts a packet and reports whether the wait begins with it.
func (w *wait) tick(on bool, at int64, now trace.Instant) bool {
	if !on || !w.on || w.at != at {
		*w = wait{on: on, at: at, since: now}
		return on
	}
	w.packets++
	return false
}

// overdue reports whether the grace is over.
func (w *wait) overdue(now trace.Instant) bool {
	return w.on && (w.packets >= gracePackets || now.Sub(w.since) >= graceTime)
}

// start sets the sequence number of the next expected byte.
func (h *half) start(seq uint32, exact, guessed bool) {
	h.seq, h.known, h.exact, h.guessed = seq, true, exact, guessed
}

// offset returns the offset of a sequence number.
func (h *half) offset(seq uint32) int64 { return h.next + int64(int32(seq-h.seq)) }

// advance moves the next expected byte by n bytes.
func (h *half) advance(n int64) {
	h.next += n
	h.seq += uint32(n)
	h.started, h.guessed = true, false
}

// rebase moves the start to an earlier byte, if the start was not seen and nothing
// was delivered yet: packets may be out of order.
func (h *half) rebase(seq uint32, payload bool) {
	if h.exact || h.started || len(h.held) > 0 {
		return
	}
	switch d := int32(seq - h.seq); {
	case payload && d < 0 && d > -maxHistory:
		h.seq = seq
		if h.acked >= 0 {
			h.acked -= int64(d)
		}
	case payload && d == 1 && h.guessed:
		h.seq = seq // a probe has the previous sequence number
	}
	if payload {
		h.guessed = false
	}
}

// float begins a direction without its SYN, at a byte with sequence number seq.
func (h *half) float(seq uint32) {
	h.start(seq-maxFloat, false, false)
	h.floating = true
}

// anchor ends the floating: the first byte is at offset first, or is the first
// held one, if that is earlier.
func (h *half) anchor(first int64, exact bool) {
	if held := h.firstHeld(); held < first || first < 0 {
		first = held
	}
	h.seq += uint32(first)
	for _, r := range h.held {
		r.start, r.end = r.start-first, r.end-first
	}
	if h.fin >= 0 {
		h.fin -= first
	}
	h.floating, h.exact = false, exact
}

// firstHeld returns the offset of the first held byte, next if none is held.
func (h *half) firstHeld() int64 {
	if len(h.held) == 0 {
		return h.next
	}
	return h.held[0].start
}

// near reports whether n bytes at seq are near the expected ones.
func (h *half) near(seq uint32, n int64) bool {
	off := h.offset(seq)
	return off+n >= h.next-maxBehind && off < h.next+maxAhead
}

// probe reports whether n bytes at off are a keep-alive probe: the last byte again,
// or no byte with its sequence number. The byte has no meaning (RFC 9293, section
// 3.8.4).
func (h *half) probe(off, n int64) bool {
	high := h.next
	if len(h.held) > 0 {
		high = h.held[len(h.held)-1].end
	}
	return n <= 1 && (off == h.next-1 || off == high-1)
}

// payload processes the payload of a segment, which begins at off.
func (t *Table) payload(c *Conn, side int, off int64, s *Segment, acked int64) error {
	h := &c.live.half[side]
	h.conflict = Conflict{Packet: s.Packet}
	arrival := trace.Arrival{Packet: s.Packet, Carrier: s.Frame, Acked: acked}
	end := off + int64(len(s.Payload))
	if err := t.run(c, side, held{off, end, s.Payload, arrival}); err != nil {
		return err
	}
	if s.Cut > 0 && c.live != nil {
		if err := t.run(c, side, held{end, end + int64(s.Cut), nil, arrival}); err != nil {
			return err
		}
	}
	if h.conflict.Bytes > 0 && c.live != nil {
		if err := c.live.handler.Conflict(side, h.conflict); err != nil {
			return err
		}
	}
	if c.live == nil {
		return nil
	}
	return t.release(c, side, s.Packet)
}

// run processes a run of bytes: it delivers the expected ones, copies and holds
// early ones, and only compares old ones.
func (t *Table) run(c *Conn, side int, r held) error {
	h := &c.live.half[side]
	if h.fin >= 0 && r.end > h.fin {
		r = r.part(r.start, max(h.fin, r.start))
	}
	if r.start < h.next {
		if r.data != nil {
			t.history.compare(h.seen, r, h.next, &h.conflict)
		}
		r = r.part(min(h.next, r.end), r.end)
	}
	i, _ := slices.BinarySearchFunc(h.held, r.start, func(o *held, start int64) int {
		if o.end <= start {
			return -1
		}
		return 1
	})
	for r.start < r.end {
		// The parts before, between and after the held runs are new.
		stop := r.end
		if i < len(h.held) {
			stop = min(stop, max(h.held[i].start, r.start))
		}
		switch fresh := r.part(r.start, stop); {
		case fresh.start == fresh.end:
		case fresh.start == h.next && !h.floating:
			if err := t.deliver(c, side, fresh, fresh.Packet); err != nil || c.live == nil {
				return err
			}
		default:
			t.hold(h, i, fresh)
			i++
		}
		if r = r.part(stop, r.end); r.start == r.end {
			break
		}
		o := h.held[i]
		both := min(o.end, r.end)
		if o.data != nil && r.data != nil {
			h.conflict.compare(r.start, o.part(r.start, both).data, r.part(r.start, both).data)
		}
		r = r.part(both, r.end)
		i++
	}
	return nil
}

// hold inserts a copy of a run at index i of the held runs.
func (t *Table) hold(h *half, i int, r held) {
	r.data = slices.Clone(r.data)
	h.held = slices.Insert(h.held, i, &r)
	h.heldBytes += len(r.data)
	t.heldTotal += len(r.data) + heldCost
}

// drop drops the held runs.
func (t *Table) drop(h *half) {
	t.heldTotal -= h.heldBytes + len(h.held)*heldCost
	h.held, h.heldBytes = nil, 0
}

// deliver passes on a run at next. at is the packet that completed it for the
// receiver.
func (t *Table) deliver(c *Conn, side int, r held, at trace.Packet) error {
	h := &c.live.half[side]
	offset := h.next
	h.advance(r.end - r.start)
	if at.Frame > h.last.Frame {
		h.last = at
	}
	if r.data == nil {
		h.seen = 0
		return c.live.handler.Gap(side, Gap{Offset: offset, Lost: r.end - r.start, Snaplen: true, Packet: r.Packet})
	}
	h.seen = t.history.add(h.seen, h.next, r.data)
	chunk := &t.chunk
	chunk.Bytes, chunk.Offset, chunk.Arrival = r.data, offset, r.Arrival
	chunk.Packet = at
	return c.live.handler.Data(side, chunk)
}

// release delivers the held runs that follow without a hole once packet at has arrived.
func (t *Table) release(c *Conn, side int, at trace.Packet) error {
	h := &c.live.half[side]
	if h.floating {
		return nil
	}
	n := 0
	var err error
	for ; n < len(h.held) && h.held[n].start <= h.next && err == nil; n++ {
		r := *h.held[n]
		h.heldBytes -= len(r.data)
		t.heldTotal -= len(r.data) + heldCost
		if r.start < h.next { // a part of it was given up
			r = r.part(min(h.next, r.end), r.end)
		}
		if h.fin >= 0 && r.end > h.fin { // held before the FIN was known
			r = r.part(r.start, max(h.fin, r.start))
		}
		if r.start == r.end {
			continue
		}
		if r.Frame > at.Frame {
			at = r.Packet
		}
		err = t.deliver(c, side, r, at)
		if c.live == nil {
			return err
		}
	}
	h.held = slices.Delete(h.held, 0, n)
	if err != nil {
		return err
	}
	if h.fin >= 0 && h.next >= h.fin && !h.ended {
		h.ended = true
		t.drop(h) // bytes after the FIN are not part of the stream
		return c.live.handler.End(side, trace.CloseOrderly)
	}
	return nil
}

// lose gives up n bytes at next and delivers the held bytes after them.
func (t *Table) lose(c *Conn, side int, n int64, at trace.Packet) error {
	h := &c.live.half[side]
	offset := h.next
	h.advance(n)
	h.seen = 0
	if err := c.live.handler.Gap(side, Gap{Offset: offset, Lost: n, Packet: at}); err != nil || c.live == nil {
		return err
	}
	if at.Frame < h.last.Frame {
		at = h.last // later bytes cannot have arrived in order before it
	}
	return t.release(c, side, at)
}

// giveUp gives up the hole at next, up to the first held byte or to the acknowledged offset.
// acked is the offset of the acknowledgements that are old enough.
func (t *Table) giveUp(c *Conn, side int, acked int64) error {
	h := &c.live.half[side]
	if h.floating {
		h.anchor(h.firstHeld(), false)
		return t.release(c, side, trace.Packet{})
	}
	to, at := int64(-1), trace.Packet{}
	if len(h.held) > 0 {
		to, at = h.held[0].start, h.held[0].Packet
	}
	if acked > h.next && (to < 0 || acked < to) {
		to, at = acked, h.ackedPacket
	}
	if h.fin > h.next && to < 0 {
		to, at = h.fin, h.finPacket
	}
	if to <= h.next {
		return nil
	}
	return t.lose(c, side, to-h.next, at)
}

// isWhole reports whether no byte is missing, neither now nor at the last check.
func (h *half) isWhole() bool {
	return len(h.held) == 0 && !h.floating && max(h.acked, h.fin) <= h.next && !h.hole.on && !h.ackedHole.on
}

// expireHole gives up the hole at next if it is too old. count is set after a
// packet of the connection.
func (t *Table) expireHole(c *Conn, side int, now trace.Instant, count bool) error {
	for c.live != nil {
		h := &c.live.half[side]
		if h.ended || h.isWhole() {
			return nil
		}
		if count {
			if h.ackedHole.tick(h.acked > h.next && !h.onlyFIN(), h.next, now) {
				h.ackedFirm = h.acked
			}
			h.hole.tick(len(h.held) > 0 || h.fin > h.next, h.next, now)
		}
		acked := h.acked
		switch {
		case h.ackedHole.on && h.ackedHole.at == h.next && h.ackedHole.overdue(now):
			acked = h.ackedFirm
		case h.floating && h.hole.overdue(now):
		case len(h.held) > maxHeldSegments || h.heldBytes > maxHeldBytes:
		case h.hole.on && h.hole.at == h.next && now.Sub(h.hole.since) >= maxHoleTime:
		default:
			return nil
		}
		before, floated := h.next, h.floating
		if err := t.giveUp(c, side, acked); err != nil || c.live == nil || h.next == before && !floated {
			return err
		}
	}
	return nil
}

// onlyFIN reports whether just one sequence number was acknowledged but not seen,
// and nothing follows: that of the FIN, which is not a byte of the stream.
func (h *half) onlyFIN() bool {
	return h.fin < 0 && len(h.held) == 0 && h.acked == h.next+1
}

// flushHalf gives up all missing bytes and delivers all held ones.
func (t *Table) flushHalf(c *Conn, side int) error {
	for c.live != nil {
		h := &c.live.half[side]
		before, floated := h.next, h.floating
		if h.ended || h.onlyFIN() {
			return nil
		}
		if err := t.giveUp(c, side, h.acked); err != nil {
			return err
		}
		if h.next == before && !floated {
			return nil
		}
	}
	return nil
}
