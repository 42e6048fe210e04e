package encoded

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
)

// maxRepeated is the most bytes that all asterisks of a dump can mean. Without a limit a short text would be a file of any
// size.
const maxRepeated = 1 << 24

// maxDumpLine is the length of the longest line of a dump, and maxWidth the number of its bytes.
const (
	maxDumpLine = 512
	maxWidth    = 64
)

// maxBlock is the least length of a block of more repeated bytes.
const maxBlock = 4096

// dump decodes lines of an offset and the bytes there, as written by xxd, hexdump -C and od -t x1, with or without their
// characters at the end. A line with an asterisk repeats the line before up to the next offset.
type dump struct {
	r     *bufio.Reader
	line  int    // number of the last line
	at    int64  // number of bytes before next
	radix int    // of the offsets, 0 before the second one
	last  []byte // bytes of the last line whose bytes were read
	next  []byte // of the line after it
	// starred: an asterisk follows the last line. repeated is the number of bytes for which it is repeated, all that of
	// all asterisks. block is the last line several times.
	starred       bool
	repeated, all int64
	block         []byte
	out           []byte // decoded, not yet read
	err           error
}

func openDump(r *bufio.Reader) io.Reader { return &dump{r: r} }

// Read fills p: a reader of few bytes at a time takes long for each.
func (d *dump) Read(p []byte) (n int, err error) {
	for n < len(p) {
		switch {
		case len(d.out) > 0:
			k := copy(p[n:], d.out)
			d.out = d.out[k:]
			n += k
		case d.repeated > 0:
			d.out = d.block[:min(d.repeated, int64(len(d.block)))]
			d.repeated -= int64(len(d.out))
		case len(d.next) > 0:
			d.last, d.next = d.next, d.last[:0]
			d.at += int64(len(d.last))
			d.out = d.last
		case d.err != nil && n == 0:
			return 0, d.err
		case d.err != nil:
			return n, nil
		default:
			d.err = d.readLine()
		}
	}
	return n, nil
}

// readLine decodes a line. It returns io.EOF before a line that is none of a dump, and after an offset without bytes.
func (d *dump) readLine() error {
	head, err := d.r.Peek(maxDumpLine)
	line, _, ended := bytes.Cut(head, []byte("\n"))
	if err != nil && err != io.EOF && !ended {
		return err
	}
	text := bytes.TrimRight(line, "\r")
	n := 0
	for n < len(text) && value(text[n]) >= 0 {
		n++
	}
	starred := string(text) == "*" && len(d.last) > 0
	if !starred && (n < 4 || n > 16 || !ended && err == nil) {
		return io.EOF
	}
	d.line++
	if starred {
		d.starred = true
	} else if err := d.take(string(text[:n]), bytes.TrimPrefix(text[n:], []byte(":"))); err != nil {
		return err
	}
	_, _ = d.r.Discard(min(len(line)+1, len(head))) // it was peeked
	if !starred && len(d.next) == 0 {
		return io.EOF
	}
	return nil
}

// take decodes the offset and the bytes of a line.
func (d *dump) take(offset string, rest []byte) error {
	from := d.offset(offset)
	repeated := from - d.at
	if from < 0 || repeated != 0 && (!d.starred || repeated < 0 || repeated > maxRepeated-d.all) {
		return fmt.Errorf("line %d: the offset is %s after %d bytes", d.line, offset, d.at)
	}
	d.starred, d.repeated, d.all, d.at = false, repeated, d.all+repeated, from
	d.block = d.block[:0]
	for int64(len(d.block)) < min(repeated, maxBlock) {
		d.block = append(d.block, d.last...)
	}
	d.next = appendGroups(d.next[:0], rest)
	return nil
}

// offset returns the value of an offset, -1 if it is too large. The first one that is not 0 decides the radix of all: od
// writes seven octal digits or, with -A d, decimal ones.
func (d *dump) offset(text string) int64 {
	if d.radix == 0 && d.at > 0 {
		d.radix = 16
		const odWidth = 7 // without -A x
		for _, radix := range []int{8, 10} {
			if v, err := strconv.ParseInt(text, radix, 64); len(text) == odWidth && err == nil && (v == d.at || d.starred) {
				d.radix = radix
				break
			}
		}
	}
	v, err := strconv.ParseInt(text, cmp.Or(d.radix, 16), 64)
	if err != nil {
		return -1
	}
	return v
}

// appendGroups appends the bytes that follow an offset: groups of digits of the same length, up to two blanks that are not in
// the middle of a line of 16 bytes, or to other characters.
func appendGroups(b, rest []byte) []byte {
	size := 0
	for {
		digits := bytes.TrimLeft(rest, " ")
		blanks := len(rest) - len(digits)
		const middle = 8
		if blanks == 0 || blanks > 1 && len(b) > 0 && (len(b) != middle || size != 2 || blanks > 2) {
			return b
		}
		n := 0
		for n < len(digits) && value(digits[n]) >= 0 {
			n++
		}
		if size == 0 {
			size = n
		}
		if n == 0 || n > size || n%2 != 0 || len(b)+n/2 > maxWidth || n < len(digits) && digits[n] != ' ' {
			return b
		}
		for i := 0; i < n; i += 2 {
			b = append(b, byte(value(digits[i])<<4|value(digits[i+1])))
		}
		rest = digits[n:]
	}
}
