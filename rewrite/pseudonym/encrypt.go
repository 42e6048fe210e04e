package pseudonym

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// rounds of the Feistel network, as in FF1.
const rounds = 10

// digit is a character of a value as a digit of a number: its index among those of its class.
type digit struct {
	class *class
	index uint32
}

// encrypter encrypts digits among those of the same shape. See the comment of the package.
type encrypter struct {
	block cipher.Block
	// Of the current value.
	digits []digit
	shape  []byte
	// prefix is the state of the MAC after the tweak, state that of the current round.
	prefix, state [aes.BlockSize]byte
	input         []byte
	numbers       []uint32
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

// absorb encrypts a state after each block of bytes was added to it. The last block is filled up with zeros.
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

// begin begins to encrypt the digits of a shape.
func (e *encrypter) begin(tweak uint32) {
	e.prefix = [aes.BlockSize]byte{}
	e.input = binary.BigEndian.AppendUint32(e.input[:0], tweak)
	e.input = binary.BigEndian.AppendUint32(e.input, uint32(len(e.shape)))
	e.input = binary.BigEndian.AppendUint64(e.input, uint64(len(e.digits)))
	e.absorb(&e.prefix, append(e.input, e.shape...))
}

// encrypt encrypts the digits once.
func (e *encrypter) encrypt() {
	half := len(e.digits) / 2
	left, right := e.digits[:half], e.digits[half:]
	if half == 0 {
		e.shuffle()
		return
	}
	for round := range rounds {
		from, to := right, left
		if round%2 == 1 {
			from, to = left, right
		}
		for i, n := range e.stream(round, from, len(to)) {
			size := uint32(to[i].class.size)
			if n = n%size + to[i].index; n >= size {
				n -= size
			}
			to[i].index = n
		}
	}
}

// shuffle encrypts a single digit: it is a place in a permutation of its class.
func (e *encrypter) shuffle() {
	d := &e.digits[0]
	places := make([]uint32, d.class.size)
	for i := range places {
		places[i] = uint32(i)
	}
	for i, n := range e.stream(0, nil, len(places)) {
		j := i + int(n)%(len(places)-i)
		places[i], places[j] = places[j], places[i]
	}
	d.index = places[d.index]
}

// stream returns n numbers that depend on what begin got, on the round and on digits. They are
// valid until the next call.
func (e *encrypter) stream(round int, from []digit, n int) []uint32 {
	e.input = append(e.input[:0], byte(round), byte(round>>8))
	for _, d := range from {
		e.input = append(e.input, byte(d.index>>8), byte(d.index))
	}
	for size := 2 + 2*((len(e.digits)+1)/2); len(e.input) < size; {
		e.input = append(e.input, 0) // as long for both halves
	}
	e.state = e.prefix
	e.absorb(&e.state, e.input)
	e.numbers = e.numbers[:0]
	mac := e.state
	for block := uint32(1); ; block++ {
		for at := 0; at < aes.BlockSize && len(e.numbers) < n; at += 4 {
			e.numbers = append(e.numbers, binary.BigEndian.Uint32(e.state[at:]))
		}
		if len(e.numbers) == n {
			return e.numbers
		}
		e.state = mac
		binary.BigEndian.PutUint32(e.state[12:], binary.BigEndian.Uint32(mac[12:])^block)
		e.block.Encrypt(e.state[:], e.state[:])
	}
}
