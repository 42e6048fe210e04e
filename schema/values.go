package schema

import (
	"slices"
	"strings"

	"ivrcheck/schema/catalogue"
)

// A meaning is what a wrong name or value was probably meant to be, and the name of a
// hint at how it went wrong; empty if no one knows.
type meaning struct{ hint, name string }

// meanings remembers what was worked out for wrong names and values: who makes
// a mistake makes it again.
type meanings map[mistake]meaning

type mistake struct {
	written string
	known   *string // the first of those it could be
}

// of returns the meaning of what was written, by find if it is not remembered.
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

// meantValue returns what a wrong value was probably meant to be, and how it went wrong.
func meantValue(value string, values []string) meaning {
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
	if near := catalogue.Nearest(value, values); near != "" && !catalogue.Denies(value, near) {
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

// isNumber reports whether s is digits, maybe with a sign, and whether it is
// more than zero. How large it may be is for the receiver to say.
func isNumber(s string) (number, positive bool) {
	digits := s
	if s != "" && (s[0] == '+' || s[0] == '-') {
		digits = s[1:]
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return false, false
		}
		positive = positive || c != '0'
	}
	return digits != "", positive && s[0] != '-'
}

// otherSeparator names what separates the names of a key list instead
// of the colon, "" if nothing does. Where there is a colon, all else
// belongs to the names; where there is none, something must be on both
// sides to be a separator.
func otherSeparator(keys string) string {
	if strings.Contains(keys, ":") {
		return ""
	}
	for _, s := range []struct{ char, name string }{{",", "a comma"}, {";", "a semicolon"}, {"|", "a bar"}, {"%", "a percent sign"}} {
		names := 0
		for _, name := range strings.Split(keys, s.char) {
			if strings.TrimSpace(name) != "" {
				names++
			}
		}
		if names > 1 {
			return s.name
		}
	}
	return ""
}

// A keySet is the keys of one list.
type keySet struct {
	list int32 // the node of the list
	keys []string
	sums [4]uint64 // a bit for each sum of a key
}

// add adds a key of a list, the set's or another. It reports whether it is a new one.
func (s *keySet) add(list int32, key string) bool {
	if list != s.list {
		*s = keySet{list: list, keys: s.keys[:0]}
	}
	sum := uint64(len(key))
	if key != "" {
		sum = sum<<24 | uint64(key[0])<<16 | uint64(key[len(key)/2])<<8 | uint64(key[len(key)-1])
	}
	sum = sum * 0x9e3779b97f4a7c15 >> 56
	word, bit := &s.sums[sum>>6], uint64(1)<<(sum&63)
	if *word&bit != 0 && slices.Contains(s.keys, key) {
		return false
	}
	*word |= bit
	s.keys = append(s.keys, key)
	return true
}
