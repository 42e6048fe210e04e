package cli

import (
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// analyzer is what check and ladder do with the units of a capture.
type analyzer struct {
	opt     rules.Options
	libxml2 bool // for every message
}

// newWorker gives a function that makes events of units. If the
// exchange is followed, an event has a brief of its message.
func (a *analyzer) newWorker(set *rules.Set) func(*trace.Unit, *rules.Event) {
	checker := schema.NewChecker(set.Catalogue(), schema.Options{ShowValues: a.opt.ShowValues, Libxml2: a.libxml2})
	projector := set.NewProjector()
	return func(u *trace.Unit, ev *rules.Event) {
		var m *schema.Message
		var faults []trace.Fault
		if u.Kind == trace.Document && !u.Partial {
			m, faults = checker.Check(u)
		}
		projector.Project(ev, u, m, faults)
		if ev.Brief = ""; a.opt.Follow != nil {
			ev.Brief = m.Brief(a.opt.ShowValues, true)
		}
	}
}
