package catalogue

import "ivrcheck/schema/internal/xmltree"

// Tables are made once from the parameters of a catalogue.
type Tables struct {
	Scopes []Scope  // by ScopeID
	Traits []Traits // by the numbers of parameters

	names *xmltree.Names
	width int // of a row of children: the limit of the numbers of parameter names
	// children has a row for each scope: the parameter with that exact name or, with aliasBit, with that alias.
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
	Opaque ScopeID = iota // the content is unknown and not checked
	Closed                // no content is allowed
)

// A Scope is the inside of an element: the parameters that it may contain.
type Scope struct {
	Parameters []*Parameter
	// The masks have the Bit of each parameter. Required must be present and not blank, Present must be present, and
	// exactly one of Subtypes, if there are any.
	Required, Present, Subtypes uint64
	// Open reports that other parameters are allowed.
	Open bool
	// Partial reports that the masks do not cover all checks.
	Partial bool
}

// Traits are the facts about a parameter that decide whether a message is sound.
type Traits struct {
	Bit uint64 // in the masks of its scope
	// Forbidden are the subtypes of the message that exclude it.
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
	Repeats                         // may occur more than once
	IsPort                          // names the port of the IVR
	IsKey                           // the key of an item of a list
	IsVersioned                     // missing in some versions of the protocol
	IsCorrelation                   // correlates the message with its request or answer
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
