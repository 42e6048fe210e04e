// Package program holds compiled rules: what the engine needs of a rule file, without its
// texts for readers. Package rules compiles them; dispatch, monitor and wording read them.
//
// Files, from the entry point down: program.go, rule.go, constraint.go, predicate.go, matcher.go,
// activation.go, senders.go, value.go, severity.go, phrase.go.
package program
