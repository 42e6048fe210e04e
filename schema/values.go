package schema

import (
	"slices"
	"strings"

	"ivrcheck/schema/catalogue"
)

// A meaning is the name that a wrong name or value was probably intended to be, and the name of a hint at the error. It
// is empty if unknown.
type meaning struct{ hint, name string }

// meanings caches the meanings of wrong names and values, because errors recur.
type meanings map[mistake]meaning

type mistake struct {
	written string
	known   *string // the first of the candidates
}

// of returns the meaning of a text, and calls find if it is not cached.
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

// meantValue returns the value that a wrong value was probably intended to be, and a hint.
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

// isNumber reports whether s consists of digits, perhaps with a sign, and whether it is greater than zero. Only the
// receiver knows the maximum.
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

// otherSeparator returns the separator of the names in a key list if it is not the colon, otherwise "". If there is a
// colon, all other characters belong to the names. Otherwise a separator must have text on both sides.
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
	sums [4]uint64 // a bit for each hash of a key
}

// add adds a key of a list, the set's or another. It reports whether it is new.
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
