// What an automaton remembers.

package declare

import "strings"

// half is the state of one arm. There are thousands, so that what few need stands
// aside.
type half[A any] struct {
	// oldest waits, if waiting is set. Where nothing ever does, its ordinal is that of
	// the last activation (alternate-precedence) or of the neighbour before
	// (chain-precedence).
	oldest entry[A]
	more   *more[A] // nil for none
	// seen is what has been met: a number of targets, for not-co-existence
	// the symbols, or forGood.
	seen  int32
	marks marks
}

// more is what few halves have to remember.
type more[A any] struct {
	// behind are those that wait behind the oldest, under one-to-one, in their order.
	behind []entry[A]
	// pair is that of what waits or came last in an adjacent template; in all others
	// each pair has an instance.
	pair string
	// givenUp is how many activations at the head of the queue were given up.
	givenUp int32
}

// marks are what else there is to the state of an arm.
type marks uint8

const (
	waiting marks = 1 << iota // there is an oldest
	// Of the unary templates: the key was seen, the event was seen, nothing more can be
	// decided.
	begun
	met
	done
	preceded // there is a last
	target   // the last was one, or one came since
	// unknown tells that what came before is forgotten; the first event that leaves
	// only one state possible, whatever it was, clears it.
	unknown
)

func (h *half[A]) is(m marks) bool { return h.marks&m != 0 }

func (h *half[A]) set(m marks, on bool) {
	if h.marks &^= m; on {
		h.marks |= m
	}
}

type entry[A any] struct {
	activation A
	ordinal    int64
}

// forGood in seen marks what is violated once and for all: what follows for
// the pair is the same fault again.
const forGood = -1

func (h *half[A]) queued() int {
	if !h.is(waiting) {
		return 0
	}
	return 1 + len(h.rest())
}

// aside makes room for what few need.
func (h *half[A]) aside() *more[A] {
	if h.more == nil {
		h.more = new(more[A])
	}
	return h.more
}

// tidy gives the room back if nothing is in it.
func (h *half[A]) tidy() {
	if m := h.more; m != nil && m.behind == nil && m.pair == "" && m.givenUp == 0 {
		h.more = nil
	}
}

func (h *half[A]) rest() []entry[A] {
	if h.more == nil {
		return nil
	}
	return h.more.behind
}

func (h *half[A]) givenUp() int32 {
	if h.more == nil {
		return 0
	}
	return h.more.givenUp
}

func (h *half[A]) room() (queued, pair int) {
	if h.more == nil {
		return 0, 0
	}
	return len(h.more.behind), len(h.more.pair)
}

// paired tells whether the pair that is kept is the given one.
func (h *half[A]) paired(pair string) bool {
	if h.more == nil {
		return pair == ""
	}
	return h.more.pair == pair
}

func (h *half[A]) keepPair(pair string) {
	if pair != "" {
		h.aside().pair = strings.Clone(pair)
	} else if h.more != nil {
		h.more.pair = ""
		h.tidy()
	}
}

func (h *half[A]) settled() bool {
	return h.seen == 0 && h.givenUp() == 0 && !h.is(waiting|preceded|begun|done|unknown)
}

// matters tells whether the state, if it is forgotten, may make a later verdict
// another.
func (h *half[A]) matters(k kind) bool {
	switch k {
	case absence:
		return h.is(done) || h.is(unknown)
	case alternateResponse, chainResponse:
		return false // what waits is reported, and the next begins anew
	}
	return !h.settled()
}
