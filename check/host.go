package check

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"ivrcheck/report"
	"ivrcheck/rules"
)

// Host has the parts of a host in the order of their numbers.
type Host struct {
	Name  string
	Parts []*Part
}

// ReadHosts reads the first and last lines of partial reports and checks that they belong together.
// It returns the hosts in the order of names. All reports must be made with the rules of set and by
// this version of the program, "" for any.
func ReadHosts(ctx context.Context, set *rules.Set, version string, paths ...string) ([]*Host, error) {
	if len(paths) == 0 {
		return nil, partErrorf("name the partial reports of check --shard")
	}
	byHost := make(map[string][]*Part)
	var first *Part
	for _, path := range paths {
		p, err := readPart(ctx, path)
		if err != nil {
			return nil, err
		}
		if first == nil {
			first = p
		}
		if err := first.agrees(p); err != nil {
			return nil, err
		}
		parts := byHost[p.Start.Host]
		if len(parts) > 0 && reflect.DeepEqual(parts[0].Start.Inputs, p.Start.Inputs) {
			p.Start.Inputs = parts[0].Start.Inputs // may be many: keep them once for each host
		}
		byHost[p.Start.Host] = append(parts, p)
	}
	if version != "" && first.Start.Version != version {
		return nil, partErrorf("%s was written by version %s, and this is %s", first.Path, first.Start.Version, version)
	}
	if first.Start.Rules != set.Digest() {
		return nil, partErrorf("%s was made with other rules: give merge the same --rules and configuration as check", first.Path)
	}
	var hosts []*Host
	for _, name := range slices.Sorted(maps.Keys(byHost)) {
		h := &Host{name, byHost[name]}
		if err := h.complete(); err != nil {
			return nil, err
		}
		hosts = append(hosts, h)
	}
	return hosts, nil
}

// agrees compares the values that must be the same on all hosts.
func (p *Part) agrees(other *Part) error {
	a, b := &p.Start, &other.Start
	var different string
	switch {
	case a.Version != b.Version:
		different = fmt.Sprintf("versions: %s and %s", a.Version, b.Version)
	case a.Rules != b.Rules:
		different = "rules"
	case !reflect.DeepEqual(a.Options, b.Options):
		different = "options: " + differentOptions(a.Options, b.Options)
	default:
		return nil
	}
	return partErrorf("%s and %s have different %s", p.Path, other.Path, different)
}

func differentOptions(a, b map[string][]string) string {
	var names []string
	for _, options := range []map[string][]string{a, b} {
		for name := range options {
			if flag := "--" + name; !slices.Equal(a[name], b[name]) && !slices.Contains(names, flag) {
				names = append(names, flag)
			}
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// complete sorts the parts of a host. Each number must occur exactly once.
func (h *Host) complete() error {
	slices.SortStableFunc(h.Parts, func(a, b *Part) int { return cmp.Compare(a.Start.Shard, b.Start.Shard) })
	first := h.Parts[0]
	byNumber := make(map[int]*Part)
	for _, p := range h.Parts {
		a, b := &first.Start, &p.Start
		switch twin := byNumber[b.Shard]; {
		case a.Of != b.Of:
			return partErrorf("%s is one of %d shards of host %s, and %s one of %d", first.Path, a.Of, h.Name, p.Path, b.Of)
		case twin != nil:
			return partErrorf("shard %d of %d of host %s is there twice: %s and %s", b.Shard, b.Of, h.Name, twin.Path, p.Path)
		case !reflect.DeepEqual(a.Inputs, b.Inputs):
			return partErrorf("%s and %s of host %s have different inputs%s", first.Path, p.Path, h.Name, differentInput(a.Inputs, b.Inputs))
		}
		byNumber[b.Shard] = p
	}
	var missing []string
	for i := range first.Start.Of {
		if byNumber[i] == nil {
			missing = append(missing, fmt.Sprint(i))
		}
	}
	switch {
	case len(missing) == 1:
		return partErrorf("shard %s of %d of host %s is missing", missing[0], first.Start.Of, h.Name)
	case len(missing) > 1:
		return partErrorf("shards %s of %d of host %s are missing", strings.Join(missing, ", "), first.Start.Of, h.Name)
	}
	return nil
}

// differentInput returns the name of the first input that differs.
func differentInput(a, b []report.PartialInput) string {
	for i := range min(len(a), len(b)) {
		switch {
		case a[i].File != b[i].File:
			return fmt.Sprintf(": %s and %s", a[i].File, b[i].File)
		case a[i] != b[i]:
			return ": " + a[i].File
		}
	}
	return fmt.Sprintf(": %d and %d files", len(a), len(b))
}

// Merge reports the findings of a host as Run would for all shards, and returns the Result for
// all shards. It uses from opt only the rules, the selection, AllowEmpty, and Finding.
func (h *Host) Merge(ctx context.Context, opt Options) (*Result, error) {
	set, err := opt.rules()
	if err != nil {
		return nil, err
	}
	var result *Result
	m := &partMerger{stdin: slices.ContainsFunc(h.Parts[0].Start.Inputs, func(in report.PartialInput) bool { return in.File == "-" }), rules: set}
	defer m.close()
	for _, p := range h.Parts {
		part, err := partialResult(set, &p.Start, &p.End)
		switch {
		case err != nil:
		case result == nil:
			result = part
		default:
			err = result.Merge(part)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Path, err)
		}
		if err := m.open(ctx, p); err != nil {
			return nil, err
		}
	}
	result.Shards = 0
	r := &run{Options: opt, set: set, result: result}
	empty := result.Empty
	if opt.AllowEmpty {
		empty = nil
	}
	union := set.NewUnion(result.Tallies, r.finding)
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return result, ctx.Err()
		}
		f, err := m.take()
		if err != nil {
			return result, err
		}
		if empty != nil && (f == nil || f.Order.Compare(rules.OrderOfEmpty) >= 0) {
			r.empty(empty.File, empty.Fault())
			empty = nil
		}
		if f == nil {
			break
		}
		if union.Finding(f); r.err != nil {
			return result, r.err
		}
	}
	union.Close()
	return result, r.err
}
