package schema

// The masks of earlier heads. But for the values, most heads are the same to the
// byte as one that was surveyed; what may be personal in them stands where it stood
// in that one.

import (
	"bytes"
	"strings"
	"unsafe"

	"ivrcheck/trace"
)

// Bounds of what is remembered.
const (
	stencilHead   = 2 << 10   // of one head
	stencilBytes  = 128 << 10 // in all
	stencilForks  = 64        // that follow one value
	stencilRefuse = 1 << 14   // heads before what is remembered makes room
)

// A stencil is a piece of markup that is the same in all of some heads, and what
// follows it: a value and more stencils, or what nothing is known about.
type stencil struct {
	text string
	// least is how much of the text a head needs for its last > to be the end of a
	// tag: all up to the root element.
	least int
	// value is the class of the bytes that the value consists of, end the one behind
	// it, with which the text of every next stencil begins; 0 where none is known.
	value uint8
	end   byte
	// masked tells that the value may be personal.
	masked bool
	next   []*stencil
}

// stencils are those that a Checker remembers.
type stencils struct {
	root  stencil // without text
	bytes int     // about how many they are
	// since counts the heads that were not found since all were forgotten.
	since int
}

// find appends the masks of a head to others, and tells whether it is known, to the
// end of a tag. Then they are what a survey finds: its tokens are those of earlier
// heads but for the bytes of values, and each of these is plain.
func (k *stencils) find(head []byte, masks []trace.Span) ([]trace.Span, bool) {
	at, s := 0, k.root.take(head)
	for s != nil {
		rest := head[at:]
		if len(rest) <= len(s.text) {
			if len(rest) <= s.least || rest[len(rest)-1] != '>' {
				break
			}
			return masks, true
		}
		if s.end == 0 {
			break
		}
		start := at + len(s.text)
		at = endOfPlain(head, start, s.value, s.end)
		if at == len(head) || head[at] != s.end || at == start || s.end == '<' && isBlankText(head[start:at]) {
			break
		}
		if s.masked {
			masks = append(masks, trace.Span{Start: start, End: at})
		}
		s = s.take(head[at:])
	}
	k.since++
	return masks, false
}

// take gives the stencil that a rest of a head has in common with others: all of its
// text, or as much as there is of the rest.
func (s *stencil) take(rest []byte) *stencil {
	for i, c := range s.next {
		if n := min(len(rest), len(c.text)); view(rest[:n]) == c.text[:n] {
			if i > 0 { // what is frequent comes to be tried first
				s.next[i-1], s.next[i] = c, s.next[i-1]
			}
			return c
		}
	}
	return nil
}

// isBlankText tells whether a text is blank, so that nothing of it is masked.
func isBlankText(text []byte) bool {
	return !isInk(text[0]) && len(bytes.TrimSpace(text)) == 0
}

// room tells whether one more can be remembered; for that, all may be forgotten.
func (k *stencils) room() bool {
	if k.bytes > stencilBytes && k.since >= stencilRefuse {
		*k = stencils{}
	}
	return k.bytes <= stencilBytes
}

// learn remembers a head whose masks a survey has found. It does not where they are
// others than values of attributes and texts.
func (k *stencils) learn(head []byte, masks []trace.Span) {
	if len(head) == 0 || len(head) > stencilHead || head[len(head)-1] != '>' {
		return
	}
	var path []stencil
	at, least := 0, -1
	scan := tokenizer{body: head}
	for {
		t, ok := scan.next()
		if !ok {
			break
		}
		class, value := uint8(plainText), t.kind == tokAttribute
		switch t.kind {
		case tokBroken, tokComment, tokCDATA:
			return
		case tokOpen:
			if least < 0 {
				least = t.start
			}
		case tokAttribute:
			class = plainValue
		case tokText:
			value = least >= 0 && !isBlankText(head[t.valueStart:t.valueEnd])
		}
		if t.flaw != "" || value && t.valueEnd == len(head) {
			return
		}
		if !value || t.valueStart == t.valueEnd {
			continue
		}
		masked := len(masks) > 0 && masks[0] == trace.Span{Start: t.valueStart, End: t.valueEnd}
		if masked {
			masks = masks[1:]
		}
		path = append(path, stencil{text: view(head[at:t.valueStart]), value: class, end: head[t.valueEnd], masked: masked})
		at = t.valueEnd
	}
	if len(masks) > 0 || least < 0 {
		return
	}
	path = append(path, stencil{text: view(head[at:])})
	path[0].least = least
	k.add(path)
}

// add adds the stencils of a head, whose texts are copied.
func (k *stencils) add(path []stencil) {
	s := &k.root
	for i := 0; i < len(path) && s != nil; i++ {
		s = k.follow(s, &path[i])
	}
}

// follow gives the next of a stencil that says as much as another, which is added if
// there is none; nil if there are too many.
func (k *stencils) follow(s, next *stencil) *stencil {
	for _, c := range s.next {
		switch {
		case c.text == next.text && (c.end == next.end || next.end == 0):
			return c
		case c.end == 0 && strings.HasPrefix(next.text, c.text):
			// It was the end of a shorter head, and nothing stands on it.
			k.bytes += len(next.text) - len(c.text)
			next.text = strings.Clone(next.text)
			*c = *next
			return c
		}
	}
	if len(s.next) >= stencilForks {
		return nil
	}
	own := new(stencil)
	*own = *next
	own.text = strings.Clone(next.text)
	k.bytes += int(unsafe.Sizeof(*own)) + len(own.text)
	s.next = append(s.next, own)
	return own
}
