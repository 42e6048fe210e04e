package store

import (
	"strings"
	"unsafe"

	"ivrcheck/trace"
)

// Add creates the subject of a key that has none.
func (s *Store) Add(connection int64, group int, key string, owner *Owner, doubted uint64) *Subject {
	s.setID(connection, group, key)
	free := &s.freeSubjects
	if len(s.id) > ordinary {
		free = &s.bigSubjects
	}
	var sub *Subject
	if n := len(*free); n > 0 {
		sub, *free = (*free)[n-1], (*free)[:n-1]
	} else {
		sub = new(Subject)
	}
	*sub = Subject{
		id: append(sub.id[:0], s.id...), instances: sub.instances[:0],
		owner: owner, Group: group, Doubted: doubted, lasting: doubted != 0, Born: s.Tick(), size: subjectBytes + len(s.id),
	}
	s.subjects[unsafe.String(unsafe.SliceData(sub.id), len(sub.id))] = sub
	s.held += sub.size
	for len(s.groups) <= group {
		s.groups = append(s.groups, 0)
	}
	s.groups[group]++
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
	s.groups[sub.Group]--
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
	switch {
	case cap(sub.instances) > 32:
	case cap(sub.id) <= ordinary:
		if len(s.freeSubjects) < mostFree {
			s.freeSubjects = append(s.freeSubjects, sub)
		}
	case len(s.bigSubjects) < mostBig:
		s.bigSubjects = append(s.bigSubjects, sub)
	}
}

// DropAll removes the subjects of an owner.
func (s *Store) DropAll(o *Owner) {
	for o.first != nil {
		s.Drop(o.first)
	}
}

// fewInstances is the growth of a subject's instance list. It is small, because there are thousands of subjects.
const fewInstances = 3

// NewInstance makes an instance for a member that has none.
func (s *Store) NewInstance(sub *Subject, member int) *Instance {
	n := len(sub.instances)
	if n == cap(sub.instances) {
		sub.instances = append(make([]Instance, 0, n+fewInstances), sub.instances...)
	}
	sub.instances = sub.instances[:n+1]
	in := &sub.instances[n]
	*in = Instance{Born: s.Tick(), member: uint8(member)}
	sub.has |= 1 << (member & 63)
	s.grow(sub, InstanceBytes)
	return in
}

// Remove removes an instance, and the subject with its last instance. It reports whether it removed the subject.
func (s *Store) Remove(sub *Subject, in *Instance) (dropped bool) {
	n := len(sub.instances) - 1
	last := &sub.instances[n]
	if in.waits {
		sub.waiting--
	}
	sub.has &^= 1 << (in.member & 63)
	if in != last {
		*in = *last
	}
	*last = Instance{}
	sub.instances = sub.instances[:n]
	s.grow(sub, -InstanceBytes)
	if n == 0 && !sub.lasting {
		s.Drop(sub)
		return true
	}
	s.requeue(sub)
	return false
}

// Begin starts a new life of a subject, and keeps the subject. Its instances are removed.
func (s *Store) Begin(sub *Subject, l Life) *Life {
	sub.lasting = true
	for n := len(sub.instances); n > 0; n-- {
		s.Remove(sub, &sub.instances[n-1])
	}
	if sub.Life == nil {
		s.grow(sub, lifeBytes)
	} else {
		s.grow(sub, -len(sub.Life.Port))
	}
	sub.Doubted, sub.Life = 0, &l
	return sub.Life
}

// Live starts the first life of a subject, and keeps the subject.
func (s *Store) Live(sub *Subject) {
	sub.lasting, sub.Life = true, new(Life)
	s.grow(sub, lifeBytes)
}

// SetPort sets the port of a subject's life. The message at an ordinal named it.
func (s *Store) SetPort(sub *Subject, port string, at int64, doubt trace.Doubt) {
	l := sub.Life
	l.Port, l.PortAt, l.PortDoubt = strings.Clone(port), at, doubt
	s.grow(sub, len(port))
}

// Changed notes that an event changed an instance: its size in bytes, and whether it waits for a demanded target.
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

// requeue moves the subject to the right queue.
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
