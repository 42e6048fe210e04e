package rules

import (
	"cmp"
	"ivrcheck/rules/internal/program"
	"maps"
	"slices"
	"time"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

// Options are those of one run.
type Options struct {
	// AssumeComplete: the capture holds each connection from its first to
	// its last message.
	AssumeComplete bool
	// ShowValues: personal values are not masked.
	ShowValues bool
	// Selection says which findings are wanted.
	Selection Selection
	// Follow, if set, gets each event of a connection in the order in which it
	// is judged, just before; its Number and Direction are known then. The
	// event is valid during the call.
	Follow func(*Event)
}

// Judge takes the events of one input, in the order of the input, and gives
// findings in the order in which they are decided. What it remembers is bounded
// (memory).
type Judge struct {
	memory
	set  *Set
	opt  Options
	emit func(*Finding)
	// lately is what the last finding was about; wording holds the texts of the
	// one that is being made.
	lately  lately
	wording wording
	tally   *Tallies
	conns   map[*trace.Conn]*connection
	// recent are some of conns, by their streams, for quick access.
	recent [64]*connection
	// oldest and newest are the connections by the time when they were last
	// heard of; opened numbers them.
	oldest, newest *connection
	opened         int64
	// dropped tells that a connection was forgotten.
	dropped bool
	// latest is the last time stamp so far, if rules ask for it.
	latest time.Time
	// followed is how many events Follow was given.
	followed int64
	// broken are the rules about whole inputs that this one broke.
	broken indexSet
	// counts are the events that activate rules by what they are, by their kinds.
	counts [1 << (program.PerRun + 1)]int64

	// now is what the instance that is at work is about.
	now    moment
	runner declare.Runner
	// found is what was found about the keys of the current event, by their index.
	// acts are those of an event that brings none, greeting those of one that is the
	// first with a key.
	found    []sought
	acts     acts
	greeting []act
	// at is where the slots of the constraints were found last, by their index.
	at       []int
	gathered []gathered
	// compared are the values that a predicate compares.
	compared [2][]program.Value
}

// moment is what an outcome has to be judged with: the event that decides, or
// the ending.
type moment struct {
	st *connection
	k  *program.Constraint
	ev *Event
	e  *ending
}

// NewJudge gives a judge for one input. emit gets each wanted finding, which it
// may release (Finding.Release) when nobody needs it any more; tally counts all of
// them, and may be shared by judges that run one after the other.
func (s *Set) NewJudge(opt Options, tally *Tallies, emit func(*Finding)) *Judge {
	s.index()
	j := &Judge{
		set: s, opt: opt, emit: emit, tally: tally, conns: make(map[*trace.Conn]*connection), at: make([]int, len(s.program.Constraints)),
		memory: memory{limit: memoryLimit, subjects: newRegister()},
	}
	return j
}

// decided judges what an instance says, and lets go of the sights that it held.
func (j *Judge) decided(outcomes []declare.Outcome) {
	for i := range outcomes {
		j.outcome(&outcomes[i])
	}
}

func (j *Judge) outcome(o *declare.Outcome) {
	activation, _ := o.Activation.(*sight)
	now := &j.now
	if k := now.k; o.Verdict == declare.Satisfied && o.Sure && !o.Forgotten && k.Within == 0 && k.Predicate == nil {
		j.tally.satisfied(k.Rule) // as decide would find out
	} else {
		now.st.decide(k, *o, activation, now.ev, now.e)
	}
	if activation != nil && activation.uses > 0 {
		j.release(activation)
	}
}

// Take judges one event. When it returns, the event is the caller's again.
func (j *Judge) Take(ev *Event) {
	if j.set.timed {
		if at := ev.unit.Pos.Time.Time; at.After(j.latest) {
			j.latest = at
		}
	}
	c := ev.unit.Conn
	if c == nil {
		j.faults(nil, ev)
		return
	}
	recent := &j.recent[uint(c.Stream)%uint(len(j.recent))]
	st := *recent
	if st == nil || st.conn != c {
		if st = j.conns[c]; st == nil {
			st = j.open(c, ev.unit.Kind)
		}
		*recent = st
	}
	j.touch(st)
	waited := st.causal.held
	switch {
	case ev.unit.Kind == trace.End:
		st.causal.flush(st.taken)
		st.parties.direct(ev)
		j.follow(ev)
		st.faults(ev)
		st.end(&ending{closing: ev.unit.Closing, event: ev})
		j.remove(st)
	case ordered(ev.unit.Kind):
		st.causal.push(ev, st.taken)
		j.grown(st, st.causal.held-waited)
	default:
		st.take(ev)
	}
	j.fit()
}

// follow numbers an event whose turn has come.
func (j *Judge) follow(ev *Event) {
	j.followed++
	ev.number = j.followed
	if j.opt.Follow != nil {
		j.opt.Follow(ev)
	}
}

// Close ends the input and what is still open in it.
func (j *Judge) Close() {
	open := slices.SortedFunc(maps.Values(j.conns), func(a, b *connection) int { return cmp.Compare(a.number, b.number) })
	for _, st := range open {
		st.causal.flush(st.taken)
		st.end(&ending{closing: trace.CloseUnseen})
		j.remove(st)
	}
	j.tally.settle(program.PerInput, j.broken)
	j.tally.add(&j.counts)
	j.counts = [len(j.counts)]int64{}
}

func (j *Judge) open(c *trace.Conn, kind trace.Kind) *connection {
	j.opened++
	st := &connection{judge: j, conn: c, number: j.opened}
	st.recall(kind)
	st.begin()
	if st.forgotten {
		st.messages = 1 // none that comes is known to be the first
	}
	st.taken = st.take
	st.size = connectionBytes
	j.held += st.size
	j.conns[c] = st
	return st
}

// grown counts what a connection holds more, or less.
func (j *Judge) grown(st *connection, bytes int) {
	st.size += bytes
	j.held += bytes
}

// touch makes the connection the one that was heard of last.
func (j *Judge) touch(st *connection) {
	st.touched = j.tick()
	if j.newest == st {
		return
	}
	j.unlink(st)
	st.older = j.newest
	if j.newest != nil {
		j.newest.newer = st
	} else {
		j.oldest = st
	}
	j.newest = st
}

func (j *Judge) unlink(st *connection) {
	if st.older != nil {
		st.older.newer = st.newer
	} else if j.oldest == st {
		j.oldest = st.newer
	}
	if st.newer != nil {
		st.newer.older = st.older
	} else if j.newest == st {
		j.newest = st.older
	}
	st.older, st.newer = nil, nil
}

// remove lets go of a connection that has ended.
func (j *Judge) remove(st *connection) {
	j.unlink(st)
	delete(j.conns, st.conn)
	if recent := &j.recent[uint(st.conn.Stream)%uint(len(j.recent))]; *recent == st {
		*recent = nil
	}
	j.held -= st.size + st.own.size
	j.spareRacks.put(st.own.rack)
	st.own.rack = rack{}
}
