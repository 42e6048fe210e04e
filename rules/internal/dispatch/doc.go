// Package dispatch finds out which constraints an event concerns. A unit of the capture
// package and its message go in; an Event comes out, with the values that rules
// use, the keys of its instances, and the roles that it has for constraints.
//
// What depends on the name of a message alone is in its Plan, made once: which values are
// needed and where they are found, which conditions are to be tested, for which
// constraints the message matters. Projecting a message is one pass over its nodes. What
// depends on who sent it, which only the monitor knows, is worked out by Role.Step.
//
// Files, from the entry point down: projector.go, event.go, plan.go, frames.go, role.go, record.go.
package dispatch
