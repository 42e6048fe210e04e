package store

import "ivrcheck/rules/internal/dispatch"

// Keep copies a record, with a head if it is not nil. The caller releases the copy once.
func (s *Store) Keep(r *dispatch.Record, head []byte) *Kept {
	free, bare := &s.freeKept, len(head) == 0
	switch {
	case len(r.CallID)+len(r.RequestID)+len(head) > ordinary:
		free = &s.freeBig
	case bare:
		free = &s.freeBare
	}
	var k *Kept
	if n := len(*free); n > 0 {
		k, *free = (*free)[n-1], (*free)[:n-1]
	} else {
		k = new(Kept)
	}
	k.Copy(r, head)
	k.uses, k.size, k.bare = 1, k.Size(), bare
	s.held += k.size
	return k
}

// KeepHead adds a head to a copy without one.
func (s *Store) KeepHead(k *Kept, head []byte) {
	if len(k.Head()) == 0 {
		k.CopyHead(head)
		k.size += len(head)
		s.held += len(head)
	}
}

// Release drops a reference.
func (s *Store) Release(k *Kept) {
	if k.uses--; k.uses > 0 {
		return
	}
	s.held -= k.size
	free, most := &s.freeKept, mostFree
	switch {
	case k.size >= ordinary:
		free, most = &s.freeBig, mostBig
	case k.bare:
		free = &s.freeBare
	}
	if len(*free) < most {
		*free = append(*free, k)
	}
}
