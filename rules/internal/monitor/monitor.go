package monitor

import (
	"cmp"
	"maps"
	"slices"

	"ivrcheck/rules/declare"
	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/trace"
)

// New returns a monitor for one virtual shard of an input.
func New(p *program.Program, options Options, sink Sink) *Monitor {
	m := &Monitor{program: p, options: options, sink: sink, clock: options.Clock, store: store.New(), found: make([]found, len(p.Groups)), finished: make([][]finished, len(p.Constraints)), connections: make(map[*trace.Conn]*connection)}
	if options.Limit > 0 {
		m.store.Limit = options.Limit
	}
	if m.clock == nil {
		m.clock = new(Clock)
	}
	m.event.Keep = m.keep
	for _, g := range p.Groups {
		var members []int
		for _, k := range g.Members {
			members = append(members, k.Index)
		}
		m.members = append(m.members, members)
	}
	return m
}

// Take judges one event. The caller may reuse the event when Take returns.
func (m *Monitor) Take(ev *dispatch.Event) {
	u := ev.Unit()
	if u.Conn == nil {
		m.sink.Event(ev, nil)
		return
	}
	c := m.connections[u.Conn]
	if c == nil {
		c = m.open(u)
	}
	c.touched = m.store.Tick()
	m.order.MoveToBack(c.place)
	held := c.causal.held
	switch {
	case u.Kind == trace.End:
		c.causal.flush(c.taken)
		c.direction.find(ev)
		m.follow(ev)
		c.faults(ev)
		c.end(&ending{closing: u.Closing, event: ev})
		m.remove(c)
	case ordered(u.Kind):
		c.causal.push(ev, c.taken)
		m.grow(c, c.causal.held-held)
	default:
		c.take(ev)
	}
	m.evict()
}

// Close ends the input. CloseNext then ends its open connections one by one.
func (m *Monitor) Close() {
	m.closing = slices.SortedFunc(maps.Values(m.connections), func(a, b *connection) int { return cmp.Compare(a.number, b.number) })
}

// Open returns the number of the unit that opened the connection that CloseNext ends next. ok is false if there is
// none.
func (m *Monitor) Open() (unit int64, ok bool) {
	if len(m.closing) == 0 {
		return 0, false
	}
	return m.closing[0].number, true
}

// CloseNext ends the oldest open connection.
func (m *Monitor) CloseNext() {
	c := m.closing[0]
	m.closing = m.closing[1:]
	c.causal.flush(c.taken)
	c.end(&ending{closing: trace.CloseUnseen})
	m.remove(c)
}

// open creates the state of a new connection. If connections were evicted, it may be one of them, unless the unit is
// the first of a connection.
func (m *Monitor) open(u *trace.Unit) *connection {
	c := &connection{monitor: m, conn: u.Conn, number: m.clock.Unit}
	c.evicted = m.evicted && u.Kind != trace.Start
	c.subjects.Connection = c
	p := m.program
	c.idle, c.scopes, c.unkeyed = make([]bool, len(p.Constraints)), make([]scope, p.Scopes), make([]declare.Instance, len(p.Unkeyed))
	for i := range c.scopes {
		c.scopes[i].subjects.Connection = c
	}
	c.begin()
	if c.evicted {
		c.messages = 1 // so no later message counts as the first
	}
	c.taken = c.take
	m.grow(c, connectionBytes+len(c.idle)+len(c.scopes)*scopeBytes+len(c.unkeyed)*unkeyedBytes)
	m.connections[u.Conn], c.place = c, m.order.PushBack(c)
	return c
}

// Grow counts bytes that the sink keeps for a connection until its End.
func (m *Monitor) Grow(conn *trace.Conn, bytes int) {
	if c := m.connections[conn]; c != nil {
		m.grow(c, bytes)
	}
}

// Remembers returns the bytes that count against the limit, the part of them that the store itself uses, and the
// numbers of keys and connections.
func (m *Monitor) Remembers() (bytes, own, keys, connections int) {
	return m.store.Held(), m.store.Own(), m.store.Keys(), len(m.connections)
}
