// Package rules holds the rule data, the sequence engine and the verdicts.
//
// What flows in: units of the capture room in the order of their input, each
// with the message and faults the schema room made of it. What flows out:
// findings, with severity, text and source from the rule data, and a tally
// for each rule.
//
// A message takes this way: plan.go knows beforehand what messages of its name
// can be to each constraint, project.go makes an Event of it, causal.go puts
// the events of a connection in order, judge.go keeps the connections, step.go
// gives the event to the instances of its keys, verdict.go weighs what they
// say, render.go puts it into words. memory.go and forget.go bound all that is
// remembered in between.
package rules
