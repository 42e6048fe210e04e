// Package gate decides which findings make a release gate fail: those not
// covered by a baseline or by a suppression of the configuration.
//
// In: findings, in the order in which they are decided. Out: for each, the reason
// if it does not count; at the end, unused baseline entries and suppressions, and
// a new baseline.
//
// Files, from the entry point down: gate.go, suppression.go, baseline.go.
package gate

import (
	"time"

	"ivrcheck/rules"
)

// Gate has the accepted findings. The zero Gate accepts nothing.
type Gate struct {
	// Baseline may be nil.
	Baseline *Baseline
	// Suppressions are tried in their order, before the baseline.
	Suppressions []Suppression
	// Recorder, if set, records the findings that no suppression covers.
	Recorder *Recorder
	// Now decides whether a suppression has expired.
	Now time.Time

	covered []int64
	expired []int64
}

// Cover returns the reason why a finding does not count, "" if it counts.
func (g *Gate) Cover(f *rules.Finding) string {
	if g.covered == nil {
		g.covered, g.expired = make([]int64, len(g.Suppressions)), make([]int64, len(g.Suppressions))
	}
	for i := range g.Suppressions {
		s := &g.Suppressions[i]
		if !s.matches(f) {
			continue
		}
		if s.expired(g.Now) {
			g.expired[i]++
			continue
		}
		g.covered[i]++
		return s.Reason
	}
	if g.Records(f) {
		g.Recorder.Add(f)
	}
	if g.Baseline != nil && !aboutRun(f) && g.Baseline.take(f) {
		return "in the baseline"
	}
	return ""
}

// Records reports whether a finding goes into the new baseline.
func (g *Gate) Records(f *rules.Finding) bool { return g.Recorder != nil && !aboutRun(f) }

// aboutRun reports whether a finding is about a whole input or run. It is never in
// a baseline.
func aboutRun(f *rules.Finding) bool { return !f.AboutMessage() }

// Notes lists expired suppressions that findings still need, suppressions that
// covered nothing, and stale baseline entries, one per line, in the order of the
// files. wanted reports whether the run looked for findings of a rule and subject:
// the absence of others proves nothing.
func (g *Gate) Notes(wanted func(rule, subject string) bool) []string {
	var notes []string
	for i := range g.Suppressions {
		s := &g.Suppressions[i]
		switch {
		case g.expired != nil && g.expired[i] > 0:
			notes = append(notes, s.Place+": the suppression of "+s.subject()+" expired on "+s.Expires.Format(time.DateOnly)+
				"; "+findings(g.expired[i])+" count"+singular(g.expired[i])+" again")
		case (g.covered == nil || g.covered[i] == 0) && wanted(s.Rule, s.Subject):
			notes = append(notes, s.Place+": the suppression of "+s.subject()+" covers no finding; remove it if the fault is fixed")
		}
	}
	if g.Baseline != nil {
		for _, e := range g.Baseline.Stale() {
			if wanted(e.Rule, e.Subject) {
				notes = append(notes, g.Baseline.File+": "+e.String())
			}
		}
	}
	return notes
}
