package store

import (
	"encoding/binary"
	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"math/bits"
)

// Limit is how many bytes are remembered of one input by default. It is an estimate from what is held,
// so that the heap of the process may be twice as large.
const Limit = 24 << 20

// Of the limit, an eighth at most is for subjects that wait for nothing.
const quietShare = 8

// Store holds the subjects of one input.
type Store struct {
	Limit int
	held  int
	// subjects are by their ids; id is for look-ups.
	subjects map[string]*Subject
	id       []byte
	// quiet are the subjects that wait for nothing, busy the others.
	quiet, busy queue
	evicted     filter
	clock       int64
	// freeSubjects and freeKept are to be used again.
	freeSubjects []*Subject
	freeKept     []*Kept
}

// mostFree is how many things of a kind are kept to be used again.
const mostFree = 256

// New returns an empty store.
func New() *Store { return &Store{Limit: Limit, subjects: make(map[string]*Subject)} }

// Tick numbers what comes.
func (s *Store) Tick() int64 {
	s.clock++
	return s.clock
}

// Grow counts bytes that are held beside the subjects, or no more.
func (s *Store) Grow(bytes int) { s.held += bytes }

// Held is how many bytes are counted, Own how many of them the filter takes, Keys the number
// of subjects.
func (s *Store) Held() int { return s.held }
func (s *Store) Own() int  { return len(s.evicted.blocks) * len(block{}) * 8 }
func (s *Store) Keys() int { return len(s.subjects) }

func (s *Store) setID(connection int64, group int, key string) {
	s.id = append(binary.LittleEndian.AppendUint64(s.id[:0], uint64(connection)<<16^uint64(group)), key...)
}

// Subject is what is remembered of one key value in a connection.
type Subject struct {
	id    []byte // the key in Store.subjects is a view of it
	owner *Owner
	Group int
	// has has a bit for each member of the group that has an instance; instances are
	// in the order of the members.
	has       uint64
	instances []Instance
	// Doubted has a bit for each member for which an earlier subject of the key was
	// evicted, and that has not had an instance since.
	Doubted uint64
	// lasting says that it must not go when it has no instances: it would be doubted
	// again.
	lasting bool
	// waiting is how many instances wait for what their constraints demand.
	waiting int32
	queue   *queue
	// before and after are its neighbours in the queue; left and right among the owner's.
	before, after, left, right *Subject
	Born                       int64
	size                       int
}

// Instance is that of one constraint.
type Instance struct {
	declare.Instance
	// Born orders the instances of a constraint.
	Born int64
	// waits says that it waits for what its constraint demands.
	waits bool
}

// Owner is what subjects belong to that end together: a connection, or a scope in one.
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

// Owner is what the subject belongs to.
func (sub *Subject) Owner() *Owner { return sub.owner }

// All calls do for each subject of the owner.
func (o *Owner) All(do func(*Subject)) {
	for sub := o.first; sub != nil; sub = sub.right {
		do(sub)
	}
}

// Instance returns that of a member, nil if there is none. It is valid until one is added
// or removed.
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

// Extra is what an instance counts for beyond InstanceBytes.
func (in *Instance) Extra() int {
	queued, pair := in.Instance.Extra()
	return queued*queuedBytes + pair
}

// Waits reports whether an instance of the subject waits for what is demanded.
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
	uses int // how many hold it
	size int
}

// Share lets another hold the copy, who releases it, too.
func (k *Kept) Share() *Kept {
	k.uses++
	return k
}
