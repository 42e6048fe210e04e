// Package rules holds the rule data, the sequence engine and the verdicts.
//
// What flows in: units of the capture room in the order of their input, each
// with the message and faults the schema room made of it. What flows out:
// findings, with severity, text and source from the rule data, and a tally
// for each rule.
package rules
