package monitor

import (
	"container/list"
	"time"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Options are the options of one run.
type Options struct {
	// AssumeComplete: the capture contains each connection from its first to its last message.
	AssumeComplete bool
	// Follow, if set, is called with each event of a connection just before it is judged. Its Number and Direction are
	// set. The event is valid during the call.
	Follow func(*dispatch.Event)
	// Limit is the memory limit in bytes, 0 for store.Limit.
	Limit int
	// Clock is shared by the monitors of one input; nil if there is one monitor only.
	Clock *Clock
}

// Clock is shared by the monitors of one input. The caller of Take sets it.
type Clock struct {
	// Unit is the number of the current unit, from 1, among all units of the input. Latest is the latest time so far in
	// the input, if a constraint has a time limit.
	Unit   int64
	Latest time.Time
	// judged is the number of judged events.
	judged int64
}

// Monitor judges the sequences of the connections of one virtual shard in bounded memory.
type Monitor struct {
	program *program.Program
	options Options
	sink    Sink
	store   *store.Store
	// members lists the indices of the constraints of each group.
	members [][]int

	connections map[*trace.Conn]*connection
	// order lists the connections, starting with the one that has been silent longest.
	order list.List
	// closing lists the connections that are open at the end of the input.
	closing []*connection
	// evicted reports whether any connection was evicted.
	evicted bool
	clock   *Clock
	// pending is the size in bytes of the violations that wait for the other side.
	pending int

	// The other fields are about the current event or end.
	runner declare.Runner
	event  declare.Event
	// cause is the context of the current outcomes.
	cause    cause
	reported declare.Reported // of the instance that is ending
	cleared  ending           // of the instance that is being cleared
	decision Decision
	held     []held
	// found are the subjects of the current event's keys. kept is the copy of its record.
	found []found
	kept  *store.Kept
	// finished are the instances to end, by constraint.
	finished [][]finished
	// compared are the arguments of a predicate.
	compared [2][]program.Value
}

// follow numbers an event and passes it to Options.Follow.
func (m *Monitor) follow(ev *dispatch.Event) {
	m.clock.judged++
	ev.Record.Number = m.clock.judged
	if m.options.Follow != nil {
		m.options.Follow(ev)
	}
}

// grow adds to the bytes that a connection holds. bytes may be negative.
func (m *Monitor) grow(c *connection, bytes int) {
	c.size += bytes
	m.store.Grow(bytes)
}

// remove removes an ended connection.
func (m *Monitor) remove(c *connection) {
	m.order.Remove(c.place)
	delete(m.connections, c.conn)
	m.store.Grow(-c.size)
}

// connection is the state of one connection.
type connection struct {
	monitor *Monitor
	conn    *trace.Conn
	// number is the number of the unit that opened it. id distinguishes connections that share a Conn.
	number, id int64
	direction  direction
	causal     causal
	taken      func(*dispatch.Event) // take, made once
	// started: the connection was captured from its start. evicted: its earlier state may have been evicted.
	started, evicted bool
	// start is the Start unit. Its faults are reported unless the first message proves that the connection begins
	// there.
	start    *dispatch.Event
	messages int
	ordinal  int64
	losses   *losses
	// unsure has, by constraint, the last event whose sender is unknown, so that it may concern the constraint. blurs
	// has the last that blurs all keys.
	unsure, blurs map[int]int64
	login         *login
	// client is the name of the last client in a log that does not tell connections apart. otherClient: it is not the
	// first. openCalls are the keys of calls that were open when another client came. mixed: one of them goes on.
	client      string
	otherClient bool
	openCalls   map[string]bool
	mixed       bool
	// unaccepted: the last login was not accepted yet.
	unaccepted bool
	// sendersSeen are the senders of the events so far. pending are violations that the other side could have changed,
	// until an event of that side is seen.
	sendersSeen program.Senders
	pending     []pendingDecision
	// reported are the worst reported verdicts of rules without a key that report only the first.
	reported map[*program.Rule]*declare.Reported
	// broken are the violated rules about the whole connection.
	broken program.RuleSet
	// idle is true for constraints that ignore every event except one that opens their scope.
	idle []bool
	// unkeyed are the instances of the constraints without a key. met: a message was judged.
	unkeyed  []declare.Instance
	met      bool
	subjects store.Owner
	scopes   []scope
	// last is the last frame from each side.
	last [2]lastFrame

	place   *list.Element // in Monitor.order
	touched int64
	size    int
}

// scope is the scope of one constraint in one connection.
type scope struct {
	// open: the constraint applies, since the given ordinal. supposed: an evicted message may have opened it, so
	// nothing is a violation until it closes.
	open, supposed bool
	since          int64
	// initial: it is open since the first message of the connection, or may be. The message that opened it came at the
	// ordinal seen. fresh: it closed before it opened.
	initial, fresh bool
	seen           int64
	// closed is the ordinal at which it closed, 0 for never. earlier is the reason why a lost message may have opened
	// it before it was seen to open.
	closed   int64
	earlier  trace.Doubt
	subjects store.Owner
}

// Fixed cost estimates in bytes.
const (
	connectionBytes = 1024 // with the trace.Conn and two map entries
	loginBytes      = 400
	openCallBytes   = 64
	lossesBytes     = 256
	scopeBytes      = 112
	unkeyedBytes    = 64
	markBytes       = 48
)

// openScopes opens the scopes that are, or may be, open from the start.
func (c *connection) openScopes() {
	for _, k := range c.monitor.program.Constraints {
		c.idle[k.Index] = false
		if k.Scope >= 0 {
			s := &c.scopes[k.Scope]
			s.supposed, s.since, s.seen, s.fresh, s.closed, s.earlier = c.evicted, 0, 0, false, 0, trace.Doubt{}
			s.initial = !k.Scoped() || k.Supposed && !c.started && !c.monitor.options.AssumeComplete
			s.open = s.initial || c.evicted
			c.idle[k.Index] = !s.open
		}
	}
}

// begin resets the connection to an unknown state.
func (c *connection) begin() {
	m := c.monitor
	c.id = m.store.Tick()
	c.direction, c.started = newDirection(c.conn), c.conn.StartSeen
	c.start, c.messages, c.ordinal, c.last, c.met, c.unaccepted = nil, 0, 0, [2]lastFrame{}, false, false
	if c.losses != nil {
		*c.losses = losses{}
	}
	if c.login != nil {
		*c.login = login{}
	}
	clear(c.unsure)
	clear(c.blurs)
	clear(c.reported)
	clear(c.broken)
	for i := range c.unkeyed {
		c.unkeyed[i] = c.newInstance(m.program.Unkeyed[i])
	}
	c.openScopes()
}

// unmarked reports that the input does not distinguish connections: a log whose lines contain no address, or only the
// server's, which all have in common.
func unmarked(c *trace.Conn) bool { return c.Stream < 0 && !c.Ends[0].IsValid() && c.Name == "" }

// found is the subject of a key of an event.
type found struct {
	event   int64          // its number
	subject *store.Subject // nil for none
	// isNew: the key had no subject when the event came. doubted are the members of the group whose earlier instances
	// were evicted.
	isNew   bool
	doubted uint64
}

// newInstance returns an instance that has read nothing. In an evicted connection it may have read anything.
func (c *connection) newInstance(k *program.Constraint) declare.Instance {
	if c.evicted {
		return k.Declare.Revived()
	}
	return declare.Instance{}
}

// ending is the end of a connection, of a scope, or of evicted state.
type ending struct {
	closing trace.Closing
	// event ended it, nil if no event did. scope: it is the end of a scope. call: it is the end of a call whose call id
	// is reused.
	event       *dispatch.Event
	scope, call bool
	// reason is set for state that is evicted before its end. forgets: later events may depend on it.
	reason  trace.Reason
	forgets bool
}

// finished is an instance to end. subject is nil for a constraint without a key.
type finished struct {
	k       *program.Constraint
	subject *store.Subject
	born    int64
}

// evictedKey is the ending of an evicted subject.
var evictedKey = ending{reason: trace.KeyEvicted, forgets: true}

// lastFrame is the last frame from one side, with or without XML.
type lastFrame struct {
	pos   trace.Position
	title string // empty: none
}

// login is the last login of a connection, which states the version of the protocol.
type login struct {
	ordinal int64 // 0: none was seen
	pos     trace.Position
	version schema.Version // nil: not stated, or not a version
	stated  string
}

// losses are the last gaps in the evidence of each direction: from the IVR, from the server. If a gap may hide an
// event, its absence is no violation. missing are the gaps in which even the frames are unknown.
type losses struct{ lost, missing [2]loss }

// loss is a gap in the evidence.
type loss struct {
	ordinal int64 // 0: none
	trace.Doubt
	// side and end are the position of its end in a stream. side is -1 if it is unknown.
	side int
	end  int64
}

// cause is the context of an outcome: the deciding event, or the end.
type cause struct {
	c   *connection
	k   *program.Constraint
	ev  *dispatch.Event
	end *ending
	// life is the call, nil for none. reported is the reported verdict of the key.
	life     *store.Life
	reported *declare.Reported
	// port is the reason why the port of the event's call is uncertain.
	port trace.Doubt
}

// pendingDecision is a violation that messages of an unseen side could have changed.
type pendingDecision struct {
	Decision
	of         program.Senders
	at, before *store.Kept // copies of Decision.At and Other
	size       int         // in bytes, with the copies
}

// A violation waits for the other side if fewer than fewPending of its connection do, or if those of all connections
// take less than a share of the memory limit.
const (
	fewPending   = 64
	pendingShare = 8
	pendingBytes = 200 // without the copies
)

// held is a decision that waits for other constraints of its rule at the same event.
type held struct {
	Decision
	kept *store.Kept
}
