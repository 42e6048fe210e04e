// Threads that write lines between each other: 2024-03-01 09:00:00,123 [worker-1] INFO text.

package records

import (
	"bytes"
	"slices"
)

// thread returns the name of the thread in the prefix of a line, and the length of the prefix up
// to the bracket after the name; 0 if the line has none. A time precedes the name.
func thread(line []byte) (name []byte, n int) {
	const farthest, longest = 48, 64
	if len(line) == 0 || !isDigit(line[0]) {
		return nil, 0
	}
	i := bytes.Index(line[:min(len(line), farthest)], []byte(" ["))
	if i < 0 || bytes.IndexByte(line[:i], ':') < 0 {
		return nil, 0
	}
	from := i + len(" [")
	j := bytes.IndexByte(line[from:min(len(line), from+longest)], ']')
	if j <= 0 || bytes.IndexByte(line[from:from+j], '<') >= 0 {
		return nil, 0
	}
	return line[from : from+j], from + j + 1
}

// inThread is a quick test for a line of a thread with its first tag at tag.
func inThread(line []byte, tag int) bool {
	return tag >= 2 && isDigit(line[0]) && bytes.IndexByte(line[:tag], ']') >= 0
}

// opensMessage reports whether a message begins at the first tag of a line of a thread and has no end
// on this line.
func (h *holder) opensMessage(line []byte, tag int) bool {
	if !inThread(line, tag) || bytes.HasSuffix(body(line), h.endTag) {
		return false
	}
	if _, n := thread(line); n == 0 || n > tag {
		return false
	}
	w := writer{text: Text{Bytes: line[tag:]}}
	w.scan(h.root)
	return w.open
}

// mayMix reports whether a message begins at the first tag of a line of a thread and another thread
// may write before its end; next is the text read after line. No line in its first n bytes begins with
// a digit.
func (h *holder) mayMix(line, next []byte, n int) bool {
	const ahead = 16 << 10
	next = next[:min(len(next), ahead)]
	for n < len(next) && !isDigit(next[n]) {
		i := bytes.IndexByte(next[n:], '\n') + 1
		if i == 0 {
			i = len(next)
		}
		n += i
	}
	next = next[:min(len(next), n)]
	// Fast path: a message ends before a line begins as those of threads do.
	if bytes.HasSuffix(body(next), h.endTag) || bytes.Contains(next, h.endTag) {
		return false
	}
	return h.opensMessage(line, firstTag(line))
}

// body returns a line without its line break.
func body(line []byte) []byte {
	n := len(line)
	for n > 0 && (line[n-1] == '\n' || line[n-1] == '\r') {
		n--
	}
	return line[:n]
}

// interleaved reports whether another thread writes a line before the message of a line ends; next
// is the text after line. enough is false if more of it is needed.
func (h *holder) interleaved(line, next []byte, eof bool) (yes, enough bool) {
	const most, beginnings = 64, 3 // lines; a document type and the root do not begin another message
	const ahead = 16 << 10         // bytes of a line without an end
	own, _ := thread(line)
	begun := 0
	for range most {
		n := bytes.IndexByte(next, '\n') + 1
		if n == 0 {
			if !eof && len(next) < ahead {
				return false, false
			}
			if n = len(next); n == 0 {
				return false, true
			}
		}
		if name, _ := thread(next[:n]); name != nil && !bytes.Equal(name, own) {
			return true, true
		}
		w := writer{text: Text{Bytes: next[:n]}, open: true}
		if w.scan(h.root); !w.open {
			return false, true
		}
		if h.opensMessage(next[:n], firstTag(next[:n])) {
			if begun++; begun >= beginnings {
				return false, true
			}
		}
		next = next[n:]
	}
	return false, true
}

// takeThread takes a line of a thread while messages of several threads are open. It returns false
// for any other line. mixed: another thread writes before the message of the line ends.
func (h *holder) takeThread(t *Text, mixed bool) bool {
	name, n := thread(t.Bytes)
	if n == 0 {
		return false
	}
	key := "thread " + string(name)
	if w := h.writers[key]; w != nil && w.open {
		at := n
		if rest := t.Bytes[n:]; bytes.HasPrefix(rest, w.between) {
			at += len(w.between)
		} else {
			at += len(rest) - len(bytes.TrimLeft(rest, " \t"))
		}
		text := t.part(at, t.Len())
		if !h.beginsAnother(w, text.Bytes) {
			h.take(key, &text, &Record{Front: bytes.Clone(t.Bytes[:at])}, false)
			return true
		}
		h.flush(w) // its message was cut
	}
	if mixed || h.threads() {
		if at := firstTag(t.Bytes); h.opensMessage(t.Bytes, at) {
			between := bytes.Clone(t.Bytes[n:at])
			text := t.part(at, t.Len())
			h.take(key, &text, &Record{Front: bytes.Clone(t.Bytes[:at])}, false)
			h.writers[key].between = between
			return true
		}
	}
	if !h.threads() {
		return false
	}
	h.last = nil // lines without a prefix belong to this thread
	h.out.emit(t, nil)
	return true
}

// beginsAnother reports whether text begins a message although the writer's message has no end.
func (h *holder) beginsAnother(w *writer, text []byte) bool {
	switch {
	case hasPrefixFold(text, []byte("<?xml")):
		return true
	case len(text) == 0 || text[0] != '<' || !hasPrefixFold(text[1:], h.root):
		return false
	}
	for rest := w.text.Bytes; ; {
		i := bytes.IndexByte(rest, '<')
		if i < 0 {
			return false // only a declaration came so far
		}
		if rest = rest[i+1:]; hasPrefixFold(rest, h.root) {
			return true
		}
	}
}

// threads reports whether a message of a thread is open.
func (h *holder) threads() bool {
	return slices.ContainsFunc(h.order, func(w *writer) bool { return w.open && w.between != nil })
}
