package dispatch

import (
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// frameRoles are the roles of frames without XML by type: with a sound header, and with a
// wrong one. A frame has no parameters, so that no constraint about frames has a key.
type frameRoles [len(trace.TypeNames)]struct{ sound, wrong []*Role }

func newFrameRoles(p *program.Program) *frameRoles {
	all := new(frameRoles)
	for t, name := range trace.TypeNames {
		all[t].sound, all[t].wrong = rolesOfFrame(p, name, false), rolesOfFrame(p, name, true)
	}
	return all
}

// rolesOfFrame lists the roles of the frames of a type. A frame with a wrong header activates
// nothing: the peer may have dropped it.
func rolesOfFrame(p *program.Program, typeName string, wrong bool) []*Role {
	var roles []*Role
	for _, k := range p.Constraints {
		r := &Role{Constraint: k, Key: -1, pair: -1}
		for p, m := range matchers(k) {
			r.always[p] = m.MatchFrame(typeName)
		}
		if !r.matters() {
			continue
		}
		if wrong {
			r.always[when] = program.Nobody
		}
		if len(k.Key)+len(k.Correlate) > 0 {
			r.keyless = true
		}
		r.prepare()
		roles = append(roles, r)
	}
	return roles
}

// of returns the roles of the frame of a unit.
func (all *frameRoles) of(u *trace.Unit) []*Role {
	t := u.Header.Type()
	if t >= len(all) {
		return nil
	}
	for i := range u.Faults {
		if c := u.Faults[i].Code; c == "GLI001" || c == "GLI003" || c == "GLI004" {
			return all[t].wrong
		}
	}
	return all[t].sound
}
