package dispatch

import (
	"ivrcheck/rules/internal/program"
	"ivrcheck/trace"
)

// framePlans are the plans of frames without XML by type, for valid and for wrong headers. A frame has no parameters,
// so no constraint about frames has a key.
type framePlans [len(trace.TypeNames)]struct{ sound, wrong *Plan }

func newFramePlans(p *program.Program) *framePlans {
	all := new(framePlans)
	for t, name := range trace.TypeNames {
		all[t].sound, all[t].wrong = planOfFrame(p, name, false), planOfFrame(p, name, true)
	}
	return all
}

// planOfFrame makes the plan for the frames of a type. A frame with a wrong header activates nothing, because the peer
// may have dropped it.
func planOfFrame(p *program.Program, typeName string, wrong bool) *Plan {
	pl := &Plan{Call: -1, both: -1}
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
		pl.Roles = append(pl.Roles, r)
	}
	return pl
}

// of returns the plan for the frame of a unit.
func (all *framePlans) of(u *trace.Unit) *Plan {
	t := u.Header.Type()
	if t >= len(all) {
		return &noPlan
	}
	for i := range u.Faults {
		if c := u.Faults[i].Code; c == "GLI001" || c == "GLI003" || c == "GLI004" {
			return all[t].wrong
		}
	}
	return all[t].sound
}
