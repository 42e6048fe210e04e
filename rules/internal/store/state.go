package store

import (
	"encoding/binary"
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/trace"
)

// Limit is the default memory limit of one virtual shard in bytes. All shards together take at most 24 MiB. Because of
// garbage the heap of the process may be twice as large.
const Limit = 24 << 20 / trace.Shards

// quietShare: at most a quarter of the limit is for subjects that wait for nothing.
const quietShare = 4

// Store contains the subjects of one virtual shard.
type Store struct {
	Limit int
	held  int
	// subjects maps ids to subjects. id is the buffer for look-ups.
	subjects map[string]*Subject
	id       []byte
	// quiet has the subjects that wait for nothing, busy the others.
	quiet, busy queue
	// groups counts the subjects of each group.
	groups  []int
	evicted filter
	clock   int64
	// freeSubjects and freeKept are free lists.
	freeSubjects []*Subject
	bigSubjects  []*Subject // with keys beyond ordinary
	freeKept     []*Kept
	freeBare     []*Kept // made without a head, which is the largest part of a copy
	freeBig      []*Kept // beyond ordinary
}

// mostFree is the maximum length of a free list.
const mostFree = 64

// ordinary is the maximum size of a record or key that is not big. mostBig is the length of the free lists of big ones:
// without them, documents with long ids produce garbage faster than it is collected.
const (
	ordinary = 2048
	mostBig  = 2
)

// New returns an empty store.
func New() *Store { return &Store{Limit: Limit, subjects: make(map[string]*Subject)} }

// Tick advances the clock that orders subjects, instances and connections.
func (s *Store) Tick() int64 {
	s.clock++
	return s.clock
}

// Grow adds to the bytes that the monitor holds. bytes may be negative.
func (s *Store) Grow(bytes int) { s.held += bytes }

// Held returns the number of bytes that are held, Own the part of them that the filter uses, and Keys the number of
// subjects.
func (s *Store) Held() int { return s.held }
func (s *Store) Own() int  { return len(s.evicted.blocks) * len(block{}) * 8 }
func (s *Store) Keys() int { return len(s.subjects) }

func (s *Store) setID(connection int64, group int, key string) {
	s.id = append(binary.LittleEndian.AppendUint64(s.id[:0], uint64(connection)<<16^uint64(group)), key...)
}

// Subject is the state of one key value in a connection.
type Subject struct {
	id    []byte // the key in Store.subjects is a view of it
	owner *Owner
	Group int
	// has has a bit for each member of the group with an instance.
	has       uint64
	instances []Instance
	// Doubted has a bit for each member whose instance of the key was evicted and which has had no instance since.
	Doubted uint64
	// Life is the call that the subject is about, nil if it is unknown.
	Life *Life
	// lasting: it is kept without instances, because a new subject would be doubted again.
	lasting bool
	// waiting is the number of instances that wait for a demanded target.
	waiting int32
	queue   *queue
	// before and after are the neighbours in the queue, left and right those in the owner's list.
	before, after, left, right *Subject
	Born                       int64
	size                       int
}

// Life is a call: the events between two messages that begin a call with its call id.
type Life struct {
	// Since is the ordinal of the event that ended the previous call, 0 for the first call of the call id. Doubt is the
	// reason why that start is uncertain. Ended is the ordinal of the last event that ended the call.
	Since, Ended int64
	Doubt        trace.Doubt
	// Over: another call with the call id has begun. EndDoubt is the reason why that is uncertain.
	Over     bool
	EndDoubt trace.Doubt
	// Port is the port that the message at the ordinal PortAt named for the call. PortDoubt is the reason why another
	// message may have named one before.
	Port      string
	PortAt    int64
	PortDoubt trace.Doubt
}

// Instance is the instance of one constraint.
type Instance struct {
	declare.Instance
	// Born orders the instances of a constraint.
	Born int64
	// waits: it waits for a demanded target.
	waits  bool
	member uint8
}

// Owner is a connection or a scope. Its subjects end together.
type Owner struct {
	Connection any // the monitor's
	first      *Subject
}

// Fixed cost estimates in bytes. InstanceBytes excludes the activations of the instance.
const (
	subjectBytes  = 240
	lifeBytes     = 176
	InstanceBytes = 140
	queuedBytes   = 16
)

// Key returns the key value of the subject.
func (sub *Subject) Key() string {
	const prefix = 8 // of the connection and group
	return string(sub.id[prefix:])
}

// Owner is the connection or scope of the subject.
func (sub *Subject) Owner() *Owner { return sub.owner }

// All calls do for each subject of the owner.
func (o *Owner) All(do func(*Subject)) {
	for sub := o.first; sub != nil; sub = sub.right {
		do(sub)
	}
}

// Has reports whether the member with a bit has an instance.
func (sub *Subject) Has(bit uint64) bool { return sub.has&bit != 0 }

// Instance returns the instance of a member, or nil. It is valid until an instance is added or removed.
func (sub *Subject) Instance(member int) *Instance {
	for i := len(sub.instances) - 1; i >= 0; i-- {
		if in := &sub.instances[i]; in.member == uint8(member) {
			return in
		}
	}
	return nil
}

// Instances calls do for each instance.
func (sub *Subject) Instances(do func(member int, in *Instance)) {
	for i := range sub.instances {
		do(int(sub.instances[i].member), &sub.instances[i])
	}
}

// Extra returns the size of an instance beyond InstanceBytes.
func Extra(in *declare.Instance) int {
	queued, pair := in.Extra()
	return queued*queuedBytes + pair
}

// Waits reports whether an instance waits for a demanded target.
func (sub *Subject) Waits() bool { return sub.waiting > 0 }

// queue lists subjects in the order of eviction, and counts their bytes.
type queue struct {
	first, last *Subject
	held        int
}

func (q *queue) add(sub *Subject) {
	sub.queue, sub.before, sub.after = q, q.last, nil
	if q.last != nil {
		q.last.after = sub
	} else {
		q.first = sub
	}
	q.last = sub
	q.held += sub.size
}

func (q *queue) remove(sub *Subject) {
	if sub.before != nil {
		sub.before.after = sub.after
	} else {
		q.first = sub.after
	}
	if sub.after != nil {
		sub.after.before = sub.before
	} else {
		q.last = sub.before
	}
	sub.queue, sub.before, sub.after = nil, nil, nil
	q.held -= sub.size
}

// Kept is a reference-counted copy of a record that outlives its event.
type Kept struct {
	dispatch.Record
	uses int // the number of references
	size int
	bare bool // made without a head
}

// Share adds a reference, which must also be released.
func (k *Kept) Share() *Kept {
	k.uses++
	return k
}
