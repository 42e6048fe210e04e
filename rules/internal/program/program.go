package program

import "ivrcheck/schema"

// Program is a compiled rule set: immutable once it is loaded, and safe for concurrent use.
type Program struct {
	Rules       []*Rule // in file order
	ByID        map[string]*Rule
	Constraints []*Constraint
	// Begins matches the message that begins a connection; Version is the slot of its
	// version, -1 for none.
	Begins  Matcher
	Version int
	// Paths are the parameters whose values rules use. The index of a path is its slot.
	Paths []string
	// AnyOf are the messages of which a rule tests every value.
	AnyOf     map[string]bool
	Catalogue *schema.Catalogue

	// Groups, Scopes (their number), Unkeyed (the constraints that have one instance for
	// a connection) and Timed (whether a constraint asks for times) are set by link.
	Groups  []Group
	Unkeyed []*Constraint
	Scopes  int
	Timed   bool
}

// New returns a program without rules.
func New(cat *schema.Catalogue) *Program {
	return &Program{ByID: make(map[string]*Rule), AnyOf: make(map[string]bool), Catalogue: cat, Version: -1}
}
