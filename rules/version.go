package rules

import (
	"slices"
	"strings"

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
	slot := st.judge.set.program.Version
	if !ev.begins || slot < 0 {
		return
	}
	v := ev.value(slot)
	stated := strings.Clone(v.Single())
	version, _ := schema.ParseVersion(stated)
	if st.login == nil {
		st.login = new(session)
		st.judge.grown(st, loginBytes)
	}
	pos := ev.unit.Pos
	pos.Frames = nil // its frame is all that is told
	*st.login = session{st.ordinal, pos, version, stated}
}

// gate adds to the faults of an event those that are faults for the version of
// its login. Where the version is not known nothing is said: almost every
// login is of a version that has all, so that suspicion would be noise. Where
// a login may have been lost since, nothing is certain.
func (st *connection) gate(ev *Event) {
	l := st.login
	if len(ev.versioned) == 0 || l == nil || l.version == nil {
		return
	}
	ev.gated = true
	for _, f := range ev.versioned {
		since, _ := schema.ParseVersion(f.Since)
		if !l.version.Below(since) {
			continue
		}
		f.Args = append(slices.Clip(f.Args), trace.Arg{Name: "version", Value: l.stated})
		f.Related = append(f.Related, trace.Related{Pos: l.pos, Note: "the login, with Version " + l.stated})
		if st.holes != nil && st.holes.lost[0].ordinal > l.ordinal {
			f.Doubt = st.holes.lost[0].Doubt
		}
		ev.faults = append(ev.faults, f)
	}
	ev.versioned = ev.versioned[:0]
}
