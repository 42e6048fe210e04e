// Package dispatch decides which constraints an event concerns. In: a unit of the capture
// package and its message. Out: an Event, with the values that rules use, the keys
// of instances, and the roles of the event for constraints.
//
// A Plan has all that depends on the name of a message alone, and is made once: the values
// to collect, the conditions to test, the roles. Projecting a message is then one pass over
// its nodes. What depends on the sender, which only the monitor knows, is in Event.Readings.
//
// Files, from the entry point down: projector.go, event.go, plan.go, frames.go, role.go, reading.go, record.go.
package dispatch
