package cli

import (
	"fmt"
	"io"
	"time"

	ucli "github.com/urfave/cli/v2"

	"ivrcheck/internal/gate"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// guard reads the flags about the gate.
func (run *checking) guard(c *ucli.Context, s *settled) error {
	run.gate.Now = time.Now()
	if s.config != nil {
		run.gate.Suppressions = s.config.suppressions
		for _, sup := range run.gate.Suppressions {
			if _, err := run.set.Select([]string{sup.Rule}, nil); err != nil {
				return usagef("%s: no rule has the code %q; `ivrcheck rules list` shows them all", sup.Place, sup.Rule)
			}
		}
	}
	if path := c.String("baseline"); path != "" {
		var err error
		if run.gate.Baseline, err = gate.ReadBaseline(path); err != nil {
			return usagef("--baseline: %w", err)
		}
	}
	if run.record = c.String("write-baseline"); run.record != "" {
		run.gate.Recorder = new(gate.Recorder)
	}
	if c.Int("max-same") < 0 {
		return usagef("--max-same is %d, use 0 or more", c.Int("max-same"))
	}
	run.bar = newProgress(c, run.stderr)
	return nil
}

// covered tells whether a finding does not count; then it goes to the reports
// that show such findings, and is counted as suppressed.
func (run *checking) covered(f *rules.Finding) bool {
	if f.Suppressed = run.gate.Cover(f); f.Suppressed == "" {
		return false
	}
	run.summary.Suppressed++
	return true
}

// conclude writes the baseline that was asked for, and says what of gate and
// configuration was of no use. An interrupted run writes no baseline: what it
// has not seen is not mended.
func (run *checking) conclude() error {
	if !run.summary.Complete {
		return nil
	}
	run.summary.Notes = run.gate.Notes()
	if run.record == "" {
		return nil
	}
	if err := run.gate.Recorder.Write(run.record); err != nil {
		return fmt.Errorf("--write-baseline: %w", err)
	}
	return nil
}

// notes writes what conclude found, for the formats that do not show it on
// standard output.
func writeNotes(w io.Writer, s *report.Summary) {
	for _, n := range s.Notes {
		fmt.Fprintln(w, "ivrcheck:", report.Printable(n))
	}
}
