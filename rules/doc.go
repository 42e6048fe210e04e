// Package rules loads rule files and judges whether an input obeys them.
//
// In: units of the capture package in input order, each with the message and faults from the schema package. Out:
// findings, with severity, text and source from the rule files, and a tally for each rule.
//
// The path of a unit: a Projector (internal/dispatch) makes an Event of it, with its roles for constraints. Judge.Take
// passes it to the monitor (internal/monitor), which orders the events of a connection, passes each to the automata
// (declare) of the constraints that it concerns, remembers what can still matter (internal/store), and decides. The
// judge counts the decisions, and internal/wording makes findings of them. The rules are compiled (internal/program)
// from merged rule files (rulefile).
//
// Files, from the entry point down: exercised.go, example.go, trace_text.go, judge.go, union.go, scraps.go, once.go, tally.go, select.go,
// load.go, rule.go, builtin.go, finding.go.
package rules
