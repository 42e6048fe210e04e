// Logs in JSON: one object a line, or objects over several lines, alone or in
// arrays.
//
// The strings of an object that may contain a message become text; its time and its
// writer go into their Record. An object without such a string, and text that turns out
// not to be JSON, is unchanged.

package records

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	maxDepth = 64
	// maxJSON is the most bytes of JSON kept before their use is clear.
	maxJSON = 4 << 20
	// maxNames is the most times and names kept of an object.
	maxNames = 8
	// mostCompared is the number of texts before a text of an object, besides the first, compared to find copies.
	mostCompared = 16
	// maxKept is the longest part of a record that is kept.
	maxKept = 1 << 12
	// longestWord is the length of the longest time or writer's name.
	longestWord = 64
)

// timeKeys are the keys of times.
var timeKeys = map[string]bool{"time": true, "timestamp": true, "@timestamp": true, "ts": true, "@t": true, "date": true, "datetime": true,
	"eventTime": true, "__REALTIME_TIMESTAMP": true, "_SOURCE_REALTIME_TIMESTAMP": true, "asctime": true, "event_time": true, "_time": true,
	"timeMillis": true, "logTimestamp": true, "receiveTimestamp": true, "TimeGenerated": true, "Timestamp": true, "Time": true, "t": true,
	"logged_at": true, "created": true, "epoch": true, "time_local": true, "@m_time": true}

// writerKeys are the keys of names of writers. streamKeys distinguish texts but not
// connections.
var (
	writerKeys = map[string]bool{"pod": true, "pod_name": true, "podName": true, "container": true, "container_name": true, "containerName": true,
		"container_id": true, "containerId": true, "_PID": true, "pid": true, "process": true, "processId": true, "process_id": true,
		"_HOSTNAME": true, "host": true, "hostname": true, "_SYSTEMD_UNIT": true, "namespace": true, "namespace_name": true, "instance": true,
		"CONTAINER_NAME": true, "CONTAINER_ID": true, "_pid": true, "host_name": true, "procid": true}
	streamKeys = map[string]bool{"stream": true, "thread": true, "thread_name": true, "threadName": true, "_TRANSPORT": true, "filename": true}
)

// textKeys are the keys of the text that a program wrote.
var textKeys = map[string]bool{"log": true, "message": true, "msg": true, "MESSAGE": true, "line": true, "text": true, "textPayload": true,
	"_raw": true, "@message": true, "short_message": true, "full_message": true, "body": true, "Body": true, "content": true, "@m": true, "_msg": true}

// keyKind has a bit for each set above, which is set if the key is in it.
type keyKind uint8

const (
	timeKey keyKind = 1 << iota
	writerKey
	streamKey
	textKey
)

var keyKinds = func() map[string]keyKind {
	kinds := map[string]keyKind{}
	for i, keys := range []map[string]bool{timeKeys, writerKeys, streamKeys, textKeys} {
		for key := range keys {
			kinds[key] |= 1 << i
		}
	}
	return kinds
}()

// jsonReader reads values of JSON.
type jsonReader struct {
	out    *output
	hold   *holder
	active bool
	stack  []node
	// raw is the value so far, verbatim. texts is the number of bytes of strings that
	// wait for the end of their objects.
	raw    Text
	views  bool  // raw, and texts, are views of the last line
	from   int   // raw before it was emitted
	resume int   // index in raw where parsing continues
	gone   int64 // bytes removed from raw
	texts  int
	// str is the current string.
	inString bool
	str      Text
	strAt    int    // its beginning in raw
	strEnd   int    // its end in raw
	viewed   bool   // it shares the bytes of raw
	next     [3]int // the last results of the searches of special, in raw
	strings  arena
	names    interned // the names of keys
	writers  interned // keys of writers
	buffer   []byte
	words    [2][]string
	line     jsonLine
	// values are the text and the times of the object. nested: it contains other objects or arrays.
	values []jsonValue
	nested bool
}

// node is an object or an array.
type node struct {
	object bool
	// key is the current key; needKey: a key follows.
	key     string
	kind    keyKind
	needKey bool
	colon   bool
	begin   int // in raw
	times   []string
	writer  []string
	stream  []string
	texts   []jsonText
	inTag   bool // the last element of an array ends inside a tag
	// bytes are the numbers of an array of bytes.
	bytes   Text
	noBytes bool
	// partial and last show that the text is a part of a record.
	partial, last bool
	keys          int
}

// jsonText is a string that may contain a message.
type jsonText struct {
	key  string
	text Text
	// at contains the offsets of the object and the string, from the first byte of the value.
	at [2]int64
	// element: it is an element of an array, so other elements of the array are not copies of
	// it; continues: it begins inside the tag that the element before it opened.
	element, continues bool
	// viewed: it shares the bytes of raw.
	viewed bool
}

// beginsJSON reports whether a line begins with an object or an array. An array of only strings must end on the line.
func beginsJSON(b []byte) bool {
	if b[0] != '{' && b[0] != '[' {
		return false
	}
	at := blanks(b, 1)
	switch {
	case at == len(b):
		return b[at-1] == '\n'
	case b[0] == '[':
		return b[at] == '{' || b[at] == '[' || b[at] == '"' && bytes.HasSuffix(bytes.TrimRight(b, " \r\n"), []byte(`"]`))
	}
	return b[at] == '"'
}

// feed takes the first or next line of JSON. It returns the text after the JSON on the
// line; ok is false if nothing follows.
func (j *jsonReader) feed(t *Text) (rest Text, ok bool) {
	j.active = true
	if j.from > 0 {
		j.compact()
	}
	at := j.resume
	if j.views = j.raw.Len() == 0; j.views {
		j.raw = *t
	} else {
		j.raw.add(t, 0, t.Len())
	}
	j.next = [3]int{-1, -1, -1} // raw has changed
	for {
		n, ok := j.parse(at)
		switch {
		case !ok, j.raw.Len()-j.from > maxJSON:
			j.fail()
			return rest, false
		case len(j.stack) > 0:
			j.own()
			j.resume = n
			return rest, false
		}
		// A whole value.
		j.flushRaw(n)
		end := blanks(j.raw.Bytes, n)
		after, views, next := j.raw, j.views, j.next
		j.reset()
		if end == after.Len() {
			return rest, false
		}
		if rest = after.part(end, after.Len()); !beginsJSON(rest.Bytes) {
			return rest, true
		}
		for i := range next {
			next[i] = max(-1, next[i]-end)
		}
		j.raw, j.active, j.views, j.next, at = rest, true, views, next, 0
	}
}

// end ends JSON at the end of the text.
func (j *jsonReader) end() {
	if j.active {
		j.fail()
	}
}

func (j *jsonReader) reset() {
	for n := len(j.stack) - 1; n >= 0; n-- {
		j.pop(n)
	}
	j.strings.reset()
	*j = jsonReader{out: j.out, hold: j.hold, stack: j.stack, strings: j.strings, names: j.names, writers: j.writers, buffer: j.buffer, words: j.words, line: j.line, values: j.values[:0]}
}

// own copies raw if it is a view of a line that ends before the value.
func (j *jsonReader) own() {
	if !j.views {
		return
	}
	j.views = false
	j.raw = j.raw.clone()
	j.ownTexts()
}

// ownTexts copies the waiting texts that are views.
func (j *jsonReader) ownTexts() {
	for i := range j.stack {
		for k := range j.stack[i].texts {
			if t := &j.stack[i].texts[k]; t.viewed {
				t.text, t.viewed = t.text.clone(), false
			}
		}
	}
}

// fail emits text that turned out not to be JSON, line by line.
func (j *jsonReader) fail() {
	raw := j.raw.part(j.from, j.raw.Len())
	j.reset()
	j.out.emit(&raw, nil)
}

// compact removes the emitted text from raw.
func (j *jsonReader) compact() {
	var raw Text
	raw.add(&j.raw, j.from, j.raw.Len())
	for i := range j.stack {
		j.stack[i].begin = max(0, j.stack[i].begin-j.from)
	}
	j.ownTexts() // they would keep the memory of emitted text
	j.strAt -= j.from
	j.resume -= j.from
	j.gone += int64(j.from)
	j.raw, j.from = raw, 0
}

// parse continues at index at of raw. It returns the end of the value, if the stack
// is empty.
func (j *jsonReader) parse(at int) (n int, ok bool) {
	for at < len(j.raw.Bytes) {
		if j.inString {
			next, done, ok := j.string(at)
			if !ok {
				return at, false
			}
			at = next
			if !done {
				return at, true
			}
			if !j.value(j.strAt, true) {
				return at, false
			}
			continue
		}
		b := j.raw.Bytes
		switch c := b[at]; c {
		case ' ', '\t', '\r', '\n':
			at++
		case ',':
			if top := j.top(); top == nil || top.colon {
				return at, false
			} else {
				top.needKey = top.object
			}
			at++
		case ':':
			if top := j.top(); top == nil || !top.colon {
				return at, false
			} else {
				top.colon = false
			}
			at++
		case '{', '[':
			if top := j.top(); len(j.stack) == maxDepth || top != nil && (top.colon || top.needKey) {
				return at, false
			}
			j.push(node{object: c == '{', needKey: c == '{', begin: at})
			at++
		case '}', ']':
			top := j.top()
			if top == nil || top.object != (c == '}') {
				return at, false
			}
			at++
			if j.close(at); len(j.stack) == 0 {
				return at, true
			}
		case '"':
			if len(j.stack) == 0 {
				return at, false
			}
			j.inString, j.strAt = true, at
			j.str, j.viewed = j.strings.begin(), false
			at++
		default:
			end := at
			for end < len(b) && inNumber(b[end]) {
				end++
			}
			if end == at || len(j.stack) == 0 {
				return at, false
			}
			if end == len(b) {
				return at, false // a line ends after a value
			}
			j.str, j.viewed = j.strings.begin(), true
			j.str.view(&j.raw, at, end)
			j.strEnd = end
			if !j.value(at, false) {
				return at, false
			}
			at = end
		}
	}
	return at, true
}

// inNumber reports whether a number, true, false or null may have a character.
func inNumber(c byte) bool { return isName(c) || c == '-' || c == '+' || c == '.' }

// push begins an object or an array, with the memory of an earlier one.
func (j *jsonReader) push(n node) {
	j.nested = j.nested || len(j.stack) > 0
	if at := len(j.stack); at < cap(j.stack) {
		before := &j.stack[:at+1][at]
		n.writer, n.stream, n.texts = before.writer[:0], before.stream[:0], before.texts[:0]
	}
	j.stack = append(j.stack, n)
}

// pop ends the object or array at n, which is on top.
func (j *jsonReader) pop(n int) {
	top := &j.stack[n]
	if clear(top.texts); cap(top.texts) > maxNames || cap(top.writer) > maxNames || cap(top.stream) > maxNames {
		top.texts, top.writer, top.stream = nil, nil, nil
	}
	j.stack = j.stack[:n]
}

func (j *jsonReader) top() *node {
	if len(j.stack) == 0 {
		return nil
	}
	return &j.stack[len(j.stack)-1]
}

// string reads more of the current string.
func (j *jsonReader) string(at int) (next int, done, ok bool) {
	b := j.raw.Bytes
	from := at
	for {
		if at = j.special(b, at); at == len(b) {
			break
		}
		switch b[at] {
		case '\n':
			return at, false, false
		case '"':
			if from == j.strAt+1 {
				j.str.view(&j.raw, from, at)
				j.viewed = true
			} else {
				j.str.add(&j.raw, from, at)
			}
			j.inString, j.strEnd = false, at+1
			return at + 1, true, true
		}
		var decoded [utf8.UTFMax]byte
		text, n := appendEscape(decoded[:0], b[at:])
		if n == 0 {
			if len(b)-at < 12 && b[len(b)-1] != '\n' {
				j.str.add(&j.raw, from, at)
				return at, false, true // the rest follows
			}
			return at, false, false
		}
		j.str.add(&j.raw, from, at)
		j.str.put(text, &j.raw, at)
		at += n
		from = at
	}
	j.str.add(&j.raw, from, at)
	return at, false, true
}

// special returns the index in raw of the next quote, backslash or line break from at on; len(raw) if none
// follows.
func (j *jsonReader) special(raw []byte, at int) int {
	next := len(raw)
	for i, c := range [...]byte{'"', '\\', '\n'} {
		if j.next[i] < at {
			j.next[i] = len(raw)
			if n := bytes.IndexByte(raw[at:], c); n >= 0 {
				j.next[i] = at + n
			}
		}
		next = min(next, j.next[i])
	}
	return next
}

// appendEscape appends the decoded escape that b begins with. n is its length, 0 if it is invalid or incomplete.
func appendEscape(dst, b []byte) (text []byte, n int) {
	if len(b) < 2 {
		return dst, 0
	}
	if c := escapes[b[1]]; c != 0 {
		return append(dst, c), 2
	}
	r, ok := unit(b)
	if !ok {
		return dst, 0
	}
	if utf16.IsSurrogate(r) && len(b) >= 12 {
		if low, ok := unit(b[6:]); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
			return utf8.AppendRune(dst, utf16.DecodeRune(r, low)), 12
		}
	}
	return utf8.AppendRune(dst, r), 6
}

// unit decodes \uxxxx.
func unit(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	v := hexValue(b[2])<<12 | hexValue(b[3])<<8 | hexValue(b[4])<<4 | hexValue(b[5])
	return rune(v), v >= 0
}

// escapes maps the escapes of one letter to their values.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', '\'': '\'', 'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

// value takes the key or value in str, which begins at begin.
func (j *jsonReader) value(begin int, quoted bool) bool {
	top := j.top()
	s := &j.str
	defer j.drop()
	if top.object && top.needKey {
		if !quoted {
			return false
		}
		top.key, top.needKey, top.colon = j.names.of(s.Bytes[:min(len(s.Bytes), 64)]), false, true
		top.kind = keyKinds[top.key]
		top.keys++
		return true
	}
	if top.colon {
		return false
	}
	if !top.object {
		j.element(top, s, quoted, begin)
		return true
	}
	j.member(top, top.key, s, quoted, begin)
	return true
}

// drop frees the memory of the current string, unless it is kept.
func (j *jsonReader) drop() {
	if j.str.runs != nil {
		j.strings.drop(&j.str, j.viewed)
	}
}

// element takes a string or a number of an array.
func (j *jsonReader) element(top *node, s *Text, quoted bool, begin int) {
	switch v, err := strconv.ParseUint(string(s.Bytes[:min(s.Len(), 4)]), 10, 8); {
	case quoted && s.Len() >= 10 && s.Len() <= 35 && (allDigits(s.Bytes) || s.Bytes[4] == '-' && s.Bytes[7] == '-' && allDigits(s.Bytes[:4])):
		top.times = append(top.times, string(s.Bytes)) // Loki, tables: ["1709283600000000000", "text"]; Kibana: "@timestamp": ["2024-03-01T09:00:00Z"]
	case quoted && (len(top.times) > 0 || mayMatter(s.Bytes) || top.inTag):
		continues := top.inTag
		top.inTag = endsInTag(s.Bytes, continues)
		t := j.keep("", s, begin)
		t.element, t.continues = true, continues
		top.texts = append(top.texts, t)
	case !quoted && err == nil && !top.noBytes:
		top.bytes.put([]byte{byte(v)}, s, 0)
		return
	}
	top.noBytes = true
}

// endsInTag reports whether b ends inside a tag; begins means that it begins inside one.
func endsInTag(b []byte, begins bool) bool {
	if bytes.IndexByte(b, '<') < 0 {
		return begins && bytes.IndexByte(b, '>') < 0
	}
	return inTag(bytes.TrimRight(b, "\r\n"))
}

// member takes the value for a key of an object.
func (j *jsonReader) member(top *node, key string, s *Text, quoted bool, begin int) {
	short := s.Len() <= longestWord
	switch {
	case key == "logtag" && short, key == "_p" && short:
		top.partial = string(s.Bytes) == "P"
		return
	case key == "partial_message":
		top.partial = string(s.Bytes) == "true"
		return
	case key == "partial_last":
		top.last = string(s.Bytes) == "true"
		return
	case top.kind&timeKey != 0 && short:
		j.note(false, quoted, begin)
		top.times = append(top.times, string(s.Bytes))
		return
	case short && s.Len() > 0 && key == "name" && len(j.stack) > 1:
		// "host": {"name": ...}, "container": {"name": ...}
		if over := j.stack[len(j.stack)-2]; over.object && writerKeys[over.key] {
			top.writer = append(top.writer, over.key+"="+string(s.Bytes))
		}
		return
	case top.kind&writerKey != 0 && short && s.Len() > 0:
		top.writer = append(top.writer, key+"="+string(s.Bytes))
		return
	case top.kind&streamKey != 0 && short:
		j.buffer = append(append(append(j.buffer[:0], key...), '='), s.Bytes...)
		top.stream = append(top.stream, j.writers.of(j.buffer))
		return
	}
	if quoted && (top.kind&textKey != 0 || mayMatter(s.Bytes)) {
		j.note(true, quoted, begin)
		top.texts = append(top.texts, j.keep(key, s, begin))
	}
}

// note records a text or a time of the object for learnLine.
func (j *jsonReader) note(text, quoted bool, begin int) {
	if len(j.values) > maxNames {
		return // there are too many
	}
	v := jsonValue{at: begin, end: j.strEnd, text: text, quoted: quoted}
	if quoted {
		v.at++
		v.end--
	}
	j.values = append(j.values, v)
}

// keep returns s as a text that waits for the end of its object.
func (j *jsonReader) keep(key string, s *Text, begin int) jsonText {
	t := jsonText{key: key, at: [2]int64{j.gone + int64(j.top().begin), j.gone + int64(begin) + 1}}
	j.texts += s.Len()
	if s == &j.str {
		j.strings.keep(s, j.viewed)
		t.text, t.viewed, j.str = j.str, j.viewed, Text{}
	} else {
		t.text.add(s, 0, s.Len())
	}
	return t
}

// front returns the JSON that precedes a text in its object.
func (j *jsonReader) front(t *jsonText) []byte {
	end := int(t.at[1] - j.gone)
	if end <= 0 || end > j.raw.Len() {
		return nil
	}
	return bytes.Clone(j.raw.Bytes[max(0, int(t.at[0]-j.gone), end-maxKept):end])
}

// mayMatter reports whether a string may contain a message: a tag, also escaped or coded,
// or bytes in hex.
func mayMatter(b []byte) bool {
	if bytes.IndexByte(b, '<') >= 0 || bytes.Contains(b, []byte("lt;")) || bytes.Contains(b, []byte("u003c")) || bytes.Contains(b, []byte("x3c")) {
		return true
	}
	if codeOf(b) != nil {
		return true
	}
	const enough = 24
	n := 0
	for _, c := range b[:min(len(b), 2*enough)] {
		switch {
		case isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f':
			n++
		case c != ' ' && c != ':':
			return false
		}
	}
	return n >= enough
}

// close ends the object or array on top, whose text ends at end.
func (j *jsonReader) close(end int) {
	n := len(j.stack) - 1
	top := &j.stack[n]
	if top.bytes.Len() > 0 && !top.noBytes && n > 0 && bytes.IndexByte(top.bytes.Bytes, '<') >= 0 {
		top.texts = append(top.texts, j.keep("", &top.bytes, top.begin))
	}
	over := (*node)(nil)
	if n > 0 {
		over = &j.stack[n-1]
	}
	waits := over != nil && len(top.times) == 0 && j.inObject(n-1) && j.texts < maxJSON/4
	if len(top.texts) > 0 && !waits {
		j.emitAt(n, end)
		j.pop(n)
		return
	}
	if over != nil {
		for i := range top.texts {
			if top.texts[i].key == "" && over.object {
				top.texts[i].key = over.key
			}
		}
		over.texts = append(over.texts, top.texts...)
		over.partial, over.last = over.partial || top.partial, over.last || top.last
		if over.object {
			over.writer = append(over.writer, top.writer...)
			over.stream = append(over.stream, top.stream...)
			if timeKeys[over.key] || len(over.times) == 0 {
				over.times = append(over.times, top.times...)
			}
		}
		over.noBytes = true
	}
	j.pop(n)
}

// inObject reports whether the node at n is an object, or in one, that may contain the
// time of its texts.
func (j *jsonReader) inObject(n int) bool {
	for ; n >= 0; n-- {
		if j.stack[n].object {
			return true
		}
	}
	return false
}

// emitAt emits the texts of node n, which ends at end, and the JSON before it.
func (j *jsonReader) emitAt(n, end int) {
	before := j.raw.part(j.from, max(j.from, j.stack[n].begin))
	j.flush(&before)
	j.emit(n, end)
	j.from = end
}

// flush emits a part of a value whose other parts became text, if it may contain a
// message.
func (j *jsonReader) flush(t *Text) {
	if t.Len() < len("lt;") && bytes.IndexByte(t.Bytes, '<') < 0 {
		return // the end of an object
	}
	for _, sign := range []string{"<", "lt;", "u003c", "x3c", "0003", "00:03", "00 03"} {
		if bytes.Contains(t.Bytes, []byte(sign)) {
			j.out.emit(t, nil)
			return
		}
	}
}

// emit emits the texts of node n, which ends at end.
func (j *jsonReader) emit(n, end int) {
	top := &j.stack[n]
	if len(top.texts) == 0 {
		return
	}
	writer, stream := j.words[0][:0], j.words[1][:0]
	for i := range j.stack[:n+1] {
		writer = append(writer, j.stack[i].writer[:min(len(j.stack[i].writer), maxNames)]...)
		stream = append(stream, j.stack[i].stream[:min(len(j.stack[i].stream), maxNames)]...)
	}
	j.words = [2][]string{writer, stream}
	rec := &Record{Times: top.times[:min(len(top.times), maxNames)]}
	if len(rec.Times) == 0 {
		for i := n - 1; i >= 0 && len(rec.Times) == 0; i-- {
			if j.stack[i].object {
				rec.Times = j.stack[i].times
			}
		}
	}
	rec.Writer = strings.Join(writer, " ")
	j.buffer = append(append(append(j.buffer[:0], "json "...), rec.Writer...), ' ')
	for i, s := range stream {
		if i > 0 {
			j.buffer = append(j.buffer, ' ')
		}
		j.buffer = append(j.buffer, s...)
	}
	key := j.writers.of(j.buffer)
	main := slices.IndexFunc(top.texts, func(t jsonText) bool { return textKeys[t.key] })
	if main > 0 {
		first := top.texts[main]
		copy(top.texts[1:], top.texts[:main])
		top.texts[0] = first
	}
	if brief := stem(top.texts[0].text.Bytes); mayMatter(brief) {
		for i := range top.texts[1:] {
			t := &top.texts[i+1]
			if besides(&top.texts[0], t) {
				continue
			}
			// A text without dots at its end may be the beginning of another, as short_message may be that of full_message.
			if b := stem(t.text.Bytes); len(brief) < len(b) && bytes.HasPrefix(b, brief) {
				top.texts[0], *t = *t, top.texts[0]
				brief = b
			}
		}
	}
	rec.Front = j.front(&top.texts[0])
	// Docker's own records end with a line break, except the parts of long ones.
	docker := top.texts[0].key == "log" && top.keys <= 4 && len(top.stream) == 1 && len(top.times) == 1 && len(top.writer) == 0
	unended := docker || top.partial && !top.last
	if len(top.texts) == 1 && textKeys[top.texts[0].key] {
		j.learnLine(end, rec, key, unended)
	}
	for i := range top.texts {
		t := &top.texts[i]
		j.texts -= t.text.Len()
		if i > 0 && !t.continues && (!mayMatter(t.text.Bytes) || repeats(top.texts[:1], t) || repeats(top.texts[max(1, i-mostCompared):i], t)) {
			continue
		}
		text := t.text
		j.take(key, &text, rec, unended, i == 0)
	}
}

// repeats reports whether one of texts contains text or is contained in it, also as a JSON object.
func repeats(texts []jsonText, text *jsonText) bool {
	b := stem(text.text.Bytes)
	object := b
	if len(b) > 0 && b[0] == '{' {
		object = unescaped(b)
	}
	for i := range texts {
		if besides(&texts[i], text) {
			continue
		}
		t := stem(texts[i].text.Bytes)
		if bytes.Contains(t, b) || mayMatter(t) && (bytes.Contains(b, t) || bytes.Contains(object, t)) {
			return true
		}
	}
	return false
}

// besides reports whether two texts are elements of the same array.
func besides(a, b *jsonText) bool { return a.element && b.element && a.at[0] == b.at[0] }

// stem returns a text without surrounding white space and without the dots of a cut.
func stem(text []byte) []byte {
	text = bytes.TrimSpace(text)
	text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("...")), []byte("\u2026"))
	return bytes.TrimSpace(text)
}

// unescaped returns the text of a JSON string.
func unescaped(b []byte) (text []byte) {
	for {
		i := bytes.IndexByte(b, '\\')
		if i < 0 {
			return append(text, b...)
		}
		text = append(text, b[:i]...)
		var n int
		if text, n = appendEscape(text, b[i:]); n == 0 {
			n = 1
			text = append(text, '\\')
		}
		b = b[i+n:]
	}
}

// take emits one text of a node, main if it is the first. Memory after the text may be free. unended: if it does not
// end with a line break, the next one continues it.
func (j *jsonReader) take(key string, text *Text, rec *Record, unended, main bool) {
	if bytes.IndexByte(text.Bytes, '\x1b') >= 0 {
		removeColor(text)
	}
	if hasControl(text.Bytes) {
		removeControl(text)
	}
	if firstTag(text.Bytes) < 0 {
		if c := codeOf(text.Bytes); c != nil {
			c.remove(text)
		} else {
			removeHex(text)
		}
	}
	if text.Len() == 0 {
		return
	}
	part := false
	if ended := text.Bytes[text.Len()-1] == '\n'; !ended {
		if part = main && (unended || isSplit(text.Len()) && j.hold.wouldOpen(key, text)); !part {
			text.putBreak(text, text.Len()-1)
		}
	}
	j.hold.take(key, text, rec, part)
}

// flushRaw emits a value without a string that became text; n is its end in raw.
func (j *jsonReader) flushRaw(n int) {
	end := n
	if rest := j.raw.Bytes[n:]; len(bytes.TrimSpace(rest)) == 0 {
		end = j.raw.Len()
	}
	raw := j.raw.part(j.from, end)
	if j.from > 0 || j.gone > 0 {
		j.flush(&raw)
		return
	}
	j.out.emit(&raw, nil)
}
