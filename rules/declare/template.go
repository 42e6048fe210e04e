// The templates: their names, their formulas, and what they are made of.

package declare

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Template names a constraint with its semantics of linear temporal logic on
// finite traces (LTLf): a is the activation, b the target; Xw is the next that
// is also true at the end.
type Template uint8

const (
	// Existence: F a.
	Existence Template = iota + 1
	// Absence: G !a.
	Absence
	// ExactlyOne: F a, and never a second.
	ExactlyOne
	// Init: the first event is a.
	Init
	// RespondedExistence: F a -> F b.
	RespondedExistence
	// Response: G(a -> F b).
	Response
	// AlternateResponse: G(a -> X(!a U b)).
	AlternateResponse
	// ChainResponse: G(a -> X b).
	ChainResponse
	// Precedence: (!a U b) or G !a: each a is preceded by b.
	Precedence
	// AlternatePrecedence: Precedence, and G(a -> Xw((!a U b) or G !a)).
	AlternatePrecedence
	// ChainPrecedence: G(X a -> b), and the first event is no a.
	ChainPrecedence
	// Succession: Response of b to a, and Precedence of b by a.
	Succession
	// AlternateSuccession and ChainSuccession: the same of the others.
	AlternateSuccession
	ChainSuccession
	// CoExistence: F a <-> F b.
	CoExistence
	// NotCoExistence: !(F a and F b).
	NotCoExistence
	// NotSuccession: G(a -> !F b).
	NotSuccession
	// NotChainSuccession: G(a -> !X b).
	NotChainSuccession
)

// templates gives each template its name in rule files and the arms that
// together are its meaning.
var templates = map[Template]struct {
	name string
	arms []arm
}{
	Existence:           {"existence", []arm{{existence, false}}},
	Absence:             {"absence", []arm{{absence, false}}},
	ExactlyOne:          {"exactly-one", []arm{{exactlyOne, false}}},
	Init:                {"init", []arm{{first, false}}},
	RespondedExistence:  {"responded-existence", []arm{{respondedExistence, false}}},
	Response:            {"response", []arm{{response, false}}},
	AlternateResponse:   {"alternate-response", []arm{{alternateResponse, false}}},
	ChainResponse:       {"chain-response", []arm{{chainResponse, false}}},
	Precedence:          {"precedence", []arm{{precedence, false}}},
	AlternatePrecedence: {"alternate-precedence", []arm{{alternatePrecedence, false}}},
	ChainPrecedence:     {"chain-precedence", []arm{{chainPrecedence, false}}},
	Succession:          {"succession", []arm{{response, false}, {precedence, true}}},
	AlternateSuccession: {"alternate-succession", []arm{{alternateResponse, false}, {alternatePrecedence, true}}},
	ChainSuccession:     {"chain-succession", []arm{{chainResponse, false}, {chainPrecedence, true}}},
	CoExistence:         {"co-existence", []arm{{respondedExistence, false}, {respondedExistence, true}}},
	NotCoExistence:      {"not-co-existence", []arm{{notCoExistence, false}}},
	NotSuccession:       {"not-succession", []arm{{notSuccession, false}}},
	NotChainSuccession:  {"not-chain-succession", []arm{{notChainSuccession, false}}},
}

// arms are those of templates, by template, for quick access. Of two, the second
// is the swapped one.
var arms = func() (all [NotChainSuccession + 1][]arm) {
	for t, is := range templates {
		all[t] = is.arms
	}
	return all
}()

// arm is one half of a template that has two, or all of one that has not.
type arm struct {
	kind kind
	// swap exchanges activation and target.
	swap bool
}

type kind uint8

const (
	existence kind = iota
	absence
	exactlyOne
	first
	respondedExistence
	response
	alternateResponse
	chainResponse
	precedence
	alternatePrecedence
	chainPrecedence
	notCoExistence
	notSuccession
	notChainSuccession
)

// Parse finds a template by the name it has in rule files.
func Parse(name string) (Template, error) {
	for t, is := range templates {
		if is.name == name {
			return t, nil
		}
	}
	return 0, fmt.Errorf("unknown template %q, expected one of %s", name, strings.Join(Names(), ", "))
}

// Names lists the names of all templates.
func Names() []string {
	var names []string
	for _, t := range slices.Sorted(maps.Keys(templates)) {
		names = append(names, templates[t].name)
	}
	return names
}

func (t Template) String() string { return templates[t].name }

// Unary tells whether the template has an activation and no target.
func (t Template) Unary() bool { return t <= Init }

// Adjacent tells whether the template is about the event that comes next, so
// that every event in between matters.
func (t Template) Adjacent() bool {
	switch t {
	case Init, ChainResponse, ChainPrecedence, ChainSuccession, NotChainSuccession:
		return true
	}
	return false
}

// Forbids tells whether the template only says what must not be.
func (t Template) Forbids() bool {
	switch t {
	case Absence, NotCoExistence, NotSuccession, NotChainSuccession:
		return true
	}
	return false
}

// Awaits tells whether the target follows its activation, so that it may be
// late.
func (t Template) Awaits() bool {
	switch t {
	case Response, AlternateResponse, ChainResponse, Succession, AlternateSuccession, ChainSuccession:
		return true
	}
	return false
}

// Both tells whether the target activates the template as well.
func (t Template) Both() bool {
	switch t {
	case Succession, AlternateSuccession, ChainSuccession, CoExistence, NotCoExistence:
		return true
	}
	return false
}

// InPairs tells whether activations and targets with different pairs have
// nothing to do with each other, so that each pair has an instance of its own.
func (t Template) InPairs() bool { return !t.Unary() && !t.Adjacent() }

// Demands tells whether an activation that waits is Open at the end.
func (t Template) Demands() bool { return !t.Forbids() && t != Init }

// LooksBack tells whether the template is about the event that came just before,
// so that any event has to be remembered.
func (t Template) LooksBack() bool { return t == ChainPrecedence || t == ChainSuccession }
