// Package store holds what is remembered of keys, and bounds it.
//
// All that is remembered of one key value in one connection is a Subject: a call, a
// port, a request. It has the instances of the constraints of the key's group. What still
// matters of a message is a Kept copy of its record. Subjects, copies and what the monitor
// counts beside them (Grow) are counted in bytes, by content and fixed estimates, so that
// what is evicted depends on the input alone. At the limit the monitor takes the oldest
// subjects out: first those that wait for nothing, then the others. Evicted remembers in a
// filter which keys were evicted for which constraints: a subject that is made for such a
// key doubts what it cannot know.
//
// Files, from the entry point down: store.go, subject.go, kept.go, state.go, filter.go.
package store
