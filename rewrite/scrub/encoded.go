package scrub

// Messages of a log that are encoded in base64 or hexadecimal, each in one piece. A piece is decoded, replaced as a line
// of its own and encoded again; the length stays the same.

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"unicode/utf8"
)

// minEncoded is the length of the shortest piece that may be encoded text.
const minEncoded = 40

// encodedLine replaces the personal words in the encoded pieces of a line, and calls plain for the text between them.
func (s *scrubber) encodedLine(b []byte, plain func([]byte)) {
	at := 0
	for start := 0; start+minEncoded <= len(b); {
		other := start + minEncoded - 1
		for other >= start && isBase64(b[other]) {
			other--
		}
		if other >= start { // the piece before it is too short
			start = other + 1
			continue
		}
		end := start + minEncoded
		for end < len(b) && isBase64(b[end]) {
			end++
		}
		for end < len(b) && b[end] == '=' {
			end++
		}
		piece := b[start:end]
		if text, encode := decoded(piece); text != nil {
			plain(b[at:start])
			s.line(text[headerLengthOf(text):])
			copy(piece, encode(text))
			at = end
		}
		start = end + 1
	}
	plain(b[at:])
}

func isBase64(c byte) bool { return base64Bytes[c] }

var base64Bytes = func() (is [256]bool) {
	is = wordBytes
	is['+'], is['/'], is['-'] = true, true, true
	return is
}()

// decoded decodes a piece. encode is the function that returns the piece for the text. text is nil if it is no XML.
func decoded(piece []byte) (text []byte, encode func([]byte) []byte) {
	for _, e := range []struct {
		decode func(string) ([]byte, error)
		encode func([]byte) []byte
	}{
		{hex.DecodeString, func(b []byte) []byte { return hex.AppendEncode(nil, b) }},
		{hex.DecodeString, func(b []byte) []byte { return bytes.ToUpper(hex.AppendEncode(nil, b)) }},
		{base64.StdEncoding.DecodeString, func(b []byte) []byte { return base64.StdEncoding.AppendEncode(nil, b) }},
		{base64.RawStdEncoding.DecodeString, func(b []byte) []byte { return base64.RawStdEncoding.AppendEncode(nil, b) }},
		{base64.URLEncoding.DecodeString, func(b []byte) []byte { return base64.URLEncoding.AppendEncode(nil, b) }},
		{base64.RawURLEncoding.DecodeString, func(b []byte) []byte { return base64.RawURLEncoding.AppendEncode(nil, b) }},
	} {
		text, err := e.decode(string(piece))
		if err == nil && bytes.Equal(e.encode(text), piece) && isText(text[headerLengthOf(text):]) {
			return text, e.encode
		}
	}
	return nil, nil
}

func isText(b []byte) bool {
	return bytes.Contains(b, []byte("</")) && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0
}

// headerLengthOf returns the length of the GLI header that bytes begin with, 0 if there is none.
func headerLengthOf(b []byte) int {
	const header = 6
	if len(b) > header && b[0] == 0 && b[header] == '<' {
		return header
	}
	return 0
}
