// Package store keeps the instances of constraints, and the records that they refer to, in
// bounded memory.
//
// A Subject has the state of one key value in one connection, such as a call, a port or a
// request: the instances of the constraints of the key's group. A Kept is the copy of a
// message's record. Both, and what the monitor counts with Grow, are measured in bytes by
// content and fixed estimates, so that eviction depends on the input alone. At the limit
// the monitor evicts the oldest subjects: first those that wait for nothing, then the
// others. A filter has the evicted keys and their constraints: a new subject for such a key
// doubts what it cannot know.
//
// Files, from the entry point down: store.go, subject.go, kept.go, state.go, filter.go.
package store
