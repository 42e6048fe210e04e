// Package dispatch determines the constraints that an event concerns. In: a unit of the capture package and its
// message. Out: an Event, with the values that rules use, the keys of instances, and the roles of the event for
// constraints.
//
// A Plan contains everything that depends only on the name of a message, and is made once: the values to collect, the
// conditions to test, the roles. Projecting a message is then a single pass over its nodes. Event.Readings has the part
// that depends on the sender, which only the monitor knows.
//
// Files, from the entry point down: projector.go, event.go, plan.go, frames.go, role.go, reading.go, record.go.
package dispatch
