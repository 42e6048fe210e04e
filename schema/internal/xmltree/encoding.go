package xmltree

// From bytes to text. The declared encoding is resolved here. libxml2 gets UTF-8 and ignores the declaration, because
// its own conversion depends on the converters of the machine, and a report must not.

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"ivrcheck/trace"
)

// An EncodingFault describes how the bytes differ from the declared encoding.
type EncodingFault struct {
	Hint     string // utf-8-label, invalid, unknown-encoding
	Declared string // a view of the body, or a constant
	At       trace.Span
}

// A family is the class of a declared encoding for reading without a converter.
type family uint8

const (
	otherFamily family = iota
	unicodeFamily
	latin1Family
	asciiFamily
)

func familyOf(label []byte) family {
	var lower [16]byte
	if len(label) > len(lower) {
		return otherFamily
	}
	for i, c := range label {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	switch string(lower[:len(label)]) {
	case "", "utf-8", "utf8":
		return unicodeFamily
	case "iso-8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "iso8859-1", "iso-ir-100":
		return latin1Family
	case "us-ascii", "ascii", "iso646-us", "ansi_x3.4-1968":
		return asciiFamily
	}
	return otherFamily
}

// A Reading describes how the bytes of a document become text.
type Reading struct {
	// latin1 reports that each byte is a character. Otherwise the text is UTF-8, perhaps after a byte order mark, which
	// is not part of the text.
	latin1 bool
	// bytewise is set if each byte above ASCII is a character of that set.
	bytewise *charmap.Charmap
	// converted is the text, if a converter was needed.
	converted string
}

// Text returns the document as UTF-8, without a byte order mark.
func (r Reading) Text(body []byte) string {
	switch {
	case r.converted != "":
		return r.converted
	case r.latin1:
		return fromLatin1(body)
	case r.bytewise != nil:
		decoded, _ := r.bytewise.NewDecoder().Bytes(body)
		return string(decoded)
	}
	return string(bytes.TrimPrefix(body, []byte(ByteOrderMark)))
}

const ByteOrderMark = "\xef\xbb\xbf"

// Decode determines how to read a document. Every body has a reading: invalid bytes are read as ISO-8859-1, which keeps
// different bytes different. If the writer of the input may have changed the encoding, wrong declarations are ignored.
func Decode(body []byte, transcoded bool) (r Reading, fault *EncodingFault) {
	label, at := declaredEncoding(body)
	bad := FirstAbove(body)
	valid := bad < 0 || isUTF8(body[bad:])
	// wrong reads valid UTF-8 as UTF-8.
	wrong := func(hint string, at trace.Span) (Reading, *EncodingFault) {
		if transcoded {
			return Reading{latin1: !valid}, nil
		}
		return Reading{latin1: !valid}, &EncodingFault{hint, label, at}
	}
	switch familyOf([]byte(label)) {
	case unicodeFamily:
		if valid {
			return Reading{}, nil
		}
		if label == "" {
			label = "UTF-8 (none is declared)"
		}
		return wrong("invalid", firstInvalid(body))
	case latin1Family:
		if bad < 0 || !valid {
			return Reading{latin1: !valid}, nil
		}
		// Valid UTF-8 with bytes above ASCII is almost never another encoding.
		return wrong("utf-8-label", trace.Span{Start: bad, End: endAbove(body, bad)})
	case asciiFamily:
		if bad < 0 {
			return Reading{}, nil
		}
		return wrong("invalid", trace.Span{Start: bad, End: endAbove(body, bad)})
	}
	other := converter(strings.ToLower(label))
	switch {
	case other == nil:
		return wrong("unknown-encoding", at)
	case transcoded && valid || bad < 0:
		return Reading{}, nil
	}
	if m, ok := other.(*charmap.Charmap); ok && !slices.ContainsFunc(body[bad:], func(b byte) bool { return b >= utf8.RuneSelf && m.DecodeByte(b) == utf8.RuneError }) {
		return Reading{bytewise: m}, nil
	}
	decoded, err := other.NewDecoder().Bytes(body)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		_, fault = wrong("invalid", trace.Span{Start: bad, End: endAbove(body, bad)})
		return Reading{latin1: true}, fault
	}
	return Reading{converted: string(decoded)}, nil
}

// converter finds a converter that does not change ASCII, or returns nil.
func converter(label string) encoding.Encoding {
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil
	}
	switch name, _ := htmlindex.Name(e); name {
	case "utf-16be", "utf-16le", "iso-2022-jp", "replacement", "x-user-defined", "":
		return nil
	}
	return e
}

// declaredEncoding reads the encoding of the XML declaration, "" if there is none.
func declaredEncoding(b []byte) (label string, at trace.Span) {
	start := 0
	if bytes.HasPrefix(b, []byte(ByteOrderMark)) {
		start = 3
	}
	start = SkipSpace(b, start)
	if !bytes.HasPrefix(b[start:], []byte("<?xml")) {
		return "", trace.Span{}
	}
	length := bytes.Index(b[start:min(start+1000, len(b))], []byte("?>"))
	if length < 0 {
		return "", trace.Span{}
	}
	declaration := b[start : start+length]
	i := bytes.Index(declaration, []byte("encoding"))
	if i < 0 {
		return "", trace.Span{}
	}
	i = SkipSpace(declaration, i+len("encoding"))
	if i >= len(declaration) || declaration[i] != '=' {
		return "", trace.Span{}
	}
	i = SkipSpace(declaration, i+1)
	if i >= len(declaration) || declaration[i] != '"' && declaration[i] != '\'' {
		return "", trace.Span{}
	}
	end := bytes.IndexByte(declaration[i+1:], declaration[i])
	if end < 0 {
		return "", trace.Span{}
	}
	return view(declaration[i+1 : i+1+end]), trace.Span{Start: start + i + 1, End: start + i + 1 + end}
}

func fromLatin1(b []byte) string {
	var text strings.Builder
	text.Grow(len(b) + len(b)/8)
	for _, c := range b {
		text.WriteRune(rune(c))
	}
	return text.String()
}

// FirstAbove returns the index of the first byte above ASCII, or -1.
func FirstAbove(b []byte) int {
	i := 0
	for i+32 <= len(b) && (Word(b, i)|Word(b, i+8)|Word(b, i+16)|Word(b, i+24))&(ones*0x80) == 0 {
		i += 32
	}
	for i+8 <= len(b) && Word(b, i)&(ones*0x80) == 0 {
		i += 8
	}
	for ; i < len(b); i++ {
		if b[i] >= utf8.RuneSelf {
			return i
		}
	}
	return -1
}

// isUTF8 is utf8.Valid, but faster if few bytes are above ASCII.
func isUTF8(b []byte) bool {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			return false
		}
		next := FirstAbove(b[size:])
		if next < 0 {
			return true
		}
		b = b[size+next:]
	}
	return true
}

func endAbove(b []byte, at int) int {
	for at < len(b) && b[at] >= utf8.RuneSelf {
		at++
	}
	return at
}

func firstInvalid(b []byte) trace.Span {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return trace.Span{Start: i, End: i + 1}
		}
		i += size
	}
	return trace.Span{}
}
