package program

import (
	"fmt"
	"strings"

	"ivrcheck/schema"
)

// Activation is what activates a rule about single messages, frames or inputs:
// the key check of a rule file.
type Activation struct {
	Kind    ActivationKind
	Message string
}

// ActivationKind is the kind of an Activation. 0 means a sequence rule.
type ActivationKind uint8

const (
	PerInput ActivationKind = iota + 1
	PerConnection
	PerFrame
	PerCarried
	PerDocument
	PerMessage
	PerKnownMessage
	PerNamedMessage
	PerVersioned
	PerRun
)

// OfEvents reports whether single events activate such a rule, not whole inputs, connections or runs.
func (k ActivationKind) OfEvents() bool {
	return k != 0 && k != PerInput && k != PerConnection && k != PerRun
}

// ParseActivation reads the key check of a rule.
func ParseActivation(check string, cat *schema.Catalogue) (Activation, error) {
	kinds := map[string]ActivationKind{
		"input": PerInput, "connection": PerConnection, "frame": PerFrame, "carried": PerCarried,
		"document": PerDocument, "message": PerMessage, "known-message": PerKnownMessage,
		"versioned-parameter": PerVersioned, "run": PerRun,
	}
	if kind, ok := kinds[check]; ok {
		return Activation{Kind: kind}, nil
	}
	if name, ok := strings.CutPrefix(check, "message "); ok && cat.Message(name) != nil {
		return Activation{PerNamedMessage, name}, nil
	}
	return Activation{}, fmt.Errorf("check is %q, expected run, input, connection, frame, carried, document, message, known-message, versioned-parameter or message NAME", check)
}
