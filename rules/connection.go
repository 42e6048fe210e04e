package rules

import (
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

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
	for _, k := range st.judge.set.program.Constraints {
		if st.scopes != nil && k.Scope >= 0 {
			st.scopes[k.Scope] = scope{supposed: st.forgotten, open: !k.Scoped() || st.forgotten}
		}
	}
}

// scope gives the scope of a constraint that has one.
func (st *connection) scope(k *program.Constraint) *scope {
	if st.scopes == nil {
		st.scopes = make([]scope, st.judge.set.scopes)
		st.judge.grown(st, len(st.scopes)*scopeBytes)
		st.openScopes()
	}
	return &st.scopes[k.Scope]
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
		st.lose(ev, ev.direction.Opposite(), trace.AcknowledgedUnseen)
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
	if why := ev.unreadable(); why != trace.NoReason {
		st.lose(ev, ev.direction, why)
		return
	}
	if ev.misdirected {
		// It is a finding already; what it may mean to the others is not known.
		st.lose(ev, trace.DirectionUnknown, trace.SenderWrong)
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

// faults reports what is wrong with the event alone.
func (st *connection) faults(ev *Event) { st.judge.faults(st, ev) }
