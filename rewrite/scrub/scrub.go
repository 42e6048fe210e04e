// Package scrub writes captures and logs again with personal values replaced by pseudonyms.
//
// In: one input, which is read twice, and the personal values of its documents (schema.Checker.Parts). Out: a file with
// the same frames, times and lengths. A replaced value keeps its length; everything else that may be personal is replaced,
// blanked or left out. The package knows neither the meaning of messages nor rules.
//
// The first pass runs while the input is checked. It collects the packets of connections that carry the protocol, and
// the personal values (originals): no pseudonym may contain one of them. The second pass writes each packet with a blank
// payload, and fills it in when the bytes of its stream were replaced. Bytes that are in no message are replaced word by
// word, or stay blank.
//
// Files, from the entry point down: scrub.go, packets.go, firstpass.go, search.go, logs.go, encoded.go, kept.go, stream.go, replacer.go,
// flow.go, address.go, layout.go, blocks.go, sink.go, queue.go, options.go.
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

// New returns a Scrubber for one input.
func New(opt *Options) *Scrubber {
	s := &scrubber{opt: opt, result: Result{Originals: pseudonym.NewOriginals(opt.Public)}}
	s.replacer = &replacer{known: opt.Known, quoted: opt.Quoted, originals: s.result.Originals, large: new(sync.Mutex)}
	if opt.Scratch != nil {
		s.parts = newPartsFile(opt.Scratch)
	}
	for _, v := range opt.Kept {
		s.replacer.kept.add(v)
	}
	return s
}

// Collector returns the Watcher of the first pass.
func (s *scrubber) Collector() *capture.Watcher { return s.collector() }

// Collect collects the personal values of a document of the first pass. It is called for each document, in order, with
// its parts (schema.Checker.Parts).
func (s *scrubber) Collect(u *trace.Unit, parts schema.Parts) { s.collect(u, parts) }

// Collected ends the first pass. kind is the kind of the input. It returns an error if there are too many originals.
func (s *scrubber) Collected(kind string) error {
	s.result.Kind = kind
	return s.result.Originals.Err()
}

// Write is the second pass: it reads the input again and writes the result. Pseudonyms depend on the key. Write may be
// called again with another key.
func (s *scrubber) Write(ctx context.Context, key []byte, to Target) (Result, error) {
	s.replacer.pseudonym = pseudonym.New(key, s.result.Originals, s.reserved)
	parts := s.opt.Parts(1 + helpers())
	s.replacer.parts, s.helpers = parts[0], nil
	s.parts.rewind()
	for _, p := range parts[1:] {
		s.helpers = append(s.helpers, s.fork(key, p))
	}
	s.out = &sink{to: to}
	defer func() { s.replacer.parts, s.replacer.pseudonym, s.out, s.helpers = nil, nil, nil, nil }()
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
