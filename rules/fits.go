package rules

import "ivrcheck/rules/internal/program"

// fits applies a constraint's predicate to a pair. all tells that nothing of the
// activation's values has been cut off.
func (j *Judge) fits(k *program.Constraint, activation, target *sight) (fits, all bool) {
	all = true
	j.compared[0], j.compared[1] = j.compared[0][:0], j.compared[1][:0]
	for _, slot := range k.Compares {
		v := activation.value(slot)
		all = all && !v.Cut
		j.compared[0], j.compared[1] = append(j.compared[0], v), append(j.compared[1], target.value(slot))
	}
	return k.Predicate.Holds(j.compared[0], j.compared[1]), all
}
