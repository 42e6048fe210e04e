// Package monitor judges sequences. In: the events of one input, in order. Out, to a
// Sink: the faults of each event and a Decision for each activation of a constraint.
//
// An event takes this way: Monitor.Take finds its connection, causal.go puts it in causal
// order, direction.go finds out who sent it, take.go passes on its faults and what it shows about the
// connection as such, step.go gives it to the instances that it concerns,
// decide.go weighs what they say against the evidence. end.go ends open
// activations; evict.go bounds what is remembered.
//
// Files, from the entry point down: monitor.go, evict.go, take.go, step.go, end.go, faults.go,
// login.go, decide.go, loss.go, state.go, decision.go, causal.go, speakers.go, direction.go.
package monitor
