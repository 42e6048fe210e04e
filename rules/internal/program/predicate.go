package program

import "strings"

// Predicate checks what templates cannot express: whether an activation and its
// target fit each other. A rule file names it.
type Predicate struct {
	Paths []string
	// Holds gets the values of the paths, in their order, of the activation and
	// of the target.
	Holds func(activation, target []Value) bool
}

// Predicates are all predicates by their name in rule files.
var Predicates = map[string]Predicate{
	// The target has user data only under keys that the activation asked for.
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

// listed reports whether a word is in a list separated by colons.
func listed(list, word string) bool {
	if at := strings.Index(list, word); at >= 0 && (at == 0 || list[at-1] == ':') {
		if after := at + len(word); (after == len(list) || list[after] == ':') && !strings.Contains(word, ":") {
			return true // as is usual
		}
	}
	for more := true; more; {
		var one string
		if one, list, more = strings.Cut(list, ":"); strings.TrimSpace(one) == word {
			return true
		}
	}
	return false
}
