package program

import "slices"

// Group is a set of constraints whose instances have the same key: Key and, if the template correlates messages in
// pairs, Correlate.
type Group struct {
	Parts   [][]int // as in Constraint.Key
	Members []*Constraint
	// OfCalls: the key contains the call id, so that its instances end with the call.
	OfCalls bool
	// scope is the only member of a group whose instances end with its scope. It is nil for all other groups.
	scope *Constraint
}

// groupSize is the maximum number of members, so that a set of them fits into one word.
const groupSize = 64

// link sets the fields that depend on all rules together.
func (p *Program) link() {
	for _, r := range p.Rules {
		r.Sentences.Message, r.Sentences.Missing = ParsePhrase(r.Message, p.Paths), ParsePhrase(r.Missing, p.Paths)
		r.Sentences.Hints = make(map[string]Phrase, len(r.Hints))
		for name, text := range r.Hints {
			r.Sentences.Hints[name] = ParsePhrase(text, p.Paths)
		}
	}
	if p.Calls.ID >= 0 {
		// The call id is the first group, so that its key is known before the other groups need it.
		p.CallGroup = 0
		p.Groups = []Group{{Parts: [][]int{{p.Calls.ID}}, OfCalls: true}}
	}
	for _, k := range p.Constraints {
		k.Scope = -1
		if len(k.After)+len(k.Until) > 0 {
			k.Scope = p.Scopes
			p.Scopes++
		}
		p.join(k)
		p.Timed = p.Timed || k.Within > 0
	}
}

// join puts the constraint into its group.
func (p *Program) join(k *Constraint) {
	g := Group{Parts: k.Key}
	if k.Declare.InPairs() {
		g.Parts = slices.Concat(k.Key, k.Correlate)
	}
	if len(g.Parts) == 0 {
		k.Group, k.Member = -1, len(p.Unkeyed)
		p.Unkeyed = append(p.Unkeyed, k)
		return
	}
	if k.Separate = k.Scope >= 0 && (k.Scoped() || k.Declare.Waits); k.Separate {
		g.scope = k
	}
	k.Group = slices.IndexFunc(p.Groups, func(o Group) bool {
		return o.scope == g.scope && len(o.Members) < groupSize && slices.EqualFunc(o.Parts, g.Parts, slices.Equal)
	})
	if k.Group < 0 {
		k.Group = len(p.Groups)
		g.OfCalls = p.Calls.ID >= 0 && slices.ContainsFunc(g.Parts, func(part []int) bool { return len(part) == 1 && part[0] == p.Calls.ID })
		p.Groups = append(p.Groups, g)
	}
	k.Member = len(p.Groups[k.Group].Members)
	k.Bit = 1 << k.Member
	p.Groups[k.Group].Members = append(p.Groups[k.Group].Members, k)
}
