package program

import "strings"

// Predicate judges what the templates cannot say: whether an activation and
// the target that answers it fit each other. A rule file names it and keeps
// text, source and the messages it is about; holds gets the values under its
// paths, in their order, of the activation and of the target.
type Predicate struct {
	Paths []string
	Holds func(activation, target []Value) bool
}

// Predicates are those that rule files may name.
var Predicates = map[string]Predicate{
	// The keys of the target's user data are among those that the activation
	// asked for; one that asked for none gets none.
	"keys-subset": {
		Paths: []string{"Keys", "UDataEx.*"},
		Holds: func(activation, target []Value) bool {
			for key := range target[1].each {
				if !listed(activation[0].Single(), key) {
					return false
				}
			}
			return true
		},
	},
}

// listed tells whether a list with colons between holds a word.
func listed(list, word string) bool {
	for more := true; more; {
		var one string
		if one, list, more = strings.Cut(list, ":"); strings.TrimSpace(one) == word {
			return true
		}
	}
	return false
}
