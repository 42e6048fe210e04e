package rules

import (
	"slices"
	"strings"
)

// predicate judges what the templates cannot say: whether an activation and
// the target that answers it fit each other. A rule file names it and keeps
// text, source and the messages it is about; holds gets the values under its
// paths, of the activation and of the target.
type predicate struct {
	paths []string
	holds func(activation, target func(path string) value) bool
}

// predicates are those that rule files may name.
var predicates = map[string]predicate{
	// The keys of the target's user data are among those that the activation
	// asked for; one that asked for none gets none.
	"keys-subset": {
		paths: []string{"Keys", "UDataEx.*"},
		holds: func(activation, target func(string) value) bool {
			asked := strings.Split(activation("Keys").text, ":")
			for i := range asked {
				asked[i] = strings.TrimSpace(asked[i])
			}
			for _, key := range target("UDataEx.*").all {
				if !slices.Contains(asked, key) {
					return false
				}
			}
			return true
		},
	},
}

// fits applies a constraint's predicate to a pair.
func (s *Set) fits(k *constraint, activation, target *Event) bool {
	of := func(ev *Event) func(string) value {
		return func(path string) value {
			if i := slices.Index(s.paths, path); i >= 0 {
				return ev.value(i)
			}
			return value{}
		}
	}
	return k.predicate.holds(of(activation), of(target))
}
