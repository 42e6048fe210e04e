package store

import "ivrcheck/rules/internal/dispatch"

// Keep copies a record without its head. The caller releases it once.
func (s *Store) Keep(r *dispatch.Record) *Kept {
	free := &s.freeKept
	if len(r.CallID)+len(r.RequestID)+len(r.Head) > ordinary {
		free = &s.freeBig
	}
	var k *Kept
	if n := len(*free); n > 0 {
		k, *free = (*free)[n-1], (*free)[:n-1]
	} else {
		k = new(Kept)
	}
	k.Copy(r)
	k.uses, k.size = 1, k.Size()
	s.held += k.size
	return k
}

// KeepHead adds the head of the record to its copy.
func (s *Store) KeepHead(k *Kept, r *dispatch.Record) {
	if len(k.Head) == 0 {
		k.CopyHead(r)
		k.size += len(k.Head)
		s.held += len(k.Head)
	}
}

// Release drops a reference.
func (s *Store) Release(k *Kept) {
	if k.uses--; k.uses > 0 {
		return
	}
	s.held -= k.size
	switch {
	case k.size < ordinary:
		if len(s.freeKept) < mostFree {
			s.freeKept = append(s.freeKept, k)
		}
	case len(s.freeBig) < mostBig:
		s.freeBig = append(s.freeBig, k)
	}
}
