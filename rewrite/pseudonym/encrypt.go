package pseudonym

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"slices"
)

// rounds of the Feistel network, as in FF1.
const rounds = 10

// digit is a character of a value as a digit of a number: its index in its class.
type digit struct {
	class *class
	// index is below size, that of the class.
	index, size uint32
}

// encrypter encrypts the digits of a value. The result has the same shape. See the comment of the package.
type encrypter struct {
	block cipher.Block
	// Of the current value.
	digits []digit
	shape  []byte
	// largest is the size of the largest class of a digit, each the number of digits that are added from one word.
	largest uint32
	each    int
	// indexes and sizes are those of the digits if no class has more than 256 characters.
	indexes []byte
	sizes   []uint16
	// prefix is the state of the MAC after the tweak prefixed. state is the state of the current round, following a block
	// after it.
	prefix, state, following [aes.BlockSize]byte
	tweak, prefixed          []byte
	input                    []byte
}

func newEncrypter(key []byte) encrypter {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("ivrcheck pseudonyms: AES-256, FF1 by digits"))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		panic(err) // the key has the right length
	}
	return encrypter{block: block}
}

// absorb adds each block of bytes to a state and encrypts the state. The last block is padded with zeros.
func (e *encrypter) absorb(state *[aes.BlockSize]byte, b []byte) {
	for len(b) > 0 {
		if len(b) >= aes.BlockSize {
			binary.NativeEndian.PutUint64(state[:], binary.NativeEndian.Uint64(state[:])^binary.NativeEndian.Uint64(b))
			binary.NativeEndian.PutUint64(state[8:], binary.NativeEndian.Uint64(state[8:])^binary.NativeEndian.Uint64(b[8:]))
		} else {
			for i, c := range b {
				state[i] ^= c
			}
		}
		b = b[min(len(b), aes.BlockSize):]
		e.block.Encrypt(state[:], state[:])
	}
}

// begin prepares the encryption of the digits of a shape with a tweak.
func (e *encrypter) begin(tweak uint32) {
	switch {
	case e.largest <= 1<<5:
		e.each = 8
	case e.largest <= 1<<8:
		e.each = 4
	default:
		e.each = 2
	}
	b := binary.BigEndian.AppendUint32(e.tweak[:0], tweak)
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.shape)))
	b = binary.BigEndian.AppendUint64(b, uint64(len(e.digits)))
	if e.tweak = append(b, e.shape...); bytes.Equal(e.tweak, e.prefixed) {
		return
	}
	e.prefix = [aes.BlockSize]byte{}
	e.absorb(&e.prefix, e.tweak)
	e.tweak, e.prefixed = e.prefixed, e.tweak
}

// encrypt encrypts the digits once.
func (e *encrypter) encrypt() {
	half := len(e.digits) / 2
	if half == 0 {
		e.shuffle()
		return
	}
	if e.largest <= maxSmall {
		e.encryptSmall(half)
		return
	}
	left, right := e.digits[:half], e.digits[half:]
	for round := range rounds {
		from, to := right, left
		if round%2 == 1 {
			from, to = left, right
		}
		numbers := e.stream(e.largeInput(round, from))
		for len(to) > 0 {
			n := min(len(to), e.each)
			word := numbers.next()
			for i := range to[:n] {
				d := &to[i]
				var index uint64
				if index, word = bits.Mul64(word, uint64(d.size)); index+uint64(d.index) >= uint64(d.size) {
					index -= uint64(d.size)
				}
				d.index += uint32(index)
			}
			to = to[n:]
		}
	}
}

// maxSmall is the size of the largest class whose indexes fit in bytes.
const maxSmall = 1 << 8

// encryptSmall is encrypt for digits of small classes.
func (e *encrypter) encryptSmall(half int) {
	digits := e.digits
	e.indexes, e.sizes = slices.Grow(e.indexes[:0], len(digits))[:len(digits)], slices.Grow(e.sizes[:0], len(digits))[:len(digits)]
	indexes, sizes := e.indexes[:len(digits)], e.sizes[:len(digits)]
	for i := range digits {
		indexes[i], sizes[i] = byte(digits[i].index), uint16(digits[i].size)
	}
	b := e.inputOf(1 + len(digits) - half) // as long for both halves
	for round := range rounds {
		from, to, radix := indexes[half:], indexes[:half], sizes[:half]
		if round%2 == 1 {
			from, to, radix = to, from, sizes[half:]
		}
		b[0] = byte(round)
		clear(b[1+copy(b[1:], from):])
		numbers := e.stream(b)
		for len(to) > 0 {
			n := min(len(to), e.each)
			word := numbers.next()
			now := to[:n]
			for i, size := range radix[:len(now)] {
				more, rest := bits.Mul64(word, uint64(size))
				index := int64(more) + int64(now[i]) - int64(size)
				now[i], word = byte(index+index>>63&int64(size)), rest // without a branch, half of which are mispredicted
			}
			to, radix = to[n:], radix[n:]
		}
	}
	for i := range digits {
		digits[i].index = uint32(indexes[i])
	}
}

// shuffle encrypts a single digit by a permutation of its class.
func (e *encrypter) shuffle() {
	d := &e.digits[0]
	places := make([]uint32, d.class.size)
	for i := range places {
		places[i] = uint32(i)
	}
	b := e.inputOf(2)
	if e.largest > maxSmall {
		b = e.largeInput(0, nil)
	}
	clear(b)
	numbers := e.stream(b)
	for i := range places {
		n, _ := bits.Mul64(numbers.next(), uint64(len(places)-i))
		j := i + int(n)
		places[i], places[j] = places[j], places[i]
	}
	d.index = places[d.index]
}

// inputOf returns memory for an input of stream.
func (e *encrypter) inputOf(size int) []byte {
	if cap(e.input) < size {
		e.input = make([]byte, size)
	}
	return e.input[:size]
}

// largeInput returns the input of a round that depends on digits of large classes.
func (e *encrypter) largeInput(round int, from []digit) []byte {
	b := e.inputOf(1 + 2*((len(e.digits)+1)/2)) // as long for both halves
	b[0] = byte(round)
	rest := b[1:]
	for _, d := range from {
		rest[0], rest[1] = byte(d.index>>8), byte(d.index)
		rest = rest[2:]
	}
	clear(rest)
	return b
}

// stream returns numbers that depend on the shape, the tweak and an input. They are valid until the next call.
func (e *encrypter) stream(input []byte) stream {
	e.state = e.prefix
	e.absorb(&e.state, input)
	return stream{e: e, words: [2]uint64{binary.BigEndian.Uint64(e.state[:]), binary.BigEndian.Uint64(e.state[8:])}}
}

// stream is a sequence of words: the two of a state, then those of the blocks after it. A word is a binary fraction: its
// digits in any bases are the numbers. It has at least 24 bits more than the numbers that are taken from it.
type stream struct {
	e     *encrypter
	words [2]uint64
	used  int
	block uint32
}

func (s *stream) next() uint64 {
	if s.used == len(s.words) {
		s.block++
		b := &s.e.following
		*b = s.e.state
		binary.BigEndian.PutUint32(b[12:], binary.BigEndian.Uint32(b[12:])^s.block)
		s.e.block.Encrypt(b[:], b[:])
		s.words, s.used = [2]uint64{binary.BigEndian.Uint64(b[:]), binary.BigEndian.Uint64(b[8:])}, 0
	}
	s.used++
	return s.words[s.used-1]
}
