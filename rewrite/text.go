// Parts of text logs and raw streams.

package rewrite

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"ivrcheck/trace"
)

// maxMarks is the most messages that a TextCollector counts.
const maxMarks = 2 << 20

// TextCollector divides a text into messages while it is read: Unit gets all units. A message
// extends from its line to that of the next one, in a raw stream from byte to byte; the text
// before the first one is a separate part.
type TextCollector struct {
	raw   bool
	marks []mark
	conns map[*trace.Conn]int32
}

// mark is the start of a message: a line, counted from 1, or a byte.
type mark struct {
	at   int64
	conn int32
}

// NewTextCollector returns a TextCollector of a log, or of a raw stream.
func NewTextCollector(raw bool) *TextCollector {
	return &TextCollector{raw: raw, conns: map[*trace.Conn]int32{}}
}

// Unit processes a unit.
func (t *TextCollector) Unit(u *trace.Unit) error {
	if u.Conn == nil || u.Kind != trace.Document && u.Kind != trace.Frame {
		return nil
	}
	if len(t.marks) == maxMarks {
		return fmt.Errorf("more than %d messages; cut out a period first", maxMarks)
	}
	conn, known := t.conns[u.Conn]
	if !known {
		conn = int32(len(t.conns))
		t.conns[u.Conn] = conn
	}
	at := int64(u.Pos.Line)
	if t.raw {
		at = u.Pos.Offset
	}
	t.marks = append(t.marks, mark{at, conn})
	return nil
}

// Text is one connection of a text, as messages.
type Text struct {
	parts []textPart
	all   int // messages
}

// textPart is a message, or the text before the first one, whose at is -1.
type textPart struct {
	at   int64
	text []byte
}

// Text reads the text again and returns the messages of the connection with a message at a line
// or byte.
func (t *TextCollector) Text(content io.Reader, at int64) (*Text, error) {
	slices.SortStableFunc(t.marks, func(a, b mark) int { return cmp.Compare(a.at, b.at) })
	wanted := int32(-1)
	for _, m := range t.marks {
		if m.at == at {
			wanted = m.conn
			break
		}
	}
	in := bufio.NewReaderSize(content, 64<<10)
	if head, _ := in.Peek(4); !t.raw && (bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) || bytes.IndexByte(head, 0) >= 0) {
		return nil, errors.New("the log is UTF-16; convert it first, with iconv -f UTF-16 -t UTF-8")
	}
	out := &Text{parts: []textPart{{at: -1}}}
	size, next, keep := 0, 0, true
	for n := int64(0); ; n++ { // lines or bytes that were read
		begins := n
		if !t.raw {
			begins++
		}
		for first := true; next < len(t.marks) && t.marks[next].at <= begins; next++ {
			if first {
				keep, first = false, false
				out.parts = append(out.parts, textPart{at: t.marks[next].at})
			}
			keep = keep || wanted < 0 || t.marks[next].conn == wanted
		}
		piece, err := t.read(in)
		last := &out.parts[len(out.parts)-1]
		if keep {
			last.text = append(last.text, piece...)
			if size += len(piece); size > maxConversation {
				return nil, fmt.Errorf("the connection has more than %d MiB", maxConversation>>20)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
	}
	out.parts = slices.DeleteFunc(out.parts, func(p textPart) bool { return len(p.text) == 0 })
	for _, p := range out.parts {
		if p.at >= 0 {
			out.all++
		}
	}
	return out, nil
}

// read reads a line or a byte.
func (t *TextCollector) read(in *bufio.Reader) ([]byte, error) {
	if !t.raw {
		return in.ReadBytes('\n')
	}
	b, err := in.ReadByte()
	if err != nil {
		return nil, err
	}
	return []byte{b}, nil
}

// Len returns the number of parts.
func (t *Text) Len() int { return len(t.parts) }

// Messages returns the number of parts that are messages.
func (t *Text) Messages() int { return t.all }

// IsMessage reports whether a part is a message.
func (t *Text) IsMessage(i int) bool { return t.parts[i].at >= 0 }

// Guesses lists sets of parts that may suffice for some lines or bytes.
func (t *Text) Guesses(places []int64) [][]int {
	var named []int
	for i, p := range t.parts {
		if slices.Contains(places, p.at) {
			named = append(named, i)
		}
	}
	if len(named) == 0 {
		return nil
	}
	return [][]int{named, append(slices.Clone(named), 0)}
}

// Write writes a set of parts.
func (t *Text) Write(to io.Writer, set []int) error {
	for _, i := range set {
		if _, err := to.Write(t.parts[i].text); err != nil {
			return err
		}
	}
	return nil
}
