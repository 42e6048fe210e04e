package schema

// What a report may show of a document: personal values as ***, one line,
// nothing that a terminal could take for a command.

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ivrcheck/trace"
)

const (
	masked = "***"
	// evidenceBefore and evidenceAll bound evidence, in bytes of the body.
	evidenceBefore = 40
	evidenceAll    = 120
	// visibleLength bounds a name or value in a sentence, in characters.
	visibleLength = 80
)

// Mask gives the document with personal values replaced by ***, and all else
// as it was. It works on anything; of what is not well-formed it shows only
// what it is sure about. The result is the caller's.
func (k *Checker) Mask(body []byte) []byte {
	var s survey
	s.run(body, k.c, false)
	out := make([]byte, 0, len(body))
	at := 0
	for _, m := range s.masks {
		out = append(append(out, body[at:m.Start]...), masked...)
		at = m.End
	}
	return append(out, body[at:]...)
}

// Evidence gives about 120 characters of the document around a place, on one
// line and in valid UTF-8, with personal values as *** unless ShowValues. It is
// quickest with the very body that was checked last.
func (k *Checker) Evidence(body []byte, span trace.Span) string {
	if span.Start < 0 || span.Start > len(body) || span.End < span.Start {
		return ""
	}
	if !k.options.ShowValues && !k.isPlain(body) {
		k.survey.run(body, k.c, false)
	}
	return string(k.evidence(body, span))
}

// isPlain tells whether body is the very one that was checked last, and its
// message's nodes tell what can be shown of it.
func (k *Checker) isPlain(body []byte) bool {
	return k.plain && len(body) == len(k.body) && &body[0] == &k.body[0]
}

// evidence does it for a body that is plain, or else was surveyed last. It is valid
// until the next call.
func (k *Checker) evidence(body []byte, span trace.Span) []byte {
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
	var masks []trace.Span
	if !k.options.ShowValues {
		if k.isPlain(body) {
			k.maskPart(start, end, Head(body, span))
		}
		masks = k.survey.masks
		masks = masks[sort.Search(len(masks), func(i int) bool { return masks[i].End > start }):]
	}
	space := false
	at := start
	for at < end {
		limit := end
		if len(masks) > 0 {
			if at >= masks[0].Start {
				out = append(out, masked...)
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

// appendVisible appends a character, or, if it would not be seen or could do
// harm on a terminal, its number.
func appendVisible(out []byte, r rune) []byte {
	if r >= ' ' && r < 0x7f || unicode.IsGraphic(r) && !unicode.IsSpace(r) {
		return utf8.AppendRune(out, r)
	}
	out = strconv.AppendInt(append(out, `\u{`...), int64(r), 16)
	return append(out, '}')
}

// visible makes a name or value of a document fit for a sentence: one line,
// not long, nothing but what can be seen. The result is a copy.
func visible(s string) string {
	plain := len(s) <= visibleLength
	for i := 0; plain && i < len(s); i++ {
		plain = s[i] >= ' ' && s[i] < 0x7f
	}
	if plain {
		return strings.Clone(s)
	}
	var out []byte
	count := 0
	for _, r := range s {
		if count++; count > visibleLength {
			out = append(out, "…"...)
			break
		}
		out = appendVisible(out, r)
	}
	return string(out)
}

// maskDiagnosis shows of libxml2's diagnosis its own words, the names of the
// catalogue and the numbers of lines; all else may be a piece of the document.
func (c *Catalogue) maskDiagnosis(s string) string {
	var out strings.Builder
	previous := ""
	word := func(w string) {
		number, _ := isNumber(w)
		switch {
		case w == "":
			return
		case ownWords[strings.ToLower(w)], number && numbered[previous]:
			out.WriteString(w)
		case c.names.known(w):
			out.WriteString(w)
		default:
			if !strings.HasSuffix(out.String(), masked) {
				out.WriteString(masked)
			}
		}
		previous = w
	}
	start := 0
	for i, r := range s {
		if r == '\'' && strings.HasPrefix(s[i:], "'t ") {
			continue // couldn't, doesn't
		}
		if r < utf8.RuneSelf && strings.ContainsRune(" '\":;,!()<>=/&?[]%#-", r) {
			word(s[start:i])
			out.WriteRune(r)
			start = i + 1
		}
	}
	word(s[start:])
	return visible(out.String())
}

var numbered = map[string]bool{"line": true, "value": true}

// ownWords are the words of libxml2's own in its diagnoses.
var ownWords = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`
		a allowed an and and/or any at attribute attributes attvalue bad be begin beginning by char character charref
		closing comment construct content could couldn't data decimal declaration declared defined
		detected did disallowed doctype document does double duplicate element empty encoding end ending entity entityref
		error eof excessive expected expecting extra failed find finished following for forbidden found from hexadecimal
		in incorrect input internal invalid is it larger length limit line literal loop malformed mandates
		markup match mismatch missing must name names namespace nested no not of on only opening or out parsed parser pcdata pi
		pidata predefined prefix premature prohibited proper public pubid quote quotes redefined reference references
		required reserved root section sequence should space specification start started starting string subset support supported switch syntax
		system systemliteral pubidliteral tag target terminated text the to token tokens too type unescaped unexpected unfinished unparsed
		unsupported uri use utf valid value version was within xml xmldecl xmlns xmlparsestarttag xmlparseattvalue xmlparseentityref
		xmlparsecharref xmlparseelementstart xmlparseendtag xmlparsepi xmlparsecomment xmlparsecdsect cdata xmlparsegetlasterror
		indicate bytes never`) {
		words[w] = true
	}
	return words
}()
