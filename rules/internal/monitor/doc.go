// Package monitor judges sequences. In: the events of one input, in order. Out, to a
// Sink: the faults of each event and a Decision for each activation of a constraint.
//
// The path of an event: Monitor.Take finds its connection, causal.go puts it into causal order, direction.go determines
// its sender, take.go passes on its faults and its facts about the connection, step.go passes it to the instances that
// it concerns, decide.go weighs their outcomes against the evidence. end.go ends open activations. evict.go bounds the
// memory.
//
// Files, from the entry point down: monitor.go, evict.go, take.go, step.go, end.go, faults.go,
// login.go, decide.go, loss.go, state.go, decision.go, causal.go, speakers.go, direction.go.
package monitor
