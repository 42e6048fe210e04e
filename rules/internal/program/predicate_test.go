package program

import (
	"strings"
	"testing"
)

func TestKeysSubset(t *testing.T) {
	for _, tc := range []struct {
		asked string
		keys  []string
		want  bool
	}{
		{"", []string{"a"}, true}, // without keys: it may ask for all
		{"a:b:c", []string{"a", "b", "c"}, true},
		{"a:b:c", []string{"c", "a"}, true},
		{"a:b:c", []string{"b", "b"}, true},
		{"a:b:c", []string{"d"}, false},
		{"a:b:c", []string{"c", "d"}, false},
		{"a: b :c", []string{"b", "c"}, true},
		{"a:b", []string{"a:b"}, false},
		{"ab:b", []string{"a"}, false},
		{"a", nil, true},
		{"", nil, true},
		{"a:b", []string{"b", ""}, false},
		{"a::b", []string{"b", ""}, true},
		{"", []string{""}, true},
	} {
		text := ""
		for _, k := range tc.keys {
			text += k + "\x00"
		}
		activation := []Value{{Text: tc.asked, OK: true}, {}}
		target := []Value{{}, {Text: text, List: true, OK: true}}
		if got := Predicates["keys-subset"].Holds(true, activation, target); got != tc.want {
			t.Errorf("%q of %q: %v", strings.Join(tc.keys, " "), tc.asked, got)
		}
		if Predicates["keys-subset"].Holds(false, activation, target) {
			t.Errorf("%q: nothing is asked for, and the answer has user data", strings.Join(tc.keys, " "))
		}
	}
	if !Predicates["keys-subset"].Holds(false, []Value{{}, {}}, []Value{{}, {}}) {
		t.Error("nothing is asked for, and the answer has no user data")
	}
}
