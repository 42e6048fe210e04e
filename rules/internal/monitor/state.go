package monitor

import (
	"time"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Options are those of one run.
type Options struct {
	// AssumeComplete: the capture has each connection from its first to its last message.
	AssumeComplete bool
	// Follow, if set, gets each event of a connection in the order in which it is judged,
	// just before; its Number and Direction are known then. The event is valid during the
	// call.
	Follow func(*dispatch.Event)
	// Limit is how many bytes are remembered; 0 for the usual number.
	Limit int
}

// Monitor judges the sequences of one input. What it remembers is bounded.
type Monitor struct {
	program *program.Program
	options Options
	sink    Sink
	store   *store.Store
	// members are the indices of the constraints of each group.
	members [][]int

	connections map[*trace.Conn]*connection
	// oldest and newest are the connections by the time of their last event; opened
	// numbers them.
	oldest, newest *connection
	opened         int64
	// evicted reports that a connection was evicted.
	evicted bool
	// latest is the last time stamp so far, if a constraint asks for times.
	latest time.Time
	// judged is how many events had their turn.
	judged int64

	// The rest is about the event or end that is being judged.
	runner declare.Runner
	// cause is what the current outcomes are to be judged with.
	cause    cause
	decision Decision
	// found are the subjects of the current event's keys, kept is the copy of it.
	found    []found
	kept     *store.Kept
	finished []finished
	// compared are the values that a predicate compares.
	compared [2][]program.Value
}

// follow numbers an event whose turn has come.
func (m *Monitor) follow(ev *dispatch.Event) {
	m.judged++
	ev.Record.Number = m.judged
	if m.options.Follow != nil {
		m.options.Follow(ev)
	}
}

// grow counts what a connection holds more, or less.
func (m *Monitor) grow(c *connection, bytes int) {
	c.size += bytes
	m.store.Grow(bytes)
}

// touch makes the connection the newest.
func (m *Monitor) touch(c *connection) {
	c.touched = m.store.Tick()
	if m.newest == c {
		return
	}
	m.unlink(c)
	c.older = m.newest
	if m.newest != nil {
		m.newest.newer = c
	} else {
		m.oldest = c
	}
	m.newest = c
}

func (m *Monitor) unlink(c *connection) {
	if c.older != nil {
		c.older.newer = c.newer
	} else if m.oldest == c {
		m.oldest = c.newer
	}
	if c.newer != nil {
		c.newer.older = c.older
	} else if m.newest == c {
		m.newest = c.older
	}
	c.older, c.newer = nil, nil
}

// remove lets go of a connection that has ended.
func (m *Monitor) remove(c *connection) {
	m.unlink(c)
	delete(m.connections, c.conn)
	m.store.Grow(-c.size)
}

// connection is what is known of one connection.
type connection struct {
	monitor *Monitor
	conn    *trace.Conn
	// number orders connections as they were opened; id tells apart those that one Conn
	// stands for.
	number, id int64
	direction  direction
	causal     causal
	taken      func(*dispatch.Event) // take, made once
	// started reports that the connection was seen from its start; evicted, that it may
	// be one that was evicted.
	started, evicted bool
	// start is the Start whose faults are to be reported unless the first message proves
	// that the connection begins there.
	start    *dispatch.Event
	messages int
	ordinal  int64
	losses   *losses
	// blind are, by constraint, the last messages that it is about but that lack its key.
	blind map[int]loss
	login *login
	// broken are the rules about connections as such that this one broke.
	broken program.RuleSet
	// idle says, by constraint, that no event is anything to it unless it opens its scope.
	idle []bool
	// unkeyed are the instances of the constraints without a key; met reports that they
	// have had an event.
	unkeyed  []store.Instance
	met      bool
	subjects store.Owner
	scopes   []scope
	// last is the last frame of each side.
	last [2]lastFrame

	older, newer *connection
	touched      int64
	size         int
}

// scope is that of one constraint in one connection.
type scope struct {
	// open: it holds now; it opened at the ordinal since. supposed: it is open if what is
	// evicted has opened it, and has not closed it since; until it closes nobody is blamed.
	open, supposed bool
	since          int64
	subjects       store.Owner
}

// Fixed cost estimates in bytes.
const (
	connectionBytes = 1024 // with the trace.Conn and two map entries
	loginBytes      = 400
	lossesBytes     = 256
	scopeBytes      = 64
	unkeyedBytes    = 64
	blindBytes      = 112
)

// openScopes opens those scopes that are open from the start, or may be.
func (c *connection) openScopes() {
	for _, k := range c.monitor.program.Constraints {
		c.idle[k.Index] = false
		if k.Scope >= 0 {
			s := &c.scopes[k.Scope]
			s.supposed, s.open, s.since = c.evicted, !k.Scoped() || c.evicted, 0
			c.idle[k.Index] = !s.open
		}
	}
}

// begin makes the connection one of which nothing is known yet.
func (c *connection) begin() {
	m := c.monitor
	c.id = m.store.Tick()
	c.direction, c.started = newDirection(c.conn), c.conn.StartSeen
	c.start, c.messages, c.ordinal, c.last, c.met = nil, 0, 0, [2]lastFrame{}, false
	if c.losses != nil {
		*c.losses = losses{}
	}
	if c.login != nil {
		*c.login = login{}
	}
	clear(c.blind)
	clear(c.broken)
	for i := range c.unkeyed {
		c.unkeyed[i].Instance = c.newInstance(m.program.Unkeyed[i])
	}
	c.openScopes()
}

// unmarked reports that the input does not tell connections apart: a log whose lines name
// no address, or the server's alone, which all have in common.
func unmarked(c *trace.Conn) bool { return c.Stream < 0 && !c.Ends[0].IsValid() && c.Name == "" }

// found is what the store has about a key of an event.
type found struct {
	event   int64          // its number
	subject *store.Subject // nil for nothing
	// isNew reports that it had nothing when it was asked; doubted are the members of the
	// group for which an earlier subject was evicted.
	isNew   bool
	doubted uint64
}

// newInstance returns one that has read nothing. In a connection that was evicted it is
// not known what it would have read.
func (c *connection) newInstance(k *program.Constraint) declare.Instance {
	if c.evicted {
		return k.Declare.Revived()
	}
	return declare.Instance{}
}

// ending is how something ended: a connection, a scope, or what is remembered.
type ending struct {
	closing trace.Closing
	// event is where the end was seen, nil if nowhere.
	event *dispatch.Event
	// reason is set where something is given up before its end; forgets: what is given
	// up may matter later.
	reason  trace.Reason
	forgets bool
}

// finished is an instance that is to be ended. subject is nil for one without a key.
type finished struct {
	k       *program.Constraint
	subject *store.Subject
	born    int64
}

// evictedKey is the ending of what is evicted for its key alone.
var evictedKey = ending{reason: trace.KeyEvicted, forgets: true}

// lastFrame is the last frame, with or without XML, that a side has sent.
type lastFrame struct {
	pos   trace.Position
	title string // empty: none
}

// login is what is known of the last login of a connection: it says which version of the
// protocol counts.
type login struct {
	ordinal int64 // 0: none was seen
	pos     trace.Position
	version schema.Version // nil: not stated, or no version
	stated  string
}

// losses are the last unreadable or missing things of each direction: from the IVR, from
// the server. What they may have held is no violation. missing are those where not even
// the frames are known.
type losses struct{ lost, missing [2]loss }

// loss is a gap in the evidence.
type loss struct {
	ordinal int64 // 0: none
	trace.Doubt
	// side and end are where in whose stream it ends; side is -1 if that is not known.
	side int
	end  int64
}

// cause is what an outcome is to be judged with: the event that decides, or the end.
type cause struct {
	c  *connection
	k  *program.Constraint
	ev *dispatch.Event
	// ordinal is after which the evidence for the event has to be complete.
	ordinal int64
	end     *ending
}
