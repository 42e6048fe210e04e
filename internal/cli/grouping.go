package cli

import (
	"math"
	"strconv"

	"ivrcheck/report"
	"ivrcheck/rules"
)

// grouping merges findings with the same fingerprint into one. It keeps a bounded number of them in memory.
type grouping struct {
	// several: there are several hosts, so a group names the host of its first finding.
	several bool
	// all is sorted by fingerprint, groups by first finding.
	all, groups *sorter
}

func newGrouping(several bool) *grouping {
	g := &grouping{several: several, all: newSorter(), groups: newSorter()}
	g.all.memory, g.groups.memory = sortMemory/2, sortMemory/2
	return g
}

// add takes a finding. Suppressed findings and findings without fingerprint are groups of their own.
func (g *grouping) add(f *rules.Finding) error {
	print, err := strconv.ParseUint(f.Fingerprint, 16, 64)
	if err != nil {
		print = math.MaxUint64
	}
	rank := 0
	if f.Suppressed != "" {
		rank = 1
	}
	return g.all.addAt(rank, int64(print), f)
}

// each passes on the groups in the order of their first findings. A group is represented by its worst finding, or the
// first of several.
func (g *grouping) each(use func(*rules.Finding) error) error {
	var worst *rules.Finding
	var rank, first int
	var place int64
	flush := func() error {
		if worst == nil {
			return nil
		}
		if !g.several {
			worst.Host = ""
		}
		return g.groups.addAt(0, int64(first), worst)
	}
	err := g.all.eachRanked(func(r *ranked) error {
		f, count := r.Finding, max(r.Count, 1)
		same := worst != nil && r.rank == rank && r.place == place && f.Fingerprint == worst.Fingerprint
		if !same {
			if err := flush(); err != nil {
				return err
			}
			worst, rank, place, first = f.Clone(), r.rank, r.place, r.number
			worst.Count, worst.Hosts = count, []rules.HostCount{{Host: f.Host, Count: count}}
			return nil
		}
		total, hosts, fails := worst.Count+count, worst.Hosts, worst.Fails || f.Fails
		if last := &hosts[len(hosts)-1]; last.Host == f.Host {
			last.Count += count
		} else {
			hosts = append(hosts, rules.HostCount{Host: f.Host, Count: count})
		}
		if report.Rank(f.Verdict, f.Severity) < report.Rank(worst.Verdict, worst.Severity) {
			worst = f.Clone()
		}
		worst.Count, worst.Hosts, worst.Fails = total, hosts, fails
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return err
	}
	return g.groups.each(use)
}
