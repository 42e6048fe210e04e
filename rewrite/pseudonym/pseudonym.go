// Package pseudonym replaces personal values by others of the same length.
//
// A pseudonym has a digit for each digit and a letter of the same case for each letter;
// all other characters stay. The same value gets the same pseudonym, different values of the
// same shape get different ones, and only who has the key can compute either from the other:
// the characters are encrypted among those of their class (a Feistel network whose rounds are
// HMAC-SHA256).
//
// A Generator makes pseudonyms, and writes them into XML and other text. Originals are the values
// that were replaced: pseudonyms do not contain them, and they can be searched for.
//
// Files, from the entry point down: text.go, pseudonym.go, originals.go, references.go, classes.go.
package pseudonym

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Generator makes pseudonyms. It is not safe for concurrent use.
type Generator struct {
	mac       hash.Hash
	originals *Originals
	cache     map[string]string
	cached    int // bytes in it
	// Of the current value.
	digits []digit
	sum    []byte
	shape  []byte
}

// digit is a character of a value as a digit of a number: its index among those of its class.
type digit struct {
	class *class
	index int
}

// New returns a Generator with a key. Pseudonyms do not contain any of the originals, which
// may be nil.
func New(key []byte, originals *Originals) *Generator {
	return &Generator{mac: hmac.New(sha256.New, key), originals: originals, cache: map[string]string{}}
}

const (
	// maxCached bounds the pseudonyms that are remembered, in bytes.
	maxCached = 4 << 20
	// rounds of the Feistel network.
	rounds = 8
	// attempts to find a pseudonym without originals in it.
	attempts = 1 << 10
)

// Of returns the pseudonym of a value. bytewise reports that each byte above ASCII is a
// character; else the value is UTF-8.
func (g *Generator) Of(value string, bytewise bool) string {
	key := value
	if bytewise {
		key = "\xff" + value
	}
	made, ok := g.cache[key]
	if !ok {
		made = g.make(value, bytewise)
		if g.cached += len(key) + len(made); g.cached > maxCached {
			clear(g.cache)
			g.cached = len(key) + len(made)
		}
		g.cache[key] = made
	}
	return made
}

func (g *Generator) make(value string, bytewise bool) string {
	g.read(value, bytewise)
	if len(g.digits) == 0 || zeros(g.digits) {
		return value
	}
	original := append([]digit(nil), g.digits...)
	var out string
	for attempt := range attempts {
		copy(g.digits, original)
		// Zero stays zero, so that no other value may become it: it is encrypted once more.
		for once := true; once || zeros(g.digits); once = false {
			g.encrypt(uint32(attempt))
		}
		out = g.write(value, bytewise)
		if g.originals == nil || !g.originals.In([]byte(out)) {
			break
		}
	}
	return out
}

// zeros reports whether a value is zero. It stays, so that a number that must not be zero is
// none as a pseudonym, and the other way round.
func zeros(digits []digit) bool {
	for _, d := range digits {
		if d.class != decimal || d.index != 0 {
			return false
		}
	}
	return true
}

// read sets the digits and the shape of a value: its characters with those of a class as the
// first of it.
func (g *Generator) read(value string, bytewise bool) {
	g.digits, g.shape = g.digits[:0], g.shape[:0]
	each(value, bytewise, func(r rune, size int) {
		c := classOf(r, bytewise)
		if c == nil {
			g.shape = append(g.shape, string(r)...)
			return
		}
		g.digits = append(g.digits, digit{c, c.index(r)})
		g.shape = append(g.shape, 0, c.name)
	})
}

// write returns a value with other digits.
func (g *Generator) write(value string, bytewise bool) string {
	out, at, n := make([]byte, 0, len(value)), 0, 0
	each(value, bytewise, func(r rune, size int) {
		switch {
		case classOf(r, bytewise) == nil:
			out = append(out, value[at:at+size]...)
		default:
			d := g.digits[n]
			if r = d.class.rune(d.index); bytewise {
				out = append(out, byte(r))
			} else {
				out = append(out, string(r)...)
			}
			n++
		}
		at += size
	})
	return string(out)
}

// encrypt encrypts the digits among those of the same shape.
func (g *Generator) encrypt(attempt uint32) {
	half := len(g.digits) / 2
	left, right := g.digits[:half], g.digits[half:]
	if half == 0 {
		g.shuffle(attempt)
		return
	}
	for round := range uint32(rounds) {
		from, to := right, left
		if round%2 == 1 {
			from, to = left, right
		}
		for i, n := range g.stream(attempt, round, from, len(to)) {
			to[i].index = (to[i].index + int(n)) % to[i].class.size
		}
	}
}

// shuffle encrypts a single digit: it is a place in a permutation of its class.
func (g *Generator) shuffle(attempt uint32) {
	d := &g.digits[0]
	places := make([]int, d.class.size)
	for i := range places {
		places[i] = i
	}
	for i, n := range g.stream(attempt, 0, nil, len(places)) {
		j := i + int(n)%(len(places)-i)
		places[i], places[j] = places[j], places[i]
	}
	d.index = places[d.index]
}

// stream returns n numbers that depend on the shape and on digits.
func (g *Generator) stream(attempt, round uint32, from []digit, n int) []uint32 {
	g.mac.Reset()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, attempt), round)
	head = binary.BigEndian.AppendUint32(head, uint32(len(g.shape)))
	g.mac.Write(append(head, g.shape...))
	indexes := make([]byte, 0, 4*len(from))
	for _, d := range from {
		indexes = binary.BigEndian.AppendUint32(indexes, uint32(d.index))
	}
	g.mac.Write(indexes)
	g.sum = g.mac.Sum(g.sum[:0])
	bytes := g.sum
	if 4*n > len(bytes) {
		block, err := aes.NewCipher(g.sum)
		if err != nil {
			panic(err) // the key has the right length
		}
		bytes = make([]byte, 4*n)
		cipher.NewCTR(block, make([]byte, aes.BlockSize)).XORKeyStream(bytes, bytes)
	}
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.BigEndian.Uint32(bytes[4*i:])
	}
	return out
}

// Numbers encrypts, in place, numbers that are each below a radix, as one value. Different
// values of a kind stay different.
func (g *Generator) Numbers(kind string, b []byte, radix []int) {
	g.digits, g.shape = g.digits[:0], append(append(g.shape[:0], 0), kind...)
	for i, n := range radix {
		g.digits = append(g.digits, digit{&class{size: n}, int(b[i])})
	}
	g.encrypt(0)
	for i := range radix {
		b[i] = byte(g.digits[i].index)
	}
}
