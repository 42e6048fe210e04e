// Package encoded decodes files that were written as text: in base64, as hexadecimal
// digits (xxd -p), or as a hex dump with offsets (xxd, hexdump -C, od -t x1). They are what
// remains of a capture that was copied through a terminal or a ticket.
//
// Files, from the entry point down: encoded.go, dump.go, letters.go.
package encoded

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
)

// Encoding is a way to write bytes as text.
type Encoding struct {
	Name string
	undo string
	open func(*bufio.Reader) io.Reader
}

var encodings = []Encoding{
	{"base64", "base64 -d", openBase64},
	{"hex", "xxd -r -p", openHex},
	{"hexdump", "xxd -r", openDump},
}

// Undoing returns the command that decodes an encoding with a name, empty for another name.
func Undoing(name string) string {
	for _, e := range encodings {
		if e.Name == name {
			return e.undo
		}
	}
	return ""
}

// maxLeading is the most lines before the first encoded one: a command, or the first line of uuencode -m.
const maxLeading = 3

// maxLeadingLine is the length of the longest of them.
const maxLeadingLine = 200

// headLen is the number of decoded bytes that decide what a file is.
const headLen = 24

// Find returns the encoding of a file that begins with head, and the offset where the encoded text starts, if wanted
// accepts the first 24 decoded bytes, or fewer if there are no more. It returns nil for other files.
func Find(head []byte, wanted func(decoded []byte) bool) (e *Encoding, start int) {
	rest := head
	for range maxLeading + 1 {
		if begins(rest) {
			for i, e := range encodings {
				decoded := make([]byte, headLen)
				n, _ := io.ReadFull(e.open(bufio.NewReader(bytes.NewReader(rest))), decoded)
				if wanted(decoded[:n]) {
					return &encodings[i], len(head) - len(rest)
				}
			}
		}
		line, after, found := bytes.Cut(rest, []byte("\n"))
		if !found || len(line) > maxLeadingLine || bytes.IndexByte(line, '<') >= 0 {
			return nil, 0
		}
		rest = after
	}
	return nil, 0
}

// begins is a quick test whether an encoded file may begin with b: most texts do not begin like one.
func begins(b []byte) bool {
	const least = 8
	if len(b) < least {
		return false
	}
	for _, c := range b[:least] {
		if c != ' ' && c != ':' && !is64(c) {
			return false
		}
	}
	return true
}

// Open returns the decoded bytes of text whose first byte r reads next. After all of them, r is at the first byte after the
// text.
func (e *Encoding) Open(r *bufio.Reader) io.Reader { return e.open(r) }

func openBase64(r *bufio.Reader) io.Reader {
	return base64.NewDecoder(base64.RawStdEncoding, &letters{r: r, is: is64})
}

func openHex(r *bufio.Reader) io.Reader {
	return hex.NewDecoder(&letters{r: r, is: func(c byte) bool { return value(c) >= 0 }})
}
