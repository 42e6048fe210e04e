package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"

	"ivrcheck/capture"
	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rewrite"
	"ivrcheck/rules"
	"ivrcheck/trace"
)

// annotated is the format of an output that copies the input.
const annotated = "pcapng"

// annotation is a report: a copy of the packets of the input, with a comment on each frame of a finding. Comments are
// kept until the input has been read, and written during a second pass.
type annotation struct {
	to      io.Writer
	input   *rereadable
	sorter  *sorter // of comments: findings with file, frame and message
	results []capture.Result
	err     error
}

// maxComments is the maximum number of comments on a frame.
const maxComments = 100

func newAnnotation(to io.Writer, input *rereadable) *annotation {
	return &annotation{to: to, input: input, sorter: newSorter()}
}

// Finding implements report.Report.
func (a *annotation) Finding(f *rules.Finding) error {
	word := f.Severity.String()
	if f.Verdict == rules.Inconclusive {
		word = f.Verdict.String()
	}
	text := fmt.Sprintf("ivrcheck %s %s: %s", f.Rule, word, f.Message)
	a.add(f.File, f.Frame, text)
	for _, frame := range f.Frames {
		if frame != f.Frame {
			a.add(f.File, frame, text)
		}
	}
	for i := range f.Related {
		r := &f.Related[i]
		place := fmt.Sprintf("frame %d", f.Frame)
		if r.File != f.File {
			place += " of " + f.File
		}
		a.add(r.File, r.Frame, fmt.Sprintf("ivrcheck %s %s at %s: %s", f.Rule, word, place, r.Note))
	}
	return a.err
}

func (a *annotation) add(file string, frame int, text string) {
	if frame > 0 && a.err == nil {
		a.err = a.sorter.add(&rules.Finding{File: file, Frame: frame, Message: report.Printable(text)})
	}
}

// InputError implements report.Report. The copy contains the readable part.
func (a *annotation) InputError(*report.InputError) error { return nil }

// Close implements report.Report. It abandons the copy if the input was not read to its end, unless its content was
// kept.
func (a *annotation) Close(s *report.Summary) error {
	if a.err != nil {
		return a.err
	}
	if !s.Complete && !a.input.spooled() {
		return errors.New("the run was ended before the input was read")
	}
	ranks := maps.Clone(a.sorter.ranks)
	next, stop := iter.Pull2(func(yield func(*rules.Finding, error) bool) {
		err := a.sorter.each(func(f *rules.Finding) error {
			if !yield(f, nil) {
				return io.EOF
			}
			return nil
		})
		if err != nil {
			yield(nil, err)
		}
	})
	defer stop()
	f, err, more := next()
	a.results, a.err = rewrite.Annotate(a.input.ctx, a.to, a.input.members(), a.input.opt, func(r *capture.Record) (texts []string, _ error) {
		rank := ranks[r.File]
		for n := 0; more && err == nil; f, err, more = next() {
			if is := ranks[f.File]; is > rank || is == rank && f.Frame > r.Frame {
				break
			}
			switch n++; {
			case n <= maxComments:
				texts = append(texts, f.Message)
			case n == maxComments+1:
				texts = append(texts, fmt.Sprintf("ivrcheck: more than %d findings", maxComments))
			}
		}
		return texts, err
	})
	if ended := context.Cause(a.input.ctx); ended != nil {
		a.err = ended
	}
	for _, r := range a.results {
		if errors.Is(r.Err, capture.ErrNoCapture) {
			a.err = errors.Join(a.err, r.Err)
		}
	}
	return a.err
}

// rereadable is an input, or a set, that can be read again. A pipe is copied to a temporary file.
type rereadable struct {
	set   inputSet
	ctx   context.Context
	opt   capture.Options
	spool *os.File // nil for regular files
}

// newRereadable returns the set. An input that is no regular file becomes rereadable only through wrap.
func newRereadable(ctx context.Context, set inputSet, opt capture.Options, stdin io.Reader) (*rereadable, error) {
	r := &rereadable{set: set, ctx: ctx, opt: capture.Options{Input: opt.Input}}
	if len(set) > 1 || !set[0].isStdin() && !set[0].live(stdin) {
		return r, nil
	}
	r.ctx = context.WithoutCancel(ctx) // copy the part that was read before a signal
	var err error
	r.spool, err = files.Scratch()
	return r, err
}

func (r *rereadable) spooled() bool { return r.spool != nil }

// wrap copies the input while it is read.
func (r *rereadable) wrap(file io.ReadCloser) io.ReadCloser {
	if r.spool == nil {
		return file
	}
	return &spooling{file, r.spool}
}

// spooling is a file that is copied while it is read.
type spooling struct {
	io.ReadCloser
	to io.Writer
}

func (s *spooling) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	if _, failed := s.to.Write(p[:n]); failed != nil {
		return 0, fmt.Errorf("cannot keep the input for a second pass: %w", failed)
	}
	return n, err
}

// members returns the files for another pass.
func (r *rereadable) members() []capture.Member {
	all := r.set.members(r.ctx, nil, nil)
	if r.spool != nil {
		all[0].Open = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r.spool, 0, 1<<62)), nil }
	}
	return all
}

// read reads the input again. Errors were reported in the first pass.
func (r *rereadable) read(ctx context.Context, opt capture.Options, emit func(*trace.Unit) error) error {
	opt.Began, opt.Waiting = nil, nil
	_, err := capture.ReadSet(ctx, r.members(), opt, emit)
	return err
}

// content reads the content of a single input again.
func (r *rereadable) content(ctx context.Context, opt capture.Options, use func(io.Reader) error) error {
	file, err := r.members()[0].Open()
	if err != nil {
		return err
	}
	defer file.Close()
	opt.Waiting = nil
	return capture.Content(ctx, file, opt, use)
}

func (r *rereadable) close() {
	if r != nil && r.spool != nil {
		_ = r.spool.Close()
	}
}
