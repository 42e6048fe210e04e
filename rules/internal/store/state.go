package store

import (
	"encoding/binary"
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"math/bits"
)

// Limit is the default memory limit of one input in bytes. Because of garbage the heap of the
// process may be twice as large.
const Limit = 24 << 20

// quietShare: at most an eighth of the limit is for subjects that wait for nothing.
const quietShare = 8

// Store has the subjects of one input.
type Store struct {
	Limit int
	held  int
	// subjects has the subjects by id; id is the buffer for look-ups.
	subjects map[string]*Subject
	id       []byte
	// quiet are the subjects that wait for nothing, busy the others.
	quiet, busy queue
	evicted     filter
	clock       int64
	// freeSubjects and freeKept are free lists.
	freeSubjects []*Subject
	freeKept     []*Kept
}

// mostFree is the length of a free list.
const mostFree = 256

// New returns an empty store.
func New() *Store { return &Store{Limit: Limit, subjects: make(map[string]*Subject)} }

// Tick advances the clock that orders subjects, instances and connections.
func (s *Store) Tick() int64 {
	s.clock++
	return s.clock
}

// Grow counts bytes that the monitor holds, or no longer holds.
func (s *Store) Grow(bytes int) { s.held += bytes }

// Held is the number of bytes that are held, Own how many of them are the filter, Keys the
// number of subjects.
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
	// has has a bit for each member of the group with an instance. The instances are in the
	// order of the members.
	has       uint64
	instances []Instance
	// Doubted has a bit for each member whose instance of the key was evicted, and that has
	// had no instance since.
	Doubted uint64
	// lasting: it is kept without instances, because a new subject would be doubted again.
	lasting bool
	// waiting counts the instances that wait for a target that is demanded.
	waiting int32
	queue   *queue
	// before and after are the neighbours in the queue, left and right in the owner's list.
	before, after, left, right *Subject
	Born                       int64
	size                       int
}

// Instance is the instance of one constraint.
type Instance struct {
	declare.Instance
	// Born orders the instances of a constraint.
	Born int64
	// waits: it waits for a target that is demanded.
	waits bool
}

// Owner is a connection or a scope: its subjects end together.
type Owner struct {
	Connection any // the monitor's
	first      *Subject
}

// Fixed cost estimates in bytes. InstanceBytes leaves out the activations that it holds.
const (
	subjectBytes  = 240
	InstanceBytes = 140
	queuedBytes   = 16
)

// Owner is the connection or scope of the subject.
func (sub *Subject) Owner() *Owner { return sub.owner }

// All calls do for each subject of the owner.
func (o *Owner) All(do func(*Subject)) {
	for sub := o.first; sub != nil; sub = sub.right {
		do(sub)
	}
}

// Instance returns the instance of a member, nil if there is none. It is valid until an
// instance is added or removed.
func (sub *Subject) Instance(member int) *Instance {
	bit := uint64(1) << member
	if sub.has&bit == 0 {
		return nil
	}
	return &sub.instances[bits.OnesCount64(sub.has&(bit-1))]
}

// Instances calls do for each instance.
func (sub *Subject) Instances(do func(member int, in *Instance)) {
	for i, has := 0, sub.has; has != 0; i, has = i+1, has&(has-1) {
		do(bits.TrailingZeros64(has), &sub.instances[i])
	}
}

// Extra is the size of an instance beyond InstanceBytes.
func Extra(in *declare.Instance) int {
	queued, pair := in.Extra()
	return queued*queuedBytes + pair
}

// Waits reports whether an instance waits for a target that is demanded.
func (sub *Subject) Waits() bool { return sub.waiting > 0 }

// queue lists subjects in the order of eviction, and counts the bytes that they hold.
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

// Kept is a copy of a record that outlasts its event.
type Kept struct {
	dispatch.Record
	uses int // the number of references
	size int
}

// Share adds a reference, which is released as well.
func (k *Kept) Share() *Kept {
	k.uses++
	return k
}
