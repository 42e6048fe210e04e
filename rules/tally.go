package rules

import (
	"fmt"
	"math/bits"

	"ivrcheck/rules/internal/program"
)

// Tally counts the results of one rule.
type Tally struct {
	Rule         string  `json:"rule"`
	Name         string  `json:"name"`
	Title        string  `json:"-"`
	Verdict      Verdict `json:"verdict"`
	Activations  int64   `json:"activations"`
	Satisfied    int64   `json:"satisfied"`
	Violated     int64   `json:"violated"`
	Inconclusive int64   `json:"inconclusive"`
	// Idle reports that the rule could not be activated, because nothing demanded it: CAP010 if no rule is demanded.
	Idle bool `json:"-"`
}

// worst returns the verdict that follows from the counts.
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

// Tallies counts the results of each rule over all inputs of a run.
type Tallies struct {
	program *program.Program
	counts  []counter // by the indices of rules
}

// counter counts activations, unsatisfied activations, and findings.
type counter struct{ activations, failed, violated, inconclusive int64 }

// NewTallies returns empty tallies.
func (s *Set) NewTallies() *Tallies {
	return &Tallies{s.program, make([]counter, len(s.program.Rules))}
}

func (t *Tallies) activated(r *program.Rule, n int64) { t.counts[r.Index].activations += n }
func (t *Tallies) failed(r *program.Rule)             { t.counts[r.Index].failed++ }

// Add adds the counts of other tallies of the same set.
func (t *Tallies) Add(other *Tallies) {
	for i, c := range other.counts {
		own := &t.counts[i]
		own.activations += c.activations
		own.failed += c.failed
		own.violated += c.violated
		own.inconclusive += c.inconclusive
	}
}

// Count contains the counts of one rule.
type Count struct {
	Rule         string `json:"rule"`
	Activations  int64  `json:"activations"`
	Failed       int64  `json:"failed"` // unsatisfied activations
	Violated     int64  `json:"violated"`
	Inconclusive int64  `json:"inconclusive"`
}

// Counts returns the counts of the rules that have any, in the order of the rule file.
func (t *Tallies) Counts() []Count {
	list := []Count{}
	for i, r := range t.program.Rules {
		if c := t.counts[i]; c != (counter{}) {
			list = append(list, Count{r.ID, c.activations, c.failed, c.violated, c.inconclusive})
		}
	}
	return list
}

// AddCounts adds a result of Counts from other tallies of the same set.
func (t *Tallies) AddCounts(list []Count) error {
	other := &Tallies{t.program, make([]counter, len(t.counts))}
	for _, c := range list {
		r := t.program.ByID[c.Rule]
		if r == nil {
			return fmt.Errorf("unknown rule %q", c.Rule)
		}
		other.counts[r.Index] = counter{c.Activations, c.Failed, c.Violated, c.Inconclusive}
	}
	t.Add(other)
	return nil
}

// found counts a finding.
func (t *Tallies) found(r *program.Rule, v Verdict) {
	if v == Violated {
		t.counts[r.Index].violated++
	} else {
		t.counts[r.Index].inconclusive++
	}
}

// countWhole counts an activation of all rules about whole inputs, or about whole connections at the end of one.
func (t *Tallies) countWhole(kind program.ActivationKind, broken program.RuleSet) {
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

// List returns the tallies of the selected rules, in the order of the rule file.
func (t *Tallies) List(sel Selection) []Tally {
	out := make([]Tally, 0, len(t.counts))
	for i, r := range t.program.Rules {
		if !sel.Runs(r.ID) {
			continue
		}
		c := &t.counts[i]
		n := Tally{
			Rule: r.ID, Name: r.Name, Title: r.Title, Activations: c.activations, Satisfied: c.activations - c.failed, Violated: c.violated, Inconclusive: c.inconclusive,
			Idle: r.ID == notExercised && c.activations == 0,
		}
		// A message that violates a rule several times counts as several activations.
		n.Activations = max(n.Activations, n.Satisfied+n.Violated+n.Inconclusive)
		n.Verdict = n.worst()
		out = append(out, n)
	}
	return out
}

// Counted returns the nouns of Rule.Counts, in the order of the rule file, and the number of activations for each.
// Unselected rules count nothing.
func (t *Tallies) Counted(sel Selection) (names []string, counts map[string]int64) {
	counts = make(map[string]int64)
	for _, r := range t.program.Rules {
		if r.Counts == "" || !sel.Runs(r.ID) {
			continue
		}
		if _, known := counts[r.Counts]; !known {
			names = append(names, r.Counts)
		}
		counts[r.Counts] += t.counts[r.Index].activations
	}
	return names, counts
}
