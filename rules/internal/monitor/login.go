package monitor

import (
	"slices"
	"strings"

	"ivrcheck/rules/internal/dispatch"
	"ivrcheck/rules/internal/program"
	"ivrcheck/rules/internal/store"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// noteLogin notes a message that begins a connection.
func (c *connection) noteLogin(ev *dispatch.Event) {
	slot := c.monitor.program.Version
	if !ev.Begins || slot < 0 {
		return
	}
	v := ev.Record.Value(slot)
	stated := strings.Clone(v.Single())
	version, _ := schema.ParseVersion(stated)
	if c.login == nil {
		c.login = new(login)
		c.monitor.grow(c, loginBytes)
	}
	pos := ev.Unit().Pos
	pos.Frames = nil // only its frame is shown
	*c.login = login{c.ordinal, pos, version, stated}
}

// maxOpenCalls is the number of calls of earlier clients that are remembered.
const maxOpenCalls = 1 << 10

// noteClient detects several clients in a log that does not tell connections apart. While a LoginReq with another name is
// not accepted, a message may belong to either client. If a call that was open then goes on later, all messages may.
func (c *connection) noteClient(ev *dispatch.Event) {
	m := c.monitor
	if m.program.Client < 0 || c.mixed || !unmarked(c.conn) || !ev.Unit().Transcoded {
		return
	}
	if i := ev.Plan.Call; len(c.openCalls) > 0 && i >= 0 && c.openCalls[ev.Keys[i]] && !ev.BeginsCall(program.SendersOf(ev.Record.Direction)) {
		c.mixed = true
		return
	}
	if !ev.Begins {
		return
	}
	v := ev.Record.Value(m.program.Client)
	name := v.Single()
	if name == "" || name == c.client {
		return
	}
	if c.otherClient = c.client != ""; c.otherClient && !c.unaccepted {
		c.rememberCalls()
	}
	m.grow(c, len(name)-len(c.client))
	c.client = strings.Clone(name)
}

// rememberCalls remembers the open calls.
func (c *connection) rememberCalls() {
	if c.openCalls == nil {
		c.openCalls = map[string]bool{}
	}
	c.subjects.All(func(sub *store.Subject) {
		if sub.Group == c.monitor.program.CallGroup && (sub.Life == nil || sub.Life.Ended == 0) && len(c.openCalls) < maxOpenCalls {
			key := sub.Key()
			c.openCalls[key] = true
			c.monitor.grow(c, len(key)+openCallBytes)
		}
	})
}

// compareVersion adds the faults that depend on the version of the login. If the version is
// not known nothing is reported: almost every login is of a version that has everything.
// If a later login may be missing, the faults are inconclusive.
func (c *connection) compareVersion(ev *dispatch.Event) {
	l := c.login
	if len(ev.Versioned) == 0 || l == nil || l.version == nil {
		return
	}
	ev.Gated = true
	for _, f := range ev.Versioned {
		since, _ := schema.ParseVersion(f.Since)
		if !l.version.Below(since) {
			continue
		}
		f.Args = append(slices.Clip(f.Args), trace.Arg{Name: "version", Value: l.stated})
		f.Related = append(f.Related, trace.Related{Pos: l.pos, Note: "the login, with Version " + l.stated})
		if c.losses != nil && c.losses.lost[0].ordinal > l.ordinal {
			f.Doubt = c.losses.lost[0].Doubt
		}
		ev.Faults = append(ev.Faults, f)
	}
	ev.Versioned = ev.Versioned[:0]
}
