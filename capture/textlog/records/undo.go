// Removes terminal colours, control characters of rsyslog and special escapes inside
// lines.

package records

import "bytes"

// removeColor removes the control sequences of terminals: ESC [ ... letter, and
// ESC ] ... BEL.
func removeColor(t *Text) {
	var out Text
	b, from := t.Bytes, 0
	for {
		i := bytes.IndexByte(b[from:], '\x1b')
		if i < 0 {
			break
		}
		i += from
		out.add(t, from, i)
		from = i + sequence(b[i:])
	}
	out.add(t, from, len(b))
	*t = out
}

// sequence returns the length of the control sequence that b begins with.
func sequence(b []byte) int {
	const longest = 256
	if len(b) < 2 {
		return len(b)
	}
	switch b[1] {
	case '[':
		for i := 2; i < len(b) && i < longest; i++ {
			switch c := b[i]; {
			case c >= 0x40 && c <= 0x7e:
				return i + 1
			case c < 0x20 || c > 0x3f:
				return i
			}
		}
		return min(len(b), longest)
	case ']':
		for i := 2; i < len(b) && i < longest; i++ {
			if b[i] == '\a' {
				return i + 1
			}
			if b[i] == '\x1b' && i+1 < len(b) && b[i+1] == '\\' {
				return i + 2
			}
			if b[i] == '\n' {
				return i
			}
		}
		return 1
	case '(', ')':
		return min(len(b), 3)
	}
	return 2
}

// hasControl reports whether a line contains control characters as written by rsyslog
// (#012 for a line break) before or after a tag, or before an attribute.
func hasControl(b []byte) bool {
	var open openTag
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("#01"))
		if i < 0 {
			return false
		}
		at += i
		first := at
		n := controls(b[at:])
		if at += n; n == 0 {
			at++
			continue
		}
		if first > 0 && b[first-1] == '>' || at < len(b) && b[at] == '<' || assigned(b[at:]) > 0 && open.has(b, first) {
			return true
		}
	}
}

// controls returns the length of the control characters that b begins with, with
// blanks after them.
func controls(b []byte) (n int) {
	for n+4 <= len(b) {
		if _, ok := control(b[n:]); !ok {
			break
		}
		n += 4
		for n < len(b) && b[n] == ' ' {
			n++
		}
	}
	return n
}

// control decodes #ooo, three octal digits.
func control(b []byte) (c byte, ok bool) {
	if len(b) < 4 || b[0] != '#' || b[1] != '0' && b[1] != '1' {
		return 0, false
	}
	for _, d := range b[1:4] {
		if d < '0' || d > '7' {
			return 0, false
		}
		c = c<<3 | (d - '0')
	}
	return c, c < ' ' || c == 0x7f
}

func removeControl(t *Text) {
	var out Text
	b, from := t.Bytes, 0
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '#')
		if i < 0 {
			break
		}
		at += i
		c, ok := control(b[at:])
		if !ok {
			at++
			continue
		}
		out.add(t, from, at)
		out.put([]byte{c}, t, at)
		at += 4
		from = at
	}
	out.add(t, from, len(b))
	*t = out
}

// escapeOf returns the character with a format-specific escape in a line with its first tag at tag
// and its first attribute value at value: = as \= in CEF and properties, a blank as + in logs of
// IIS, a single quote as two in SQL and YAML; 0 if no character has one.
func escapeOf(line []byte, tag, value int) byte {
	switch v := line[value:]; {
	case line[value-2] == '\\':
		return '='
	case v[0] == '\'' && v[1] == '\'' && (isName(v[2]) || v[2] == '\''):
		return '\''
	case bytes.IndexByte(line[tag:value], '+') > 1 && bytes.IndexByte(line[tag:value], ' ') < 0:
		return ' '
	}
	return 0
}

// removeEscapes removes the escapes that escapeOf finds.
func removeEscapes(t *Text) {
	b := t.Bytes
	tag := firstTag(b)
	escaped := escapeOf(b, tag, value(b, tag))
	if escaped == ' ' {
		field := b[tag:]
		if end := bytes.IndexAny(field, " \n"); end >= 0 {
			field = field[:end]
		}
		t.Bytes = bytes.Replace(b, field, bytes.ReplaceAll(field, []byte("+"), []byte(" ")), 1)
		return
	}
	var out Text
	from := 0
	for at := tag; at+1 < len(b); at++ {
		switch next := b[at+1]; {
		case escaped == '=' && b[at] == '\\':
			out.add(t, from, at)
			from = at + 1
			if i := bytes.IndexByte([]byte("nrt"), next); i >= 0 {
				out.put([]byte("\n\r\t"[i:i+1]), t, at)
				from++
			}
			at++
		case escaped == '\'' && b[at] == '\'' && next == '\'':
			out.add(t, from, at)
			at++
			from = at
		}
	}
	out.add(t, from, len(b))
	*t = out
}
