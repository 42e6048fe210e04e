package pseudonym

import "bytes"

// cache has the pseudonyms of recent values.
type cache struct {
	replaced
	// staying has digests of recent shown values that stay.
	staying [1 << cacheBits]uint64
}

// replaced maps recent texts to their replacements. It has no pointers, so that the garbage collector does not scan it.
type replaced struct {
	entries []entry
	shift   uint // of a hash, for its entry
	// values is a ring of size bytes with each value and its replacement. written counts all bytes written to it.
	values        []byte
	size, written uint64
}

// entry maps the digest of a value to its place: the offset in everything that was written, and in the lowest bits the
// length. It is small so that the entries of frequent texts fit in the cache of a processor.
type entry struct{ digest, place uint64 }

const (
	cacheBits = 14
	// maxCached is the size of the values and pseudonyms in bytes, a power of two like all sizes.
	maxCached = 1 << 20
	// lengthBits is the number of bits of a place that are the length.
	lengthBits = 20
)

func newCache() *cache { return &cache{replaced: newReplaced(cacheBits, maxCached)} }

func newReplaced(bits uint, size uint64) replaced {
	return replaced{entries: make([]entry, 1<<bits), shift: 64 - bits, size: size}
}

func (c *replaced) entry(digest uint64) *entry { return &c.entries[spread(digest)>>c.shift] }

// spread mixes a digest into its highest bits.
func spread(digest uint64) uint64 { return digest * 0x9e3779b97f4a7c15 }

// slot returns the index of a digest in staying.
func slot(digest uint64) uint64 { return spread(digest) >> (64 - cacheBits) }

// stays reports whether a shown value with a digest is known to stay.
func (c *cache) stays(digest uint64) bool { return c.staying[slot(digest)] == digest }

func (c *cache) putStaying(digest uint64) { c.staying[slot(digest)] = digest }

// of returns the pseudonym of a value, nil if it is not known. It is valid until the next put.
func (c *replaced) of(digest uint64, value []byte) []byte {
	e := c.entry(digest)
	from := e.place >> lengthBits
	if e.digest != digest || int(e.place&(1<<lengthBits-1)) != len(value) || c.written-from > c.size {
		return nil
	}
	at := int(from & (c.size - 1))
	if end := at + len(value); bytes.Equal(c.values[at:end], value) {
		return c.values[end : end+len(value) : end+len(value)]
	}
	return nil
}

// put adds a replacement, which must not be memory of the cache.
func (c *replaced) put(digest uint64, value, made []byte) {
	size := 2 * len(value)
	if len(made) != len(value) || uint64(size) > c.size || size == 0 {
		return
	}
	at := int(c.written & (c.size - 1))
	if at+size > int(c.size) {
		c.written += c.size - uint64(at)
		at = 0
	}
	if at+size > len(c.values) {
		c.values = append(c.values, make([]byte, at+size-len(c.values))...)
	}
	copy(c.values[at:], value)
	copy(c.values[at+len(value):], made)
	*c.entry(digest) = entry{digest, c.written<<lengthBits | uint64(len(value))}
	c.written += uint64(size)
}
