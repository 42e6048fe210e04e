// Package monitor judges sequences. Events of one input come in, in the order of the
// input; what goes out, to a Sink, are the faults of each event and a Decision for each
// activation of a constraint.
//
// An event takes this way: Monitor.Take finds its connection, causal.go puts it in causal
// order, direction.go finds out who sent it, take.go hands on its faults and what it says of the
// connection as such, step.go gives it to the instances that it concerns,
// decide.go weighs what they say against the evidence. What is open at an end goes
// through end.go; evict.go bounds what is remembered.
//
// Files, from the entry point down: monitor.go, evict.go, take.go, step.go, end.go, faults.go,
// login.go, decide.go, loss.go, state.go, decision.go, causal.go, speakers.go, direction.go.
package monitor
