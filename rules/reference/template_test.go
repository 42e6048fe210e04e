package reference

import (
	"slices"
	"strings"

	"ivrcheck/rules"
)

// alternative is one matcher; a message matches if all that it says holds.
type alternative struct {
	names []string
	from  string // "", ivr or server
	where map[string][]string
	has   string
	lacks string
}

// matcher matches what any of its alternatives matches.
type matcher []alternative

func (m matcher) matches(x message) bool {
	return slices.ContainsFunc(m, func(a alternative) bool {
		if len(a.names) > 0 && !slices.Contains(a.names, x.name) || a.from != "" && (a.from == "server") != x.server {
			return false
		}
		for path, values := range a.where {
			if v, there := x.params[path]; !there || !slices.Contains(values, v) {
				return false
			}
		}
		_, has := x.params[a.has]
		_, lacks := x.params[a.lacks]
		return (a.has == "" || has) && !lacks
	})
}

// rule is a rule of a rule file with one template.
type rule struct {
	template      string
	key           [][]string
	when, then    matcher
	among         matcher // nil for every message of the key
	after, until  matcher
	within        int // seconds, 0 for no limit
	correlate     []string
	oneToOne      bool
	endIsViolated bool
	report        string
	exclusive     bool // the message that opens the scope does not belong to it
}

// keyOf is the key of a message; ok is false if it belongs to none.
func (r *rule) keyOf(m message) (key string, ok bool) {
	for _, paths := range r.key {
		i := slices.IndexFunc(paths, func(p string) bool { return m.params[p] != "" })
		if i < 0 {
			return "", false
		}
		key += m.params[paths[i]] + "\x00"
	}
	return key, true
}

// pairs reports whether the parameters of correlate are equal in two messages.
func (r *rule) pairs(a, b message) bool {
	return !slices.ContainsFunc(r.correlate, func(p string) bool { return a.params[p] != b.params[p] })
}

// correlated reports whether a message has the parameters of correlate. One without is neither
// activation nor target.
func (r *rule) correlated(m message) bool {
	return !slices.ContainsFunc(r.correlate, func(p string) bool { return m.params[p] == "" })
}

// whole judges a conversation of which nothing is missing: it cuts it into the parts that the
// scope makes, each of these into the messages of each key, and lets the definition of the
// template speak. last is the last time that the capture shows. active reports whether something
// activated the rule.
func (r *rule) whole(messages []message, last int) (found []finding, active bool) {
	type part struct {
		places []int // of its messages
		end    int   // the time when it ended
	}
	var parts []part
	open := r.after == nil
	if open {
		parts = append(parts, part{})
	}
	for i, m := range messages {
		if open {
			parts[len(parts)-1].end = m.at
		}
		if open && r.until.matches(m) {
			open = false
		} else if !open && r.after.matches(m) {
			open = true
			parts = append(parts, part{end: m.at})
			if r.exclusive {
				continue
			}
		}
		if open {
			last := &parts[len(parts)-1]
			last.places = append(last.places, i)
		}
	}
	if open {
		parts[len(parts)-1].end = last
	}
	for _, part := range parts {
		var keys []string
		of := map[string][]int{}
		for _, i := range part.places {
			if key, ok := r.keyOf(messages[i]); ok {
				if of[key] == nil {
					keys = append(keys, key)
				}
				of[key] = append(of[key], i)
			}
		}
		for _, key := range keys {
			f := &formula{r: r, all: messages, places: of[key], end: part.end, breaks: map[int]bool{}}
			f.judge()
			if r.report == "key" {
				sortFindings(f.found)
				f.found = r.firsts(messages, f.found)
			}
			found = append(found, f.found...)
			active = active || f.active
		}
	}
	sortFindings(found)
	if r.report == "key" && r.key == nil && (r.correlate == nil || strings.Contains(r.template, "chain")) && len(found) > 0 {
		found = found[:1] // the first of the connection
	}
	return found, active
}

// firsts gives the first finding of each pair of one key.
func (r *rule) firsts(messages []message, found []finding) (out []finding) {
	seen := map[string]bool{}
	for _, f := range found {
		pair := ""
		for _, path := range r.correlate {
			if strings.Contains(r.template, "chain") {
				break // the next message of the key is not looked for in pairs
			}
			pair += messages[f.place].params[path] + "\x00"
		}
		if !seen[pair] {
			seen[pair] = true
			out = append(out, f)
		}
	}
	return out
}

// formula is a template over the messages of one key in one part. The methods take and give
// indices of places.
type formula struct {
	r      *rule
	all    []message
	places []int
	end    int // the time when the part ended
	found  []finding
	breaks map[int]bool // the messages that break the rule: each is one finding
	active bool
}

func (f *formula) at(i int) message   { return f.all[f.places[i]] }
func (f *formula) isA(i int) bool     { return f.r.when.matches(f.at(i)) && f.r.correlated(f.at(i)) }
func (f *formula) isB(i int) bool     { return f.r.then.matches(f.at(i)) && f.r.correlated(f.at(i)) }
func (f *formula) among(i int) bool   { return f.r.among == nil || f.r.among.matches(f.at(i)) }
func (f *formula) pair(i, j int) bool { return f.r.pairs(f.at(i), f.at(j)) }

// intime reports whether j comes in the time that i allows it.
func (f *formula) inTime(i, j int) bool {
	return f.r.within == 0 || f.at(j).at-f.at(i).at <= f.r.within
}

// broken: the message breaks the rule.
func (f *formula) broken(i int) {
	if !f.breaks[i] {
		f.found = append(f.found, finding{f.places[i], rules.Violated})
	}
	f.breaks[i] = true
}

// missing: what the message at i demands did not come.
func (f *formula) missing(i int) {
	v := rules.Inconclusive
	if f.r.endIsViolated || f.r.within > 0 && f.end-f.at(i).at > f.r.within {
		v = rules.Violated
	}
	f.found = append(f.found, finding{f.places[i], v})
}

func (f *formula) next(i int) int { // the next message that counts, or -1
	for j := i + 1; j < len(f.places); j++ {
		if f.among(j) {
			return j
		}
	}
	return -1
}

func (f *formula) previous(i int) int {
	for j := i - 1; j >= 0; j-- {
		if f.among(j) {
			return j
		}
	}
	return -1
}

func (f *formula) judge() {
	n := len(f.places)
	var as, bs []int
	for i := range n {
		if f.isA(i) {
			as = append(as, i)
		}
		if f.isB(i) {
			bs = append(bs, i)
		}
	}
	f.active = len(as) > 0
	switch f.r.template {
	case "existence":
		f.active = true
		if len(as) == 0 {
			f.missing(0)
		}
	case "absence":
		f.active = true
		for _, i := range as {
			f.broken(i)
		}
	case "exactly-one":
		f.active = true
		if len(as) == 0 {
			f.missing(0)
		} else {
			for _, i := range as[1:] {
				f.broken(i)
			}
		}
	case "init":
		f.active = n > 0
		if n > 0 && !f.isA(0) {
			f.broken(0)
		}
	case "responded-existence":
		f.responded(as, bs)
	case "co-existence":
		f.active = len(as)+len(bs) > 0
		f.responded(as, bs)
		f.responded(bs, as)
	case "not-co-existence":
		f.active = len(as)+len(bs) > 0
		for i := range n {
			before := func(list []int) bool {
				return slices.ContainsFunc(list, func(j int) bool { return j < i && f.pair(i, j) })
			}
			if f.isA(i) && (before(bs) || f.isB(i)) || f.isB(i) && before(as) {
				f.broken(i)
			}
		}
	case "response":
		f.response(as, bs)
	case "alternate-response":
		f.alternateResponse(as, bs)
	case "chain-response":
		f.chainResponse(as)
	case "precedence":
		f.precedence(as, bs)
	case "alternate-precedence":
		f.alternatePrecedence(as, bs)
	case "chain-precedence":
		f.chainPrecedence(as, f.isB)
	case "succession":
		f.active = len(as)+len(bs) > 0
		f.response(as, bs)
		f.precedence(bs, as)
	case "alternate-succession":
		f.active = len(as)+len(bs) > 0
		f.alternateResponse(as, bs)
		f.alternatePrecedence(bs, as)
	case "chain-succession":
		f.active = len(as)+len(bs) > 0
		f.chainResponse(as)
		// Where an a comes right before, it is chain-response that fails.
		f.chainPrecedence(slices.DeleteFunc(bs, func(j int) bool {
			i := f.previous(j)
			return i >= 0 && f.isA(i) && f.among(j)
		}), f.isA)
	case "not-succession":
		for _, j := range bs {
			if slices.ContainsFunc(as, func(i int) bool { return i <= j && f.pair(i, j) }) { // a → ¬F b
				f.broken(j)
			}
		}
	case "not-chain-succession":
		for _, j := range bs {
			if i := f.previous(j); i >= 0 && f.among(j) && f.isA(i) && f.pair(i, j) {
				f.broken(j)
			}
		}
	default:
		panic("no template " + f.r.template)
	}
}

// responded: where there is one of as there is one of bs.
func (f *formula) responded(as, bs []int) {
	for _, i := range as {
		if !slices.ContainsFunc(bs, func(j int) bool { return f.pair(i, j) && (j < i || f.inTime(i, j)) }) {
			f.missing(i)
		}
	}
}

// response: each of as has one of bs at its place or after it (a → F b); if one-to-one, one of
// its own after it, the oldest first. What comes too late is missing, but it is the answer.
func (f *formula) response(as, bs []int) {
	taken := map[int]bool{}
	for _, i := range as {
		k := slices.IndexFunc(bs, func(j int) bool { return (j > i || j == i && !f.r.oneToOne) && f.pair(i, j) && !taken[j] })
		if k >= 0 && f.r.oneToOne {
			taken[bs[k]] = true
		}
		if k < 0 || !f.inTime(i, bs[k]) {
			f.missing(i)
		}
	}
}

// alternateResponse: each of as has one of bs after it, and before the next of as or at its
// place: a → X(¬a U b).
func (f *formula) alternateResponse(as, bs []int) {
	for k, i := range as {
		until := len(f.places)
		for _, next := range as[k+1:] {
			if f.pair(i, next) {
				until = next
				break
			}
		}
		answer := slices.IndexFunc(bs, func(j int) bool { return i < j && j <= until && f.pair(i, j) })
		switch {
		case answer >= 0 && f.inTime(i, bs[answer]):
		case answer < 0 && until < len(f.places):
			f.broken(until)
		default:
			f.missing(i)
		}
	}
}

func (f *formula) chainResponse(as []int) {
	for _, i := range as {
		switch j := f.next(i); {
		case j >= 0 && (!f.isB(j) || !f.pair(i, j)):
			f.broken(j)
		case j < 0 || !f.inTime(i, j):
			f.missing(i)
		}
	}
}

// precedence: each of as has one of bs before it or at its place (¬a W b); if one-to-one, one of
// its own before it.
func (f *formula) precedence(as, bs []int) {
	taken := map[int]bool{}
	for _, i := range as {
		k := slices.IndexFunc(bs, func(j int) bool { return (j < i || j == i && !f.r.oneToOne) && f.pair(i, j) && !taken[j] })
		if k < 0 {
			f.broken(i)
		} else if f.r.oneToOne {
			taken[bs[k]] = true
		}
	}
}

// alternatePrecedence: each of as has one of bs at its place, or before it and after the last of
// as: (¬a W b) ∧ (a → X(¬a W b)).
func (f *formula) alternatePrecedence(as, bs []int) {
	for k, i := range as {
		since := -1
		for _, last := range as[:k] {
			if f.pair(i, last) {
				since = last
			}
		}
		if !slices.ContainsFunc(bs, func(j int) bool { return since < j && j <= i && f.pair(i, j) }) {
			f.broken(i)
		}
	}
}

func (f *formula) chainPrecedence(as []int, isB func(int) bool) {
	for _, i := range as {
		if j := f.previous(i); j < 0 || !isB(j) || !f.pair(i, j) {
			f.broken(i)
		}
	}
}
