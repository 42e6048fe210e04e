package encoded

import (
	"bufio"
	"io"
)

func is64(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '+' || c == '/'
}

// value returns the value of a hexadecimal digit, -1 for another character.
func value(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// letters reads the letters of an encoding, without line breaks, up to another character. All lines have the same length
// but for the last, which is shorter.
type letters struct {
	r             *bufio.Reader
	is            func(byte) bool
	width, column int // of the first line, 0 within it, and of the current one
	ended         bool
}

func (l *letters) Read(p []byte) (n int, err error) {
	for n < len(p) && !l.ended {
		c, err := l.r.ReadByte()
		if err != nil {
			l.ended = err == io.EOF
			if l.ended || n > 0 {
				break
			}
			return 0, err
		}
		switch {
		case l.is(c):
			p[n] = c
			n++
			l.column++
		case c == '\n':
			if l.width == 0 {
				l.width = l.column
			}
			l.ended = l.column < l.width || l.column == 0
			l.column = 0
		case c == '\r':
		default:
			_ = l.r.UnreadByte() // it was just read
			l.ended = true
		}
	}
	if l.ended && n < len(p) {
		l.end()
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// end passes the padding and the blank lines after the letters.
func (l *letters) end() {
	for {
		c, err := l.r.ReadByte()
		if err != nil {
			return
		}
		if c != '=' && c != '\n' && c != '\r' && c != ' ' && c != '\t' {
			_ = l.r.UnreadByte()
			return
		}
	}
}
