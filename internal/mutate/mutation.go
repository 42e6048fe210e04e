package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
)

// mutate makes one file from the bases.
func mutate(random *rand.Rand, bases [][]byte) []byte {
	data := bytes.Clone(bases[random.IntN(len(bases))])
	other := bases[random.IntN(len(bases))]
	for range 1 + random.IntN(4) {
		if len(data) == 0 {
			break
		}
		data = mutations[random.IntN(len(mutations))](random, data, other)
	}
	if len(data) > 1<<20 {
		data = data[:1<<20]
	}
	return data
}

// mutations are the kinds of damage. They may change data in place.
var mutations = []func(random *rand.Rand, data, other []byte) []byte{
	flipBits, overwrite, truncate, remove, repeat, splice, lengthField, lengthField,
	records, records, records,
}

// stretch returns a range within n bytes, usually a short one.
func stretch(random *rand.Rand, n int) (from, to int) {
	from = random.IntN(n)
	most := n - from
	if random.IntN(4) > 0 {
		most = min(most, 64)
	}
	return from, from + 1 + random.IntN(most)
}

func flipBits(random *rand.Rand, data, _ []byte) []byte {
	for range 1 + random.IntN(8) {
		data[random.IntN(len(data))] ^= 1 << random.IntN(8)
	}
	return data
}

func overwrite(random *rand.Rand, data, _ []byte) []byte {
	from, to := stretch(random, len(data))
	value, noise := byte(random.IntN(4)*85), random.IntN(2) == 0
	for i := from; i < to; i++ {
		if noise {
			value = byte(random.IntN(256))
		}
		data[i] = value
	}
	return data
}

func truncate(random *rand.Rand, data, _ []byte) []byte { return data[:random.IntN(len(data))] }

func remove(random *rand.Rand, data, _ []byte) []byte {
	from, to := stretch(random, len(data))
	return slices.Delete(data, from, to)
}

func repeat(random *rand.Rand, data, _ []byte) []byte {
	from, to := stretch(random, len(data))
	part := bytes.Repeat(data[from:to], 1+random.IntN(20))
	return slices.Insert(data, random.IntN(len(data)), part...)
}

func splice(random *rand.Rand, data, other []byte) []byte {
	if len(other) == 0 {
		return data
	}
	return append(data[:random.IntN(len(data))], other[random.IntN(len(other)):]...)
}

// lengthField changes two bytes that may be a length: of a GLI header, of an IPv4 header, or any.
func lengthField(random *rand.Rand, data, _ []byte) []byte {
	at := random.IntN(len(data))
	begin := [][]byte{{0, 3}, {0x45, 0}, {0, 0}}[random.IntN(3)]
	if i := bytes.Index(data[at:], begin); i >= 0 {
		at += i + 2
	}
	if at+2 > len(data) {
		return data
	}
	old := binary.BigEndian.Uint16(data[at:])
	binary.BigEndian.PutUint16(data[at:], []uint16{
		0, 1, 2, 0x7fff, 0x8000, 0xffff, old + 1, old - 1, old + 4, old - 2, old<<8 | old>>8, uint16(random.Uint32()),
	}[random.IntN(12)])
	return data
}

// records delays, duplicates, removes and cuts packets of a pcap file, whose format stays valid. Occasionally it
// changes a bit of a TCP header.
func records(random *rand.Rand, data, _ []byte) []byte {
	const head, record = 24, 16
	if !bytes.HasPrefix(data, []byte{0xd4, 0xc3, 0xb2, 0xa1}) || len(data) < head {
		return flipBits(random, data, nil)
	}
	var list [][]byte
	for rest := data[head:]; len(rest) >= record; {
		n := record + int(binary.LittleEndian.Uint32(rest[8:]))
		if n > len(rest) || n < record {
			break
		}
		list, rest = append(list, rest[:n]), rest[n:]
	}
	if len(list) == 0 {
		return data
	}
	for range 1 + random.IntN(6) {
		if len(list) == 0 {
			break
		}
		i, j := random.IntN(len(list)), random.IntN(len(list))
		switch random.IntN(5) {
		case 0:
			list = slices.Delete(list, i, i+1)
		case 1:
			list = slices.Insert(list, j, list[i])
		case 2:
			list[i], list[j] = list[j], list[i]
		case 3:
			one := bytes.Clone(list[i])
			if at := record + 14 + 20 + random.IntN(20); at < len(one) {
				one[at] ^= 1 << random.IntN(8)
			}
			list[i] = one
		default: // the snapshot length
			one := bytes.Clone(list[i])
			one = one[:record+random.IntN(len(one)-record+1)]
			binary.LittleEndian.PutUint32(one[8:], uint32(len(one)-record))
			list[i] = one
		}
	}
	return append(bytes.Clone(data[:head]), bytes.Join(list, nil)...)
}
