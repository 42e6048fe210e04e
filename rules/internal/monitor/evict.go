package monitor

import (
	"ivrcheck/rules/internal/store"
	"ivrcheck/trace"
)

// evict evicts until the memory limit is kept: first subjects that wait for nothing, then the oldest waiting subject or
// the connection that has been silent longest, whichever is older.
func (m *Monitor) evict() {
	for {
		full, quiet := m.store.Full()
		if !full {
			return
		}
		sub, busy := m.store.Next()
		var oldest *connection
		if m.order.Len() > 1 {
			oldest = m.order.Front().Value.(*connection)
		}
		switch {
		case sub != nil && (quiet || !busy):
			m.evictSubject(sub)
		case oldest != nil && (sub == nil || oldest.touched <= sub.Born):
			m.evictConnection(oldest)
		case sub != nil:
			m.evictSubject(sub)
		default:
			return
		}
	}
}

// evictSubject reports the waiting activations of a subject as inconclusive, and notes the constraints for which a
// later event of the key may matter.
func (m *Monitor) evictSubject(sub *store.Subject) {
	c := sub.Owner().Connection.(*connection)
	for member, k := range m.program.Groups[sub.Group].Members {
		if sub.Instance(member) != nil && c.finish(finished{k: k, subject: sub}, &evictedKey) {
			m.store.Evict(sub, k.Index)
		}
	}
	m.store.Drop(sub)
}

// evictConnection drops all state of a connection. If the connection continues, nothing is known about it.
func (m *Monitor) evictConnection(c *connection) {
	m.evicted = true
	c.causal.flush(c.taken)
	c.end(&ending{reason: trace.ConnectionEvicted, forgets: true})
	m.remove(c)
}
