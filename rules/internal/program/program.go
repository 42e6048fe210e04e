package program

import "ivrcheck/schema"

// Program is a compiled rule set: immutable once it is loaded, and safe for concurrent use.
type Program struct {
	Rules       []*Rule // in file order
	ByID        map[string]*Rule
	Constraints []*Constraint
	// Begins matches the message that begins a connection; Version and Client are the slots of its
	// version and of the name of the client, -1 for none.
	Begins          Matcher
	Version, Client int
	// Accepts matches the answers after which another such message begins a connection, in an
	// input that does not tell connections apart.
	Accepts Matcher
	// Calls is what is known of calls.
	Calls Calls
	// Paths are the parameters whose values rules use. The index of a path is its slot.
	Paths []string
	// AnyOf are the messages of which a rule tests every value.
	AnyOf     map[string]bool
	Catalogue *schema.Catalogue

	// CallGroup is the group of the key that is the call id alone, -1 if no constraint is
	// about calls.
	CallGroup int
	// Groups, Scopes (their number), Unkeyed (the constraints that have one instance for
	// a connection) and Timed (whether a constraint asks for times) are set by link.
	Groups  []Group
	Unkeyed []*Constraint
	Scopes  int
	Timed   bool
}

// Calls has the messages that begin and end calls. The slots are those of the call id, of the
// port that the first message names, of the ports that other messages name, and of CallPort; -1 for
// none.
type Calls struct {
	Begins, Ends   Matcher
	ID, Port, Slot int
	Ports          []int
}

// New returns a program without rules.
func New(cat *schema.Catalogue) *Program {
	return &Program{ByID: make(map[string]*Rule), AnyOf: make(map[string]bool), Catalogue: cat, Version: -1, Client: -1, CallGroup: -1, Calls: Calls{ID: -1, Port: -1, Slot: -1}}
}
