// Byte order marks, and UTF-16, which programs on Windows write.

package textlog

import (
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
)

const markUTF8 = "\xef\xbb\xbf"

// detectEncoding removes a byte order mark and converts UTF-16 to UTF-8. Any other
// text is read as it is.
func (l *text) detectEncoding() {
	for len(l.buf) < len(markUTF8) && l.fill(0) {
	}
	order := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(l.buf, []byte(markUTF8)):
		l.buf = l.buf[:copy(l.buf, l.buf[len(markUTF8):])]
		l.place = int64(len(markUTF8))
		return
	case bytes.HasPrefix(l.buf, []byte("\xfe\xff")):
		order = unicode.BigEndian
	case !bytes.HasPrefix(l.buf, []byte("\xff\xfe")):
		return
	}
	src := l.src
	if l.eof { // buf is all; an error follows it
		src = failing{l.err}
		l.eof, l.err = false, nil
	}
	l.src = unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Reader(io.MultiReader(bytes.NewReader(bytes.Clone(l.buf[2:])), src))
	l.buf, l.place, l.wide = l.buf[:0], 2, true
}

// failing is a reader at its end, or at an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// width returns the length in the file of b, which is UTF-8, but UTF-16 in the file
// if wide is set. An invalid character there is U+FFFD here; both have two bytes
// in UTF-16.
func width(b []byte, wide bool) int64 {
	if !wide {
		return int64(len(b))
	}
	n := int64(0)
	for _, c := range b {
		switch {
		case c >= 0xf0:
			n += 4 // a pair
		case c&0xc0 != 0x80:
			n += 2
		}
	}
	return n
}
