package schema

// How the skeleton of a document is found: documents that begin alike go the same
// way, branch by branch, until they differ.

import (
	"slices"
	"unsafe"

	"ivrcheck/trace"
)

// A branch is a piece of text that is the same in all documents of some
// skeletons, and what follows it: a value and more branches, or the end.
type branch struct {
	text string
	// value is the class of the bytes that the value consists of, end the one
	// behind it, with which the text of every next branch begins.
	value    uint8
	end      byte
	next     fork
	skeleton *skeleton // where the document ends
}

// A fork is where documents go on differently.
type fork struct {
	branches []*branch
	// marks are the bytes at which the texts of the branches begin to differ, split is
	// where: most can be told from the others by them.
	marks []byte
	split int
}

// add adds a branch. Of two that begin alike the longer one is tried first: it says
// more.
func (f *fork) add(c *branch) {
	split := len(c.text) - 1
	if len(f.branches) > 0 { // all have as much in common with it as one has
		split = min(split, f.split, commonPrefix(f.branches[0].text, c.text))
	}
	f.branches, f.split = append(f.branches, c), split
	slices.SortStableFunc(f.branches, func(a, b *branch) int { return len(b.text) - len(a.text) })
	f.marks = f.marks[:0]
	for _, c := range f.branches {
		f.marks = append(f.marks, c.text[split])
	}
}

func commonPrefix(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// take gives the branch whose text b begins with, nil if there is none.
func (f *fork) take(b []byte) *branch {
	if len(f.branches) == 1 { // as nearly everywhere
		if c := f.branches[0]; c.begins(b) {
			return c
		}
		return nil
	}
	if f.split >= len(b) {
		return nil
	}
	mark := b[f.split]
	for i, m := range f.marks {
		if m != mark {
			continue
		}
		c := f.branches[i]
		if !c.begins(b) {
			continue
		}
		if i > 0 && f.marks[i-1] != m { // what is frequent comes to be tried first
			f.branches[i-1], f.branches[i] = c, f.branches[i-1]
			f.marks[i-1], f.marks[i] = m, f.marks[i-1]
		}
		return c
	}
	return nil
}

// begins tells whether b begins with the branch's text, and ends with it where a
// document does.
func (c *branch) begins(b []byte) bool {
	return len(b) >= len(c.text) && view(b[:len(c.text)]) == c.text && (c.skeleton == nil || len(b) == len(c.text))
}

// find gives the skeleton of a document, and notes where the values are; nil if
// it has none that is known. The bytes of values are plain then.
func (k *skeletons) find(b []byte) *skeleton {
	if s := k.follow(&k.exact.next, b); s != nil {
		return s
	}
	return k.follow(&k.root.next, b)
}

// follow is find from a fork on.
func (k *skeletons) follow(next *fork, b []byte) *skeleton {
	at := 0
	for n := 0; ; n++ {
		found := next.take(b[at:])
		if found == nil || found.skeleton != nil {
			return found.leaf()
		}
		start := at + len(found.text)
		at = endOfPlain(b, start, found.value, found.end)
		k.values[n] = trace.Span{Start: start, End: at}
		next = &found.next
	}
}

func (b *branch) leaf() *skeleton {
	if b == nil {
		return nil
	}
	return b.skeleton
}

// add adds the skeleton of a document to those that begin with a root.
func (b *branch) add(k *skeletons, body []byte, s *skeleton) {
	at := 0
	// What one document adds is compared at once, and stands together.
	var added []branch
	var texts []byte
	for i := 0; i <= len(s.holes); i++ {
		next := branch{}
		if i == len(s.holes) {
			next.text, next.skeleton = view(body[at:]), s
		} else {
			h := s.holes[i]
			next.text, next.end = view(body[at:h.start]), body[h.end]
			if next.value = plainValue; next.end == '<' {
				next.value = plainText
			}
			at = h.end
		}
		same := slices.IndexFunc(b.next.branches, func(c *branch) bool {
			return c.text == next.text && c.end == next.end && c.value == next.value && (c.skeleton == nil) == (next.skeleton == nil)
		})
		if same >= 0 {
			b = b.next.branches[same]
			continue
		}
		if added == nil {
			added, texts = make([]branch, 0, len(s.holes)+1-i), make([]byte, 0, markup(body, s.holes))
		}
		from := len(texts)
		texts = append(texts, next.text...)
		next.text = view(texts[from:])
		k.bytes += int(unsafe.Sizeof(next)) + len(next.text)
		added = append(added, next)
		b.next.add(&added[len(added)-1])
		b = &added[len(added)-1]
	}
	if added == nil {
		return // it is known, and another way is taken to it
	}
	k.bytes += int(unsafe.Sizeof(*s)) + len(s.holes)*int(unsafe.Sizeof(hole{})) +
		len(s.faults)*int(unsafe.Sizeof(trace.Fault{})+faultTexts) + len(s.places)*int(unsafe.Sizeof(Node{})+unsafe.Sizeof(shapeNode{})+unsafe.Sizeof(judgedNode{})+unsafe.Sizeof(place{}))
}

// faultTexts is about how much the texts of a fault take.
const faultTexts = 200

// markup counts the bytes of a document that are in no hole.
func markup(body []byte, holes []hole) int {
	n := len(body)
	for _, h := range holes {
		n -= h.end - h.start
	}
	return n
}
