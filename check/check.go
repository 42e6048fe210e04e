// Package check checks captures and logs, as a library. Run reads inputs and reports findings;
// Merge combines the partial reports of ivrcheck check --shard; Read decodes reports. The
// command line is built on it.
//
// Stable: the identifiers of this package and the fields of Options and Result whose types are
// not below internal. In other packages only the types that these use are stable; other
// identifiers may change with any version. The meaning of reports changes with the rules only,
// their formats with their schema.
//
// Files, from the entry point down: host.go, part.go, partwriter.go, check.go, result.go, input.go,
// read.go, empty.go, judges.go, panel.go.
package check

import (
	"bytes"
	"context"
	"runtime"
	"sync"

	"ivrcheck/capture"
	"ivrcheck/internal/pipeline"
	"ivrcheck/report"
	"ivrcheck/rules"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Options are the options of Run. The zero value checks by the built-in rules.
type Options struct {
	// Options select, filter and follow the events to judge. With Shards the run judges a part
	// of the connections, and its Result has digests of the inputs.
	rules.Options
	// Rules are the rules, nil for the built-in ones.
	Rules *rules.Set
	// Capture are the options for reading the inputs.
	Capture capture.Options
	// Jobs is the number of workers and of judges, 0 for GOMAXPROCS. No finding depends on it.
	Jobs int
	// Live reports that an input may be written to while it is read: nothing stays in a buffer.
	Live bool
	// Libxml2 makes libxml2 parse every message. No finding depends on it.
	Libxml2 bool
	// AllowEmpty suppresses findings about inputs without a message (CAP012).
	AllowEmpty bool

	// Finding gets each finding, in the order in which they are decided, which is the same in each run. The
	// finding belongs to the function, which may Quote the evidence and Release it. Unit gets each unit before it
	// is judged, and may not keep it. Parts gets each document after Unit, with its parts that may be personal
	// (schema.Checker.Parts), and may not keep them. An error ends the run and is returned by Run. Only one
	// goroutine at a time calls them. All may be nil.
	Finding func(*rules.Finding) error
	Unit    func(*trace.Unit) error
	Parts   func(*trace.Unit, schema.Parts)
}

// rules returns the rules of a run.
func (opt *Options) rules() (*rules.Set, error) {
	if opt.Rules == nil {
		return rules.Builtin()
	}
	return opt.Rules, nil
}

// Run checks inputs, which are one capture if there are several: a rotated set. Input errors are in
// the Result, with the findings before them. The error is that of a callback or of ctx; the Result
// then covers the part that was read.
func Run(ctx context.Context, inputs []Input, opt Options) (*Result, error) {
	set, err := opt.rules()
	if err != nil {
		return nil, err
	}
	opt.Capture.Names = set.Catalogue().Names()
	if opt.Jobs < 1 {
		opt.Jobs = runtime.GOMAXPROCS(0)
	}
	if opt.Evidence == nil {
		opt.Evidence = excerpts(schema.NewChecker(set.Catalogue(), schema.Options{ShowValues: opt.ShowValues}))
	}
	if opt.Capture.NotLog == nil {
		opt.Capture.NotLog = report.Written
	}
	r := &run{Options: opt, set: set, result: &Result{Shards: opt.Shards, Tallies: set.NewTallies()}, files: make(map[string]*InputResult)}
	r.checker = schema.NewChecker(set.Catalogue(), schema.Options{ShowValues: r.ShowValues, Libxml2: r.Libxml2})
	src := pipeline.Source{Inputs: inputs, Options: opt.Capture, Live: opt.Live}
	if opt.Shards != 0 {
		r.digests = make(map[string]string)
		src.Inputs = withDigests(ctx, inputs, r.digests)
		src.Foreign = func(u *trace.Unit) bool { return !opt.Shards.Has(u.Conn.Shard()) }
	}
	return r.result, r.run(ctx, src)
}

// run is one call of Run.
type run struct {
	Options
	set     *rules.Set
	result  *Result
	err     error                   // of a callback
	partial bool                    // a part of a document was found
	checker *schema.Checker         // shares its caches with those of the workers
	files   map[string]*InputResult // inputs with units
	file    *InputResult            // input of the last unit
	digests map[string]string       // of the inputs of a part; the reader's
}

func (r *run) run(ctx context.Context, src pipeline.Source) error {
	j := newJudges(r.set, r.Options.Options, r.Jobs, r.result.Tallies, r.finding)
	defer j.stop()
	results, err := pipeline.Run(ctx, src, r.Jobs, r.newWorker, func(u *trace.Unit, ev *rules.Event) error {
		r.unit(u)
		if r.Parts != nil && u.Kind == trace.Document && r.err == nil {
			r.Parts(u, ev.Parts)
		}
		j.take(ev)
		return r.err
	}, j.batches(func() error { return r.err }))
	for _, read := range results {
		in := InputResult{Result: read, SHA256: r.digests[read.Name]}
		if f := r.files[read.Name]; f != nil {
			in.Messages, in.Rank = f.Messages, f.Rank
		}
		r.result.Inputs = append(r.result.Inputs, in)
	}
	if r.err != nil {
		return r.err
	}
	if r.result.Messages == 0 && !r.AllowEmpty && ctx.Err() == nil {
		if fault, is := emptyFault(results, r.partial); is {
			r.result.Empty = report.EmptyOf(results[0].Name, &fault)
			r.empty(results[0].Name, fault)
		}
	}
	j.close()
	if r.err != nil {
		return r.err
	}
	return err
}

// unit counts a unit.
func (r *run) unit(u *trace.Unit) {
	if r.file == nil || r.file.Name != u.Pos.File {
		if r.file = r.files[u.Pos.File]; r.file == nil {
			r.file = &InputResult{Rank: len(r.files) + 1}
			r.file.Name = u.Pos.File
			r.files[r.file.Name] = r.file
		}
	}
	if u.Kind == trace.Document && !u.Partial {
		r.file.Messages++
		r.result.Messages++
	}
	r.partial = r.partial || u.Partial
	if r.Unit != nil && r.err == nil {
		r.err = r.Unit(u)
	}
}

// empty reports inputs without a message, unless this is a part.
func (r *run) empty(file string, fault trace.Fault) {
	if r.Shards == 0 {
		r.set.AboutInput(r.Options.Options, r.result.Tallies, r.finding, file, fault)
	}
}

func (r *run) finding(f *rules.Finding) {
	if r.err != nil || r.Finding == nil {
		f.Release()
		return
	}
	r.err = r.Finding(f)
}

// newWorker returns a function that makes events of units. If events are followed, they have a
// brief of their message.
func (r *run) newWorker() func(*trace.Unit, *rules.Event) int {
	checker := r.checker.Another()
	projector := r.set.NewProjector()
	return func(u *trace.Unit, ev *rules.Event) int {
		var m *schema.Message
		var faults []trace.Fault
		if !r.Shards.Has(u.Conn.Shard()) {
			ev.Reset(u)
			return 0
		}
		if u.Kind == trace.Document && !u.Partial {
			m, faults = checkUnit(checker, u)
		}
		projector.Project(ev, u, m, faults)
		if r.Follow != nil {
			ev.Brief, ev.Subtype = m.Brief(r.ShowValues, true), m.Subtype()
		}
		if r.Parts != nil && u.Kind == trace.Document {
			ev.Parts = ev.Parts.Append(checker.PartsChecked(u))
		}
		if len(u.Body) > pipeline.BigDocument {
			checker.Trim()
		}
		return ev.Excess()
	}
}

// checkUnit checks a document and sets the places of its faults in the log.
func checkUnit(checker *schema.Checker, u *trace.Unit) (*schema.Message, []trace.Fault) {
	m, faults := checker.Check(u)
	if u.Origins != nil {
		locate(u, faults)
		if m != nil {
			locate(u, m.Versioned)
		}
	}
	return m, faults
}

// locate sets the places of faults of a document in the log.
func locate(u *trace.Unit, faults []trace.Fault) {
	origins := trace.NewOriginReader(u.Body, u.Origins)
	for i := range faults {
		if f := &faults[i]; f.Span != (trace.Span{}) {
			f.FileLine, f.FileColumn = origins.Place(f.Span.Start)
		}
	}
}

// excerpts returns a function that makes evidence and is safe for concurrent use, by judges and
// reports.
func excerpts(checker *schema.Checker) func(head []byte, at trace.Span) []byte {
	var lock sync.Mutex
	return func(head []byte, at trace.Span) []byte {
		lock.Lock()
		defer lock.Unlock()
		return bytes.Clone(checker.Excerpt(head, at))
	}
}
