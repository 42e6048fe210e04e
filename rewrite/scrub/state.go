package scrub

import (
	"context"
	"errors"
	"io"

	"ivrcheck/capture"
	"ivrcheck/rewrite/pseudonym"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// Options are what is scrubbed, and how.
type Options struct {
	// Name is the name of the input. Open opens it; it is called for each pass.
	Name string
	Open func() (io.ReadCloser, error)
	Read capture.Options
	// Addresses has IP and MAC addresses replaced, too.
	Addresses bool
	// Parts returns functions that list the parts of a document that may be personal, each for another goroutine.
	// Together they remember much.
	Parts func(functions int) []func(*trace.Unit) []schema.Part
	// Kept are values that stay, because rules test for them.
	Kept []string
	// Known reports whether a word is one of the catalogue. Public is text with all of them.
	Known  func(word []byte) bool
	Public string
	// Quoted reports whether reports show a word of a damaged document where it is a name, because it
	// may be one of the parser's own.
	Quoted func(word []byte) bool
}

// Result is what was scrubbed.
type Result struct {
	// Originals are the personal values that were replaced.
	Originals *pseudonym.Originals
	// Kind is that of the input.
	Kind     string
	Messages int
	// Frames are the packets whose payload is kept, Cut those that were cut after their headers.
	Frames, Cut int
}

// errBlock is the error of a record that cannot be written again.
var errBlock = errors.New("a block that is too short for its type")

type scrubber struct {
	opt    *Options
	result Result
	texts  *texts
	// helpers replace texts in the same way in other goroutines.
	helpers []*scrubber
	out     *sink
	marks   marks
}

// watch reads the input once.
func (s *scrubber) watch(ctx context.Context, w *capture.Watcher, emit func(*trace.Unit) error) (capture.Stats, error) {
	in, err := s.opt.Open()
	if err != nil {
		return capture.Stats{}, &capture.InputError{File: s.opt.Name, Err: err}
	}
	defer in.Close()
	return capture.Watch(ctx, s.opt.Name, in, s.opt.Read, w, emit)
}

// marks has a bit for each frame.
type marks []uint64

func (m *marks) set(frame int) {
	for len(*m) <= frame/64 {
		*m = append(*m, 0)
	}
	(*m)[frame/64] |= 1 << (frame % 64)
}

func (m marks) has(frame int) bool { return frame/64 < len(m) && m[frame/64]>>(frame%64)&1 != 0 }
