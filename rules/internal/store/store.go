package store

// Find returns the subject of a key of a group in a connection, or nil.
func (s *Store) Find(connection int64, group int, key string) *Subject {
	s.setID(connection, group, key)
	return s.subjects[string(s.id)]
}

// HasNone reports that no key of a group has, or had, a subject, in any connection.
func (s *Store) HasNone(group int) bool {
	return s.evicted.blocks == nil && (group >= len(s.groups) || s.groups[group] == 0)
}

// Evicted returns the members of a key's group whose instances were evicted, with rare false positives. constraints are
// the indices of the members' constraints.
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

// Evict notes the eviction of the instance of a constraint for a subject's key.
func (s *Store) Evict(sub *Subject, constraint int) {
	if s.evicted.blocks == nil {
		s.evicted.blocks = make([]block, filterBytes(s.Limit)/len(block{})/8)
		s.held += filterBytes(s.Limit)
	}
	s.evicted.add(sumOf(sub.id), constraint)
}

// Next returns the next subject to evict, or nil: the oldest that waits for nothing, otherwise the oldest that waits
// (busy).
func (s *Store) Next() (sub *Subject, busy bool) {
	if s.quiet.first != nil {
		return s.quiet.first, false
	}
	return s.busy.first, true
}

// Full reports whether the limit is exceeded, and whether by subjects that wait for nothing (quiet).
func (s *Store) Full() (full, quiet bool) {
	quiet = s.quiet.held > s.Limit/quietShare && s.quiet.first != nil
	return quiet || s.held > s.Limit, quiet
}
