package rules

import (
	"ivrcheck/rules/internal/wording"
	"ivrcheck/trace"
)

// Shards is a set of virtual shards. The zero value means all.
type Shards uint16

// PartOf returns the shards of part i of n, which divides trace.Shards.
func PartOf(i, n int) Shards {
	var s Shards
	for shard := i; shard < trace.Shards; shard += n {
		s |= 1 << shard
	}
	return s
}

// Has reports whether a virtual shard is in the set.
func (s Shards) Has(shard int) bool { return s == 0 || s>>shard&1 > 0 }

// Split divides the set into at most n parts.
func (s Shards) Split(n int) []Shards {
	var parts []Shards
	next := 0
	for shard := range trace.Shards {
		switch {
		case !s.Has(shard):
			continue
		case len(parts) < n:
			parts = append(parts, 1<<shard)
		default:
			parts[next%n] |= 1 << shard
			next++
		}
	}
	return parts
}

// Order is the position of a finding among those of its input, in the order of decisions (Finding.Order).
type Order = wording.Order

// The phases of judging, the first part of an Order. Findings about the whole input come last.
const (
	taken int64 = iota
	empty
	closed
	whole
)

// OrderOfEmpty is the order of a finding about an input without a message (CAP012).
var OrderOfEmpty = Order{empty}

// Union merges the findings of judges that each judged a part of the virtual shards of an input. It adds up findings
// that are reported once for the whole input.
type Union struct {
	set   *Set
	tally *Tallies
	emit  func(*Finding)
	whole []*Finding
}

// NewUnion returns a Union that passes findings to emit. tally has the tallies of all parts.
func (s *Set) NewUnion(tally *Tallies, emit func(*Finding)) *Union {
	return &Union{set: s, tally: tally, emit: emit}
}

// Finding takes the findings of all parts in their order (Finding.Order).
func (u *Union) Finding(f *Finding) {
	if f.Whole == "" {
		u.emit(f)
		return
	}
	for _, first := range u.whole {
		if first.Whole == f.Whole {
			first.Count += f.Count
			f.Release()
			return
		}
	}
	u.whole = append(u.whole, f)
}

// Close passes on the findings about the whole input.
func (u *Union) Close() {
	for _, f := range u.whole {
		u.tally.found(u.set.program.ByID[f.Rule], f.Verdict)
		u.emit(f)
	}
	u.whole = nil
}
