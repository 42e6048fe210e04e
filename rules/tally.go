package rules

import (
	"ivrcheck/rules/internal/program"
	"math/bits"
)

// Tallies counts, over all inputs of a run, what became of each rule.
type Tallies struct {
	set    *Set
	counts []Tally
}

// NewTallies starts counting.
func (s *Set) NewTallies() *Tallies {
	t := &Tallies{set: s, counts: make([]Tally, len(s.program.Rules))}
	for i, r := range s.program.Rules {
		t.counts[i] = Tally{Rule: r.ID, Name: r.Name}
	}
	return t
}

// settle counts an activation of all rules about whole inputs, or about whole
// connections, at the end of one; those in broken have been violated.
func (t *Tallies) settle(kind program.ActivationKind, broken indexSet) {
	for _, r := range t.set.counted[kind] {
		t.activated(r)
		if !broken.has(r.Index) {
			t.count(r, Satisfied)
		}
	}
}

// add counts events that activated all rules of their kinds. What broke one has been
// taken from its count of satisfied already.
func (t *Tallies) add(counts *[1 << (program.PerRun + 1)]int64) {
	for kinds, n := range counts {
		for ; n > 0 && kinds > 0; kinds &= kinds - 1 {
			for _, r := range t.set.counted[bits.TrailingZeros(uint(kinds))] {
				t.counts[r.Index].Activations += n
				t.counts[r.Index].Satisfied += n
			}
		}
	}
}

// indexSet is a set of rules or constraints, by index. The zero indexSet is empty.
type indexSet []uint64

func (s *indexSet) add(index int) {
	for len(*s) <= index/64 {
		*s = append(*s, 0)
	}
	(*s)[index/64] |= 1 << (index % 64)
}

func (s indexSet) has(index int) bool {
	return index/64 < len(s) && s[index/64]&(1<<(index%64)) != 0
}

// covers tells whether all of another set are in it.
func (s indexSet) covers(other indexSet) bool {
	for i, w := range other {
		if w != 0 && (i >= len(s) || w&^s[i] != 0) {
			return false
		}
	}
	return true
}

func (t *Tallies) activated(r *program.Rule) { t.counts[r.Index].Activations++ }

// satisfied counts an activation that is satisfied.
func (t *Tallies) satisfied(r *program.Rule) {
	c := &t.counts[r.Index]
	c.Activations++
	c.Satisfied++
	c.Verdict = max(c.Verdict, Satisfied)
}

func (t *Tallies) count(r *program.Rule, v Verdict) {
	c := &t.counts[r.Index]
	switch v {
	case Satisfied:
		c.Satisfied++
	case Violated:
		c.Violated++
	case Inconclusive:
		c.Inconclusive++
	}
	c.Verdict = max(c.Verdict, v)
}

// List gives the tallies of the rules that the selection lets run, in the
// order of the rule file.
func (t *Tallies) List(sel Selection) []Tally {
	out := make([]Tally, 0, len(t.counts))
	for _, c := range t.counts {
		if sel.Runs(c.Rule) {
			if c.Activations > 0 {
				c.Verdict = max(c.Verdict, Satisfied)
			}
			c.Idle = c.Rule == notExercised && c.Activations == 0
			out = append(out, c)
		}
	}
	return out
}

// Since gives what was counted between two lists of the same tallies.
func Since(before, now []Tally) []Tally {
	out := make([]Tally, len(now))
	for i, n := range now {
		b := before[i]
		n.Activations -= b.Activations
		n.Satisfied -= b.Satisfied
		n.Violated -= b.Violated
		n.Inconclusive -= b.Inconclusive
		switch {
		case n.Violated > 0:
			n.Verdict = Violated
		case n.Inconclusive > 0:
			n.Verdict = Inconclusive
		case n.Activations > 0:
			n.Verdict = Satisfied
		default:
			n.Verdict = NotActivated
		}
		out[i] = n
	}
	return out
}

// Counted gives how many things of a name activated the rules that count them;
// -1 if no rule does.
func (t *Tallies) Counted(name string) int64 {
	n := int64(-1)
	for _, r := range t.set.program.Rules {
		if r.Counts == name {
			n = max(n, 0) + t.counts[r.Index].Activations
		}
	}
	return n
}
