package monitor

import (
	"slices"
	"strings"

	"ivrcheck/rules/internal/dispatch"
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

// noteClient notes the name of the client that begins a connection in a log that does not tell connections apart. From
// the second name on nothing shows to whom a message belongs: the first client may go on.
func (c *connection) noteClient(ev *dispatch.Event) {
	slot := c.monitor.program.Client
	if !ev.Begins || slot < 0 || c.mixed || !ev.Unit().Transcoded || !unmarked(c.conn) {
		return
	}
	v := ev.Record.Value(slot)
	name := v.Single()
	if c.client == "" {
		c.client = strings.Clone(name)
		c.monitor.grow(c, len(name))
	}
	c.mixed = name != "" && name != c.client
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
