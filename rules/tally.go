package rules

import (
	"math/bits"

	"ivrcheck/rules/internal/program"
)

// Tally counts what became of one rule.
type Tally struct {
	Rule         string  `json:"rule"`
	Name         string  `json:"name"`
	Verdict      Verdict `json:"verdict"`
	Activations  int64   `json:"activations"`
	Satisfied    int64   `json:"satisfied"`
	Violated     int64   `json:"violated"`
	Inconclusive int64   `json:"inconclusive"`
	// Idle reports that nobody asked for the rule, so that it could not be
	// activated: CAP010 where no rule is demanded.
	Idle bool `json:"-"`
}

// worst is the verdict that the counts come to.
func (t *Tally) worst() Verdict {
	switch {
	case t.Violated > 0:
		return Violated
	case t.Inconclusive > 0:
		return Inconclusive
	case t.Activations > 0:
		return Satisfied
	}
	return NotActivated
}

// Tallies counts, over all inputs of a run, what became of each rule.
type Tallies struct {
	program *program.Program
	counts  []counter // by the indices of rules
}

// counter counts activations, those that were not satisfied, and findings.
type counter struct{ activations, failed, violated, inconclusive int64 }

// NewTallies starts counting.
func (s *Set) NewTallies() *Tallies {
	return &Tallies{s.program, make([]counter, len(s.program.Rules))}
}

func (t *Tallies) activated(r *program.Rule, n int64) { t.counts[r.Index].activations += n }
func (t *Tallies) failed(r *program.Rule)             { t.counts[r.Index].failed++ }

// found counts a finding.
func (t *Tallies) found(r *program.Rule, v Verdict) {
	if v == Violated {
		t.counts[r.Index].violated++
	} else {
		t.counts[r.Index].inconclusive++
	}
}

// settle counts an activation of all rules about whole inputs, or about whole
// connections, at the end of one.
func (t *Tallies) settle(kind program.ActivationKind, broken program.RuleSet) {
	for _, r := range t.program.Rules {
		if r.Activate.Kind != kind {
			continue
		}
		if t.activated(r, 1); broken.Has(r) {
			t.failed(r)
		}
	}
}

// kinds counts events that activated all rules of their kinds.
func (t *Tallies) kinds(counts *[1 << (program.PerRun + 1)]int64) {
	var byKind [program.PerRun + 1]int64
	for kinds, n := range counts {
		for ; n > 0 && kinds > 0; kinds &= kinds - 1 {
			byKind[bits.TrailingZeros(uint(kinds))] += n
		}
	}
	for _, r := range t.program.Rules {
		t.activated(r, byKind[r.Activate.Kind])
	}
}

// List returns the tallies of the rules that the selection lets run, in the
// order of the rule file.
func (t *Tallies) List(sel Selection) []Tally {
	out := make([]Tally, 0, len(t.counts))
	for i, r := range t.program.Rules {
		if !sel.Runs(r.ID) {
			continue
		}
		c := &t.counts[i]
		n := Tally{
			Rule: r.ID, Name: r.Name, Activations: c.activations, Satisfied: c.activations - c.failed, Violated: c.violated, Inconclusive: c.inconclusive,
			Idle: r.ID == notExercised && c.activations == 0,
		}
		n.Verdict = n.worst()
		out = append(out, n)
	}
	return out
}

// Since returns what was counted between two lists of the same tallies.
func Since(before, now []Tally) []Tally {
	out := make([]Tally, len(now))
	for i, n := range now {
		b := before[i]
		n.Activations -= b.Activations
		n.Satisfied -= b.Satisfied
		n.Violated -= b.Violated
		n.Inconclusive -= b.Inconclusive
		n.Verdict = n.worst()
		out[i] = n
	}
	return out
}

// Counted returns how many things of a name activated the rules that count them;
// -1 if no rule does.
func (t *Tallies) Counted(name string) int64 {
	n := int64(-1)
	for _, r := range t.program.Rules {
		if r.Counts == name {
			n = max(n, 0) + t.counts[r.Index].activations
		}
	}
	return n
}
