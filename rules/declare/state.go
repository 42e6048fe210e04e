package declare

import "strings"

// Instance is the state of one constraint for one key value, and for one pair if the template is in pairs. The zero
// Instance is ready to use.
type Instance struct {
	state
	second *state // of a template with two arms
}

func (in *Instance) arm(i int) *state {
	if i == 0 {
		return &in.state
	}
	if in.second == nil {
		in.second = new(state)
	}
	return in.second
}

// Waiting returns the number of activations that wait for their target.
func (in *Instance) Waiting() int {
	n := in.waitingCount()
	if in.second != nil {
		n += in.second.waitingCount()
	}
	return n
}

// Waits reports whether an activation waits for its target.
func (in *Instance) Waits() bool {
	return in.is(waiting) || in.second != nil && in.second.is(waiting)
}

// Extra returns the memory beyond that of every instance: the number of queued activations and the bytes of pairs.
func (in *Instance) Extra() (queued, pair int) {
	if in.more == nil && in.second == nil {
		return 0, 0
	}
	return in.extra()
}

func (in *Instance) extra() (queued, pair int) {
	for _, s := range [2]*state{&in.state, in.second} {
		if s != nil && s.more != nil {
			queued, pair = queued+len(s.more.queue), pair+len(s.more.pair)
		}
	}
	return queued, pair
}

// Settled reports whether the instance remembers nothing, so that a new one would be equivalent.
func (in *Instance) Settled() bool {
	return in.settled() && (in.second == nil || in.second.settled())
}

// Over reports whether no later event can decide anything.
func (in *Instance) Over(c Constraint) bool { return c.Unary && in.is(done) }

// Reported is the worst reported verdict of the instance, for a constraint of which only the first of each key is
// reported.
func (in *Instance) Reported() *Reported { return &in.reported }

// Reported is what was reported: nothing, a doubtful verdict, or a violation.
type Reported uint8

const (
	Doubtful Reported = 1 + iota
	Proven
)

// state is the memory of one arm. There are thousands, so rare fields are in more.
type state struct {
	// oldest is the oldest waiting activation, if waiting is set. In templates without waiting, its ordinal is that of
	// the last activation (alternate-precedence) or of the previous event (chain-precedence).
	oldest entry
	more   *more // nil for none
	// seen is a number of targets, for not-co-existence a set of symbols, or forGood.
	seen     int32
	marks    marks
	reported Reported // of the first arm
}

// more has the fields of a state that are rarely used.
type more struct {
	// queue has the activations that wait after the oldest, under one-to-one.
	queue []entry
	// pair is the pair of the oldest waiting or the last event, in an adjacent template. Those of the queue follow.
	pair string
	// givenUp is the number of activations at the head of the queue that were given up.
	givenUp int32
}

// marks are flags of a state.
type marks uint16

const (
	waiting marks = 1 << iota // oldest is set
	// For the unary templates: the key was seen, the event was seen, nothing can change any more.
	begun
	met
	done
	preceded // there is a last activation or event
	target   // it was a target, or one followed it
	// unknown: the earlier state was dropped. The first event that leaves only one possible state clears it.
	unknown
	refused   // the waiting activation was violated
	blurred   // an event since the oldest makes its verdict uncertain
	uncertain // it is not certain that the oldest is an activation
)

func (s *state) is(m marks) bool { return s.marks&m != 0 }

func (s *state) set(m marks, on bool) {
	if s.marks &^= m; on {
		s.marks |= m
	}
}

type entry struct {
	activation any
	ordinal    int64
}

func (s *state) waitingCount() int {
	if !s.is(waiting) {
		return 0
	}
	return 1 + len(s.queue())
}

// push adds a waiting activation.
func (s *state) push(e entry) {
	if s.is(waiting) {
		m := s.extend()
		m.queue = append(m.queue, e)
		return
	}
	s.oldest = e
	s.set(waiting, true)
}

// pop removes the oldest waiting activation.
func (s *state) pop() entry {
	e := s.oldest
	queue := s.queue()
	if len(queue) == 0 {
		s.oldest = entry{}
		s.set(waiting|blurred|uncertain, false)
		if s.more != nil {
			s.more.queue = nil
			s.trim()
		}
		return e
	}
	s.oldest = queue[0]
	queue[0] = entry{}
	s.more.queue = queue[1:]
	return e
}

// inherit gives each waiting activation the ordinal of the one before it, and the oldest the given one, if earlier.
func (s *state) inherit(before int64) {
	if !s.is(waiting) {
		return
	}
	before, s.oldest.ordinal = s.oldest.ordinal, min(s.oldest.ordinal, before)
	for q := s.queue(); len(q) > 0; q = q[1:] {
		before, q[0].ordinal = q[0].ordinal, min(q[0].ordinal, before)
	}
}

// spread gives all waiting activations the ordinal of an earlier one.
func (s *state) spread(before int64) {
	s.oldest.ordinal = min(s.oldest.ordinal, before)
	for i := range s.queue() {
		s.more.queue[i].ordinal = s.oldest.ordinal
	}
}

func (s *state) extend() *more {
	if s.more == nil {
		s.more = new(more)
	}
	return s.more
}

// trim drops more if it is empty.
func (s *state) trim() {
	if m := s.more; m != nil && m.queue == nil && m.pair == "" && m.givenUp == 0 {
		s.more = nil
	}
}

func (s *state) queue() []entry {
	if s.more == nil {
		return nil
	}
	return s.more.queue
}

func (s *state) givenUp() int32 {
	if s.more == nil {
		return 0
	}
	return s.more.givenUp
}

// paired reports whether the kept pair is the given one.
func (s *state) paired(pair string) bool {
	if s.more == nil {
		return pair == ""
	}
	return s.more.pair == pair
}

// addPair appends the pair of a new waiting activation to those of the others.
func (s *state) addPair(pair string) {
	if pair != "" && len(s.queue()) > 0 {
		s.more.pair += "\x02" + pair
	} else if pair != "" {
		s.extend().pair = strings.Clone(pair)
	}
}

// cutPair removes the pair of the oldest waiting activation.
func (s *state) cutPair() (pair string) {
	if s.more != nil {
		pair, s.more.pair, _ = strings.Cut(s.more.pair, "\x02")
	}
	return pair
}

func (s *state) keepPair(pair string) {
	if pair != "" {
		s.extend().pair = strings.Clone(pair)
	} else if s.more != nil {
		s.more.pair = ""
		s.trim()
	}
}

func (s *state) settled() bool {
	return s.seen == 0 && s.givenUp() == 0 && !s.is(waiting|preceded|begun|done|unknown) && s.reported == 0
}
