// Text of a mail: lines that a reply quotes, and base64.

package records

import (
	"bytes"
	"encoding/base64"
)

// deepest is the most marks of replies of a line.
const deepest = 32

// quotation returns the length of the marks before a line that a reply quotes ("> ", ">>
// ", "> > "), at most depth of them, and their number; 0 if the line has none. The ">" of
// a tag is followed by text.
func quotation(line []byte, depth int) (n, marks int) {
	for at := 0; at < len(line) && line[at] == '>' && marks < depth; {
		marks++
		if at++; at < len(line) && line[at] == ' ' {
			at++
			n = at
		} else if len(bytes.TrimLeft(line[at:], "\r\n")) == 0 {
			n = at
		}
	}
	if n == 0 {
		marks = 0
	}
	return n, marks
}

// replyDepth returns the number of reply marks of both line and the next line, 0 if either
// has none. next is the text after line; enough is false if more of it is needed to decide.
func replyDepth(line, next []byte, final bool) (depth int, enough bool) {
	end := bytes.IndexByte(next, '\n') + 1
	if end == 0 {
		if !final && len(next) < aheadBytes {
			return 0, false
		}
		end = len(next)
	}
	_, depth = quotation(line, deepest)
	_, depth = quotation(next[:end], depth)
	return depth, true
}

const (
	// longest64 is the longest line of base64 that is decoded; in a mail it has at most 76 characters.
	longest64 = 1024
	// maxDecoded is the most bytes that wait for a line break.
	maxDecoded = 64 << 10
)

// decodeBase64 decodes a line of base64 and returns the lines that it completes. ok is
// false for any other line: then done is the rest of the last line.
func (p *pasted) decodeBase64(t *Text) (done Text, ok bool) {
	line := bytes.TrimSpace(t.Bytes)
	switch {
	case len(line) == 0 && p.soft.Len() == 0 && !p.inBase64:
		return Text{}, true // between the header and the text
	case len(line) == 0 || len(line) > longest64 || bytes.HasPrefix(line, []byte("--")) || p.width > 0 && len(line) > p.width:
	case !p.inBase64 && bytes.IndexByte(line, ':') > 0:
		return *t, true // another header
	default:
		decoded, err := base64.StdEncoding.AppendDecode(nil, line)
		if err != nil {
			break
		}
		p.inBase64 = true
		from := p.soft.Len()
		putDecoded(&p.soft, decoded, t, bytes.Index(t.Bytes, line))
		if len(line) < p.width {
			return p.endBase64(), true
		}
		end := bytes.LastIndexByte(decoded, '\n') + 1
		if end += from; end == from && p.soft.Len() < maxDecoded {
			return Text{}, true
		} else if end == from {
			end = p.soft.Len()
		}
		done, rest := p.soft.part(0, end), p.soft.part(end, p.soft.Len())
		p.soft = Text{}
		p.soft.add(&rest, 0, rest.Len())
		return done, true
	}
	return p.endBase64(), false
}

// endBase64 returns the decoded part of a line that has no end.
func (p *pasted) endBase64() (rest Text) {
	rest, p.soft = p.soft, Text{}
	p.base64, p.inBase64, p.width = false, false, 0
	return rest
}

// beginBase64 reports whether a line begins base64 that continues on the next lines, as
// programs wrap it, and if so takes the next lines for it.
func (p *pasted) beginBase64(line []byte) bool {
	const (
		least = 60
		usual = 76 // a longer line may be a complete document
	)
	line = bytes.TrimRight(line, "\r\n")
	if len(line) < least || len(line) > longest64 || len(line)%4 != 0 || findBase64(line) != 0 {
		return false
	}
	decoded, err := base64.StdEncoding.AppendDecode(nil, line)
	if err != nil || line[len(line)-1] == '=' || len(line) > usual && bytes.HasSuffix(decoded, []byte(">")) {
		return false
	}
	p.base64, p.inBase64, p.width = true, true, len(line)
	return true
}
