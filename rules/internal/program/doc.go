// Package program holds compiled rules: the part of rule files that the engine needs, without the texts for readers.
// In: merged rule files and a catalogue. Out: a Program, which the dispatcher, the monitor and the wording of
// findings read.
//
// Files, from the entry point down: compile.go, compile_matcher.go, program.go, link.go, constraint.go, rule.go,
// activation.go, ruleset.go, predicate.go, matcher.go, senders.go, value.go, severity.go, phrase.go.
package program
