package rules

import (
	"ivrcheck/rules/internal/program"
	"math/bits"

	"ivrcheck/rules/declare"
)

// slot is the instance of one constraint.
type slot struct {
	in declare.Instance
	// born orders the slots of a constraint.
	born int64
	// kept tells that it must not be dropped when it is settled: a new one
	// would again not know what was before.
	kept    bool
	fed     bool // it has read an event
	waiting bool
}

// extra is what a slot counts for beyond slotBytes.
func extra(sl *slot) int {
	queued, pair := sl.in.Extra()
	return queued*queuedBytes + pair
}

// rack is where the slots of a subject stand. A call needs many while it lasts and
// few when it has ended, a request only one; there are thousands of each, so that
// what stands in them is moved to where it fits.
type rack struct {
	// which lists the constraints of slots, by their index; it is as long as slots
	// and has as much room.
	which []int32
	slots []slot
}

// find gives the slot of a constraint, nil if there is none. at is where it is likely to
// be; it is set to where it was.
func (r *rack) find(k *program.Constraint, at *int) *slot {
	if i := *at; i < len(r.which) && int(r.which[i]) == k.Index {
		return &r.slots[i]
	}
	for i, w := range r.which {
		if int(w) == k.Index {
			*at = i
			return &r.slots[i]
		}
	}
	return nil
}

// open gives an empty slot, for which there is room: what is behind the slots is
// always empty.
func (r *rack) open(which int32) *slot {
	n := len(r.slots)
	r.which, r.slots = r.which[:n+1], r.slots[:n+1]
	r.which[n] = which
	return &r.slots[n]
}

// empty takes everything out and keeps the room.
func (r *rack) empty() {
	clear(r.slots)
	r.which, r.slots = r.which[:0], r.slots[:0]
}

// slot makes a slot for a constraint. The others may move.
func (m *memory) slot(s *subject, k *program.Constraint) *slot {
	if n := len(s.slots); n == cap(s.slots) {
		m.stow(s, n+1)
	}
	sl := s.open(int32(k.Index))
	m.grow(s, slotBytes)
	sl.born = m.tick()
	s.has |= k.Bit
	return sl
}

// free drops a slot that is empty. Another may take its place.
func (m *memory) free(s *subject, k *program.Constraint) {
	for i, w := range s.which {
		if int(w) != k.Index {
			continue
		}
		s.has &^= k.Bit
		last := len(s.slots) - 1
		if s.slots[i].waiting {
			s.waiting--
		}
		if i < last {
			s.which[i], s.slots[i] = s.which[last], s.slots[last]
		}
		s.slots[last] = slot{}
		s.which, s.slots = s.which[:last], s.slots[:last]
		m.grow(s, -slotBytes)
		return
	}
}

// stow moves the slots of a subject to a rack in which so many fit.
func (m *memory) stow(s *subject, many int) {
	if cap(s.slots) == roomFor(many) {
		return
	}
	to := m.spareRacks.get(many)
	for i := range s.slots {
		*to.open(s.which[i]) = s.slots[i]
	}
	m.spareRacks.put(s.rack)
	s.rack = to
}

// spareRacks are empty, by how many slots fit in them.
type spareRacks [6][]rack

// mostSpareSlots is for how many slots there are spare racks of each size.
const mostSpareSlots = 1024

// sizeOf is the index of the smallest rack in which so many slots fit, which is at
// least one: the sizes are the powers of four.
func sizeOf(many int) int { return (bits.Len(uint(many-1)) + 1) / 2 }

// roomFor is how many slots fit in that rack.
func roomFor(many int) int {
	if many == 0 {
		return 0
	}
	return 1 << (2 * sizeOf(many))
}

// get gives an empty rack in which so many slots fit.
func (spare *spareRacks) get(many int) rack {
	if many == 0 {
		return rack{}
	}
	size := sizeOf(many)
	if size < len(spare) {
		if n := len(spare[size]); n > 0 {
			r := spare[size][n-1]
			spare[size] = spare[size][:n-1]
			return r
		}
	}
	return rack{which: make([]int32, 0, roomFor(many)), slots: make([]slot, 0, roomFor(many))}
}

// put takes a rack that is not needed any more.
func (spare *spareRacks) put(r rack) {
	if cap(r.slots) == 0 {
		return
	}
	r.empty()
	if size := sizeOf(cap(r.slots)); size < len(spare) && len(spare[size]) < mostSpareSlots>>(2*size) {
		spare[size] = append(spare[size], r)
	}
}
