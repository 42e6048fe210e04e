// What was delivered last, to compare retransmissions with.

package tcp

// history keeps the last delivered bytes of one direction in a ring.
type history struct {
	ring []byte // its length is a power of two
	// The ring holds the bytes from start to end, offset o at o modulo its
	// length.
	start, end int64
}

// reset forgets everything: bytes before next were lost.
func (y *history) reset(_ *Table, next int64) { y.start, y.end = next, next }

// add takes the bytes that end at offset end.
func (y *history) add(t *Table, end int64, data []byte) {
	if len(data) > maxHistory {
		data = data[len(data)-maxHistory:]
	}
	if start := end - int64(len(data)); start != y.end {
		y.start, y.end = start, start
	}
	y.grow(t, int(y.end-y.start)+len(data))
	if len(y.ring) < len(data) {
		data = data[len(data)-len(y.ring):]
	}
	at := end - int64(len(data))
	for len(data) > 0 {
		n := copy(y.ring[at&int64(len(y.ring)-1):], data)
		data, at = data[n:], at+int64(n)
	}
	y.end = end
	y.start = max(y.start, end-int64(len(y.ring)))
}

// grow makes room for n bytes as far as the limits allow.
func (y *history) grow(t *Table, n int) {
	size := max(len(y.ring), 256)
	for size < n && size < maxHistory {
		size *= 2
	}
	more := size - len(y.ring)
	if more == 0 || t.historyTotal+more > maxHistoryTotal {
		return
	}
	t.historyTotal += more
	ring := make([]byte, size)
	for o := y.start; o < y.end; o++ {
		ring[o&int64(size-1)] = y.ring[o&int64(len(y.ring)-1)]
	}
	y.ring = ring
}

func (y *history) release(t *Table) {
	t.historyTotal -= len(y.ring)
	*y = history{}
}

// compare holds the part of r before offset next against what was delivered.
func (y *history) compare(r held, next int64, c *Conflict) {
	from, to := max(r.start, y.start), min(r.end, y.end, next)
	for from < to {
		i := from & int64(len(y.ring)-1)
		n := min(to-from, int64(len(y.ring))-i)
		c.compare(from, y.ring[i:i+n], r.part(from, from+n).data)
		from += n
	}
}

// compare adds the bytes in which the two copies of what stands at offset
// differ.
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
