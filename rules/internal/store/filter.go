package store

import (
	"encoding/binary"
	"math/bits"
)

// filter is a Bloom filter of evicted pairs of key and constraint. With 200,000 pairs, from about 25,000 calls of a
// virtual shard, it has one percent false positives. The bits of one key are in one block, a cache line.
type filter struct{ blocks []block }

type block [8]uint64

// keyBits is the number of bits for a pair.
const keyBits = 4

// filterBytes is the size of the filter for a memory limit.
func filterBytes(limit int) int {
	n := 1 << 13
	for 2*n <= limit/6 {
		n *= 2
	}
	return n
}

// sumOf hashes an id without a random seed, because the same input must produce the same report.
func sumOf(id []byte) uint64 {
	const m = 0x9e3779b97f4a7c15
	h := uint64(len(id)) * m
	for len(id) >= 8 {
		h, id = mix(h, binary.LittleEndian.Uint64(id)), id[8:]
	}
	var last [8]byte
	copy(last[:], id)
	h = mix(h, binary.LittleEndian.Uint64(last[:]))
	return fold(h, m)
}

func mix(h, word uint64) uint64 {
	return fold(h^word, 0x9e3779b97f4a7c15) ^ bits.RotateLeft64(word, 29)
}

// fold multiplies two words and folds the product into one.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// place returns the block of a key, and the word that selects the bits of the key and a constraint.
func (f *filter) place(sum uint64, constraint int) (b *block, rest uint64) {
	at, below := bits.Mul64(sum, uint64(len(f.blocks)))
	return &f.blocks[at], fold(below^uint64(constraint+1)*0xd6e8feb86659fd93, 0xa0761d6478bd642f)
}

func (f *filter) add(sum uint64, constraint int) {
	b, rest := f.place(sum, constraint)
	for range keyBits {
		rest = bits.RotateLeft64(rest, 9)
		b[rest>>6%uint64(len(b))] |= 1 << (rest % 64)
	}
}

func (f *filter) has(sum uint64, constraint int) bool {
	b, rest := f.place(sum, constraint)
	for range keyBits {
		rest = bits.RotateLeft64(rest, 9)
		if b[rest>>6%uint64(len(b))]&(1<<(rest%64)) == 0 {
			return false
		}
	}
	return true
}
