package pseudonym

import "math/bits"

// digests is an open hash table of digests of values, with what the values are. All personal values of
// a capture would be large.
type digests struct {
	// table has digests whose lowest bits are traits; 0 is free.
	table []uint64
	n     int
}

// trait is what a value is; the same value can be several.
type trait = uint64

const (
	searched     trait = 1 << iota // an original that is searched for
	whole                          // a personal value, also a short one
	shown                          // a value that stays visible
	personalWord                   // a word of personal values
	shownWord                      // a word of what is shown
	traits       = 1<<iota - 1
)

// maxDigests is how many are kept. Each takes 11 to 14 bytes.
const maxDigests = 3 << 20

const (
	offset64 = 14695981039346656037
	prime64  = 1099511628211
)

func digestOf(value []byte) uint64 {
	digest := uint64(offset64)
	for _, c := range value {
		digest = (digest ^ uint64(c)) * prime64
	}
	return digest
}

func newDigests() digests { return digests{table: make([]uint64, 1<<10)} }

// place returns the index of a digest, or of the free place where it belongs.
func (d *digests) place(digest uint64) int {
	first, _ := bits.Mul64(digest&^traits*0x9e3779b97f4a7c15, uint64(len(d.table)))
	for i := int(first); ; i++ {
		if i == len(d.table) {
			i = 0
		}
		if entry := d.table[i]; entry == 0 || (entry^digest)&^traits == 0 {
			return i
		}
	}
}

// of returns the traits of a digest.
func (d *digests) of(digest uint64) trait { return d.table[d.place(digest)] & traits }

// add adds a trait to a digest. It reports whether there was space for it.
func (d *digests) add(digest uint64, is trait) bool {
	i := d.place(digest)
	if d.table[i] == 0 {
		if d.n == maxDigests {
			return false
		}
		if d.n++; d.n*4 > len(d.table)*3 {
			d.grow()
			i = d.place(digest)
		}
		d.table[i] = digest &^ traits
	}
	d.table[i] |= is
	return true
}

// grow makes the table a third longer: twice as long it would take memory that a large capture does not have.
func (d *digests) grow() {
	old := d.table
	d.table = make([]uint64, len(old)+len(old)/3)
	for _, entry := range old {
		if entry != 0 {
			d.table[d.place(entry)] = entry
		}
	}
}
