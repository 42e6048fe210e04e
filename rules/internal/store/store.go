package store

// Find returns the subject of a key of a group in a connection, nil if there is none.
func (s *Store) Find(connection int64, group int, key string) *Subject {
	s.setID(connection, group, key)
	return s.subjects[string(s.id)]
}

// Evicted returns the members of a key's group whose instances were evicted. members are
// their constraints, by index. There may be a few too many.
func (s *Store) Evicted(connection int64, group int, key string, constraints []int) (members uint64) {
	if s.evicted.blocks == nil {
		return 0
	}
	s.setID(connection, group, key)
	sum := sumOf(s.id)
	for member, constraint := range constraints {
		if s.evicted.has(sum, constraint) {
			members |= 1 << member
		}
	}
	return members
}

// Evict notes that what was remembered of a subject's key for a constraint is lost.
func (s *Store) Evict(sub *Subject, constraint int) {
	if s.evicted.blocks == nil {
		s.evicted.blocks = make([]block, filterBytes(s.Limit)/len(block{})/8)
		s.held += filterBytes(s.Limit)
	}
	s.evicted.add(sumOf(sub.id), constraint)
}

// Next returns the subject to be evicted next: the oldest of those that wait for nothing,
// else of those that do; nil if there is none. busy reports that it waits.
func (s *Store) Next() (sub *Subject, busy bool) {
	if s.quiet.first != nil {
		return s.quiet.first, false
	}
	return s.busy.first, true
}

// Full reports that something is to be evicted; quiet, that it must be a subject that waits
// for nothing.
func (s *Store) Full() (full, quiet bool) {
	quiet = s.quiet.held > s.Limit/quietShare && s.quiet.first != nil
	return quiet || s.held > s.Limit, quiet
}
