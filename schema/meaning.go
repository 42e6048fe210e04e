package schema

import (
	"strings"

	"ivrcheck/schema/catalogue"
)

// A meaning is what a wrong name or value was meant to be, and the name of a
// hint at how it went wrong; empty if nobody knows.
type meaning struct{ hint, name string }

// meanings remembers what was worked out for wrong names and values: who makes
// a mistake makes it again.
type meanings map[mistake]meaning

type mistake struct {
	written string
	known   *string // the first of those it could be
}

// of gives the meaning of what was written, by find if it is not remembered.
func (m *meanings) of(written string, known []string, find func(string, []string) meaning) meaning {
	const most, longest = 256, 64
	if len(known) == 0 || len(written) > longest {
		return find(written, known)
	}
	if found, ok := (*m)[mistake{written, &known[0]}]; ok {
		return found
	}
	if *m == nil || len(*m) >= most {
		*m = meanings{}
	}
	found := find(written, known)
	(*m)[mistake{strings.Clone(written), &known[0]}] = found
	return found
}

// slip says what a wrong value was meant to be, and how it went wrong.
func slip(value string, values []string) meaning {
	squeezed := strings.Join(strings.Fields(value), "")
	for _, v := range values {
		switch {
		case strings.EqualFold(value, v):
			return meaning{"case", v}
		case catalogue.LooksAlike(value, v):
			return meaning{"look-alike", v}
		case strings.EqualFold(squeezed, v):
			return meaning{"white-space", v}
		}
	}
	if near := catalogue.Nearest(value, values); near != "" {
		return meaning{"nearest", near}
	}
	return meaning{}
}

func nearestMessage(name string, names []string) meaning {
	if near := catalogue.Nearest(name, names); near != "" {
		return meaning{"nearest", near}
	}
	return meaning{}
}
