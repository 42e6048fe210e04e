package check

import (
	"ivrcheck/internal/pipeline"
	"ivrcheck/rules"
)

// judges judge one input: a single judge, or a panel of several.
type judges struct {
	tally *rules.Tallies
	judge *rules.Judge // nil for a panel
	panel *panel
	union *rules.Union // of the members of a panel, unless they judge only some shards
}

// newJudges creates as many judges as there are jobs. A report that follows the events, and a
// filter relative to the beginning of the input, need all events in one order.
func newJudges(set *rules.Set, opt rules.Options, jobs int, tally *rules.Tallies, emit func(*rules.Finding)) *judges {
	j := &judges{tally: tally}
	n := min(jobs, pipeline.MaxWorkers)
	if n == 1 || opt.Follow != nil || opt.Filter != nil {
		j.judge = set.NewJudge(opt, tally, emit)
		return j
	}
	if opt.Shards == 0 {
		j.union = set.NewUnion(tally, emit)
		emit = j.union.Finding
	}
	j.panel = newPanel(set, opt, n, emit)
	return j
}

func (j *judges) take(ev *rules.Event) {
	if j.judge != nil {
		j.judge.Take(ev)
	} else {
		j.panel.take(ev)
	}
}

// batches returns the connection of a panel to the pipeline, nil for a single judge. failed
// returns an error that ends the run.
func (j *judges) batches(failed func() error) *pipeline.Batches[rules.Event] {
	if j.panel == nil {
		return nil
	}
	return &pipeline.Batches[rules.Event]{
		Start: func([]rules.Event) { j.panel.start() }, // take has received them
		Finish: func() error {
			j.panel.finish()
			return failed()
		},
	}
}

// close ends the input.
func (j *judges) close() {
	if j.judge != nil {
		j.judge.Close()
		return
	}
	j.panel.close(j.tally)
	j.panel = nil
	if j.union != nil {
		j.union.Close()
	}
}

// stop ends the goroutines that close has not ended.
func (j *judges) stop() {
	if j.panel != nil {
		j.panel.stop()
	}
}
