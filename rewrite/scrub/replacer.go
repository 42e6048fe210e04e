package scrub

// Replaces the personal values in the bytes of a unit.

import (
	"bytes"
	"slices"
	"strconv"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"ivrcheck/rewrite/pseudonym"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// replacer replaces personal values in place.
type replacer struct {
	parts     func(*trace.Unit) []schema.Part
	decoded   []schema.Part // of the current document
	known     func(word []byte) bool
	quoted    func(word []byte) bool
	kept      keptValues
	pseudonym *pseudonym.Generator
	originals *pseudonym.Originals
	large     *sync.Mutex // held while a large text is replaced
}

// keptValues are values that stay.
type keptValues struct {
	values map[string]bool
	starts [256]bool // whether a value begins with a character
}

func (k *keptValues) add(value string) {
	if k.values == nil {
		k.values = map[string]bool{}
	}
	if k.values[value] = true; value != "" {
		k.starts[value[0]] = true
	}
}

func (k *keptValues) has(value []byte) bool {
	return (len(value) == 0 || k.starts[value[0]]) && k.values[string(value)]
}

// collect adds the personal values of a document to the originals, and its shown values unless the document is replaced
// word by word.
func (t *replacer) collect(u *trace.Unit, parts schema.Parts, byWord bool) {
	bytewise := pseudonym.Bytewise(u.Body)
	for p := range parts.All() {
		b := u.Body[p.Start:p.End]
		switch p.Kind {
		case schema.PartValue:
			if b = bytes.TrimSpace(pseudonym.Unescape(b)); !t.kept.has(b) {
				t.originals.Add(b)
			}
		case schema.PartLiteral:
			t.originals.Add(bytes.TrimSpace(b))
		case schema.PartAny:
			pseudonym.EachWord(b, bytewise, func(word []byte) {
				if !t.known(word) {
					t.originals.Add(word)
				}
			})
		case schema.PartShown, schema.PartID, schema.PartName:
			if !byWord {
				t.originals.Show(bytes.TrimSpace(pseudonym.Unescape(b)))
			}
		}
	}
}

// unit replaces the personal values in the bytes of a unit, whose document has parts.
func (t *replacer) unit(b []byte, u *trace.Unit, parts schema.Parts) {
	head := 0
	if u.Header.Present && !u.Follows {
		head = min(len(b), len(u.Header.Raw))
	}
	if u.Kind != trace.Document {
		t.outside(b[head:])
		return
	}
	if u.Compressed {
		clear(b) // pseudonyms would change its length. The report of the result differs, so it is refused.
		return
	}
	wire := u.Body
	if u.Wire != nil {
		wire = u.Wire
	}
	at := len(b) - len(u.Trailer) - len(wire)
	switch {
	case at >= head && bytes.Equal(b[at:at+len(wire)], wire):
		if !isPrefix(b[head:at], len(wire)+len(u.Trailer)) {
			t.outside(b[head:at])
		}
		t.outside(b[at+len(wire):])
		if u.Wire != nil {
			t.wide(b[at:at+len(wire)], u, parts)
		} else {
			t.document(b[at:at+len(wire)], u, parts)
		}
	case t.chunked(b, u, parts):
	default:
		t.words(b[head:])
	}
}

// isPrefix reports whether the bytes before a document are its length.
func isPrefix(b []byte, length int) bool {
	if len(b) != 2 && len(b) != 4 {
		return false
	}
	big, little := 0, 0
	for i, c := range b {
		big, little = big<<8|int(c), little|int(c)<<(8*i)
	}
	return big == length || big == length+len(b) || little == length || little == length+len(b)
}

// document replaces the personal values in a copy of a document.
func (t *replacer) document(made []byte, u *trace.Unit, encoded schema.Parts) {
	bytewise := pseudonym.Bytewise(made)
	var parts []schema.Part
	if encoded != nil {
		t.decoded = slices.AppendSeq(t.decoded[:0], encoded.All())
		parts = t.decoded
	} else {
		parts = t.parts(u)
	}
	for _, p := range parts {
		b := made[p.Start:p.End]
		switch p.Kind {
		case schema.PartValue:
			if !t.kept.has(bytes.TrimSpace(b)) {
				t.pseudonym.Value(b, bytewise, true)
			}
		case schema.PartShown, schema.PartID:
			t.pseudonym.Shown(b, p.Kind == schema.PartID, bytewise)
		case schema.PartLiteral:
			t.pseudonym.Value(b, bytewise, false)
		case schema.PartAny:
			t.pseudonym.Words(b, bytewise, func(word []byte) bool { return t.known(word) || t.quoted(word) && isName(made, word) })
		}
	}
	t.overlapped(made, bytewise, parts)
}

// isName reports whether a word of a document is where the parser expects a name.
func isName(document, word []byte) bool {
	at := cap(document) - cap(word)
	end := at + len(word)
	return at > 0 && bytes.IndexByte([]byte("</&?!%"), document[at-1]) >= 0 || end < len(document) && document[end] == '='
}

// overlapped replaces shown values that contain a part of an original.
func (t *replacer) overlapped(made []byte, bytewise bool, parts []schema.Part) {
	find := t.originals.FindMarked // no other original reaches beyond a value
	if slices.ContainsFunc(parts, func(p schema.Part) bool { return p.Kind == schema.PartName }) {
		find = t.originals.Find
	}
	var replaced []bool
	for from := 0; ; {
		start, end := find(made[from:])
		if start < 0 {
			return
		}
		if replaced == nil {
			replaced = make([]bool, len(parts))
		}
		start, end = start+from, end+from
		i, _ := slices.BinarySearchFunc(parts, start, func(p schema.Part, at int) int { return p.End - at - 1 })
		changed := false
		for ; i < len(parts) && parts[i].Start < end; i++ {
			if p := parts[i]; !replaced[i] && (p.Kind == schema.PartShown || p.Kind == schema.PartID || p.Kind == schema.PartName) {
				t.pseudonym.Value(made[p.Start:p.End], bytewise, p.Kind != schema.PartName)
				replaced[i], changed = true, true
			}
		}
		if !changed {
			from = start + 1
		}
	}
}

// wide replaces the personal values of a document in UTF-16.
func (t *replacer) wide(b []byte, u *trace.Unit, parts schema.Parts) {
	made := slices.Clone(u.Body)
	t.document(made, u, parts)
	big := bytes.HasPrefix(b, []byte("\xfe\xff")) || len(b) > 1 && b[0] == 0
	at := 0
	if bytes.HasPrefix(b, []byte("\xfe\xff")) || bytes.HasPrefix(b, []byte("\xff\xfe")) {
		at = 2
	}
	put := func(unit uint16) {
		if at+2 > len(b) {
			return
		}
		if big {
			b[at], b[at+1] = byte(unit>>8), byte(unit)
		} else {
			b[at], b[at+1] = byte(unit), byte(unit>>8)
		}
		at += 2
	}
	for len(made) > 0 {
		r, n := utf8.DecodeRune(made)
		made = made[n:]
		if first, second := utf16.EncodeRune(r); first != utf8.RuneError {
			put(uint16(first))
			put(uint16(second))
		} else {
			put(uint16(r))
		}
	}
	pseudonym.Blank(b[at:])
}

// chunked replaces the personal values in an HTTP message with chunks. It reports whether b is one with the body of u.
func (t *replacer) chunked(b []byte, u *trace.Unit, parts schema.Parts) bool {
	body := bytes.Index(b, []byte("\r\n\r\n"))
	if body < 0 || !isHTTP(b) {
		return false
	}
	body += len("\r\n\r\n")
	var spans [][2]int
	var extensions [][]byte
	total := 0
	at := body
	for at < len(b) {
		line := bytes.IndexByte(b[at:], '\n')
		if line < 0 {
			break
		}
		digits, extension, _ := bytes.Cut(b[at:at+line], []byte(";"))
		extensions = append(extensions, extension)
		size, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 31)
		if err != nil {
			return false
		}
		at += line + 1
		if size == 0 {
			break
		}
		end := min(len(b), at+int(size))
		spans = append(spans, [2]int{at, end})
		total += end - at
		at = min(len(b), end+2)
	}
	whole := make([]byte, 0, total)
	for _, s := range spans {
		whole = append(whole, b[s[0]:s[1]]...)
	}
	// The body may be a part of a wrapper.
	start := bytes.Index(whole, u.Body)
	if start < 0 || len(u.Body) == 0 {
		return false
	}
	made := slices.Clone(u.Body)
	t.document(made, u, parts)
	rest := [][]byte{whole[:start], whole[start+len(u.Body):]}
	t.words(rest[0])
	t.words(rest[1])
	whole = slices.Concat(rest[0], made, rest[1])
	t.outside(b[:body])
	for _, e := range extensions {
		t.words(e)
	}
	for _, s := range spans {
		n := copy(b[s[0]:s[1]], whole)
		whole = whole[n:]
	}
	t.words(b[at:])
	return true
}

// words replaces all words that are not in the catalogue.
func (t *replacer) words(b []byte) { t.pseudonym.Words(b, pseudonym.Bytewise(b), t.known) }

func isHTTP(b []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(b, "\r\n"), []byte("\n"))
	return bytes.HasPrefix(line, []byte("HTTP/1.")) || bytes.Contains(line, []byte(" HTTP/1."))
}

// outside replaces the words in bytes that are in no message. Lengths and names of HTTP headers stay.
func (t *replacer) outside(b []byte) {
	if !isHTTP(b) {
		t.words(b)
		return
	}
	for first := true; len(b) > 0; first = false {
		n := bytes.IndexByte(b, '\n') + 1
		if n == 0 {
			n = len(b)
		}
		line := b[:n]
		b = b[n:]
		name, value, isHeader := bytes.Cut(line, []byte(":"))
		switch {
		case first || isHTTP(line):
			t.startLine(line)
		case isHeader && slices.ContainsFunc(keptHeaders, func(h string) bool { return bytes.EqualFold(name, []byte(h)) }):
		case isHeader:
			t.words(value)
		default:
			digits, rest, _ := bytes.Cut(line, []byte(";"))
			if isHex(bytes.TrimSpace(digits)) { // the length of a chunk
				t.words(rest)
			} else {
				t.words(line)
			}
		}
	}
}

// keptHeaders are the headers of HTTP whose values are kept.
var keptHeaders = []string{"Content-Length", "Transfer-Encoding", "Content-Type", "Connection", "Expect", "Content-Encoding"}

// isHex reports whether a text is the length of a chunk. A longer number may be a personal value.
func isHex(b []byte) bool {
	_, err := strconv.ParseUint(string(b), 16, 31)
	return err == nil && len(b) < 5
}

// startLine replaces the target of a request.
func (t *replacer) startLine(b []byte) {
	words := bytes.SplitAfter(b, []byte(" "))
	for i, w := range words {
		if bytes.HasPrefix(b, []byte("HTTP/1.")) && i < 2 || i == 0 || bytes.HasPrefix(w, []byte("HTTP/1.")) {
			continue
		}
		t.words(w)
	}
}
