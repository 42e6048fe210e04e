package rules

import (
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
}

// maxInstances bounds the keys that one constraint remembers in one
// connection; the oldest is given up first, and what it could have decided
// becomes inconclusive.
const maxInstances = 1 << 16

// Judge takes the events of one input, in the order of the input, and gives
// findings in the order in which they are decided.
type Judge struct {
	set   *Set
	opt   Options
	emit  func(*Finding)
	tally *Tallies
	conns map[*trace.Conn]*connection
	order []*trace.Conn
	// latest is the last time stamp so far.
	latest time.Time
	// broken lists the rules about whole inputs that this one broke.
	broken []*rule
}

// NewJudge gives a judge for one input. emit gets each wanted finding; tally
// counts all of them, and may be shared by judges that run one after the
// other.
func (s *Set) NewJudge(opt Options, tally *Tallies, emit func(*Finding)) *Judge {
	return &Judge{set: s, opt: opt, emit: emit, tally: tally, conns: make(map[*trace.Conn]*connection)}
}

// connection is what the judge knows of one connection.
type connection struct {
	judge   *Judge
	conn    *trace.Conn
	parties parties
	causal  causal
	// started tells that the connection was seen from its start.
	started bool
	// opening is the Start whose faults are to be reported unless the first
	// message proves a start.
	opening  *Event
	messages int
	ordinal  int64
	// lost is the last unreadable or missing thing of each direction: from
	// the IVR, from the server; missing the last where not even the frames
	// are known.
	lost, missing [2]loss

	constraints []state
	login       session
	// last is the frame before, of each side.
	last [2]former
	// broken lists the rules about connections as such that this one broke.
	broken []*rule
}

// loss is a hole in the evidence.
type loss struct {
	ordinal int64 // 0: none
	pos     trace.Position
	why     string
	// side and end say where in whose stream it ends; side is -1 if that is not
	// known.
	side int
	end  int64
}

// state is one constraint in one connection.
type state struct {
	instances map[string]*declare.Instance[*Event]
	// ages lists the keys in the order in which they came.
	ages []string
	// open tells that the scope holds now, since that it opened at this
	// ordinal.
	open  bool
	since int64
	// blind is the last message that the constraint is about but that lacks
	// its key; evicted, that keys were given up.
	blind   loss
	evicted bool
}

// Take judges one event.
func (j *Judge) Take(ev *Event) {
	if at := ev.unit.Pos.Time.Time; at.After(j.latest) {
		j.latest = at
	}
	c := ev.unit.Conn
	if c == nil {
		j.faults(nil, ev)
		return
	}
	st := j.conns[c]
	if st == nil {
		st = j.open(c)
	}
	switch {
	case ev.unit.Kind == trace.End:
		st.causal.flush(st.take)
		st.parties.direct(ev)
		st.faults(ev)
		st.end(ev.unit.Closing, ev)
		delete(j.conns, c)
	case ordered(ev.unit.Kind):
		st.causal.push(ev, st.take)
	default:
		st.take(ev)
	}
}

// Close ends the input and what is still open in it.
func (j *Judge) Close() {
	for _, c := range j.order {
		if st := j.conns[c]; st != nil {
			st.causal.flush(st.take)
			st.end(trace.CloseUnseen, nil)
			delete(j.conns, c)
		}
	}
	j.order = nil
	j.tally.settle(perInput, j.broken)
}

func (j *Judge) open(c *trace.Conn) *connection {
	st := &connection{judge: j, conn: c, parties: newParties(c), started: c.StartSeen}
	st.constraints = make([]state, len(j.set.constraints))
	for i, k := range j.set.constraints {
		st.constraints[i].open = !k.scoped()
	}
	if j.conns[c] != nil {
		j.conns[c] = st
		return st // a log in which another connection begins
	}
	j.conns[c] = st
	if len(j.order) > 2*len(j.conns)+64 {
		j.order = j.live()
	}
	j.order = append(j.order, c)
	return st
}

// live lists the open connections in the order in which they came.
func (j *Judge) live() []*trace.Conn {
	kept := j.order[:0]
	for _, c := range j.order {
		if j.conns[c] != nil {
			kept = append(kept, c)
		}
	}
	clear(j.order[len(kept):])
	return kept
}

// take judges the next event of the connection, in causal order.
func (st *connection) take(ev *Event) {
	if ev.begins && st.messages > 0 && !st.conn.StartSeen && unmarked(st.conn) {
		// A log that tells no connections: this message begins a new one.
		fresh := st.judge.open(st.conn)
		fresh.causal, st.causal = st.causal, causal{}
		st.end(trace.CloseUnseen, nil)
		*st = *fresh
		st.judge.conns[st.conn] = st
	}
	if ev.unit.Kind == trace.Start && !st.conn.StartSeen {
		st.opening = ev // its first message may be a start as good as a SYN
		return
	}
	st.parties.direct(ev)
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
	for i := range ev.hits {
		st.step(ev, &ev.hits[i])
	}
	ev.hits, ev.faults = nil, nil
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
func unmarked(c *trace.Conn) bool { return c.Stream < 0 && !c.Ends[0].IsValid() }

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
	l := loss{st.ordinal, ev.unit.Pos, why, -1, 0}
	if of == ev.direction && ev.unit.StreamEnd >= 0 {
		l.side, l.end = ev.unit.Side, ev.unit.StreamEnd
	}
	// A frame that is there whole may hide a message, but no other frame.
	whole := ev.unit.Kind == trace.Document && !ev.unit.Partial || ev.unit.Kind == trace.Frame
	for i, d := range [2]senders{ivr, server} {
		if sendersOf(of)&d == 0 {
			continue
		}
		st.lost[i] = l
		if !whole || ev.early {
			st.missing[i] = l
		}
	}
}

// may tells whether the event can be what a mask of senders asks for, must
// whether it is for sure: the sender is not always known.
func (ev *Event) may(s senders) bool { return s&sendersOf(ev.direction) != 0 }

func (ev *Event) must(s senders) bool {
	d := sendersOf(ev.direction)
	return s&d == d
}

// step gives an event to one constraint.
func (st *connection) step(ev *Event, h *hit) {
	k := h.constraint
	s := &st.constraints[k.index]
	if ev.may(h.maybe.until) {
		st.close(k, s, ev)
	}
	if ev.may(h.after) && !s.open {
		s.open, s.since = true, st.ordinal-1
	}
	if !s.open {
		return
	}
	// Where the sender is not known, or a value is none of those that there
	// are, nobody is blamed for it: it activates nothing, comes first for
	// nobody, and what is demanded is there.
	var symbol declare.Symbol
	if ev.must(h.when) {
		symbol |= declare.When
	}
	if forbids := k.declare.Template.Forbids(); ev.must(h.then) || (!forbids && ev.may(h.maybe.then)) {
		symbol |= declare.Then
	}
	if ev.must(h.among) || (ev.may(h.maybe.among) && k.declare.Template != declare.Init) {
		symbol |= declare.Among
	}
	if symbol == 0 {
		return
	}
	if !h.keyed || !h.paired {
		if symbol&declare.Then == 0 && !k.declare.Template.Adjacent() {
			return // whatever it is about, it decides nothing
		}
		s.blind = loss{ordinal: st.ordinal, pos: ev.unit.Pos, why: "a message does not say what it is about"}
		return
	}
	in := s.instances[h.key]
	if in == nil {
		if symbol == declare.Among && !k.declare.Template.Unary() {
			return // it decides nothing and nothing is to be remembered
		}
		in = st.instance(k, s, h.key)
	}
	declare.Step(k.declare, in, declare.Event[*Event]{
		Symbol: symbol, Ordinal: st.begun(ev), Pair: h.pair, Activation: ev,
	}, func(o declare.Outcome[*Event]) { st.decide(k, s, o, ev, nil) })
	if in.Settled() {
		delete(s.instances, h.key)
	}
}

// begun is the ordinal behind which the evidence for an activation by the event
// has to be complete: a gap of the other side whose end the event does not
// acknowledge may in part lie behind it.
func (st *connection) begun(ev *Event) int64 {
	at := st.ordinal
	for _, l := range st.lost {
		if l.ordinal > 0 && l.side >= 0 && l.side != ev.unit.Side && ev.unit.Acked >= 0 && l.end > ev.unit.Acked {
			at = min(at, l.ordinal-1)
		}
	}
	return at
}

// instance makes room for a new key.
func (st *connection) instance(k *constraint, s *state, key string) *declare.Instance[*Event] {
	if s.instances == nil {
		s.instances = make(map[string]*declare.Instance[*Event])
	}
	for len(s.instances) >= maxInstances {
		oldest := s.ages[0]
		s.ages = s.ages[1:]
		if in := s.instances[oldest]; in != nil {
			s.evicted = true
			declare.End(k.declare, in, func(o declare.Outcome[*Event]) {
				st.decide(k, s, o, nil, &ending{why: "too many of its kind were open at once to wait for it"})
			})
			delete(s.instances, oldest)
		}
	}
	if len(s.ages) > 2*maxInstances {
		s.ages = s.young()
	}
	in := new(declare.Instance[*Event])
	s.instances[key] = in
	s.ages = append(s.ages, key)
	return in
}

// young drops the keys that are gone from ages; of a key that came again the
// first age stays.
func (s *state) young() []string {
	var kept []string
	seen := make(map[string]bool, len(s.instances))
	for _, key := range s.ages {
		if s.instances[key] != nil && !seen[key] {
			seen[key] = true
			kept = append(kept, key)
		}
	}
	return kept
}

// ending is how something ended, for what was still open.
type ending struct {
	closing trace.Closing
	// event is where the end was seen, nil if nowhere.
	event *Event
	// why is set where the end is none of the connection's.
	why string
}

// close ends the scope of a constraint.
func (st *connection) close(k *constraint, s *state, ev *Event) {
	if !s.open {
		return
	}
	st.finish(k, s, &ending{closing: trace.CloseOrderly, event: ev})
	s.open = false
}

// end ends the connection.
func (st *connection) end(closing trace.Closing, ev *Event) {
	st.opened()
	for i, k := range st.judge.set.constraints {
		st.finish(k, &st.constraints[i], &ending{closing: closing, event: ev})
	}
	st.judge.tally.settle(perConnection, st.broken)
}

// finish ends all instances of a constraint, in the order in which their keys
// came.
func (st *connection) finish(k *constraint, s *state, e *ending) {
	for _, key := range s.young() {
		declare.End(k.declare, s.instances[key], func(o declare.Outcome[*Event]) { st.decide(k, s, o, nil, e) })
	}
	s.instances, s.ages = nil, nil
}

// faults reports what is wrong with the event alone.
func (st *connection) faults(ev *Event) { st.judge.faults(st, ev) }
