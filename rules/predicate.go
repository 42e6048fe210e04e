package rules

import "strings"

// predicate judges what the templates cannot say: whether an activation and
// the target that answers it fit each other. A rule file names it and keeps
// text, source and the messages it is about; holds gets the values under its
// paths, in their order, of the activation and of the target.
type predicate struct {
	paths []string
	holds func(activation, target []value) bool
}

// predicates are those that rule files may name.
var predicates = map[string]predicate{
	// The keys of the target's user data are among those that the activation
	// asked for; one that asked for none gets none.
	"keys-subset": {
		paths: []string{"Keys", "UDataEx.*"},
		holds: func(activation, target []value) bool {
			for key := range target[1].each {
				if !listed(activation[0].single(), key) {
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

// fits applies a constraint's predicate to a pair. all tells that nothing of the
// activation's values has been cut off.
func (j *Judge) fits(k *constraint, activation, target *sight) (fits, all bool) {
	all = true
	j.compared[0], j.compared[1] = j.compared[0][:0], j.compared[1][:0]
	for _, slot := range k.compares {
		v := activation.value(slot)
		all = all && !v.cut
		j.compared[0], j.compared[1] = append(j.compared[0], v), append(j.compared[1], target.value(slot))
	}
	return k.predicate.holds(j.compared[0], j.compared[1]), all
}
