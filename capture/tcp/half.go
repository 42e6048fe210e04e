// One direction of a connection.

package tcp

import (
	"slices"
	"time"

	"ivrcheck/trace"
)

// held is an out-of-order segment, or the part of one that was new.
type held struct {
	start, end int64
	data       []byte // nil: cut by the snapshot length
	place      Place
	acked      int64
}

// half reassembles what one side sends. Offsets are those of the stream.
type half struct {
	next int64  // offset of the byte that is due
	seq  uint32 // and its sequence number
	// exact tells that the stream's first byte is known from a SYN; started
	// that bytes were delivered, or given up; guessed that seq rests on a
	// segment without payload, which may have been a keep-alive probe.
	exact, started, guessed, known bool

	acked      int64 // how far the peer has acknowledged; never beyond fin
	ackedPlace Place
	fin        int64 // offset behind the last byte, -1: not known
	finPlace   Place
	ended      bool // nothing more is delivered

	held      []held
	heldBytes int
	seen      history

	// The hole at next: since when and for how many packets of the
	// connection it has been open, and since when it has been acknowledged.
	hole, ackedHole wait

	far int // segments in a row that were too far away

	conflict Conflict // of the segment at hand
	last     Place    // of what was delivered, the latest
}

// wait measures how long something has lasted.
type wait struct {
	on      bool
	at      int64 // the offset it is about
	since   time.Time
	packets int
}

func (w *wait) tick(on bool, at int64, now time.Time) {
	if !on || !w.on || w.at != at {
		*w = wait{on: on, at: at, since: now}
		return
	}
	w.packets++
}

// start fixes the sequence number of the byte that is due.
func (h *half) start(seq uint32, exact, guessed bool) {
	h.seq, h.known, h.exact, h.guessed = seq, true, exact, guessed
}

// offset places a sequence number in the stream, next to what is due.
func (h *half) offset(seq uint32) int64 { return h.next + int64(int32(seq-h.seq)) }

// advance moves on behind n bytes.
func (h *half) advance(n int64) {
	h.next += n
	h.seq += uint32(n)
	h.started, h.guessed = true, false
}

// rebase takes an earlier first byte while nothing was delivered yet: the
// start was not seen, and packets were out of order.
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
		h.seq = seq // the probe had the number before the one that is due
	}
	if payload {
		h.guessed = false
	}
}

// near tells whether seq is to be believed, and becomes patient with streams
// that jump: when several segments in a row are far away, the stream goes on
// there, and the bytes between are lost.
func (t *Table) near(c *Conn, side int, seq uint32, at Place) (bool, error) {
	h := &c.live.half[side]
	if off := h.offset(seq); off > h.next-maxAhead && off < h.next+maxAhead {
		h.far = 0
		return true, nil
	}
	h.far++
	if h.far < farPatience {
		return false, nil
	}
	h.far = 0
	if err := t.flushHalf(c, side); err != nil || c.live == nil {
		return false, err
	}
	return true, t.lose(c, side, int64(seq-h.seq), at)
}

// payload takes the bytes of a segment that begin at off.
func (t *Table) payload(c *Conn, side int, off int64, s *Segment, acked int64) error {
	h := &c.live.half[side]
	place := Place{s.Frame, s.Time}
	h.conflict = Conflict{Place: place}
	end := off + int64(len(s.Payload))
	if err := t.run(c, side, held{start: off, end: end, data: s.Payload, place: place, acked: acked}); err != nil {
		return err
	}
	if s.Cut > 0 && c.live != nil {
		if err := t.run(c, side, held{start: end, end: end + int64(s.Cut), place: place, acked: acked}); err != nil {
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
	return t.release(c, side, place)
}

// run takes one run of bytes: what is due is delivered as it is, what comes
// early is copied and held, what came before is only compared.
func (t *Table) run(c *Conn, side int, r held) error {
	h := &c.live.half[side]
	if h.fin >= 0 && r.end > h.fin {
		r = r.part(r.start, max(h.fin, r.start))
	}
	if r.start < h.next {
		if r.data != nil {
			h.seen.compare(r, h.next, &h.conflict)
		}
		r = r.part(min(h.next, r.end), r.end)
	}
	for i := 0; r.start < r.end; i++ {
		// The parts before, between and behind what is held are new.
		stop := r.end
		if i < len(h.held) {
			if h.held[i].end <= r.start {
				continue
			}
			stop = min(stop, max(h.held[i].start, r.start))
		}
		if fresh := r.part(r.start, stop); fresh.start < fresh.end {
			if fresh.start == h.next {
				if err := t.deliver(c, side, fresh, fresh.place); err != nil || c.live == nil {
					return err
				}
				i--
			} else {
				t.hold(h, i, fresh)
			}
		}
		r = r.part(stop, r.end)
		if r.start == r.end || i < 0 || i >= len(h.held) {
			continue
		}
		if o := h.held[i]; o.start <= r.start && r.start < o.end {
			both := min(o.end, r.end)
			if o.data != nil && r.data != nil {
				h.conflict.compare(r.start, o.part(r.start, both).data, r.part(r.start, both).data)
			}
			r = r.part(both, r.end)
		}
	}
	return nil
}

// part cuts a run down to the bytes from start to end.
func (r held) part(start, end int64) held {
	if r.data != nil {
		r.data = r.data[start-r.start : end-r.start]
	}
	r.start, r.end = start, end
	return r
}

// hold keeps a copy at position i of what is held.
func (t *Table) hold(h *half, i int, r held) {
	r.data = slices.Clone(r.data)
	h.held = slices.Insert(h.held, i, r)
	h.heldBytes += len(r.data)
	t.heldTotal += len(r.data)
}

// deliver hands on a run that is due. at is the packet with which the
// receiver had it.
func (t *Table) deliver(c *Conn, side int, r held, at Place) error {
	h := &c.live.half[side]
	offset := h.next
	h.advance(r.end - r.start)
	if at.Frame > h.last.Frame {
		h.last = at
	}
	if r.data == nil {
		h.seen.reset(t, h.next)
		return c.live.handler.Gap(side, Gap{Offset: offset, Lost: r.end - r.start, Snaplen: true, Place: r.place})
	}
	h.seen.add(t, h.next, r.data)
	return c.live.handler.Data(side, Data{
		Bytes: r.data, Offset: offset, Place: at, Carrier: r.place.Frame, Acked: r.acked,
	})
}

// release delivers what is held and has become due with the packet at.
func (t *Table) release(c *Conn, side int, at Place) error {
	h := &c.live.half[side]
	n := 0
	var err error
	for ; n < len(h.held) && h.held[n].start <= h.next && err == nil; n++ {
		r := h.held[n]
		h.heldBytes -= len(r.data)
		t.heldTotal -= len(r.data)
		if r.start < h.next { // given up in part before
			r = r.part(min(h.next, r.end), r.end)
		}
		if r.start == r.end {
			continue
		}
		if r.place.Frame > at.Frame {
			at = r.place
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
		return c.live.handler.End(side, trace.CloseOrderly)
	}
	return nil
}

// lose gives up n bytes that are due, and delivers what is due then.
func (t *Table) lose(c *Conn, side int, n int64, at Place) error {
	h := &c.live.half[side]
	offset := h.next
	h.advance(n)
	h.seen.reset(t, h.next)
	if err := c.live.handler.Gap(side, Gap{Offset: offset, Lost: n, Place: at}); err != nil || c.live == nil {
		return err
	}
	if at.Frame < h.last.Frame {
		at = h.last // what lies behind cannot have been in order earlier
	}
	return t.release(c, side, at)
}

// giveUp gives up the hole that stands at next, as far as something is known
// to be behind it: bytes that are held, or bytes that were acknowledged.
func (t *Table) giveUp(c *Conn, side int) error {
	h := &c.live.half[side]
	to, at := int64(-1), Place{}
	if len(h.held) > 0 {
		to, at = h.held[0].start, h.held[0].place
	}
	if h.acked > h.next && (to < 0 || h.acked < to) {
		to, at = h.acked, h.ackedPlace
	}
	if h.fin > h.next && to < 0 {
		to, at = h.fin, h.finPlace
	}
	if to <= h.next {
		return nil
	}
	return t.lose(c, side, to-h.next, at)
}

// patience gives up the hole at next if it has lasted too long. It is asked
// after each packet of the connection.
func (t *Table) patience(c *Conn, side int, now time.Time) error {
	for c.live != nil {
		h := &c.live.half[side]
		if h.ended {
			return nil
		}
		ackedHole := h.acked > h.next && !h.onlyFIN()
		h.ackedHole.tick(ackedHole, h.next, now)
		open := len(h.held) > 0 || h.fin > h.next
		h.hole.tick(open, h.next, now)
		switch {
		case ackedHole && (h.ackedHole.packets >= gracePackets || now.Sub(h.ackedHole.since) >= graceTime):
		case open && (h.heldBytes > maxHeldBytes || len(h.held) > maxHeldSegments ||
			t.heldTotal > maxHeldTotal || now.Sub(h.hole.since) >= maxHoleTime):
		default:
			return nil
		}
		before := h.next
		if err := t.giveUp(c, side); err != nil || h.next == before {
			return err
		}
	}
	return nil
}

// onlyFIN tells that all that was acknowledged and not seen is one number with
// nothing behind it: the FIN itself, which is no byte of the stream.
func (h *half) onlyFIN() bool {
	return h.fin < 0 && len(h.held) == 0 && h.acked == h.next+1
}

// flushHalf gives up all that is missing and delivers all that is held.
func (t *Table) flushHalf(c *Conn, side int) error {
	for c.live != nil {
		h := &c.live.half[side]
		before := h.next
		if h.ended || h.onlyFIN() {
			return nil
		}
		if err := t.giveUp(c, side); err != nil {
			return err
		}
		if h.next == before {
			return nil
		}
	}
	return nil
}
