package rules

import (
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Parameters that older versions of the protocol do not have: which version
// counts, the last login of the connection says.

// session is what is known of the last login of a connection.
type session struct {
	ordinal int64 // 0: none was seen
	pos     trace.Position
	version schema.Version // nil: not stated, or no version
	stated  string
}

// noteLogin takes in the message that begins a session.
func (st *connection) noteLogin(ev *Event) {
	slot := st.judge.set.version
	if !ev.begins || slot < 0 {
		return
	}
	stated := ev.value(slot).text
	version, _ := schema.ParseVersion(stated)
	st.login = session{st.ordinal, ev.unit.Pos, version, stated}
}

// gate adds to the faults of an event those that are faults for the version of
// its login. Where the version is not known nothing is said: almost every
// login is of a version that has all, so that suspicion would be noise. Where
// a login may have been lost since, nothing is certain.
func (st *connection) gate(ev *Event) {
	l := &st.login
	if len(ev.versioned) == 0 || l.version == nil {
		return
	}
	ev.gated = true
	for _, f := range ev.versioned {
		since, _ := schema.ParseVersion(f.Since)
		if !l.version.Below(since) {
			continue
		}
		f.Args = append(f.Args, trace.Arg{Name: "version", Value: l.stated})
		f.Related = append(f.Related, trace.Related{Pos: l.pos, Note: "the login, with Version " + l.stated})
		if lost := st.lost[0]; lost.ordinal > l.ordinal {
			f.Inconclusive = lost.String()
		}
		ev.faults = append(ev.faults, f)
	}
	ev.versioned = nil
}
