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

// fits applies a constraint's predicate to a pair. all tells that nothing of the
// activation's values has been cut off.
func (s *Set) fits(k *constraint, activation, target *sight) (fits, all bool) {
	all = true
	of := func(seen *sight) func(string) value {
		return func(path string) value {
			i := slices.Index(s.paths, path)
			if i < 0 {
				return value{}
			}
			v := seen.value(i)
			all = all && !v.cut
			return v
		}
	}
	fits = k.predicate.holds(of(activation), of(target))
	return fits, all
}
