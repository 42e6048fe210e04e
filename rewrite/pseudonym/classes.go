package pseudonym

import (
	"unicode"
	"unicode/utf8"
)

// class is a set of characters that replace each other. They have the same length in UTF-8 and, with few exceptions, as
// references.
type class struct {
	name   byte
	size   int
	ranges []runeRange
}

// runeRange is n characters: every step-th from first on.
type runeRange struct {
	first   rune
	n, step int
}

func newClass(name byte, ranges ...runeRange) *class {
	c := &class{name: name, ranges: ranges}
	for _, r := range ranges {
		c.size += r.n
	}
	return c
}

var (
	decimal = newClass('0', runeRange{'0', 10, 1})
	upper   = newClass('A', runeRange{'A', 26, 1})
	lower   = newClass('a', runeRange{'a', 26, 1})
	// The letters of ISO-8859-1.
	latinUpper = newClass('C', runeRange{0xc0, 23, 1}, runeRange{0xd8, 7, 1})
	latinLower = newClass('c', runeRange{0xdf, 24, 1}, runeRange{0xf8, 8, 1})
	// high are the other bytes above ASCII where each is a character.
	high = newClass('h', runeRange{0x80, 64, 1}, runeRange{0xd7, 1, 1}, runeRange{0xf7, 1, 1})
	// The letters that have two bytes in UTF-8, up to U+03E7 and from there on.
	extendedUpper = newClass('E', runeRange{0x100, 28, 2})
	extendedLower = newClass('e', runeRange{0x101, 28, 2})
	cyrillicUpper = newClass('R', runeRange{0x410, 32, 1})
	cyrillicLower = newClass('r', runeRange{0x430, 32, 1})
	hebrew        = newClass('H', runeRange{0x5d0, 27, 1})
	// All that have three and four.
	three = newClass('3', runeRange{0x4e00, 20902, 1})
	four  = newClass('4', runeRange{0x20000, 4096, 1})
)

// ascii has the classes of ASCII.
var ascii = func() (all [utf8.RuneSelf]*class) {
	for _, c := range []*class{decimal, upper, lower} {
		for i := range c.size {
			all[c.rune(i)] = c
		}
	}
	return all
}()

// classOf returns the class of a character, nil for one that stays.
func classOf(r rune, bytewise bool) *class {
	if r < utf8.RuneSelf {
		return ascii[r]
	}
	return classAbove(r, bytewise)
}

func classAbove(r rune, bytewise bool) *class {
	switch {
	case r == 0xd7 || r == 0xf7 || r < 0xc0:
		if bytewise || r == 0xaa || r == 0xb5 || r == 0xba {
			return high
		}
		return nil
	case r < 0xdf:
		return latinUpper
	case r <= 0xff:
		return latinLower
	case !unicode.In(r, unicode.L, unicode.M, unicode.N):
		return nil
	case r < 0x3e8 && unicode.IsUpper(r):
		return extendedUpper
	case r < 0x3e8:
		return extendedLower
	case r < 0x800 && unicode.IsUpper(r):
		return cyrillicUpper
	case r < 0x800 && unicode.IsLower(r):
		return cyrillicLower
	case r < 0x800:
		return hebrew
	case r < 0x10000:
		return three
	}
	return four
}

// index returns the index of a character in its class. A character that is in none of the ranges shares the index of
// another one.
func (c *class) index(r rune) int {
	if r < utf8.RuneSelf {
		return int(r - c.ranges[0].first)
	}
	at := 0
	for _, s := range c.ranges {
		if i := int(r - s.first); r >= s.first && i%s.step == 0 && i/s.step < s.n {
			return at + i/s.step
		}
		at += s.n
	}
	return int(r) % c.size
}

// rune is the inverse of index.
func (c *class) rune(index int) rune {
	for i := range c.ranges {
		s := &c.ranges[i]
		if index < s.n {
			return s.first + rune(index*s.step)
		}
		index -= s.n
	}
	panic("no such index")
}

// characterOf returns the character that a text begins with, and its length in bytes.
func characterOf(text []byte, bytewise bool) (r rune, size int) {
	if bytewise || text[0] < utf8.RuneSelf {
		return rune(text[0]), 1
	}
	if r, size = utf8.DecodeRune(text); r == utf8.RuneError && size == 1 {
		r = rune(text[0]) // which no other text means
	}
	return r, size
}
