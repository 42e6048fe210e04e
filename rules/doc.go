// Package rules loads rule files and judges what they demand.
//
// In: units of the capture package in the order of their input, each with the
// message and faults that the schema package made of it. Out: findings, with
// severity, text and source from the rule files, and a tally for each rule.
//
// A unit takes this way: a Projector (internal/dispatch) makes an Event of it, with the
// roles that it has for constraints. Judge.Take passes it to the monitor
// (internal/monitor), which puts the events of a connection in order, gives each to the
// automata (declare) of the constraints that it concerns, remembers what still matters
// (internal/store), and decides. The judge counts the decisions and has internal/wording
// make findings of them. The rules are compiled (internal/program) from merged rule files
// (rulefile).
//
// Files, from the entry point down: exercised.go, example.go, trace_text.go, judge.go, union.go, scraps.go, once.go, tally.go, select.go,
// load.go, rule.go, builtin.go, finding.go.
package rules
