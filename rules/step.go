package rules

import (
	"cmp"
	"slices"
	"unsafe"

	"ivrcheck/rules/declare"
	"ivrcheck/trace"
)

// What happens to instances: each event goes to those that it is something to,
// and what is open at an end is decided there.

// may tells whether the event can be what a mask of senders asks for, must
// whether it is for sure: the sender is not always known.
func (ev *Event) may(s senders) bool { return s&sendersOf(ev.direction) != 0 }

func (ev *Event) must(s senders) bool {
	d := sendersOf(ev.direction)
	return s&d == d
}

// steps gives an event to all constraints that it is something to.
func (st *connection) steps(ev *Event) {
	j := st.judge
	j.found = j.found[:0]
	for i := range ev.keys {
		j.found = append(j.found, nil)
		if ev.keys[i].whole() {
			id := st.subjectID(ev, i)
			j.found[i] = j.subjects.find(&id)
		}
	}
	hits := ev.hits
	if st.greets(ev) {
		hits = st.greetings(ev)
	}
	for i := range hits {
		if h := &hits[i]; !st.idle(h) {
			st.step(ev, h)
		}
	}
	st.own.greeted = st.own.greeted || ev.readable
	for _, sub := range j.found {
		if sub != nil {
			sub.greeted = true
		}
	}
}

// greets tells whether the event is the first with a key that some constraint
// has to know of besides those of its hits.
func (st *connection) greets(ev *Event) bool {
	for i := range ev.plan.greeted {
		if st.first(ev, ev.plan.greeted[i].key) {
			return true
		}
	}
	return false
}

// first tells whether the event is the first with one of its keys, or, for -1,
// the connection's first.
func (st *connection) first(ev *Event, key int) bool {
	if key < 0 {
		return !st.own.greeted
	}
	sub := st.judge.found[key]
	return (sub == nil || !sub.greeted) && ev.keys[key].whole()
}

// greetings gives the hits of an event with those that it is for being the
// first with a key, in the order of the constraints.
func (st *connection) greetings(ev *Event) []hit {
	j := st.judge
	j.hits = append(j.hits[:0], ev.hits...)
	for _, g := range ev.plan.greeted {
		if st.first(ev, g.key) {
			h := hit{constraint: g.constraint, key: g.key, keyed: true, among: both}
			h.maybe.among = both
			j.hits = append(j.hits, h)
		}
	}
	slices.SortStableFunc(j.hits, func(a, b hit) int { return cmp.Compare(a.constraint.index, b.constraint.index) })
	return j.hits
}

// idle tells of most events that are nothing to a constraint now, whatever they
// are: it has nothing more to decide, or its scope is closed.
func (st *connection) idle(h *hit) bool {
	if k := h.constraint; k.scope >= 0 {
		return st.scopes != nil && !st.scopes[k.scope].open && h.after|h.maybe.until == nobody
	}
	return h.key < 0 && st.over.has(h.constraint.index)
}

// step gives an event to one constraint.
func (st *connection) step(ev *Event, h *hit) {
	k := h.constraint
	var among *homes = &st.subjects
	if k.scope >= 0 {
		s := st.scope(k)
		if ev.may(h.maybe.until) && s.open {
			st.closeScope(k, s, ev)
			if h.key >= 0 {
				st.judge.found[h.key] = nil // the group is the constraint's alone
			}
		}
		if ev.may(h.after) && !s.open {
			s.open, s.since = true, st.ordinal-1
		}
		if !s.open {
			return
		}
		among = &s.subjects
	}
	symbol := st.symbol(ev, h)
	if symbol == 0 {
		return
	}
	if !h.keyed {
		if symbol&declare.Then != 0 || k.declare.Template.Adjacent() {
			st.blindFor(k, ev)
		} // else, whatever it is about, it decides nothing
		return
	}
	sub := &st.own
	if h.key >= 0 {
		sub = st.judge.found[h.key]
	}
	var sl *slot
	if sub != nil {
		sl = sub.find(k)
	}
	if sl == nil {
		if sl, sub = st.instance(k, sub, ev, h, symbol, among); sl == nil {
			return // it decides nothing and nothing is to be remembered
		}
		if h.key >= 0 {
			st.judge.found[h.key] = sub
		}
	}
	if symbol == declare.Among && k.declare.Template.Unary() && sl.fed {
		return // it stands for the key only if it is the first
	}
	st.feed(k, sub, sl, ev, h, symbol)
	if len(sub.slots) == 0 && sub != &st.own {
		st.judge.drop(sub)
		st.judge.found[h.key] = nil
	}
}

// symbol says what the event is to a constraint. Where the sender is not known,
// or a value is none of those that there are, nobody is blamed for it: it
// activates nothing, comes first for nobody, and what is demanded is there.
func (st *connection) symbol(ev *Event, h *hit) (symbol declare.Symbol) {
	t := h.constraint.declare.Template
	if ev.must(h.when) {
		symbol |= declare.When
	}
	if ev.must(h.then) || (ev.may(h.maybe.then) && !t.Forbids()) {
		symbol |= declare.Then
	}
	if ev.must(h.among) || (ev.may(h.maybe.among) && t != declare.Init) {
		symbol |= declare.Among
	}
	return symbol
}

// blindFor notes that a constraint cannot tell what the event is about.
func (st *connection) blindFor(k *constraint, ev *Event) {
	if st.blind == nil {
		st.blind = make(map[int]loss)
	}
	if _, ok := st.blind[k.index]; !ok {
		st.judge.grown(st, int(unsafe.Sizeof(loss{}))+2*mapEntry)
	}
	pos := &ev.unit.Pos
	st.blind[k.index] = loss{
		ordinal: st.ordinal, frame: pos.Frame, line: pos.Line, offset: pos.Offset, why: "a message does not say what it is about",
	}
}

// subjectID tells what the event is about, by one of its keys.
func (st *connection) subjectID(ev *Event, key int) subjectID {
	return subjectID{connection: st.id, group: ev.plan.groups[key], key: ev.keys[key]}
}

// instance makes an instance for a key that the constraint remembers nothing
// about; nil if the event needs none. What was known about the key before may be
// forgotten: then even an event that decides nothing may make an end of the
// doubt.
func (st *connection) instance(k *constraint, sub *subject, ev *Event, h *hit, symbol declare.Symbol, among *homes) (*slot, *subject) {
	t := k.declare.Template
	idle := symbol == declare.Among && !t.Unary() && !t.LooksBack()
	if idle && !t.Adjacent() {
		return nil, sub
	}
	var id subjectID
	var sum uint64
	if sub != nil {
		sum = sub.sum
	} else {
		id = st.subjectID(ev, h.key)
		sum = id.sum()
	}
	revived, watched := st.revived(k, sub, sum)
	if idle && !watched || !idle && !revived && !k.declare.Starts(symbol) {
		return nil, sub
	}
	if sub == nil {
		sub = st.judge.subject(id, sum, st, among)
		st.judge.stow(sub, st.slotsFor(ev, h.key))
	}
	sl := st.judge.slot(sub, k)
	if revived {
		sl.in = declare.Revived[*sight](k.declare)
	}
	sl.kept = revived || idle
	return sl, sub
}

// slotsFor tells about how many slots an event needs for a new key.
func (st *connection) slotsFor(ev *Event, key int) (n int) {
	for i := range ev.hits {
		if h := &ev.hits[i]; h.key == key && h.constraint.declare.Starts(st.symbol(ev, h)) {
			n++
		}
	}
	for i := range ev.plan.greeted {
		if ev.plan.greeted[i].key == key {
			n++
		}
	}
	return n
}

// feed lets an instance read the event.
func (st *connection) feed(k *constraint, sub *subject, sl *slot, ev *Event, h *hit, symbol declare.Symbol) {
	j := st.judge
	sl.fed = true
	if sl.in.Confirms(k.declare, symbol) {
		j.tally.activated(k.rule)
		j.tally.count(k.rule, Satisfied)
		return
	}
	room := sl.in.Room()
	j.now = moment{st: st, k: k, ev: ev}
	declare.Step(k.declare, &sl.in, &declare.Event[*sight]{
		Symbol: symbol, Ordinal: st.begun(ev), Pair: h.pair, Activation: &ev.sight,
	}, j.decided)
	for arm := range 2 {
		if a := sl.in.Newest(arm); a != nil && *a == &ev.sight {
			*a = j.hold(ev) // from now on it is remembered
		}
	}
	if n := sl.in.Waiting(); n > longestQueue {
		j.now = moment{st: st, k: k, e: &outOfRoom}
		declare.GiveUp(k.declare, &sl.in, j.decided)
	}
	j.grow(sub, sl.in.Room()-room)
	if k.scope < 0 && sub == &st.own && sl.in.Over(k.declare) {
		before := cap(st.over)
		st.over.add(k.index)
		j.grown(st, 8*(cap(st.over)-before))
	}
	waiting := k.declare.Template.Demands() && sl.in.Waiting() > 0
	changed := waiting != sl.waiting
	if changed {
		if sl.waiting = waiting; waiting {
			sub.waiting++
		} else {
			sub.waiting--
		}
	}
	if sl.in.Settled() && !sl.kept {
		j.free(sub, k)
	}
	if changed {
		j.shift(sub)
	}
}

// begun is the ordinal behind which the evidence for an activation by the event
// has to be complete: a gap of the other side whose end the event does not
// acknowledge may in part lie behind it.
func (st *connection) begun(ev *Event) int64 {
	at := st.ordinal
	if st.holes == nil {
		return at
	}
	for _, l := range st.holes.lost {
		if l.ordinal > 0 && l.side >= 0 && l.side != ev.unit.Side && ev.unit.Acked >= 0 && l.end > ev.unit.Acked {
			at = min(at, l.ordinal-1)
		}
	}
	return at
}

// ending is how something ended, for what was still open.
type ending struct {
	closing trace.Closing
	// event is where the end was seen, nil if nowhere.
	event *Event
	// why is set where the end is none of the connection's: what is open is
	// forgotten then, if forgets is set.
	why     string
	forgets bool
}

// closeScope ends the scope of a constraint.
func (st *connection) closeScope(k *constraint, s *scope, ev *Event) {
	j := st.judge
	j.gathered = j.gathered[:0]
	if k.group < 0 {
		if sl := st.own.find(k); sl != nil {
			j.gathered = append(j.gathered, gathered{k, &st.own, sl.born})
		}
	} else {
		j.gatherAll(&s.subjects)
	}
	j.finishAll(&ending{closing: trace.CloseOrderly, event: ev})
	j.dropAll(&s.subjects)
	s.open, s.supposed = false, false
}

// end ends the connection.
func (st *connection) end(e *ending) {
	st.opened()
	j := st.judge
	j.gathered = j.gathered[:0]
	j.gather(&st.own)
	j.gatherAll(&st.subjects)
	for i := range st.scopes {
		j.gatherAll(&st.scopes[i].subjects)
	}
	j.finishAll(e)
	j.dropAll(&st.subjects)
	for i := range st.scopes {
		j.dropAll(&st.scopes[i].subjects)
	}
	if !st.forgotten {
		j.tally.settle(perConnection, st.broken)
	}
}

// gathered is an instance that is to be finished.
type gathered struct {
	k    *constraint
	sub  *subject
	born int64
}

func (j *Judge) gather(s *subject) {
	for i, w := range s.which {
		j.gathered = append(j.gathered, gathered{j.set.constraints[w], s, s.slots[i].born})
	}
}

func (j *Judge) gatherAll(l *homes) {
	for s := l.first; s != nil; s = s.home.after {
		j.gather(s)
	}
}

func (j *Judge) dropAll(l *homes) {
	for l.first != nil {
		j.drop(l.first)
	}
}

// finishAll ends what was gathered: constraint by constraint, and of each the
// keys in the order in which they came.
func (j *Judge) finishAll(e *ending) {
	slices.SortFunc(j.gathered, func(a, b gathered) int {
		return cmp.Or(cmp.Compare(a.k.index, b.k.index), cmp.Compare(a.born, b.born))
	})
	for _, g := range j.gathered {
		j.finish(g, e)
	}
	clear(j.gathered)
}

// finish ends an instance, or forgets it; then it tells whether it has to be
// remembered that there was one.
func (j *Judge) finish(g gathered, e *ending) (remember bool) {
	sl := g.sub.find(g.k)
	room := sl.in.Room()
	j.now = moment{st: g.sub.st, k: g.k, e: e}
	if e.forgets {
		remember = declare.Forget(g.k.declare, &sl.in, j.decided)
	} else {
		declare.End(g.k.declare, &sl.in, j.decided)
	}
	j.grow(g.sub, -room)
	j.free(g.sub, g.k)
	return remember
}
