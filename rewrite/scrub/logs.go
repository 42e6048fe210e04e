package scrub

// Logs and raw streams.
//
// The escaping and wrapping of a log cannot be repeated exactly, so a log is replaced word by word, in place. Words of
// the catalogue stay, and so do words of messages that are nowhere personal, time stamps, addresses, and the words by
// which a reader of logs finds messages. All other words get pseudonyms, also outside messages.

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ivrcheck/capture"
	"ivrcheck/rewrite/pseudonym"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

const (
	// maxLine is the length of the longest line that is replaced as a whole, maxText about the length of a batch of lines.
	maxLine = 1 << 20
	maxText = 64 << 10
)

// isLogged reports whether a message is one of a log.
func isLogged(u *trace.Unit) bool { return u.Conn != nil && u.Conn.Stream < 0 && u.StreamStart < 0 }

// collectLogWords collects the words of a message of a log.
func (s *scrubber) collectLogWords(u *trace.Unit, parts schema.Parts) {
	bytewise := pseudonym.Bytewise(u.Body)
	note := func(personal bool, b []byte) {
		if !bytewise && s.result.Originals.RecentText(b, personal) {
			return
		}
		pseudonym.EachWord(pseudonym.Unescape(b), bytewise, func(word []byte) { s.result.Originals.AddWord(word, personal) })
	}
	at := 0
	for p := range parts.All() {
		note(false, u.Body[at:p.Start])
		at = p.End
		b := u.Body[p.Start:p.End]
		note(p.Kind < schema.PartShown && !s.replacer.kept.has(bytes.TrimSpace(b)), b)
	}
	note(false, u.Body[at:])
}

// keeps reports whether a word of a log stays.
func (s *scrubber) keeps(word []byte) bool {
	if s.replacer.known(word) {
		return true
	}
	switch personal, _, stays := s.result.Originals.Word(word); {
	case stays:
		return !s.result.Originals.In(word)
	case personal:
		return false
	}
	return common[string(word)]
}

// fork returns a scrubber for another goroutine that replaces texts alike.
func (s *scrubber) fork(key []byte, parts func(*trace.Unit) []schema.Part) *scrubber {
	own, replacer := *s, *s.replacer
	replacer.parts, replacer.pseudonym = parts, pseudonym.New(key, s.result.Originals, s.reserved)
	own.replacer = &replacer
	return &own
}

// reserved reports whether a text has a meaning of its own, so that no value may become it.
func (s *scrubber) reserved(text []byte) bool {
	return s.replacer.known(text) || s.replacer.quoted(text) || s.replacer.kept.has(text) || s.result.Kind == "log" && common[string(text)]
}

// common are words that logs have outside messages: levels, months and days, the words for senders and directions, and
// names of escapes.
var common = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`
		TRACE DEBUG INFO WARN WARNING ERROR FATAL NOTICE CRITICAL Trace Debug Info Warn Warning Error trace debug info warn warning error
		Std Trc Dbg Int Alr Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April June July August
		September October November December Mon Tue Wed Thu Fri Sat Sun AM PM am pm a m p A M UTC GMT CET CEST EST EDT CST CDT MST MDT PST PDT
		received Received RECEIVED recv Recv RECV sent Sent SENT send Send SEND Sending sending Receiving receiving SENDING RECEIVING
		read Read READ write Write WRITE in In IN out Out OUT from From FROM to To TO client Client server Server IVR ivr request Request
		response Response REQUEST RESPONSE REQ RESP rx RX tx TX Rx Tx inbound outbound incoming outgoing Inbound Outbound
		message Message MESSAGE msg Msg MSG XML Xml packet Packet bytes Bytes length Length len size GLI gli IServer iserver
		stdout stderr F P T Z log stream time timestamp level done MSG CALLBACK CTL PORT REQKEY http https
		lt gt amp quot apos nbsp`) {
		words[w] = true
	}
	return words
}()

// standsForLetter reports whether a match of kept.go is an escape of a letter or digit. Such an escape does not stay.
func standsForLetter(b []byte) bool {
	var digits []byte
	base := 16
	switch {
	case b[len(b)-1] == ';':
		i := bytes.LastIndexByte(b, '#')
		if i < 0 {
			return false
		}
		if digits = b[i+1 : len(b)-1]; digits[0] == 'x' {
			digits = digits[1:]
		} else {
			base = 10
		}
	case len(b) >= 3 && (b[0] == '%' || b[0] == '='):
		digits = b[1:3]
	case len(b) >= 4 && b[0] == '\\' && (b[len(b)-3] == 'x' || len(b) >= 6 && b[len(b)-5] == 'u'):
		digits = b[len(b)-2:]
	default:
		return false
	}
	c, err := strconv.ParseUint(string(digits), base, 16)
	return err == nil && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')
}

// writeText writes a log or a raw stream again.
func (s *scrubber) writeText(ctx context.Context) error {
	if s.result.Kind == "gli" {
		return s.writeRaw(ctx)
	}
	var helping []func(*lines)
	for _, h := range s.helpers {
		helping = append(helping, h.lines)
	}
	q := newQueue(s.lines, helping, func(l *lines) {
		s.out.append(l.text)
		l.text = l.text[:0]
	})
	defer q.drain()
	in, err := s.opt.Open()
	if err != nil {
		return &capture.InputError{File: s.opt.Name, Err: err}
	}
	defer in.Close()
	return capture.Content(ctx, in, s.opt.Read, func(content io.Reader) error {
		var rest []byte // of a line that has not ended yet
		for {
			text := slices.Grow(append(q.current.text[:0], rest...), maxText)
			n, err := io.ReadFull(content, text[len(text):len(text)+maxText])
			text = text[:len(text)+n]
			end := bytes.LastIndexByte(text, '\n') + 1
			if end == 0 && len(text) >= maxLine || err != nil {
				end = len(text)
			}
			rest = append(rest[:0], text[end:]...)
			if q.current.text = text[:end]; end > 0 {
				q.send(end)
			}
			switch {
			case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
				return s.out.err
			case err != nil:
				return err
			case s.out.err != nil || ctx.Err() != nil:
				return cmp.Or(s.out.err, ctx.Err())
			}
		}
	})
}

// lines are lines of a log.
type lines struct{ text []byte }

// lines replaces the personal words of lines.
func (s *scrubber) lines(l *lines) {
	for b := l.text; len(b) > 0; {
		n := bytes.IndexByte(b, '\n') + 1
		if n == 0 {
			n = len(b)
		}
		s.line(b[:n])
		b = b[n:]
	}
}

// line replaces the personal words of a line, in place.
func (s *scrubber) line(b []byte) {
	if bytes.IndexByte(b, 0) >= 0 {
		s.wideLine(b)
		return
	}
	s.encodedLine(b, s.plainLine)
}

// plainLine is line without encoded pieces. Segments are replaced one by one, since most of them occur many times.
func (s *scrubber) plainLine(b []byte) {
	bytewise := !utf8.Valid(b)
	start := 0
	if n := dateLength(b); n > 0 && s.stays(b, 0, n, bytewise) {
		start = n
	}
	for start < len(b) {
		end := segmentEnd(b, start)
		context := uint64(0)
		for i, is := range [...]bool{bytewise, start == 0, start > 0 && isWordByte(b[start-1])} {
			if is {
				context |= 1 << i
			}
		}
		s.replacer.pseudonym.Remembered(b[start:end], context, func() { s.segment(b[:end], start, bytewise) })
		start = end
	}
}

// segment replaces the personal words of a line from an offset on, in place.
func (s *scrubber) segment(b []byte, at int, bytewise bool) {
	for start, end := nextKept(b, at); start >= 0; start, end = nextKept(b, end) {
		if s.stays(b, start, end, bytewise) {
			s.replacer.pseudonym.LogWords(b[at:start], bytewise, s.keeps)
			at = end
		}
	}
	s.replacer.pseudonym.LogWords(b[at:], bytewise, s.keeps)
}

// stays reports whether a match in a line stays.
func (s *scrubber) stays(b []byte, start, end int, bytewise bool) bool {
	kept := b[start:end]
	return !standsForLetter(kept) && !isPartOfWord(b, start, end) && !s.result.Originals.In(kept) && !s.isPersonal(kept, bytewise)
}

// isPartOfWord reports whether a match is the digits that a longer word begins with: a number of 32 digits and letters
// is no date.
func isPartOfWord(b []byte, start, end int) bool {
	return end < len(b) && isWordByte(b[end]) && digits(b[start:end]) == end-start
}

// isPersonal reports whether a long word of a text is one of the personal values of messages.
func (s *scrubber) isPersonal(b []byte, bytewise bool) (personal bool) {
	pseudonym.EachWord(b, bytewise, func(word []byte) {
		if len(word) >= pseudonym.MinOriginal {
			isPersonal, isShown, _ := s.result.Originals.Word(word)
			personal = personal || isPersonal && !isShown
		}
	})
	return personal
}

// wideLine is line for UTF-16: the bytes that are not zero are replaced as a line. The second byte of a line break may be
// in the next line.
func (s *scrubber) wideLine(b []byte) {
	narrow := make([]byte, 0, len(b)/2)
	places := make([]int, 0, len(b)/2)
	for i, c := range b {
		if c != 0 && c < utf8.RuneSelf {
			narrow, places = append(narrow, c), append(places, i)
		}
	}
	s.line(narrow)
	for i, at := range places {
		b[at] = narrow[i]
	}
}

// maxUnread is the number of bytes of a raw stream that wait for their unit.
const maxUnread = 4 << 20

// writeRaw writes a raw stream again.
func (s *scrubber) writeRaw(ctx context.Context) error {
	var raw []byte
	from := int64(0)
	take := func(n int, change func([]byte)) {
		if n = min(n, len(raw)); n > 0 {
			change(raw[:n])
			s.out.append(raw[:n])
			raw = raw[:copy(raw, raw[n:])]
			from += int64(n)
		}
	}
	_, err := s.watch(ctx, &capture.Watcher{
		Record: func(*capture.Record) error { return nil }, Payload: func(*capture.Payload) {}, Fragment: func([]byte, int) {},
		Bytes: func(capture.Bytes) {}, Passed: func(*trace.Conn, int, int64) {},
		Content: func(b []byte) {
			if raw = append(raw, b...); len(raw) > maxUnread {
				take(len(raw)-maxUnread/2, s.replacer.outside)
			}
		},
	}, func(u *trace.Unit) error {
		if u.StreamStart < 0 || u.Kind == trace.Start || u.Kind == trace.End {
			return s.out.err
		}
		var parts schema.Parts
		if u.Kind == trace.Document {
			parts = s.parts.next(u.Body)
		}
		take(int(u.StreamStart-from), s.replacer.outside)
		if u.StreamStart == from {
			take(int(u.StreamEnd-from), func(b []byte) { s.replacer.unit(b, u, parts) })
		}
		return s.out.err
	})
	take(len(raw), s.replacer.outside)
	return err
}
