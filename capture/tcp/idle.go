// Who has been idle longest, of many that are used all the time.

package tcp

import (
	"cmp"
	"slices"
)

// use is when something was used last, and where it stands among others of its kind.
type use struct {
	last uint64 // by the Table's clock
	seat int    // in the idlest that holds it
}

// user is something that is used now and then.
type user interface{ lastUse() *use }

// idlest finds the one that has been idle longest. To use one only costs a new stamp:
// where it stands is put right when it has come to the front.
type idlest[T user] struct {
	// heap has those in front whose stamps, as far as is known, are old.
	heap []seated[T]
}

// seated is one of a heap. known is a stamp that it had: it is not idle since earlier.
type seated[T user] struct {
	known uint64
	user  T
}

func (q *idlest[T]) len() int { return len(q.heap) }

// add adds a user that is used now, later than all others.
func (q *idlest[T]) add(user T) {
	u := user.lastUse()
	u.seat = len(q.heap)
	q.heap = append(q.heap, seated[T]{u.last, user})
}

// first gives the one that has been idle longest. There must be one.
func (q *idlest[T]) first() T {
	for {
		front := &q.heap[0]
		last := front.user.lastUse().last
		if front.known == last {
			return front.user
		}
		front.known = last
		q.down(0)
	}
}

// remove removes a user, which must be there.
func (q *idlest[T]) remove(user T) {
	at, end := user.lastUse().seat, len(q.heap)-1
	q.swap(at, end)
	q.heap[end] = seated[T]{}
	q.heap = q.heap[:end]
	if at == end {
		return
	}
	for at > 0 && q.heap[at].known < q.heap[(at-1)/2].known {
		q.swap(at, (at-1)/2)
		at = (at - 1) / 2
	}
	q.down(at)
}

// down moves what is at a seat behind those that are older.
func (q *idlest[T]) down(at int) {
	for {
		next := at
		for child := 2*at + 1; child <= 2*at+2 && child < len(q.heap); child++ {
			if q.heap[child].known < q.heap[next].known {
				next = child
			}
		}
		if next == at {
			return
		}
		q.swap(at, next)
		at = next
	}
}

func (q *idlest[T]) swap(i, j int) {
	q.heap[i], q.heap[j] = q.heap[j], q.heap[i]
	q.heap[i].user.lastUse().seat, q.heap[j].user.lastUse().seat = i, j
}

// inOrder lists all, the one that has been idle longest first.
func (q *idlest[T]) inOrder() []T {
	all := make([]T, len(q.heap))
	for i := range q.heap {
		all[i] = q.heap[i].user
	}
	slices.SortFunc(all, func(a, b T) int { return cmp.Compare(a.lastUse().last, b.lastUse().last) })
	return all
}
