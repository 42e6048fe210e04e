// Package wording makes findings of faults and decisions. It fills the placeholders of the rules' sentences, masks
// personal values, and copies everything that a reader needs into the Finding.
//
// Files, from the entry point down: fault.go, sequence.go, writer.go, finding.go.
package wording
