// Package scrub writes captures and logs again with personal values replaced by pseudonyms.
//
// In: one input, followed while it is checked and then read again, and what is personal in a document (schema.Checker.Parts). Out: a
// file with the same frames, times and lengths, in which the bytes of messages have the same
// length, and all else that may be personal is replaced, blank or left out. What the messages
// mean, and rules, are not known here.
//
// The first pass finds which packets belong to connections that carry the protocol, and the
// values that are replaced: no pseudonym contains one of them. The second pass writes each packet
// with a blank payload at once, and fills the payload in when the stream was read that far; a byte
// that no message contains stays blank or is replaced.
//
// Files, from the entry point down: scrub.go, packets.go, firstpass.go, search.go, logs.go, encoded.go, keepers.go, stream.go, texts.go,
// lane.go, address.go, layout.go, blocks.go, sink.go, queue.go, state.go.
package scrub

import (
	"context"
	"sync"

	"ivrcheck/capture"
	"ivrcheck/rewrite/pseudonym"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Scrubber scrubs one input.
type Scrubber = scrubber

// New returns a Scrubber, which has read nothing yet.
func New(opt *Options) *Scrubber {
	s := &scrubber{opt: opt, result: Result{Originals: pseudonym.NewOriginals(opt.Public)}}
	s.texts = &texts{known: opt.Known, quoted: opt.Quoted, originals: s.result.Originals, big: new(sync.Mutex)}
	if opt.Scratch != nil {
		s.parts = newPartsFile(opt.Scratch)
	}
	for _, v := range opt.Kept {
		s.texts.kept.add(v)
	}
	return s
}

// Collector follows the first reading of the input.
func (s *scrubber) Collector() *capture.Watcher { return s.collector() }

// Collect gets each document of the first reading, in order, with what may be personal in it (schema.Checker.Parts).
func (s *scrubber) Collect(u *trace.Unit, parts schema.Parts) { s.collect(u, parts) }

// Collected is called when the input was read, before Write, with the kind of the input.
func (s *scrubber) Collected(kind string) error {
	s.result.Kind = kind
	return s.result.Originals.Err()
}

// Write writes the input again. Pseudonyms depend on the key: with another one it may be called again.
func (s *scrubber) Write(ctx context.Context, key []byte, to Target) (Result, error) {
	s.texts.pseudonym = pseudonym.New(key, s.result.Originals, s.reserved)
	parts := s.opt.Parts(1 + helpers())
	s.texts.parts, s.helpers = parts[0], nil
	s.parts.rewind()
	for _, p := range parts[1:] {
		s.helpers = append(s.helpers, s.fork(key, p))
	}
	s.out = &sink{to: to}
	defer func() { s.texts.parts, s.texts.pseudonym, s.out, s.helpers = nil, nil, nil, nil }()
	s.result.Frames, s.result.Cut = 0, 0
	var err error
	if s.result.Kind == "log" || s.result.Kind == "gli" {
		err = s.writeText(ctx)
	} else {
		err = s.writePackets(ctx)
	}
	if err != nil {
		return s.result, err
	}
	return s.result, s.out.flush()
}
