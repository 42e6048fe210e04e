// The bytes delivered last, for comparison with retransmissions.

package tcp

import "encoding/binary"

// A history has the bytes delivered last, for all directions, in one ring: a record for each run
// of bytes. The records of a direction, linked backwards from its last one, are its own history.
// Nothing has to be released: newer records overwrite the oldest.
type history struct {
	ring []byte
	// end is the position after the last record. Positions only grow; the index in the ring is
	// the remainder.
	end int64
}

// A record header has the position of the previous record of the direction, 0 if none or after a
// hole; the offset of its bytes in the stream; and their number.
const recordHeader = 8 + 8 + 4

// firstHistory is the initial size of the ring. It grows by the factor historyGrowth up to
// maxHistoryTotal: few copies become garbage, and untouched memory costs nothing.
const (
	firstHistory  = 64 << 10
	historyGrowth = 8
)

// add adds bytes that end at offset end. before is the previous record of the direction. It
// returns the position of the new record.
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

// place returns the index in the ring for the next record, which must not wrap around.
func (y *history) place(need int) int {
	at := int(y.end % int64(max(len(y.ring), 1)))
	if at+need <= len(y.ring) && (at > 0 || y.end == 0 || len(y.ring) == maxHistoryTotal) {
		return at
	}
	if size := int64(len(y.ring)); size == maxHistoryTotal {
		y.end += size - int64(at)
		return 0
	}
	// While the ring grows, nothing has been overwritten.
	grown := make([]byte, min(max(historyGrowth*len(y.ring), firstHistory), maxHistoryTotal))
	copy(grown, y.ring)
	y.ring = grown
	return int(y.end)
}

// compare compares the part of r before offset next with the delivered bytes of its direction,
// whose last record is last.
func (y *history) compare(last int64, r held, next int64, c *Conflict) {
	from, to := max(r.start, next-maxHistory), min(r.end, next)
	for hops := 0; last > 0 && hops < maxHops; hops++ {
		at := last - 1
		if at < y.end-int64(len(y.ring)) {
			return // overwritten
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
