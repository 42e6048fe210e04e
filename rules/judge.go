package rules

import (
	"cmp"
	"maps"
	"slices"
	"time"
	"unsafe"

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
	// Excerpt gives the evidence that a finding shows: the part of a document
	// around a place, masked as the run demands. head is the beginning of the
	// document (schema.Head); it is valid only during the call. nil: findings
	// of sequences show none.
	Excerpt func(head []byte, at trace.Span) string
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
	// latest is the last time stamp so far.
	latest time.Time
	// followed is how many events Follow was given.
	followed int64
	// broken are the rules about whole inputs that this one broke.
	broken indexSet
	// counts are the events that activate rules by what they are.
	counts [perRun + 1]int64

	// now is what the instance that is at work is about; decided gets its
	// outcomes.
	now     moment
	decided func(declare.Outcome[*sight])
	// found are the subjects of the current event, by the index of their keys;
	// nil where nothing is remembered. hits are those of an event that is the
	// first with a key.
	found    []*subject
	hits     []hit
	gathered []gathered
	// compared are the values that a predicate compares.
	compared [2][]value
}

// moment is what an outcome has to be judged with: the event that decides, or
// the ending.
type moment struct {
	st *connection
	k  *constraint
	ev *Event
	e  *ending
}

// NewJudge gives a judge for one input. emit gets each wanted finding; tally
// counts all of them, and may be shared by judges that run one after the
// other.
func (s *Set) NewJudge(opt Options, tally *Tallies, emit func(*Finding)) *Judge {
	s.index()
	j := &Judge{
		set: s, opt: opt, emit: emit, tally: tally, conns: make(map[*trace.Conn]*connection),
		memory: memory{limit: memoryLimit, subjects: newRegister()},
	}
	j.decided = j.outcome
	return j
}

// outcome judges what an instance says, and lets go of the sight that it held.
func (j *Judge) outcome(o declare.Outcome[*sight]) {
	now := &j.now
	if k := now.k; o.Verdict == declare.Satisfied && o.Sure && !o.Forgotten && k.within == 0 && k.predicate == nil {
		j.tally.activated(k.rule) // as decide would find out
		j.tally.count(k.rule, Satisfied)
	} else {
		now.st.decide(k, o, now.ev, now.e)
	}
	if a := o.Activation; a != nil && a.uses > 0 {
		j.release(a)
	}
}

// connection is what the judge knows of one connection.
type connection struct {
	judge *Judge
	conn  *trace.Conn
	// number orders connections as they were opened, id tells apart those
	// that one Conn stands for.
	number, id int64
	parties    parties
	causal     causal
	taken      func(*Event) // take, made once
	// started tells that the connection was seen from its start, forgotten
	// that it was known and what was known was given up.
	started, forgotten bool
	// opening is the Start whose faults are to be reported unless the first
	// message proves a start.
	opening  *Event
	messages int
	ordinal  int64
	holes    *holes
	// blind are, by constraint, the last messages that it is about but that
	// lack its key.
	blind  map[int]loss
	scopes []scope
	login  *session
	// broken are the rules about connections as such that this one broke.
	broken indexSet
	// own holds the instances of constraints without a key; over are those, by
	// index, to which nothing that comes matters any more.
	own      subject
	over     indexSet
	subjects homes

	// last is the frame before, of each side.
	last [2]former

	older, newer *connection
	touched      int64
	size         int
}

// holes are the last unreadable or missing things of each direction: from the
// IVR, from the server; missing are those where not even the frames are known.
type holes struct{ lost, missing [2]loss }

// loss is a hole in the evidence.
type loss struct {
	ordinal int64 // 0: none
	frame   int
	line    int
	offset  int64
	why     string
	// side and end say where in whose stream it ends; side is -1 if that is not
	// known.
	side int
	end  int64
}

// scope is that of one constraint in one connection.
type scope struct {
	// open tells that it holds now, since that it opened at this ordinal.
	// supposed: it is open if what is forgotten has opened it, and has not ended
	// it since; until it ends nobody is blamed.
	open, supposed bool
	since          int64
	// subjects are those of the constraint, which end with it.
	subjects homes
}

// Take judges one event. When it returns, the event is the caller's again.
func (j *Judge) Take(ev *Event) {
	if at := ev.unit.Pos.Time.Time; at.After(j.latest) {
		j.latest = at
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
	j.tally.settle(perInput, j.broken)
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
	st.size = connBytes
	j.held += st.size
	j.conns[c] = st
	return st
}

// begin makes the connection one of which nothing is known yet.
func (st *connection) begin() {
	j := st.judge
	st.id = j.tick()
	st.parties, st.started = newParties(st.conn), st.conn.StartSeen
	st.opening, st.messages, st.ordinal, st.last = nil, 0, 0, [2]former{}
	if st.holes != nil {
		*st.holes = holes{}
	}
	if st.login != nil {
		*st.login = session{}
	}
	clear(st.blind)
	clear(st.broken)
	clear(st.over)
	st.own.empty()
	st.own = subject{st: st, rack: st.own.rack, size: st.own.size}
	st.openScopes()
}

// openScopes opens those scopes that are open from the start, or may be.
func (st *connection) openScopes() {
	for _, k := range st.judge.set.constraints {
		if st.scopes != nil && k.scope >= 0 {
			st.scopes[k.scope] = scope{supposed: st.forgotten, open: !k.scoped() || st.forgotten}
		}
	}
}

// scope gives the scope of a constraint that has one.
func (st *connection) scope(k *constraint) *scope {
	if st.scopes == nil {
		st.scopes = make([]scope, st.judge.set.scopes)
		st.judge.grown(st, len(st.scopes)*int(unsafe.Sizeof(scope{})))
		st.openScopes()
	}
	return &st.scopes[k.scope]
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
}

// take judges the next event of the connection, in causal order.
func (st *connection) take(ev *Event) {
	if ev.begins && st.messages > 0 && !st.conn.StartSeen && unmarked(st.conn) {
		// A log that tells no connections: this message begins a new one.
		st.end(&ending{closing: trace.CloseUnseen})
		st.forgotten = false
		st.begin()
	}
	if ev.unit.Kind == trace.Start && st.forgotten {
		// Its first unit after all: what came before it said nothing.
		st.forgotten = false
		st.begin()
	}
	st.parties.direct(ev)
	st.judge.follow(ev)
	if ev.unit.Kind == trace.Start && !st.conn.StartSeen {
		st.opening = ev.clone() // its first message may be a start as good as a SYN
		return
	}
	if ev.early {
		st.ordinal++
		st.lose(ev, ev.direction.Opposite(), "what it acknowledges was not captured, or not yet")
	}
	st.ordinal++
	if ev.unit.Kind == trace.Document {
		if st.messages++; st.messages == 1 && ev.begins {
			st.started = true
		}
		st.opened()
	}
	st.noteLogin(ev)
	st.faults(ev)
	st.remember(ev)
	if why := ev.unreadable(); why != "" {
		st.lose(ev, ev.direction, why)
		return
	}
	if ev.misdirected {
		// It is a finding already; what it may mean to the others is not known.
		st.lose(ev, trace.DirectionUnknown, "a message was sent by the wrong side")
		return
	}
	st.steps(ev)
	if j := st.judge; ev.held != nil {
		j.release(ev.held)
		ev.held = nil
	}
}

// opened reports what was wrong with the start, unless the connection was seen
// to begin after all.
func (st *connection) opened() {
	if st.opening != nil && !st.started {
		st.parties.direct(st.opening)
		st.faults(st.opening)
	}
	st.opening = nil
}

// unmarked tells that the input does not tell connections apart: a log whose
// lines name no address, or the server's alone, which all have in common.
func unmarked(c *trace.Conn) bool { return c.Stream < 0 && !c.Ends[0].IsValid() && c.Name == "" }

// unreadable says why the event may hide messages; "" if it does not.
func (ev *Event) unreadable() string {
	switch {
	case ev.unit.Kind == trace.Gap:
		return "bytes are missing"
	case ev.unit.Kind == trace.Document && !ev.readable:
		return "a message could not be read"
	case ev.unit.Kind == trace.Frame && ev.unit.Header.Type() > knownTypes:
		// Some peers take such a frame for XML, others pass over it.
		return "a frame of unknown type may have been a message"
	}
	return ""
}

// knownTypes is the highest message type of GLI (protocol notes, framing).
const knownTypes = 3

// lose notes that something of a direction is missing where the event stands.
func (st *connection) lose(ev *Event, of trace.Direction, why string) {
	pos := &ev.unit.Pos
	l := loss{st.ordinal, pos.Frame, pos.Line, pos.Offset, why, -1, 0}
	if of == ev.direction && ev.unit.StreamEnd >= 0 {
		l.side, l.end = ev.unit.Side, ev.unit.StreamEnd
	}
	if st.holes == nil {
		st.holes = new(holes)
		st.judge.grown(st, int(unsafe.Sizeof(holes{})))
	}
	// A frame that is there whole may hide a message, but no other frame.
	whole := ev.unit.Kind == trace.Document && !ev.unit.Partial || ev.unit.Kind == trace.Frame
	for i, d := range [2]senders{ivr, server} {
		if sendersOf(of)&d == 0 {
			continue
		}
		st.holes.lost[i] = l
		if !whole || ev.early {
			st.holes.missing[i] = l
		}
	}
}

// faults reports what is wrong with the event alone.
func (st *connection) faults(ev *Event) { st.judge.faults(st, ev) }
