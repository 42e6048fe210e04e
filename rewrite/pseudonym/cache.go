package pseudonym

import "bytes"

// cache has the pseudonyms of values that were replaced not long ago. It has no pointers, which the garbage
// collector would follow.
type cache struct {
	entries [1 << cacheBits]entry
	values  []byte // after a value comes its pseudonym
}

// entry is the place and the length of a value with a digest.
type entry struct {
	digest     uint64
	at, length uint32
}

const (
	cacheBits = 14
	// maxCached bounds the values and pseudonyms, in bytes.
	maxCached = 1 << 20
)

func newCache() *cache { return new(cache) }

func (c *cache) entry(digest uint64) *entry {
	return &c.entries[digest*0x9e3779b97f4a7c15>>(64-cacheBits)]
}

// of returns the pseudonym of a value, nil if it is not known.
func (c *cache) of(digest uint64, value []byte) []byte {
	e := c.entry(digest)
	if end := e.at + e.length; e.digest == digest && bytes.Equal(c.values[e.at:end], value) {
		return c.values[end : end+e.length : end+e.length]
	}
	return nil
}

// put adds a pseudonym.
func (c *cache) put(digest uint64, value, made []byte) {
	if len(made) != len(value) || 2*len(value) > maxCached || len(value) == 0 {
		return
	}
	if len(c.values)+2*len(value) > maxCached {
		clear(c.entries[:])
		c.values = nil // results stay valid
	}
	*c.entry(digest) = entry{digest, uint32(len(c.values)), uint32(len(value))}
	c.values = append(append(c.values, value...), made...)
}
