package catalogue

import "ivrcheck/schema/internal/xmltree"

// Tables are made once from the parameters of a catalogue.
type Tables struct {
	Scopes []Scope  // by ScopeID
	Traits []Traits // by the numbers of parameters

	names *xmltree.Names
	width int // of a row of children: the numbers of names that parameters have
	// children has a row for each scope: the parameter that a name means by its exact
	// spelling or, with aliasBit, as an alias.
	children []uint16
	enums    [][]uint64 // sets of values
	messages []int32    // by name
	callID   []Spelling // by name
	shared   map[*Parameter]ScopeID
}

// ScopeID is the number of a Scope.
type ScopeID uint16

// Scopes without parameters.
const (
	Opaque ScopeID = iota // nothing inside is known or checked
	Closed                // nothing may be inside
)

// A Scope is the inside of an element: which parameters may be in it.
type Scope struct {
	Parameters []*Parameter
	// The masks have the Bit of each parameter. Required must be there and not
	// blank, Present must be there, and exactly one of Subtypes, if there are any.
	Required, Present, Subtypes uint64
	// Open reports that other parameters may be there too.
	Open bool
	// Partial reports that the masks do not say all there is to be checked.
	Partial bool
}

// Traits are the facts about a parameter that decide whether a message is sound.
type Traits struct {
	Bit uint64 // in the masks of its scope
	// Forbidden are the subtypes of the message with which it must not be.
	Forbidden uint64
	Inside    ScopeID
	Enum      uint16 // the set of its values, 0 if any is allowed
	Flags     Flags
	Format    Format
}

// Flags of a parameter.
type Flags uint8

const (
	NoAttribute   Flags = 1 << iota // must be an element
	NoElement                       // must be an attribute
	Repeats                         // may be there more than once
	IsPort                          // names the port of the IVR
	IsKey                           // the key of an item of a list
	IsVersioned                     // some versions of the protocol do not have it
	IsCorrelation                   // pairs the message with its request or answer
	Checked                         // has values, a format, Forbidden, or one of IsPort, IsKey and IsCorrelation
)

// Format is the format of a value.
type Format uint8

const (
	AnyFormat Format = iota
	Number
	PositiveNumber
	KeyList
)

const aliasBit = 1 << 15
