// The bytes delivered last, to compare retransmissions with.

package tcp

import "encoding/binary"

// A history is what was delivered last, of all directions, in one ring: a record for each run of
// bytes. The records of a direction, from its last one backwards, are its own history. Nothing
// has to be released: newer records take the place of the oldest.
type history struct {
	ring []byte
	// end is the position after the last record. Positions grow; the byte at one is that at its
	// remainder in the ring.
	end int64
}

// A record is the position of the record before, of the same direction without a hole between, 0 for
// none; the offset of its bytes in the stream; and their number, before the bytes.
const recordHeader = 8 + 8 + 4

// firstHistory is the size of the ring at first. It grows by historyGrowth up to maxHistoryTotal:
// few copies, which become garbage, and memory that is not written to costs nothing.
const (
	firstHistory  = 64 << 10
	historyGrowth = 8
)

// add adds bytes that end at an offset, after the record before of their direction. It returns the
// position of their record.
func (y *history) add(before, end int64, data []byte) int64 {
	if len(data) > maxHistory {
		data, before = data[len(data)-maxHistory:], 0
	}
	need := recordHeader + len(data)
	at := y.place(need)
	b := y.ring[at : at+need]
	binary.LittleEndian.PutUint64(b, uint64(before))
	binary.LittleEndian.PutUint64(b[8:], uint64(end)-uint64(len(data)))
	binary.LittleEndian.PutUint32(b[16:], uint32(len(data)))
	copy(b[recordHeader:], data)
	y.end += int64(need)
	return y.end - int64(need) + 1
}

// place returns the index in the ring of the next record, which is in one piece.
func (y *history) place(need int) int {
	at := int(y.end % int64(max(len(y.ring), 1)))
	if at+need <= len(y.ring) && (at > 0 || y.end == 0 || len(y.ring) == maxHistoryTotal) {
		return at
	}
	if size := int64(len(y.ring)); size == maxHistoryTotal {
		y.end += size - int64(at)
		return 0
	}
	// As long as it grows, nothing has been written over.
	grown := make([]byte, min(max(historyGrowth*len(y.ring), firstHistory), maxHistoryTotal))
	copy(grown, y.ring)
	y.ring = grown
	return int(y.end)
}

// compare compares the part of r before offset next with what was delivered of its direction, whose
// last record is given.
func (y *history) compare(last int64, r held, next int64, c *Conflict) {
	from, to := max(r.start, next-maxHistory), min(r.end, next)
	for hops := 0; last > 0 && hops < maxHops; hops++ {
		at := last - 1
		if at < y.end-int64(len(y.ring)) {
			return // written over
		}
		b := y.ring[at%int64(len(y.ring)):]
		offset, n := int64(binary.LittleEndian.Uint64(b[8:])), int64(binary.LittleEndian.Uint32(b[16:]))
		data := b[recordHeader : recordHeader+n]
		if first, end := max(from, offset), min(to, offset+n); first < end {
			c.compare(first, data[first-offset:end-offset], r.part(first, end).data)
		}
		if offset <= from {
			return
		}
		last = int64(binary.LittleEndian.Uint64(b))
	}
}

// compare compares two copies of bytes, which begin at offset.
func (c *Conflict) compare(offset int64, first, second []byte) {
	if string(first) == string(second) {
		return
	}
	for i := range first {
		if first[i] != second[i] {
			if c.Bytes == 0 || offset+int64(i) < c.Offset {
				c.Offset = offset + int64(i)
			}
			c.Bytes++
		}
	}
}
