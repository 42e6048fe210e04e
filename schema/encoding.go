package schema

// From bytes to text. The declared encoding is resolved here and libxml2 gets
// UTF-8 and is told to ignore the declaration: what it would do by itself
// depends on the converters of the machine it runs on, and a report must not.

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"

	"ivrcheck/trace"
)

// An encodingFault says why the bytes are not what the document declares.
type encodingFault struct {
	hint     string // utf-8-label, invalid, unknown-encoding
	declared string
	at       trace.Span
}

// decode gives the document as UTF-8, without a byte order mark. Every body
// has some text: bytes that are invalid as declared are read as ISO-8859-1,
// which keeps different bytes different. If the writer of the input may have
// changed the encoding, the declaration is not held against it.
func decode(body []byte, transcoded bool) (text string, fault *encodingFault) {
	label, at := declaredEncoding(body)
	bad := firstAbove(body)
	kind := strings.ToLower(label)
	switch kind {
	case "", "utf-8", "utf8":
		if bad < 0 || utf8.Valid(body) {
			return withoutMark(body), nil
		}
		if !transcoded {
			if kind == "" {
				label = "UTF-8 (none is declared)"
			}
			fault = &encodingFault{"invalid", label, firstInvalid(body)}
		}
		return fromLatin1(body), fault
	case "iso-8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "iso8859-1", "iso-ir-100":
		if bad < 0 {
			return string(body), nil
		}
		if !utf8.Valid(body) {
			return fromLatin1(body), nil
		}
		// Text that is valid UTF-8 with bytes above ASCII was hardly ever
		// meant as anything else.
		if !transcoded {
			fault = &encodingFault{"utf-8-label", label, trace.Span{Start: bad, End: endAbove(body, bad)}}
		}
		return withoutMark(body), fault
	case "us-ascii", "ascii", "iso646-us", "ansi_x3.4-1968":
		if bad < 0 {
			return string(body), nil
		}
		if !transcoded {
			fault = &encodingFault{"invalid", label, trace.Span{Start: bad, End: endAbove(body, bad)}}
		}
		if utf8.Valid(body) {
			return withoutMark(body), fault
		}
		return fromLatin1(body), fault
	}
	other := converter(kind)
	if transcoded && (other == nil || utf8.Valid(body)) {
		if utf8.Valid(body) {
			return withoutMark(body), nil
		}
		return fromLatin1(body), nil
	}
	if other == nil {
		fault = &encodingFault{"unknown-encoding", label, at}
		if utf8.Valid(body) {
			return withoutMark(body), fault
		}
		return fromLatin1(body), fault
	}
	if bad < 0 {
		return string(body), nil
	}
	decoded, err := other.NewDecoder().Bytes(body)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		if !transcoded {
			fault = &encodingFault{"invalid", label, trace.Span{Start: bad, End: endAbove(body, bad)}}
		}
		return fromLatin1(body), fault
	}
	return string(decoded), nil
}

// converter finds a converter that keeps ASCII as it is; nil if there is none.
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

// declaredEncoding reads the encoding of the XML declaration, "" if it has
// none.
func declaredEncoding(b []byte) (label string, at trace.Span) {
	start := 0
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		start = 3
	}
	start = skipSpace(b, start)
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
	i = skipSpace(declaration, i+len("encoding"))
	if i >= len(declaration) || declaration[i] != '=' {
		return "", trace.Span{}
	}
	i = skipSpace(declaration, i+1)
	if i >= len(declaration) || declaration[i] != '"' && declaration[i] != '\'' {
		return "", trace.Span{}
	}
	end := bytes.IndexByte(declaration[i+1:], declaration[i])
	if end < 0 {
		return "", trace.Span{}
	}
	return string(declaration[i+1 : i+1+end]), trace.Span{Start: start + i + 1, End: start + i + 1 + end}
}

func withoutMark(b []byte) string { return string(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))) }

func fromLatin1(b []byte) string {
	var text strings.Builder
	text.Grow(len(b) + len(b)/8)
	for _, c := range b {
		text.WriteRune(rune(c))
	}
	return text.String()
}

// firstAbove is where the first byte above ASCII stands, -1 if there is none.
func firstAbove(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return -1
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
