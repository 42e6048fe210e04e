// Package wording makes findings: of the fault of an event, or of a decision of the
// monitor. The sentences are those of the rules; here their placeholders are filled, what
// may be personal is masked, and all that a reader needs is copied into the Finding.
//
// Files, from the entry point down: fault.go, sequence.go, writer.go, finding.go.
package wording
