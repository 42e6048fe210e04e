package report

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"ivrcheck/rules"
)

// statistics is the text form with --statistics: only the number of violations by rule and subject, the worst first.
type statistics struct {
	out  *flushWriter
	text *textWriter
	rows map[statisticsKey]int64
}

type statisticsKey struct {
	verdict       rules.Verdict
	severity      rules.Severity
	rule, subject string
	name, title   string
}

func newStatistics(w io.Writer, opt Options) Report {
	return &statistics{newFlushWriter(w), newTextWriter(opt), make(map[statisticsKey]int64)}
}

func (s *statistics) Finding(f *rules.Finding) error {
	key := statisticsKey{f.Verdict, f.Severity, f.Rule, f.Subject, f.Name, f.Title}
	if _, known := s.rows[key]; !known {
		if len(s.rows) >= maxKinds {
			key.subject = "other subjects"
		}
		key.subject = strings.Clone(key.subject) // the finding is released
	}
	s.rows[key] += max(f.Count, 1)
	return nil
}

func (s *statistics) InputError(*InputError) error { return nil }

func (s *statistics) Close(*Summary) error {
	p := s.text
	keys := make([]statisticsKey, 0, len(s.rows))
	for k := range s.rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b statisticsKey) int {
		return cmp.Or(cmp.Compare(Rank(a.verdict, a.severity), Rank(b.verdict, b.severity)), cmp.Compare(s.rows[b], s.rows[a]),
			strings.Compare(a.rule, b.rule), strings.Compare(a.subject, b.subject))
	})
	table := [][]string{{"COUNT", "SEVERITY", "CODE", "SUBJECT", "TITLE"}}
	for _, k := range keys {
		table = append(table, []string{count(s.rows[k]), severityWord(k.verdict, k.severity), Printable(k.rule), Printable(k.subject), Printable(k.title)})
	}
	if len(keys) > 0 {
		align(table, 0)
		for i, row := range table {
			if i > 0 {
				row[1] = p.severityOf(row[1], keys[i-1].verdict, keys[i-1].severity)
			}
			p.line(strings.Join(row, "  "))
		}
	}
	if err := p.flush(s.out); err != nil {
		return err
	}
	return s.out.close()
}

// The ranks of findings.
const (
	ranks    = 4
	infoRank = ranks - 1
)

// Rank returns the rank of a finding: errors, warnings, inconclusive ones, info.
func Rank(v rules.Verdict, s rules.Severity) int {
	switch {
	case v == rules.Inconclusive:
		return 2
	case s == rules.Error:
		return 0
	case s == rules.Warning:
		return 1
	}
	return infoRank
}
