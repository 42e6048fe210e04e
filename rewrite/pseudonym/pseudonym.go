// Package pseudonym replaces personal values by others of the same length.
//
// A pseudonym has a digit for each digit and a letter of the same case for each letter;
// all other characters stay. The same value gets the same pseudonym, different values of the
// same shape get different ones (but for the rare exceptions below), and only who has the key
// can compute either from the other.
//
// Construction: format-preserving encryption as in FF1 of NIST SP 800-38G, a Feistel network
// of 10 rounds over the characters, each a digit whose radix is the size of its class. The
// differences, and their reasons:
//
//   - A round adds digit by digit, modulo each radix, because the classes of a value differ.
//     FF1 adds whole numbers of one radix.
//   - The tweak is the shape of the value, of any length. It comes first in the input of the round
//     function (AES in CBC-MAC, as in FF1), so that it is encrypted once for all rounds. The first
//     block has all lengths, so no input is the beginning of another, which CBC-MAC requires.
//   - A value of one digit is a place in a permutation of its class, shuffled by the same function.
//   - The AES-256 key is HMAC-SHA256 of the user's key, which may have any length and form.
//
// AES is a block cipher in hardware: a value costs some 20 blocks, while HMAC-SHA256 as the
// round function took most of the time of scrubbing.
//
// A pseudonym is never zero, a reserved word or a value that stays visible, and contains no original. A short value
// (fewer than MinOriginal characters) is encrypted again until the result is allowed (cycle walking). A short value that
// is not allowed itself is in no cycle: it is encrypted with other tweaks until the result is allowed, as is a
// longer one, which is usually an original. Only in these cases, and if a walk leads back to the value, two values can
// get the same pseudonym by chance. Equal values stay equal, so a reader who knows how often a short value occurs can
// guess it.
//
// A Generator makes pseudonyms, and writes them into XML and other text. Originals has the values that were replaced:
// pseudonyms do not contain them, and a result is searched for them.
//
// Files, from the entry point down: text.go, pseudonym.go, cache.go, encrypt.go, originals.go, digests.go, references.go, classes.go.
package pseudonym

import (
	"slices"
	"unicode/utf8"

	"ivrcheck/internal/cachectl"
)

// Generator makes pseudonyms with one key. It is not safe for concurrent use.
type Generator struct {
	encrypter
	originals *Originals
	reserved  func(text []byte) bool
	// cache has recent pseudonyms; nil if it is switched off.
	cache *cache
	// segments has the replaced segments of lines that were seen twice, nil before the first. seen has digests of segments.
	segments *replaced
	seen     recent
	segment  []byte // the current one, as it was
	// Of the current value.
	original []digit
	places   []place
	out      []byte
	// Of the current text: its characters, their value without references, and the characters of its pseudonym.
	characters, made []character
	unescaped        []byte
}

// place is the offset and the length in bytes of a digit in the current value.
type place struct{ at, size int32 }

var caching = cachectl.New("rewrite/pseudonym")

// New returns a Generator with a key. Pseudonyms contain none of the originals, and are no text for which reserved
// returns true. Both may be nil.
func New(key []byte, originals *Originals, reserved func(text []byte) bool) *Generator {
	g := &Generator{encrypter: newEncrypter(key), originals: originals, reserved: reserved}
	if !caching.Off {
		g.cache = newCache()
	}
	return g
}

// attempts is the number of encryptions after which the first result is taken.
const attempts = 1 << 10

// Of returns the pseudonym of a value. With bytewise, each byte above ASCII is a character; else the value is UTF-8. The
// result is valid until the next call.
func (g *Generator) Of(value []byte, bytewise bool) []byte {
	if g.cache == nil {
		return g.make(value, bytewise)
	}
	digest := digestOf(value)
	if bytewise {
		digest = ^digest
	}
	made := g.cache.of(digest, value)
	if made == nil {
		made = g.make(value, bytewise)
		g.cache.put(digest, value, made)
	}
	return made
}

func (g *Generator) make(value []byte, bytewise bool) []byte {
	g.read(value, bytewise)
	if len(g.digits) == 0 || zeros(g.digits) {
		g.out = append(g.out[:0], value...)
		return g.out
	}
	g.original = append(g.original[:0], g.digits...)
	walks := len(g.digits) < MinOriginal && !g.avoided(value)
	var first []byte
	tweak := uint32(0)
	if !walks {
		tweak = 1
	}
	for step := 0; step < attempts; tweak++ {
		copy(g.digits, g.original)
		for g.begin(tweak); step < attempts; {
			g.encrypt()
			step++
			// Zero stays zero, so no other value may become zero.
			zero := zeros(g.digits)
			if !zero {
				g.out = g.write(g.out[:0], value)
				if !g.avoided(g.out) {
					return g.out
				}
				if first == nil {
					first = slices.Clone(g.out)
				}
			}
			if !walks || !zero && slices.Equal(g.digits, g.original) {
				break
			}
		}
	}
	return first
}

// avoided reports whether a text must not be a pseudonym.
func (g *Generator) avoided(text []byte) bool {
	return g.originals != nil && g.originals.avoids(text) || g.reserved != nil && g.reserved(text)
}

// zeros reports whether a value is zero. Zero stays, and no other number becomes zero, since rules may forbid it.
func zeros(digits []digit) bool {
	for _, d := range digits {
		if d.class != decimal || d.index != 0 {
			return false
		}
	}
	return true
}

// read sets the digits and the shape of a value. The shape has the name of the class, a digit or letter, for each digit,
// and all other characters.
func (g *Generator) read(value []byte, bytewise bool) {
	g.digits, g.shape, g.places, g.largest = g.digits[:0], g.shape[:0], g.places[:0], 0
	for at := 0; at < len(value); {
		r, size := rune(value[at]), 1
		var c *class
		if r < utf8.RuneSelf {
			c = ascii[r]
		} else {
			r, size = characterOf(value[at:], bytewise)
			c = classOf(r, bytewise)
		}
		if c == nil {
			g.shape = utf8.AppendRune(g.shape, r)
		} else {
			g.digits = append(g.digits, digit{c, uint32(c.index(r)), uint32(c.size)})
			g.shape = append(g.shape, c.name)
			g.places = append(g.places, place{int32(at), int32(size)})
			g.largest = max(g.largest, uint32(c.size))
		}
		at += size
	}
}

// write appends a value with other digits.
func (g *Generator) write(out, value []byte) []byte {
	start := len(out)
	out = append(out, value...)
	made := out[start:]
	for i, p := range g.places {
		if d := &g.digits[i]; p.size == 1 {
			made[p.at] = byte(d.class.rune(int(d.index)))
		} else {
			utf8.EncodeRune(made[p.at:p.at+p.size], d.class.rune(int(d.index)))
		}
	}
	return out
}

// Numbers encrypts numbers in place, each below its radix, as one value. Different values of a kind stay different.
func (g *Generator) Numbers(kind string, b []byte, radix []int) {
	g.digits, g.shape, g.largest = g.digits[:0], append(append(g.shape[:0], 0), kind...), 1<<8
	for i, n := range radix {
		g.digits = append(g.digits, digit{&class{size: n}, uint32(b[i]), uint32(n)})
	}
	g.begin(0)
	g.encrypt()
	for i := range radix {
		b[i] = byte(g.digits[i].index)
	}
}
