package mask

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"ivrcheck/trace"
)

// Evidence returns about 120 characters around a place of the last document, on one line and in valid UTF-8. It is
// valid until the next call.
func (k *Masker) Evidence(body []byte, span trace.Span) []byte {
	start := evidenceStart(body, span)
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
		masks = masks[sort.Search(len(masks), func(i int) bool { return int(masks[i].end) > start }):]
	}
	space := false
	at := start
	for at < end {
		limit := end
		if len(masks) > 0 {
			if at >= int(masks[0].start) {
				out = append(out, replacements[masks[0].with]...)
				at, masks, space = int(masks[0].end), masks[1:], false
				continue
			}
			limit = min(end, int(masks[0].start))
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

// evidenceStart returns the start of evidence. It omits the XML declaration and the document type before any other
// place. Evidence about an element begins with its tag.
func evidenceStart(body []byte, span trace.Span) int {
	root := prologEnd(body, span.Start)
	switch {
	case root < span.Start && span.Start+1 < len(body) && body[span.Start] == '<' && body[span.Start+1] != '/':
		return span.Start
	case root < span.Start && span.Start-root < 2*evidenceBefore:
		return root // show a short beginning completely
	case span.Start < 2*evidenceBefore:
		return 0
	}
	// Prefer the beginning of a tag, if the place fits, too.
	tag := max(0, min(span.Start, span.End-evidenceAll))
	if i := bytes.LastIndexByte(body[tag:span.Start], '<'); i >= 0 {
		return tag + i
	}
	return span.Start - evidenceBefore
}

// evidenceRoot returns the start of the root element if evidence of this place, and of later ones, begins there or
// later, otherwise 0.
func evidenceRoot(body []byte, first trace.Span) int {
	if root := prologEnd(body, first.Start); root < min(first.Start, len(body)) && body[root] == '<' {
		return root
	}
	return 0
}

// prologEnd returns the start of the root element, 0 if that is not before limit.
func prologEnd(body []byte, limit int) int {
	head := body[:min(limit, len(body))]
	at := 0
	for at < len(head) {
		switch c := head[at]; {
		case c <= ' ':
			at++
		case c != '<' || at+1 == len(head) || head[at+1] != '?' && head[at+1] != '!':
			return at
		default:
			length := bytes.IndexByte(head[at:], '>')
			if length < 0 {
				return 0
			}
			at += length + 1
		}
	}
	return at
}
