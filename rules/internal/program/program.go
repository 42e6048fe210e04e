package program

import "ivrcheck/schema"

// Program is a compiled rule set. It is immutable once loaded, and safe for concurrent use.
type Program struct {
	Rules       []*Rule // in file order
	ByID        map[string]*Rule
	Constraints []*Constraint
	// Begins matches the message that begins a connection. Version and Client are the slots of its version and of the
	// name of the client, -1 for none.
	Begins          Matcher
	Version, Client int
	// Accepts matches the answers after which another such message begins a connection, in an input that does not
	// separate connections.
	Accepts Matcher
	// Calls contains the facts about calls.
	Calls Calls
	// Paths are the parameters whose values rules use. The index of a path is its slot.
	Paths []string
	// AnyOf is the set of messages of which a rule tests every value.
	AnyOf     map[string]bool
	Catalogue *schema.Catalogue

	// CallGroup is the group whose key is the call id alone, -1 if no constraint is about calls.
	CallGroup int
	// Groups, Scopes (their number), Unkeyed (the constraints with one instance per connection) and Timed (whether a
	// constraint has a time limit) are set by link.
	Groups  []Group
	Unkeyed []*Constraint
	Scopes  int
	Timed   bool
}

// Calls has the messages that begin and end calls. The slots are for the call id, the port that the first message
// names, the ports that other messages name, and CallPort; -1 for none.
type Calls struct {
	Begins, Ends   Matcher
	ID, Port, Slot int
	Ports          []int
}

// New returns a program without rules.
func New(cat *schema.Catalogue) *Program {
	return &Program{ByID: make(map[string]*Rule), AnyOf: make(map[string]bool), Catalogue: cat, Version: -1, Client: -1, CallGroup: -1, Calls: Calls{ID: -1, Port: -1, Slot: -1}}
}
