package program

import "strings"

// Predicate checks a relation that templates cannot express between an activation and its target. A rule file names
// it.
type Predicate struct {
	Paths []string
	// Holds gets the values of the paths, in their order, of the activation and of the target. asks reports whether
	// the activation asks for keys.
	Holds func(asks bool, activation, target []Value) bool
}

// Predicates are the predicates that rule files can name.
var Predicates = map[string]Predicate{
	// The keys of the target's user data are among those that the activation
	// asked for; one that does not ask gets no user data.
	"keys-subset": {
		Paths: []string{"Keys", "UDataEx.*"},
		Holds: func(asks bool, activation, target []Value) bool {
			if !asks {
				return !target[1].OK
			}
			asked := activation[0].Single()
			if asked == "" {
				return true // it may ask for all
			}
			rest, more := asked, true // most answers keep the order
			for key := range target[1].each {
				found := false
				if more {
					rest, more, found = after(rest, key)
				}
				if !found {
					if rest, more, found = after(asked, key); !found {
						return false
					}
				}
			}
			return true
		},
	},
}

// after returns the rest of a colon-separated list after a word. more reports whether the list continues.
func after(list, word string) (rest string, more, found bool) {
	if n := len(word); strings.HasPrefix(list, word) && !strings.Contains(word, ":") { // the usual case
		if len(list) == n {
			return "", false, true
		} else if list[n] == ':' {
			return list[n+1:], true, true
		}
	}
	for more := true; more; {
		var one string
		if one, list, more = strings.Cut(list, ":"); one == word || strings.TrimSpace(one) == word {
			return list, more, true
		}
	}
	return "", false, false
}
