package rules

import (
	"encoding/binary"
	"ivrcheck/rules/internal/program"
	"math/bits"
)

// forgotten tells which keys were forgotten for which constraints: a Bloom filter,
// which says yes to all of them and to few others: to one in a hundred when there
// are 800,000 of them, which is some 100,000 calls. All that is asked about one key
// stands in one block, a line of the processor's cache.
type forgotten struct {
	blocks []block
	// since is when the first key was forgotten for a constraint, by index; 0 for
	// never.
	since    []int64
	filtered int // bytes of blocks
}

type block [8]uint64

// keyBits is how many bits stand for a key and constraint.
const keyBits = 4

// forgottenBytes is how much of the limit the filter takes. It could be more, but
// every call asks, and a larger filter stands in a slower cache.
func forgottenBytes(limit int) int {
	n := 1 << 13
	for 2*n <= limit/24 {
		n *= 2
	}
	return n
}

// sum is what of a subject matters to the filter. It depends on nothing but the
// input, so that the same input gives the same report.
func (id *subjectID) sum() uint64 {
	const m = 0x9e3779b97f4a7c15
	h := (uint64(id.connection)<<16 ^ uint64(id.group)) * m
	for i := 0; i < len(id.key); i += 8 {
		w := binary.LittleEndian.Uint64(id.key[i:])
		h = fold(h^w, m) ^ bits.RotateLeft64(w, 29)
	}
	return fold(h, m)
}

// place gives the block of a key and what says which of its bits are those of the
// key and a constraint.
func (f *forgotten) place(sum uint64, constraint int) (b *block, rest uint64) {
	at, below := bits.Mul64(sum, uint64(len(f.blocks)))
	return &f.blocks[at], fold(below^uint64(constraint+1)*0xd6e8feb86659fd93, 0xa0761d6478bd642f)
}

func (f *forgotten) add(sum uint64, constraint int) {
	b, rest := f.place(sum, constraint)
	for range keyBits {
		rest = bits.RotateLeft64(rest, 9)
		b[rest>>6%uint64(len(b))] |= 1 << (rest % 64)
	}
}

func (f *forgotten) has(sum uint64, constraint int) bool {
	b, rest := f.place(sum, constraint)
	for range keyBits {
		rest = bits.RotateLeft64(rest, 9)
		if b[rest>>6%uint64(len(b))]&(1<<(rest%64)) == 0 {
			return false
		}
	}
	return true
}

// note remembers that a key, of which it gets the sum, was forgotten for a
// constraint.
func (j *Judge) note(k *program.Constraint, sum uint64) {
	if j.blocks == nil {
		j.filtered = forgottenBytes(j.limit)
		j.blocks = make([]block, j.filtered/len(block{})/8)
		j.since = make([]int64, len(j.set.program.Constraints))
		j.held += j.filtered
	}
	if j.since[k.Index] == 0 {
		j.since[k.Index] = j.tick()
	}
	j.forgotten.add(sum, k.Index)
}

// revived tells whether what was before may be forgotten for a constraint and one of
// the event's keys; sub is what is remembered about the key, nil for nothing. watched
// tells that an answer may be another later, when more has been forgotten: what is
// known now has to be remembered then.
func (st *connection) revived(k *program.Constraint, sub *subject, ev *Event, key int) (revived, watched bool) {
	if st.forgotten {
		return true, true
	}
	j := st.judge
	if k.Group < 0 {
		return false, false
	}
	if j.since == nil || j.since[k.Index] == 0 || sub != nil && sub.born < j.since[k.Index] {
		if sub != nil {
			sub.known |= k.Bit
		}
		return false, false // nothing was forgotten before it
	}
	if sub == nil {
		id := st.subjectID(ev, key)
		return j.forgotten.has(id.sum(), k.Index), true
	}
	if sub.known&k.Bit != 0 {
		return false, true
	}
	if j.forgotten.has(sub.sum, k.Index) {
		return true, true
	}
	sub.known |= k.Bit
	return false, true
}
