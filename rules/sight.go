package rules

import (
	"ivrcheck/rules/internal/program"
	"slices"
	"unsafe"

	"ivrcheck/trace"
)

// sight is what a finding tells of a message or frame: where it was seen, who
// sent it, what it was about. It is all of an event that can be remembered.
type sight struct {
	pos       trace.Position
	kind      trace.Kind
	direction trace.Direction
	header    trace.Header // of a frame
	uses      int32        // how many remember a copy
	side      int
	name      string // the catalogue's
	element   string // the name as written
	callID    string
	requestID string
	port      string
	// values are those of the parameters that rules compare and that are
	// there, by slot.
	values []program.Value
	// head is as much of the document as an excerpt of the place at takes.
	head []byte
	at   trace.Span
	// number is the event's among those of its input, from 1, in the order in
	// which they are judged; 0 before its turn.
	number int64

	// text holds, of an event, the lists among the values; of a copy the bytes of all
	// strings above but for the names that are the catalogue's.
	text []byte
	size int // what a copy takes
}

// keep copies a string into the sight's own memory, in which there is room.
func (s *sight) keep(text string) string {
	if text == "" {
		return ""
	}
	at := len(s.text)
	s.text = append(s.text, text...)
	return unsafe.String(&s.text[at], len(text))
}

// copySight makes an empty sight, which may have memory of its own, a copy that
// owns all it holds.
func (s *sight) copySight(of *sight) {
	frames, values, text := s.pos.Frames[:0], s.values[:0], s.text[:0]
	*s = *of
	s.uses = 0
	s.pos.Frames = append(frames, of.pos.Frames...)
	s.values = append(values, of.values...)
	length := len(of.callID) + len(of.requestID) + len(of.port) + len(of.head)
	for i := range s.values {
		length += len(s.values[i].Text)
	}
	if of.element != of.name {
		length += len(of.element)
	}
	s.text = slices.Grow(text, length)
	if of.element == of.name {
		s.element = of.name
	} else {
		s.element = s.keep(of.element)
	}
	s.callID, s.requestID, s.port = s.keep(of.callID), s.keep(of.requestID), s.keep(of.port)
	for i := range s.values {
		v := &s.values[i]
		v.Text = s.keep(v.Text)
	}
	at := len(s.text)
	s.text = append(s.text, of.head...)
	s.head = s.text[at:]
}

// room is how many bytes a copy takes.
func (s *sight) room() int {
	return sightBytes + len(s.text) + frameBytes*len(s.pos.Frames) + valueBytes*len(s.values)
}

// value is what the message holds under a slot.
func (s *sight) value(slot int) program.Value {
	for i := range s.values {
		if s.values[i].Slot == int32(slot) {
			return s.values[i]
		}
	}
	return program.Value{}
}

// appendLabel says in few words what the message is about: its name and the values
// under the given slots.
func (s *sight) appendLabel(b []byte, slots []int, paths []string, showValues bool) []byte {
	b = append(b, s.title()...)
	for _, slot := range slots {
		if v := s.value(slot); v.Single() != "" {
			b = append(append(append(append(b, ' '), paths[slot]...), '='), v.Shown(showValues)...)
		}
	}
	return b
}

func (s *sight) title() string {
	switch {
	case s.name != "":
		return s.name
	case s.element != "":
		return s.element
	case s.kind == trace.Document:
		return "a message without a name"
	case s.kind == trace.Frame && s.header.TypeName() != "":
		return s.header.TypeName()
	}
	return "a frame"
}
