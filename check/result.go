package check

import (
	"errors"
	"slices"

	"ivrcheck/capture"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// Result has the counts of a run. The findings went to Options.Finding.
type Result struct {
	// Inputs are the inputs that were read, in the order of reading.
	Inputs []InputResult
	// Messages counts the complete documents, including those of other shards.
	Messages int64
	// Empty is the finding about inputs without a message (CAP012), nil if there is none.
	Empty *report.Empty
	// Tallies are the counts of each rule.
	Tallies *rules.Tallies
	// Shards are the virtual shards that were judged, 0 for all.
	Shards rules.Shards
}

// InputResult is the result of reading an input.
type InputResult struct {
	capture.Result
	Messages int64
	// Rank is the position, from 1, among the inputs with units by their first units; else 0.
	Rank int
	// SHA256 is the digest of the content, if this is a part and the input could be opened.
	SHA256 string
}

// Merge adds the result of a run by the same rules: of other shards of the same inputs or, if
// neither has Shards, of other inputs.
func (r *Result) Merge(other *Result) error {
	if r.Shards == 0 && other.Shards == 0 {
		r.Inputs = append(r.Inputs, other.Inputs...)
		r.Messages += other.Messages
		r.Tallies.Add(other.Tallies)
		return nil
	}
	switch {
	case r.Shards == 0 || other.Shards == 0:
		return errors.New("one result is that of some shards, and the other that of all")
	case r.Shards&other.Shards != 0:
		return errors.New("a shard is there twice")
	case !slices.Equal(r.inputs(), other.inputs()):
		return errors.New("the shards have different inputs")
	}
	r.Tallies.Add(other.Tallies)
	r.Shards |= other.Shards
	return nil
}

// inputs returns the inputs in the form of a partial report.
func (r *Result) inputs() []report.PartialInput {
	all := make([]report.PartialInput, len(r.Inputs))
	for i := range r.Inputs {
		in := &r.Inputs[i]
		s := &in.Stats
		all[i] = report.PartialInput{
			File: in.Name, SHA256: in.SHA256, Kind: s.Kind, Compression: s.Compression, Bytes: s.Bytes, Packets: int64(s.Packets),
			Streams: int64(s.Streams), GLIStreams: int64(s.GLIStreams), Messages: in.Messages, Rank: in.Rank,
		}
		if failure := (*capture.InputError)(nil); errors.As(in.Err, &failure) {
			all[i].Error, all[i].Place, all[i].Damaged = failure.Err.Error(), failure.Place, failure.Damaged
		}
	}
	return all
}

// partialResult returns the result stored in a partial report.
func partialResult(set *rules.Set, start *report.Partial, end *report.PartialEnd) (*Result, error) {
	r := &Result{Messages: start.Messages, Empty: start.Empty, Tallies: set.NewTallies(), Shards: rules.PartOf(start.Shard, start.Of)}
	for _, in := range start.Inputs {
		read := InputResult{Messages: in.Messages, Rank: in.Rank, SHA256: in.SHA256}
		read.Name, read.Stats = in.File, capture.Stats{
			Kind: in.Kind, Compression: in.Compression, Bytes: in.Bytes, Packets: int(in.Packets), Streams: int(in.Streams), GLIStreams: int(in.GLIStreams),
		}
		if in.Error != "" {
			read.Err = &capture.InputError{File: in.File, Place: in.Place, Err: errors.New(in.Error), Damaged: in.Damaged}
		}
		r.Inputs = append(r.Inputs, read)
	}
	return r, r.Tallies.AddCounts(end.Tallies)
}
