// Package gate decides which findings a release gate has to count: what a
// baseline or a suppression of the configuration covers does not count.
//
// What flows in: findings, in the order in which they are decided. What flows
// out: for each, why it does not count, or nothing; at the end, what of
// baseline and suppressions was of no use, and a new baseline. Exit status and
// reports are none of its business.
package gate

import (
	"time"

	"ivrcheck/rules"
)

// Gate holds back what is accepted already. The zero Gate holds back nothing.
type Gate struct {
	// Baseline is nil if there is none.
	Baseline *Baseline
	// Suppressions are tried in their order, before the baseline.
	Suppressions []Suppression
	// Recorder, if set, gets what no suppression covers: the next baseline.
	Recorder *Recorder
	// Now decides whether a suppression has expired.
	Now time.Time

	covered []int64
	expired []int64
}

// Cover tells why a finding does not count; "" if it counts.
func (g *Gate) Cover(f *rules.Finding) string {
	if g.covered == nil {
		g.covered, g.expired = make([]int64, len(g.Suppressions)), make([]int64, len(g.Suppressions))
	}
	for i := range g.Suppressions {
		s := &g.Suppressions[i]
		if !s.matches(f) {
			continue
		}
		if s.over(g.Now) {
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

// Records tells whether a finding goes into the next baseline.
func (g *Gate) Records(f *rules.Finding) bool { return g.Recorder != nil && !aboutRun(f) }

// aboutRun tells a finding about a whole input or run: that nothing was checked
// is never an old fault.
func aboutRun(f *rules.Finding) bool { return f.Frame == 0 && f.Line == 0 && f.Offset == nil }

// Notes says, a line each and in the order of the files, which suppressions
// have expired while something still needs them, which ones covered nothing,
// and which entries of the baseline are stale.
func (g *Gate) Notes() []string {
	var notes []string
	for i := range g.Suppressions {
		s := &g.Suppressions[i]
		switch {
		case g.expired != nil && g.expired[i] > 0:
			notes = append(notes, s.Place+": the suppression of "+s.what()+" expired on "+s.Expires.Format(time.DateOnly)+
				"; "+findings(g.expired[i])+" count"+singular(g.expired[i])+" again")
		case g.covered == nil || g.covered[i] == 0:
			notes = append(notes, s.Place+": the suppression of "+s.what()+" covers no finding; remove it if the fault is mended")
		}
	}
	if g.Baseline != nil {
		for _, e := range g.Baseline.Stale() {
			notes = append(notes, g.Baseline.File+": "+e.String())
		}
	}
	return notes
}
