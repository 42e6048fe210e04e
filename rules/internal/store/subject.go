package store

import (
	"math/bits"
	"unsafe"
)

// Add makes the subject of a key that has none.
func (s *Store) Add(connection int64, group int, key string, owner *Owner, doubted uint64) *Subject {
	s.setID(connection, group, key)
	var sub *Subject
	if n := len(s.freeSubjects); n > 0 {
		sub, s.freeSubjects = s.freeSubjects[n-1], s.freeSubjects[:n-1]
	} else {
		sub = new(Subject)
	}
	*sub = Subject{
		id: append(sub.id[:0], s.id...), instances: sub.instances[:0],
		owner: owner, Group: group, Doubted: doubted, lasting: doubted != 0, Born: s.Tick(), size: subjectBytes + len(s.id),
	}
	s.subjects[unsafe.String(unsafe.SliceData(sub.id), len(sub.id))] = sub
	s.held += sub.size
	s.quiet.add(sub)
	if sub.right = owner.first; sub.right != nil {
		sub.right.left = sub
	}
	owner.first = sub
	return sub
}

// Drop removes a subject.
func (s *Store) Drop(sub *Subject) {
	delete(s.subjects, string(sub.id))
	sub.queue.remove(sub)
	if sub.left != nil {
		sub.left.right = sub.right
	} else {
		sub.owner.first = sub.right
	}
	if sub.right != nil {
		sub.right.left = sub.left
	}
	s.held -= sub.size
	sub.owner, sub.left, sub.right = nil, nil, nil
	clear(sub.instances)
	if len(s.freeSubjects) < mostFree && cap(sub.instances) <= 32 && cap(sub.id) <= 1024 {
		s.freeSubjects = append(s.freeSubjects, sub)
	}
}

// DropAll removes the subjects of an owner.
func (s *Store) DropAll(o *Owner) {
	for o.first != nil {
		s.Drop(o.first)
	}
}

// NewInstance makes an instance for a member that has none.
func (s *Store) NewInstance(sub *Subject, member int) *Instance {
	bit := uint64(1) << member
	at := bits.OnesCount64(sub.has & (bit - 1))
	sub.instances = append(sub.instances, Instance{})
	copy(sub.instances[at+1:], sub.instances[at:])
	sub.instances[at] = Instance{Born: s.Tick()}
	sub.has |= bit
	s.grow(sub, InstanceBytes)
	return &sub.instances[at]
}

// Remove removes an instance, and the subject if it was its last; then it returns true.
func (s *Store) Remove(sub *Subject, member int) (dropped bool) {
	bit := uint64(1) << member
	at, last := bits.OnesCount64(sub.has&(bit-1)), len(sub.instances)-1
	if sub.instances[at].waits {
		sub.waiting--
	}
	copy(sub.instances[at:], sub.instances[at+1:])
	sub.instances[last] = Instance{}
	sub.instances = sub.instances[:last]
	sub.has &^= bit
	s.grow(sub, -InstanceBytes)
	if last == 0 && !sub.lasting {
		s.Drop(sub)
		return true
	}
	s.requeue(sub)
	return false
}

// Changed notes the change of an instance by an event: of its size in bytes, and whether it
// waits for a target that is demanded.
func (s *Store) Changed(sub *Subject, in *Instance, extra int, waits bool) {
	if extra != 0 {
		s.grow(sub, extra)
	}
	if waits == in.waits {
		return
	}
	if in.waits = waits; waits {
		sub.waiting++
	} else {
		sub.waiting--
	}
	s.requeue(sub)
}

func (s *Store) grow(sub *Subject, bytes int) {
	s.held += bytes
	sub.size += bytes
	sub.queue.held += bytes
}

// requeue puts the subject into the queue where it belongs.
func (s *Store) requeue(sub *Subject) {
	to := &s.quiet
	if sub.waiting > 0 {
		to = &s.busy
	}
	if sub.queue != to {
		sub.queue.remove(sub)
		to.add(sub)
	}
}
