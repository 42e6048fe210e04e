// Package store keeps the instances of constraints, and the records that they refer to, in
// bounded memory.
//
// A Subject has the state of one key value in one connection, such as a call, a port or a request: the instances of the
// constraints in the key's group. A Kept is a copy of a message's record. Both, and the bytes that the monitor counts
// with Grow, are measured by content and fixed estimates, so that eviction depends only on the input. At the limit the
// monitor evicts the oldest subjects, first those that wait for nothing. A filter has the evicted keys and their
// constraints, so that a new subject for such a key doubts its verdicts.
//
// Files, from the entry point down: store.go, subject.go, kept.go, state.go, filter.go.
package store
