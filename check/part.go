package check

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"ivrcheck/internal/files"
	"ivrcheck/report"
	"ivrcheck/rules"
)

// PartError reports files that are no partial reports, incomplete, or do not belong together.
type PartError struct{ error }

func (e PartError) Unwrap() error { return e.error }

func partErrorf(format string, args ...any) error { return PartError{fmt.Errorf(format, args...)} }

// Part is a partial report, as written by check --shard.
type Part struct {
	Path  string
	Start report.Partial
	End   report.PartialEnd
}

const (
	// maxLine is the longest line of a partial report.
	maxLine = 64 << 20
	// lineBuffer is the buffer size for reading a partial report.
	lineBuffer = 32 << 10
)

// readPart reads the first and the last line of a partial report.
func readPart(ctx context.Context, path string) (*Part, error) {
	file, err := files.Open(ctx, path)
	if err != nil {
		return nil, failure(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, failure(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, partErrorf("%s: a partial report is read twice: it must be a regular file", path)
	}
	p := &Part{Path: path}
	line, err := readLine(bufio.NewReaderSize(file, lineBuffer))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, failure(path, err)
	}
	start, err := report.ReadPartialStart(line)
	if err != nil {
		return nil, partErrorf("%s: %w", path, err)
	}
	p.Start = *start
	last, err := lastLine(file.File, info.Size())
	if err != nil {
		return nil, failure(path, err)
	}
	end := report.ReadPartialEnd(last)
	if end == nil {
		return nil, partErrorf("%s: shard %d of %d of host %s is not complete: its last line is missing; run it again", path, start.Shard, start.Of, start.Host)
	}
	p.End = *end
	return p, nil
}

// failure returns an error about a file that contains the path once.
func failure(path string, err error) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxLine:
			return nil, errors.New("a line is too long")
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		}
	}
}

// lastLine returns the last line of a file.
func lastLine(file *os.File, size int64) ([]byte, error) {
	var tail []byte
	for n := int64(lineBuffer); ; n *= 2 {
		n = min(n, size)
		tail = make([]byte, n)
		if _, err := file.ReadAt(tail, size-n); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if at := bytes.LastIndexByte(bytes.TrimSuffix(tail, []byte("\n")), '\n'); at >= 0 {
			return tail[at+1:], nil
		}
		if n == size || n > maxLine {
			return tail, nil
		}
	}
}

// partMerger returns the findings of the parts of a host in their order.
type partMerger struct {
	readers []*partReader
	stdin   bool
	rules   *rules.Set
}

// partReader reads a part and has its next finding.
type partReader struct {
	*Part
	file  io.Closer
	lines *bufio.Reader
	next  *rules.Finding
	read  int64
}

func (m *partMerger) open(ctx context.Context, p *Part) error {
	file, err := files.Open(ctx, p.Path)
	if err != nil {
		return failure(p.Path, err)
	}
	r := &partReader{Part: p, file: file, lines: bufio.NewReaderSize(file, lineBuffer)}
	m.readers = append(m.readers, r)
	if _, err := readLine(r.lines); err != nil {
		return r.broken(err)
	}
	return m.advance(r)
}

func (r *partReader) broken(err error) error {
	return failure(fmt.Sprintf("%s: after finding %d", r.Path, r.read), err)
}

// advance reads the next finding of a part.
func (m *partMerger) advance(r *partReader) error {
	before := r.next
	if r.next = nil; r.read == r.End.Findings {
		return nil
	}
	line, err := readLine(r.lines)
	if err != nil {
		return r.broken(err)
	}
	f, err := report.ReadPartial(line, m.stdin)
	if err == nil && before != nil && before.Order.Compare(f.Order) >= 0 {
		err = errors.New("the findings are not in order")
	}
	if err == nil && m.rules.Rule(f.Rule) == nil {
		err = fmt.Errorf("unknown rule %q", f.Rule)
	}
	if err != nil {
		return r.broken(err)
	}
	f.Title = m.rules.Rule(f.Rule).Title
	r.next = f
	r.read++
	return nil
}

// take returns the next finding of all parts, nil at the end.
func (m *partMerger) take() (*rules.Finding, error) {
	var first *partReader
	for _, r := range m.readers {
		if r.next != nil && (first == nil || r.next.Order.Compare(first.next.Order) < 0) {
			first = r
		}
	}
	if first == nil {
		return nil, nil
	}
	f := first.next
	return f, m.advance(first)
}

func (m *partMerger) close() {
	for _, r := range m.readers {
		_ = r.file.Close()
	}
}
