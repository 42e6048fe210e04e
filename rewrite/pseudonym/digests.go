package pseudonym

import "encoding/binary"

// digests is a hash table from digests of values to traits. The values themselves would take much more memory. Its
// segments grow one at a time, so that only a small part is copied at once.
type digests struct {
	segments [1 << segmentBits]segment
	n        int
}

// segment is an open hash table. An entry has six bytes, of which the lowest bits are traits. A free entry is 0.
type segment struct {
	table    []byte // the entries, and two bytes so that each can be read as a word of eight
	slots, n uint32
}

// trait is a property of a value.
type trait = uint64

const (
	searched     trait = 1 << iota // an original that is searched for
	marked                         // a searched one with a character that can end a value in XML
	whole                          // a personal value, also a short one
	shown                          // a value that stays visible
	personalWord                   // a word of personal values
	shownWord                      // a word of shown texts
	traits       = 1<<iota - 1
)

const (
	// maxDigests is the number of digests at most. Each takes 8 to 10 bytes.
	maxDigests = 3 << 20
	// segmentBits is the number of bits of a digest that select its segment. The entry has the next bits, above the traits.
	segmentBits = 10
	entryBytes  = 6
	// smallestSegment is the number of entries for which a segment has space at first.
	smallestSegment = 64
)

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

// mixed mixes a digest into all bits. Different digests stay different.
func mixed(digest uint64) uint64 {
	digest = (digest ^ digest>>32) * 0x9e3779b97f4a7c15
	return digest ^ digest>>29
}

// split returns the segment of a digest, and the key: its entry without traits.
func (d *digests) split(digest uint64) (s *segment, key uint64) {
	hash := mixed(digest)
	return &d.segments[hash>>(64-segmentBits)], hash << segmentBits >> (64 - 8*entryBytes) &^ traits
}

// find returns the offset and the entry of a key. If there is none, entry is 0 and at is the place for it.
func (s *segment) find(key uint64) (at int, entry uint64) {
	at = int(key>>(8*entryBytes-32)*uint64(s.slots)>>32) * entryBytes
	for {
		if entry = s.entry(at); entry == 0 || (entry^key)&^traits == 0 {
			return at, entry
		}
		if at += entryBytes; at+8 > len(s.table) {
			at = 0
		}
	}
}

// entry returns the entry at an offset.
func (s *segment) entry(at int) uint64 {
	const unused = 64 - 8*entryBytes
	return binary.LittleEndian.Uint64(s.table[at:]) << unused >> unused
}

// set writes an entry at an offset.
func (s *segment) set(at int, entry uint64) {
	binary.LittleEndian.PutUint32(s.table[at:], uint32(entry))
	binary.LittleEndian.PutUint16(s.table[at+4:], uint16(entry>>32))
}

// grow enlarges the table by a quarter.
func (s *segment) grow() {
	old := *s
	s.slots = max(smallestSegment, old.slots+old.slots/4)
	s.table = make([]byte, entryBytes*s.slots+2)
	for at := 0; at+8 <= len(old.table); at += entryBytes {
		if entry := old.entry(at); entry != 0 {
			to, _ := s.find(entry)
			s.set(to, entry)
		}
	}
}

// of returns the traits of a digest.
func (d *digests) of(digest uint64) trait {
	s, key := d.split(digest)
	if s.n == 0 {
		return 0
	}
	_, entry := s.find(key)
	return entry & traits
}

// add adds a trait to a digest and returns its traits before. ok is false if there was no space.
func (d *digests) add(digest uint64, is trait) (before trait, ok bool) {
	s, key := d.split(digest)
	if 4*s.n >= 3*s.slots {
		s.grow()
	}
	at, entry := s.find(key)
	if entry == 0 {
		if d.n == maxDigests {
			return 0, false
		}
		d.n++
		s.n++
		entry = key
	}
	s.set(at, entry|is)
	return entry & traits, true
}
