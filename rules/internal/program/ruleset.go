package program

// RuleSet is a set of rules. The zero RuleSet is empty.
type RuleSet []uint64

// Add adds a rule.
func (s *RuleSet) Add(r *Rule) {
	for len(*s) <= r.Index/64 {
		*s = append(*s, 0)
	}
	(*s)[r.Index/64] |= 1 << (r.Index % 64)
}

// Has reports whether a rule is in the set.
func (s RuleSet) Has(r *Rule) bool {
	return r.Index/64 < len(s) && s[r.Index/64]&(1<<(r.Index%64)) != 0
}
