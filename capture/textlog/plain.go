// Documents that the log contains verbatim: complete, cut or too long.

package textlog

import (
	"bytes"
	"slices"
	"strconv"

	"ivrcheck/capture/transport"
	"ivrcheck/trace"
)

// document takes the document that begins at start and returns the offset where
// to continue. want is its declared length, -1 if there is none.
func (l *reader) document(start int64, o opening, want int) (next int64, err error) {
	u := l.begin(start)
	s := l.search(start, o.name, min(o.tag+1, int(l.end()-start)))
	if n, ok := l.emptyRoot(start, o); ok {
		return l.whole(u, start, start+int64(n), want)
	}
	l.learnProlog(start, o)
	for {
		b := l.from(start)
		full := len(b) > l.max
		if full {
			b = b[:l.max]
		}
		eof := l.eof // otherwise an open record is examined once more
		switch s.end(b, full || eof, full || !eof) {
		case whole:
			return l.whole(u, start, start+int64(s.at), want)
		case broken:
			return l.truncated(u, start, start+int64(s.at), want)
		}
		if full {
			if stop := recordEnd(b, false); stop < len(b) {
				return l.truncated(u, start, start+int64(stop), want)
			}
			return l.tooLong(u, start, s)
		}
		if eof {
			return l.truncated(u, start, l.end(), want)
		}
		l.fill(start)
	}
}

// learnProlog caches the beginning of the document at start for recall.
func (l *reader) learnProlog(start int64, o opening) {
	b, tag := l.from(start), l.grammar.startTag
	if l.cached == nil || !l.cached.simple || o.tag+len(tag) > cachedLineSize || !bytes.HasPrefix(b[o.tag:], tag) {
		return
	}
	prolog := b[:o.tag+len(tag)]
	if l.cached.prolog == string(prolog) {
		return
	}
	if _, a := l.grammar.open(prolog, false, true); a == yes { // it needs no declared length
		l.lines.LearnProlog(l.cached, prolog)
	}
}

// search begins the search for the end of a document. name is the name of its root, nil
// if the text ends or is cut before it.
func (l *reader) search(start int64, name []byte, at int) search {
	return search{grammar: l.grammar, name: l.grammar.kept(name), at: at, start: start, absent: &l.absent}
}

// emptyRoot returns the length of a document whose root is an empty-element tag.
func (l *reader) emptyRoot(start int64, o opening) (n int, ok bool) {
	if b := l.from(start)[o.tag:]; o.name != nil && len(b) > 1+len(o.name) && b[1+len(o.name)] == '>' {
		return -1, false // the usual case: a tag without attributes
	}
	for o.name != nil {
		n, ok := emptyRoot(l.from(start)[o.tag:])
		if ok || !l.fill(start) {
			return o.tag + n, n > 0
		}
	}
	return 0, false
}

// whole emits a complete document. want is its declared length, -1 if there is none.
func (l *reader) whole(u *trace.Unit, start, end int64, want int) (int64, error) {
	have := want
	if int64(want) > end-start {
		// The text after it on its line may have been counted, too.
		if rest, ended := l.restOfLine(end, start); ended {
			have = int(end-start) + len(rest)
		}
	}
	l.timeAfter(u, start, end)
	if u.Pos.Column == 0 {
		l.locate(u, start, end)
	}
	u.Body = l.from(start)[:end-start]
	if len(u.Body) > l.max {
		u.Body, u.Partial = u.Body[:l.max], true
		u.Faults = []trace.Fault{l.tooLongFault()}
	} else if want > have {
		u.Faults = []trace.Fault{truncation(want, have)}
	}
	return end, l.finish(u, end, trace.NotBare)
}

// locate sets the column or the origins of a document from start to end whose Body is the text. The offset counted last
// must be start.
func (l *reader) locate(u *trace.Unit, start, end int64) {
	if u.Pos.Column = l.column(start, end); u.Pos.Column == 0 {
		u.Origins = l.originsOf(l.origins[:0], start, end)
		l.origins = u.Origins
	}
}

// timeAfter looks for the time of a JSON record after the message, where loggers that
// sort their keys write it.
func (l *reader) timeAfter(u *trace.Unit, start, end int64) {
	if l.inJSON && u.Pos.Time.IsZero() {
		rest, _ := l.restOfLine(end, start)
		if u.Pos.Time = jsonStamp(bytes.TrimSuffix(rest, []byte("\n"))); u.Pos.Time.IsZero() {
			u.Pos.Time = l.outer
		}
	}
}

// finish emits a document that ends at end, after the start of its connection if it is
// the first. A document named by a common word waits for one that is not.
func (l *reader) finish(u *trace.Unit, end int64, bare trace.Bare) error {
	if bare == trace.BareCommonWord && !l.known && !u.Partial {
		return l.hold(u, end)
	}
	stamp := u.Pos.Time
	if err := l.finishOnce(u); err != nil {
		return err
	}
	l.pass(end, stamp, l.conn)
	return nil
}

// start emits the start of a connection unless it was emitted before.
func (l *reader) start(c *connection, at *trace.Position) error {
	if !l.conns.begin(c) {
		return nil
	}
	return l.emit(&trace.Unit{Kind: trace.Start, Pos: *at, Conn: &c.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1})
}

// pass records the end of a document, its time and its connection.
func (l *reader) pass(end int64, stamp trace.Stamp, conn *connection) {
	l.count(end)
	l.taken, l.frontOf = end, -1
	l.prev.line, l.prev.stamp, l.prev.conn = l.line, stamp, conn
	if end > l.base && l.buf[end-1-l.base] == '\n' {
		l.prev.line-- // a document cut at the end of its line ends there
	}
}

// close ends the connections, in the order in which they began.
func (l *reader) close() error {
	if err := l.notCopied(nil); err != nil {
		return err
	}
	at := l.position(l.end(), l.prev.stamp)
	for _, c := range l.conns.begun {
		u := trace.Unit{Kind: trace.End, Conn: &c.Conn, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1, Pos: at}
		if err := l.emit(&u); err != nil {
			return err
		}
	}
	return nil
}

func (l *reader) tooLongFault() trace.Fault {
	return trace.Fault{Code: "CAP011", Args: trace.Args("limit", l.max)}
}

// tooLong emits the beginning of a document beyond the limit and skips the rest.
func (l *reader) tooLong(u *trace.Unit, start int64, s search) (int64, error) {
	u.Body, u.Partial = l.from(start)[:min(s.at, l.max)], true
	u.Faults = []trace.Fault{l.tooLongFault()}
	next := start + int64(s.at)
	if err := l.finish(u, next, trace.NotBare); err != nil {
		return next, err
	}
	for {
		eof := l.eof
		rest := l.search(next, s.name, 0)
		result := rest.end(l.from(next), eof, !eof)
		next += int64(rest.at)
		if result != unfinished {
			break
		}
		if eof {
			next = l.end()
			break
		}
		if l.end()-next > 2*maxProlog {
			next = l.end() - maxProlog // a section without an end
		}
		l.fill(next)
	}
	l.count(next)
	l.taken, l.frontOf, l.prev.line = next, -1, l.line
	return next, nil
}

// truncated emits a document that is cut: by another one, by the end of the text,
// or before either by the end of its record.
func (l *reader) truncated(u *trace.Unit, start, stop int64, want int) (int64, error) {
	b := l.from(start)[:stop-start]
	b = b[:recordEnd(b, false)]
	next := start + int64(len(b))
	u.Body = bytes.TrimRight(b, "\r\n")
	if want <= 0 || len(u.Body) < want {
		u.Partial = true
		u.Faults = []trace.Fault{truncation(want, len(u.Body))}
	} else {
		u.Body = u.Body[:want] // the record is complete; its XML is not
	}
	return max(next, start+1), l.finish(u, next, trace.NotBare)
}

// truncation is the fault of a document if the log contains only have of its want bytes
// (-1: unknown).
func truncation(want, have int) trace.Fault {
	f := trace.Fault{Code: "CAP007", Args: trace.Args("bytes", have)}
	if want >= 0 {
		f.Hint = "declared"
		f.Args = append(f.Args, trace.Args("declared", want)...)
		f.Expected, f.Actual, f.HasActual = []string{strconv.Itoa(want)}, strconv.Itoa(have), true
	}
	return f
}

// recordEnd returns the length of the part of b, a document without an end, that belongs
// to its record: its first line, and the following lines that look like more XML and not
// like another record. stripped means that time stamps have been removed.
func recordEnd(b []byte, stripped bool) int {
	at := bytes.IndexByte(b, '\n') + 1
	if at == 0 {
		return len(b)
	}
	for at < len(b) {
		line := b[at:]
		n := bytes.IndexByte(line, '\n') + 1
		if n > 0 {
			line = line[:n]
		}
		n = len(line)
		if body := bytes.TrimLeft(line, " \t\r\n"); len(body) > 0 && body[0] != '<' {
			if _, stamped := findStamp(line[:min(n, 64)], true); stamped || stripped || len(body) == n {
				return at
			}
		}
		at += n
	}
	return len(b)
}

// bareDocument takes the message without the envelope that begins at start, if it is one.
// Its start tag and its end are required, because any text may contain its name.
func (l *reader) bareDocument(start int64, o opening) (next int64, a answer, err error) {
	s := l.search(start, o.name, o.tag)
	s.bare = o.bare
	for {
		b := l.from(start)
		full := len(b) > l.max
		if full {
			b = b[:l.max]
		}
		eof := l.eof
		switch s.bareEnd(b, o.tag, full || eof, full || !eof) {
		case whole:
			next, err = l.bareWhole(start, s.at, o.bare)
			return next, yes, err
		case broken:
			next, err = l.truncated(l.begin(start), start, start+int64(s.at), -1)
			return next, yes, err
		case none:
			return start, no, nil
		}
		l.fill(start)
	}
}

// bareOnLine takes an unescaped message without the envelope that is complete on one
// line, and rejects text that cannot be a message. It returns needMore if it can do
// neither.
func (l *reader) bareOnLine(start int64, o opening) (next int64, a answer, err error) {
	const evidence = 1024
	line := l.from(start)
	line = line[:min(len(line), evidence)]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	if o.tag >= len(line) {
		return start, needMore, nil
	}
	s := l.search(start, o.name, o.tag)
	s.bare = o.bare
	result := s.bareEnd(line, o.tag, false, true)
	if bytes.IndexByte(line[:max(s.at, o.tag+s.seen)], '\\') >= 0 {
		return start, needMore, nil // it may be escaped
	}
	switch result {
	case whole:
		next, err = l.bareWhole(start, s.at, o.bare)
		return next, yes, err
	case none:
		return start, no, nil
	}
	return start, needMore, nil
}

// bareWhole emits a complete message without the envelope.
func (l *reader) bareWhole(start int64, length int, bare trace.Bare) (next int64, err error) {
	end := start + int64(length)
	u := l.begin(start)
	l.timeAfter(u, start, end)
	l.locate(u, start, end)
	u.Body = l.from(start)[:length]
	if length > l.max {
		u.Body, u.Partial = u.Body[:l.max], true
		u.Faults = []trace.Fault{l.tooLongFault()}
	}
	return end, l.finish(u, end, bare)
}

// longestPage is the longest page whose end is searched for.
const longestPage = 1 << 16

// pages are the beginnings of sections in which names are not messages.
var pages = [...]struct {
	start string
	kind  int
}{
	{"<!--", sectionComment}, {"<html", sectionHTML}, {"<!doctype html", sectionHTML}, {"<!DOCTYPE html", sectionHTML},
	{"<HTML", sectionUpperHTML}, {"<!DOCTYPE HTML", sectionUpperHTML},
}

// hides records the end of the comment or page that begins at start, if any.
func (l *reader) hides(start int64) answer {
	b := l.from(start)
	if start < l.hidden || len(b) > 1 && b[1] != '!' && b[1]|0x20 != 'h' {
		return no
	}
	kind, a := -1, no
	for i := range pages {
		if got := transport.Prefix(b, pages[i].start); got == yes {
			kind = pages[i].kind
		} else if got == needMore {
			a = needMore
		}
	}
	if kind < 0 {
		return a
	}
	i := l.absent.find(kind, b[:min(len(b), longestPage)], start)
	switch {
	case i >= 0:
		l.hidden, l.inPage = start+int64(i), kind != sectionComment
	case len(b) < longestPage:
		return needMore
	}
	return no
}

// isHidden reports whether the name at start is not a message: it is in a comment, in a page
// (unless escaped as in HTML), or in the rest of an envelope whose beginning is missing.
func (l *reader) isHidden(start int64, escaped bool) bool {
	const near = 8 // white space and the end of a tag, in any form
	tags := l.grammar.callID
	if start < l.hidden && !(escaped && l.inPage) {
		return true
	}
	if tags == nil {
		return false
	}
	// A declaration takes the call id for its root, so that it may have been taken.
	low := max(l.base, start-near-int64(len(tags[0])))
	return low < start && slices.ContainsFunc(tags, func(tag []byte) bool { return bytes.Contains(l.from(low)[:start-low], tag) })
}

// spans are the delimiters of names in prose: of Markdown and of a page.
var spans = [...]struct{ start, end []byte }{{[]byte("`"), []byte("`")}, {[]byte("<code>"), []byte("</code>")}}

// afterCode is a quick test for codeSpan.
func (l *reader) afterCode(start int64) bool {
	return start > l.base && (l.buf[start-1-l.base] == '`' || l.buf[start-1-l.base] == '>')
}

// codeSpan returns yes and the offset where prose continues, if prose only mentions the tag at start:
// Each message has the root `<Root>`.
func (l *reader) codeSpan(start int64) (next int64, a answer) {
	const longest = 256
	for _, s := range spans {
		if !bytes.HasSuffix(l.buf[:start-l.base], s.start) {
			continue
		}
		text := l.from(start)
		text = text[:min(len(text), longest)]
		whole := len(text) == longest
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			text, whole = text[:i], true
		}
		i := bytes.Index(text, s.end)
		if i < 0 && !whole {
			return start, needMore
		}
		if i > 0 && l.grammar.names(text[:i]) {
			return start + int64(i), yes
		}
	}
	return start, no
}

// names reports whether a text contains only an empty root, or one tag without attributes.
func (g *grammar) names(text []byte) bool {
	if bytes.Contains(text, []byte("&lt;")) {
		text = bytes.ReplaceAll(text, []byte("&lt;"), []byte("<"))
	}
	if bytes.Count(text, []byte("<")) == 1 && bytes.IndexByte(text, '=') < 0 {
		return true
	}
	for _, tag := range bytes.Split(text, []byte("<"))[1:] {
		if name, _ := g.word(append(bytes.TrimPrefix(bytes.ReplaceAll(tag, []byte("&gt;"), []byte(">")), []byte("/")), '>')); len(name) == 0 || name[0] != '?' && name[0] != '!' && !g.isRoot(name) {
			return false
		}
	}
	return true
}

// heldDocument is a document that waits for a later one.
type heldDocument struct {
	unit trace.Unit
	conn *connection
}

// maxHeldDocuments is the most documents that wait for another one. The limit of their
// bodies together is the length of the longest document. Further ones are dropped.
const maxHeldDocuments = 256

// hold keeps a document whose name is a common word until another one is found.
func (l *reader) hold(u *trace.Unit, end int64) error {
	if l.heldBytes += len(u.Body); len(l.held) < maxHeldDocuments && l.heldBytes <= l.max {
		own := *u
		own.Body, own.Origins = bytes.Clone(u.Body), l.originBudget.keep(u.Origins)
		l.held = append(l.held, heldDocument{own, l.conn})
	}
	l.pass(end, u.Pos.Time, l.conn)
	return nil
}

// release emits the held documents.
func (l *reader) release() error {
	held := l.held
	l.held = nil
	for i := range held {
		if err := l.start(held[i].conn, &held[i].unit.Pos); err != nil {
			return err
		}
		if err := l.emit(&held[i].unit); err != nil {
			return err
		}
	}
	return nil
}
