package cli

import (
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// examiner makes events of units and judges them; check and ladder share it.
type examiner struct {
	set     *rules.Set
	cat     *schema.Catalogue
	opt     rules.Options
	libxml2 bool // for every message
}

// worker gives, for one worker, what makes events of units. If somebody follows
// the exchange, they say in brief what is in a message.
func (x *examiner) worker() func(*trace.Unit, *rules.Event) {
	checker := x.cat.NewChecker(schema.Options{ShowValues: x.opt.ShowValues, Libxml2: x.libxml2})
	projector := x.set.NewProjector()
	return func(u *trace.Unit, ev *rules.Event) {
		var m *schema.Message
		var faults []trace.Fault
		if u.Kind == trace.Document && !u.Partial {
			m, faults = checker.Check(u)
		}
		projector.Project(ev, u, m, faults)
		if ev.Brief = ""; x.opt.Follow != nil {
			ev.Brief = briefOfCall(m, x.opt.ShowValues)
		}
	}
}

// judge gives a judge for one input.
func (x *examiner) judge(tally *rules.Tallies, emit func(*rules.Finding)) *rules.Judge {
	return x.set.NewJudge(x.opt, tally, emit)
}
