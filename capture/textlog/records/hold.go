// Writers: the parts of a record are joined, and the lines of a message that
// several writers wrote at the same time follow one another.

package records

import (
	"bytes"
	"slices"
)

const (
	maxWriters = 1024    // that are distinguished
	maxHeld    = 2 << 20 // bytes of one writer
	maxHeldAll = 8 << 20 // bytes of all
	// maxLines is the most lines of a message while others write.
	maxLines = 2000
)

// writer is one program that writes to the log.
type writer struct {
	text    Text
	records []held
	lines   int
	// open: a message of the text has no end yet; scanned is the length of the examined
	// text. partial: the next text continues the last line.
	open, partial bool
	scanned       int
	// between is the text between a thread's name and a message, nil for other writers.
	between []byte
}

// held is a part of a writer's text, from index at and its run on, with its record.
type held struct {
	at, run int
	rec     *Record
}

// holder keeps the text of writers back while a message has no end.
type holder struct {
	out     *output
	root    []byte
	endTag  []byte // as it is usually written
	writers map[string]*writer
	// order lists the writers with text, the longest held first; last is the one that
	// wrote last, with its record.
	order []*writer
	last  *writer
	rec   *Record
	// file is the file that the last heading named, the writer of lines without a prefix; "" for none.
	file  string
	total int
	part  Text // the memory of its runs is reused
}

// take takes the text of a record. key identifies the writer. partial: the next
// text of the writer continues its last line.
func (h *holder) take(key string, t *Text, rec *Record, partial bool) {
	w := h.writers[key]
	if w == nil {
		if len(h.writers) >= maxWriters {
			h.flushAll()
			clear(h.writers)
			h.last = nil
		}
		w = &writer{}
		h.writers[key] = w
	}
	h.last, h.rec = w, rec
	h.add(w, t, rec, partial)
}

func (h *holder) add(w *writer, t *Text, rec *Record, partial bool) {
	if len(w.text.Bytes) == 0 {
		h.order = append(h.order, w)
	}
	w.records = append(w.records, held{w.text.Len(), len(w.text.runs), rec})
	w.text.add(t, 0, t.Len())
	w.lines++
	h.total += t.Len()
	w.partial = partial
	w.scan(h.root)
	if !w.open && !w.partial || w.text.Len() > maxHeld || w.lines > maxLines {
		h.flush(w)
	}
	for h.total > maxHeldAll {
		h.flush(h.order[0])
	}
}

// takeOfFile takes a line without a prefix for the file of the last heading. It returns false if there was no heading.
func (h *holder) takeOfFile(t *Text) bool {
	if h.file == "" {
		return false
	}
	h.take("file "+h.file, t, &Record{Writer: h.file}, false)
	return true
}

// following reports whether a line without a prefix may belong to the writer of
// the line before.
func (h *holder) following() bool { return h.last != nil && (h.last.open || h.last.partial) }

// follow takes a line without a prefix, if it belongs to the writer of the line
// before.
func (h *holder) follow(t *Text) bool {
	if !h.following() {
		return false
	}
	h.add(h.last, t, h.rec, false)
	return true
}

// flush emits the held text of a writer.
func (h *holder) flush(w *writer) {
	for i, r := range w.records {
		end, runs := w.text.Len(), w.text.runs[r.run:]
		if i+1 < len(w.records) {
			end, runs = w.records[i+1].at, w.text.runs[r.run:w.records[i+1].run]
		}
		if len(runs) > 0 && len(w.text.runs) < maxRuns {
			h.out.emitPart(w.text.Bytes[r.at:end], runs, r.at, r.rec)
			continue
		}
		h.part.view(&w.text, r.at, end)
		h.out.emit(&h.part, r.rec)
	}
	h.total -= w.text.Len()
	h.order = slices.DeleteFunc(h.order, func(o *writer) bool { return o == w })
	if cap(w.text.Bytes) > ordinary || cap(w.text.runs) > ordinary/16 || cap(w.records) > ordinary/16 {
		*w, h.part = writer{}, Text{} // each of many writers would keep as much
		return
	}
	*w = writer{text: Text{Bytes: w.text.Bytes[:0], runs: w.text.runs[:0]}, records: w.records[:0]}
}

func (h *holder) flushAll() {
	for len(h.order) > 0 {
		h.flush(h.order[0])
	}
}

// scan determines whether the text ends inside a message.
func (w *writer) scan(root []byte) {
	const longest = len("<!DOCTYPE")
	b := w.text.Bytes
	for w.scanned < len(b) {
		i := bytes.IndexByte(b[w.scanned:], '<')
		if i < 0 {
			w.scanned = len(b)
			return
		}
		w.scanned += i
		rest := b[w.scanned+1:]
		if w.partial && len(rest) < max(longest, len(root)+2) {
			return // the name may be cut
		}
		w.scanned++
		switch {
		case len(rest) == 0:
		case rest[0] == '/':
			w.open = w.open && !hasPrefixFold(rest[1:], root)
		case rest[0] == '\\':
			w.open = w.open && !(len(rest) > 2 && hasPrefixFold(rest[2:], root))
		case rest[0] == '?':
			w.open = w.open || hasPrefixFold(rest, []byte("?xml"))
		case rest[0] == '!':
			w.open = w.open || hasPrefixFold(rest, []byte("!DOCTYPE"))
		case !w.open:
			w.open = hasPrefixFold(rest, root)
		}
	}
}

// hasPrefixFold reports whether b begins with prefix, whose first character is ASCII, in any case.
func hasPrefixFold(b, prefix []byte) bool {
	if len(b) < len(prefix) || len(prefix) > 0 && b[0] < 0x80 && b[0]|0x20 != prefix[0]|0x20 {
		return false
	}
	return bytes.EqualFold(b[:len(prefix)], prefix)
}

// isSplit reports whether a writer's text of n bytes has the length at which
// loggers split.
func isSplit(n int) bool { return n >= 1024 && n%1024 == 0 }

// wouldOpen reports whether the writer's message has no end after t.
func (h *holder) wouldOpen(key string, t *Text) bool {
	var w writer
	if known := h.writers[key]; known != nil {
		w = writer{open: known.open}
	}
	w.text = *t
	w.scan(h.root)
	return w.open
}
