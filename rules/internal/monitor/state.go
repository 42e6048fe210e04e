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

// Options are those of one run.
type Options struct {
	// AssumeComplete: the capture has each connection from its first to its last message.
	AssumeComplete bool
	// Follow, if set, gets each event of a connection in the order in which it is judged,
	// just before; its Number and Direction are known then. The event is valid during the
	// call.
	Follow func(*dispatch.Event)
	// Limit is the memory limit in bytes; 0 for store.Limit.
	Limit int
	// Clock is shared by the monitors of one input; nil if there is one monitor only.
	Clock *Clock
}

// Clock is what the monitors of one input share. Whoever gives them events sets it.
type Clock struct {
	// Unit is the number of the current unit, from 1, among all units of the input. Latest is the
	// latest time that the input has shown so far, if a constraint has a time limit.
	Unit   int64
	Latest time.Time
	// judged counts the events that were judged.
	judged int64
}

// Monitor judges the sequences of the connections of one virtual shard in bounded memory.
type Monitor struct {
	program *program.Program
	options Options
	sink    Sink
	store   *store.Store
	// members are the indices of the constraints of each group.
	members [][]int

	connections map[*trace.Conn]*connection
	// order lists the connections, the one that has been silent for longest first.
	order list.List
	// closing are the connections that are open at the end of the input.
	closing []*connection
	// evicted reports that a connection was evicted.
	evicted bool
	clock   *Clock
	// pending is the size of the violations that wait for the other side, in bytes.
	pending int

	// The rest is about the current event or end.
	runner declare.Runner
	event  declare.Event
	// cause is the context of the current outcomes.
	cause    cause
	reported declare.Reported // of the instance that ends
	cleared  ending           // of the instance that is cleared
	decision Decision
	held     []held
	// found are the subjects of the current event's keys, kept is the copy of its record.
	found []found
	kept  *store.Kept
	// finished are the instances that are to end, by constraint.
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

// grow counts bytes that a connection holds, or no longer holds.
func (m *Monitor) grow(c *connection, bytes int) {
	c.size += bytes
	m.store.Grow(bytes)
}

// remove drops a connection that has ended.
func (m *Monitor) remove(c *connection) {
	m.order.Remove(c.place)
	delete(m.connections, c.conn)
	m.store.Grow(-c.size)
}

// connection is the state of one connection.
type connection struct {
	monitor *Monitor
	conn    *trace.Conn
	// number is that of the unit that opened it; id distinguishes connections that share a Conn.
	number, id int64
	direction  direction
	causal     causal
	taken      func(*dispatch.Event) // take, made once
	// started: the connection was captured from its start. evicted: its state may have
	// been evicted before.
	started, evicted bool
	// start is the Start unit whose faults are reported unless the first message proves
	// that the connection begins there.
	start    *dispatch.Event
	messages int
	ordinal  int64
	losses   *losses
	// unsure has, by constraint, the last event of which it is not known who sent it, and
	// therefore whether it concerns the constraint; blurs, the last that blurs all keys.
	unsure, blurs map[int]int64
	login         *login
	// client is the first of a log that does not tell connections apart; mixed: there are several.
	client string
	mixed  bool
	// unaccepted: the last login was not accepted yet.
	unaccepted bool
	// sendersSeen are the senders of which an event was seen. pending are violations that the
	// other side could have changed, until it is known that it is in the input.
	sendersSeen program.Senders
	pending     []pendingDecision
	// reported are the worst verdicts that were reported of rules without a key of which the
	// first counts.
	reported map[*program.Rule]*declare.Reported
	// broken are the violated rules about whole connections.
	broken program.RuleSet
	// idle is true for constraints that ignore every event, except one that opens their
	// scope.
	idle []bool
	// unkeyed are the instances of the constraints without a key; met: a message was
	// judged.
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
	// open: the constraint applies now, since the given ordinal. supposed: an evicted
	// message may have opened it, so that until it closes nothing is a violation.
	open, supposed bool
	since          int64
	// initial: it is open since the first message of the connection, or may be; a message
	// that opens it came at the ordinal seen. fresh: it was seen to close before it opened.
	initial, fresh bool
	seen           int64
	// closed is the ordinal at which it closed, 0 for never; earlier is why a lost message may have
	// opened it before it was seen to open.
	closed   int64
	earlier  trace.Doubt
	subjects store.Owner
}

// Fixed cost estimates in bytes.
const (
	connectionBytes = 1024 // with the trace.Conn and two map entries
	loginBytes      = 400
	lossesBytes     = 256
	scopeBytes      = 112
	unkeyedBytes    = 64
	markBytes       = 48
)

// openScopes opens the scopes that are open from the start, or may be.
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

// begin resets the connection to one of which nothing is known.
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

// unmarked reports that the input does not tell connections apart: a log whose lines name
// no address, or the server's alone, which all have in common.
func unmarked(c *trace.Conn) bool { return c.Stream < 0 && !c.Ends[0].IsValid() && c.Name == "" }

// found is the subject of a key of an event.
type found struct {
	event   int64          // its number
	subject *store.Subject // nil for nothing
	// isNew: the key had no subject when the event came. doubted are the members of the
	// group for which an earlier subject was evicted.
	isNew   bool
	doubted uint64
}

// newInstance returns an instance that has read nothing, or, in a connection that was
// evicted, may have read anything.
func (c *connection) newInstance(k *program.Constraint) declare.Instance {
	if c.evicted {
		return k.Declare.Revived()
	}
	return declare.Instance{}
}

// ending is the end of a connection, of a scope, or of what is evicted.
type ending struct {
	closing trace.Closing
	// event ended it, nil if none did. scope: it is the end of a scope; call: of a call whose
	// call id is used again.
	event       *dispatch.Event
	scope, call bool
	// reason is set for what is evicted before its end; forgets: later events may miss it.
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

// lastFrame is the last frame, with or without XML, from one side.
type lastFrame struct {
	pos   trace.Position
	title string // empty: none
}

// login is the last login of a connection. It states the version of the protocol.
type login struct {
	ordinal int64 // 0: none was seen
	pos     trace.Position
	version schema.Version // nil: not stated, or no version
	stated  string
}

// losses are the last gaps in the evidence of each direction: from the IVR, from the server.
// An event that a gap may have contained is no violation. missing are the gaps in which not even the
// frames are known.
type losses struct{ lost, missing [2]loss }

// loss is a gap in the evidence.
type loss struct {
	ordinal int64 // 0: none
	trace.Doubt
	// side and end are the position of its end in a stream; side is -1 if that is not known.
	side int
	end  int64
}

// cause is the context of an outcome: the event that decides, or the end.
type cause struct {
	c   *connection
	k   *program.Constraint
	ev  *dispatch.Event
	end *ending
	// life is the call, nil for none. reported is the verdict that was reported of the key.
	life     *store.Life
	reported *declare.Reported
	// port is why the port of the event's call is not certain.
	port trace.Doubt
}

// pendingDecision is a violation that messages of a side could have changed, which has not been
// seen yet.
type pendingDecision struct {
	Decision
	of         program.Senders
	at, before *store.Kept // copies of Decision.At and Other
	size       int         // in bytes, with the copies
}

// A violation waits for the other side of its connection if fewer than fewPending of the
// connection do, or if those of all connections take less than a part of the memory limit.
const (
	fewPending   = 64
	pendingShare = 8
	pendingBytes = 200 // without the copies
)

// held is a decision that waits for those of other constraints of its rule at the same event.
type held struct {
	Decision
	kept *store.Kept
}
