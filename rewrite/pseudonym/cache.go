package pseudonym

import "bytes"

// cache has the pseudonyms of values that were replaced not long ago.
type cache struct {
	replaced
	// staying has digests of shown values that stay.
	staying [1 << cacheBits]uint64
}

// replaced has texts with what they were replaced by. It has no pointers, which the garbage collector would follow.
type replaced struct {
	entries [1 << cacheBits]entry
	// values is a ring. After a value comes its pseudonym; written is how much was written to it.
	values  []byte
	written uint64
}

// entry is the place of a value with a digest, in all that was written, and its length.
type entry struct {
	digest, at uint64
	length     uint32
}

const (
	cacheBits = 14
	// maxCached bounds the values and pseudonyms, in bytes.
	maxCached = 1 << 20
)

func newCache() *cache { return new(cache) }

func (c *replaced) entry(digest uint64) *entry { return &c.entries[slot(digest)] }

// slot returns the place of a digest in the tables.
func slot(digest uint64) uint64 { return digest * 0x9e3779b97f4a7c15 >> (64 - cacheBits) }

// stays reports whether a shown value with a digest is known to stay.
func (c *cache) stays(digest uint64) bool { return c.staying[slot(digest)] == digest }

func (c *cache) putStaying(digest uint64) { c.staying[slot(digest)] = digest }

// of returns the pseudonym of a value, nil if it is not known. It is valid until the next put.
func (c *replaced) of(digest uint64, value []byte) []byte {
	e := c.entry(digest)
	if e.digest != digest || int(e.length) != len(value) || c.written-e.at > maxCached {
		return nil
	}
	at := int(e.at % maxCached)
	if end := at + len(value); bytes.Equal(c.values[at:end], value) {
		return c.values[end : end+len(value) : end+len(value)]
	}
	return nil
}

// put adds a pseudonym, which is no result of of.
func (c *replaced) put(digest uint64, value, made []byte) {
	size := 2 * len(value)
	if len(made) != len(value) || size > maxCached || size == 0 {
		return
	}
	at := int(c.written % maxCached)
	if at+size > maxCached {
		c.written += uint64(maxCached - at)
		at = 0
	}
	if at+size > len(c.values) {
		c.values = append(c.values, make([]byte, at+size-len(c.values))...)
	}
	copy(c.values[at:], value)
	copy(c.values[at+len(value):], made)
	*c.entry(digest) = entry{digest, c.written, uint32(len(value))}
	c.written += uint64(size)
}
