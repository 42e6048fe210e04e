package rules

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// register finds subjects by their id. It is a hash table of its own because
// every message asks it two or three times, mostly for what is in no cache any
// more: with Go's map that takes twice as long. Where things stand in it depends
// on a random seed, so that no capture can be made to fill one place; nothing
// that is reported depends on it.
type register struct {
	seed    [4]uint64
	entries []registered // as many as a power of two, a quarter of them free at least
	count   int
}

// registered is free if it has no subject.
type registered struct {
	sum     uint64
	subject *subject
}

func newRegister() register {
	r := register{entries: make([]registered, 64)}
	for i := range r.seed {
		r.seed[i] = rand.Uint64()
	}
	return r
}

// sum is the hash of an id: words are multiplied in pairs, each mixed with a secret.
func (r *register) sum(connection int64, group int, k *key) uint64 {
	word := func(i int) uint64 { return binary.LittleEndian.Uint64(k[8*i:]) }
	about := uint64(connection)<<16 ^ uint64(group)
	first, second := fold(word(0)^r.seed[0], word(1)^r.seed[1]), fold(word(2)^r.seed[2], word(3)^about^r.seed[3])
	return fold(first^about^r.seed[1], second^r.seed[2])
}

func (r *register) sumOf(id *subjectID) uint64 { return r.sum(id.connection, id.group, &id.key) }

// fold multiplies two words and makes one of the product.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// place is where the search for a sum begins.
func (r *register) place(sum uint64) int { return int(sum & uint64(len(r.entries)-1)) }

func (r *register) after(i int) int { return (i + 1) & (len(r.entries) - 1) }

// find gives the subject of a key in a group and connection, nil if there is none.
func (r *register) find(connection int64, group int, k *key) *subject {
	sum := r.sum(connection, group, k)
	for i := r.place(sum); ; i = r.after(i) {
		e := &r.entries[i]
		if e.subject == nil || e.sum == sum && e.subject.id.is(connection, group, k) {
			return e.subject
		}
	}
}

func (id *subjectID) is(connection int64, group int, k *key) bool {
	return id.connection == connection && id.group == group && id.key == *k
}

// add adds a subject, whose id is in no other.
func (r *register) add(s *subject) {
	if 4*(r.count+1) > 3*len(r.entries) {
		old := r.entries
		r.entries = make([]registered, 2*len(old))
		for _, e := range old {
			if e.subject != nil {
				r.put(e)
			}
		}
	}
	r.put(registered{r.sumOf(&s.id), s})
	r.count++
}

func (r *register) put(e registered) {
	i := r.place(e.sum)
	for r.entries[i].subject != nil {
		i = r.after(i)
	}
	r.entries[i] = e
}

// remove takes a subject out. What stands behind it moves up, so that every
// entry is found from its place on without meeting a free one.
func (r *register) remove(s *subject) {
	free := r.place(r.sumOf(&s.id))
	for r.entries[free].subject != s {
		free = r.after(free)
	}
	for i := r.after(free); r.entries[i].subject != nil; i = r.after(i) {
		home, last := r.place(r.entries[i].sum), len(r.entries)-1
		if (i-home)&last >= (i-free)&last { // it may stand at the free one
			r.entries[free], free = r.entries[i], i
		}
	}
	r.entries[free] = registered{}
	r.count--
}
