// The bytes delivered last, to compare retransmissions with.

package tcp

// reset drops everything: bytes before next were lost.
func (y *history) reset(next int64) { y.start, y.end = next, next }

// add adds the bytes that end at offset end.
func (y *history) add(t *Table, end int64, data []byte) {
	if y.use != nil {
		t.histories.MoveToBack(y.use)
	}
	size := int64(len(y.ring))
	if at, n := y.end&(size-1), int64(len(data)); y.end+n == end && at+n <= size && (end-y.start <= size || size == maxHistory) {
		// The usual case: they follow, in one piece, and the ring need not grow.
		copy(y.ring[at:], data)
		y.start, y.end = max(y.start, end-size), end
		return
	}
	if len(data) > maxHistory {
		data = data[len(data)-maxHistory:]
	}
	if start := end - int64(len(data)); start != y.end {
		y.start, y.end = start, start
	}
	y.grow(t, int(y.end-y.start)+len(data))
	y.write(end-int64(len(data)), data)
	y.end = end
	y.start = max(y.start, end-int64(len(y.ring)))
}

// write copies data into the ring at an offset.
func (y *history) write(at int64, data []byte) {
	for len(data) > 0 {
		n := copy(y.ring[at&int64(len(y.ring)-1):], data)
		data, at = data[n:], at+int64(n)
	}
}

// from returns the bytes from an offset on that are contiguous in the ring.
func (y *history) from(at int64) []byte {
	i := at & int64(len(y.ring)-1)
	return y.ring[i:min(i+y.end-at, int64(len(y.ring)))]
}

// grow makes the ring large enough for n bytes, within the limit. If all rings
// together are too large, that of the direction silent longest is released.
func (y *history) grow(t *Table, n int) {
	size := max(len(y.ring), 256)
	for size < n && size < maxHistory {
		size *= 2
	}
	more := size - len(y.ring)
	if more == 0 {
		return
	}
	t.historyTotal += more
	old := *y
	y.ring = make([]byte, size)
	for at := old.start; at < old.end; {
		part := old.from(at)
		y.write(at, part)
		at += int64(len(part))
	}
	if len(old.ring) == 0 {
		y.use = t.histories.PushBack(y)
	}
	for t.historyTotal > maxHistoryTotal && t.histories.Len() > 1 {
		t.histories.Front().Value.(*history).release(t)
	}
}

// release drops everything and the memory.
func (y *history) release(t *Table) {
	if len(y.ring) == 0 {
		return
	}
	t.historyTotal -= len(y.ring)
	t.histories.Remove(y.use)
	*y = history{start: y.end, end: y.end}
}

// compare compares the part of r before offset next with what was delivered.
func (y *history) compare(r held, next int64, c *Conflict) {
	from, to := max(r.start, y.start), min(r.end, y.end, next)
	for from < to {
		part := y.from(from)
		part = part[:min(to-from, int64(len(part)))]
		n := int64(len(part))
		c.compare(from, part, r.part(from, from+n).data)
		from += n
	}
}

// compare adds the bytes in which two copies differ, which begin at offset.
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
