package mask

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sort"
	"unicode/utf8"

	"ivrcheck/trace"
)

// Evidence gives about 120 characters of the document that was read last around a
// place, on one line and in valid UTF-8. It is valid until the next call.
func (k *Masker) Evidence(body []byte, span trace.Span) []byte {
	start := max(0, span.Start-evidenceBefore)
	if span.Start < 2*evidenceBefore {
		// Rather all of a short head than half of it, if the place fits too.
		start = 0
	}
	// A tag is better shown from its beginning.
	if i := bytes.LastIndexByte(body[start:max(start, span.Start)], '<'); i >= 0 {
		if i += start; span.Start-i > evidenceBefore/4 || i < start+evidenceBefore/2 {
			start = i
		}
	}
	end := min(len(body), max(start+evidenceAll, min(span.End, span.Start+evidenceAll)))
	for start > 0 && start < len(body) && !utf8.RuneStart(body[start]) {
		start--
	}
	out := k.line[:0]
	if start > 0 {
		out = append(out, "…"...)
	}
	var masks []hidden
	if !k.showValues {
		masks = k.marks.masks
		masks = masks[sort.Search(len(masks), func(i int) bool { return masks[i].End > start }):]
	}
	space := false
	at := start
	for at < end {
		limit := end
		if len(masks) > 0 {
			if at >= masks[0].Start {
				out = append(out, masks[0].with...)
				at, masks, space = masks[0].End, masks[1:], false
				continue
			}
			limit = min(end, masks[0].Start)
		}
		if body[at] == ' ' && space {
			at++
			continue
		}
		if run := body[at : at+printablePrefix(body[at:limit])]; len(run) > 0 {
			if i := bytes.Index(run, []byte("  ")); i >= 0 {
				run = run[:i+1]
			}
			out = append(out, run...)
			at, space = at+len(run), run[len(run)-1] == ' '
			continue
		}
		r, size := utf8.DecodeRune(body[at:])
		if r == utf8.RuneError && size == 1 {
			r = rune(body[at]) // ISO-8859-1
		}
		at += size
		if r == '\t' || r == '\n' || r == '\r' {
			if !space {
				out = append(out, ' ')
			}
			space = true
			continue
		}
		space = false
		out = appendVisible(out, r)
	}
	if at < len(body) {
		out = append(out, "…"...)
	}
	k.line = out
	return bytes.TrimSpace(out)
}

// ones has a one in each of its bytes.
const ones = 0x0101010101010101

// printablePrefix gives how many bytes at the beginning are from space to ~.
func printablePrefix(b []byte) int {
	i := 0
	for ; len(b)-i >= 8; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		// The highest bit is that of a byte that is above ASCII, or has borrowed or carried.
		if other := (w | (w + ones) | (w - ones*' ')) & (ones * 0x80); other != 0 {
			return i + bits.TrailingZeros64(other)/8
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] < 0x7f {
		i++
	}
	return i
}
