package cli

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"os"
	"slices"

	"ivrcheck/internal/files"
	"ivrcheck/rules"
)

const (
	// maxSorted is the maximum number of findings of an input that --sort auto keeps.
	maxSorted = 100_000
	// sortMemory is the maximum size of encoded findings in memory, in bytes. The others are in temporary files. It
	// cannot change a report.
	sortMemory = 4 << 20
	// sortChunk is the size of the buffers of encoded findings.
	sortChunk = 64 << 10
	// indexBytes is the memory of a finding besides its encoding.
	indexBytes = 48
	// fanIn is the number of files of a level that are merged into one of the next.
	fanIn = 16
)

// sorter keeps findings and returns them by file and position. Findings at the same position keep the order in which
// they were added. It keeps encodings, which take a fraction of the memory and no work of the garbage collector.
type sorter struct {
	// ranks are the positions of the files in reading order.
	ranks map[string]int
	codec findingCodec
	// held are the findings in memory. Their encodings are in chunks: full ones, the one that is being filled, and
	// empty ones.
	held    []encoded
	chunks  [][]byte
	filling int // index
	size    int // of held, in bytes
	count   int // of all findings
	runs    []sortedRun
	// most, memory and scratch override maxSorted, sortMemory and files.Scratch for tests.
	most    int
	memory  int
	scratch func() (*os.File, error)
}

// sortKey is the sort key of a finding.
type sortKey struct {
	rank   int
	place  int64
	number int // in the order of adding
}

// ranked is a finding with its sort key.
type ranked struct {
	sortKey
	*rules.Finding
}

// encoded is an encoded finding with its sort key.
type encoded struct {
	sortKey
	finding []byte
}

// sortedRun is a temporary file of sorted findings. A file of level n was merged from fanIn of
// level n-1.
type sortedRun struct {
	file  *os.File
	level int
}

func newSorter() *sorter {
	return &sorter{ranks: make(map[string]int), most: maxSorted, memory: sortMemory, scratch: files.Scratch}
}

func (a *sortKey) compare(b *sortKey) int {
	switch {
	case a.rank != b.rank:
		return cmp.Compare(a.rank, b.rank)
	case a.place != b.place:
		return cmp.Compare(a.place, b.place)
	}
	return cmp.Compare(a.number, b.number)
}

// rank returns the position of a file in reading order.
func (s *sorter) rank(file string) int {
	n, known := s.ranks[file]
	if !known {
		n = len(s.ranks)
		s.ranks[file] = n
	}
	return n
}

// add keeps a finding, and releases it. After an error all findings are still kept.
func (s *sorter) add(f *rules.Finding) error { return s.addAt(s.rank(f.File), f.Place(), f) }

// addAt is add with another sort key.
func (s *sorter) addAt(rank int, place int64, f *rules.Finding) error {
	e := encoded{sortKey{rank, place, s.count}, s.keep(s.codec.encode(f))}
	f.Release()
	s.held = append(s.held, e)
	s.count++
	if s.size += len(e.finding) + indexBytes; s.size < s.memory {
		return nil
	}
	return s.spill()
}

// keep copies bytes into a chunk.
func (s *sorter) keep(b []byte) []byte {
	for ; ; s.filling++ {
		if s.filling == len(s.chunks) {
			s.chunks = append(s.chunks, make([]byte, 0, max(sortChunk, len(b))))
		}
		chunk := &s.chunks[s.filling]
		if at := len(*chunk); cap(*chunk)-at >= len(b) {
			*chunk = append(*chunk, b...)
			return (*chunk)[at:]
		}
	}
}

func (s *sorter) sort() {
	slices.SortFunc(s.held, func(a, b encoded) int { return a.compare(&b.sortKey) })
}

// spill writes the findings in memory to a temporary file.
func (s *sorter) spill() error {
	s.sort()
	next := 0
	err := s.write(0, func() (*encoded, error) {
		if next == len(s.held) {
			return nil, io.EOF
		}
		next++
		return &s.held[next-1], nil
	})
	if err != nil {
		return err
	}
	s.drop()
	for level := 0; ; level++ {
		n := len(s.runs) - fanIn
		if n < 0 || s.runs[n].level != level {
			return nil
		}
		if err := s.mergeFrom(n, level+1); err != nil {
			return err
		}
	}
}

// drop drops the findings in memory, and keeps the chunks.
func (s *sorter) drop() {
	clear(s.held)
	s.held, s.size = s.held[:0], 0
	s.chunks = slices.DeleteFunc(s.chunks, func(c []byte) bool { return cap(c) > sortChunk })
	for i := range s.chunks {
		s.chunks[i] = s.chunks[i][:0]
	}
	s.filling = 0
}

// mergeFrom merges the runs from index n on into one.
func (s *sorter) mergeFrom(n, level int) error {
	merged := s.runs[n:]
	m, err := merge(merged, nil)
	if err != nil {
		return err
	}
	if err := s.write(level, m.next); err != nil {
		return err
	}
	for _, r := range merged {
		_ = r.file.Close()
	}
	s.runs = slices.Delete(s.runs, n, n+len(merged))
	return nil
}

// write writes a run of the findings that next returns.
func (s *sorter) write(level int, next func() (*encoded, error)) error {
	file, err := s.scratch()
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 64<<10)
	var head []byte
	for {
		e, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			head = e.appendHead(head[:0])
			_, _ = w.Write(head)
			_, err = w.Write(e.finding)
		}
		if err != nil {
			_ = file.Close()
			return err
		}
	}
	if err := w.Flush(); err != nil {
		_ = file.Close()
		return err
	}
	s.runs = append(s.runs, sortedRun{file, level})
	return nil
}

// each calls use with the findings in order, until it returns an error, and drops them. A finding is valid until use
// returns. Its texts stay valid.
func (s *sorter) each(use func(*rules.Finding) error) error {
	return s.eachRanked(func(r *ranked) error { return use(r.Finding) })
}

func (s *sorter) eachRanked(use func(*ranked) error) error {
	defer s.close()
	s.sort()
	m, err := merge(s.runs, s.held)
	for err == nil {
		var e *encoded
		if e, err = m.next(); err != nil {
			break
		}
		r := ranked{sortKey: e.sortKey}
		if r.Finding, err = s.codec.decode(e.finding); err == nil {
			err = use(&r)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// close drops all findings, and the files.
func (s *sorter) close() {
	s.drop()
	for _, r := range s.runs {
		_ = r.file.Close()
	}
	s.runs, s.chunks, s.count = nil, nil, 0
	clear(s.ranks)
}

// merger returns the findings of several runs in order.
type merger struct {
	readers []*runReader
	// last is the reader of the finding that next returned last.
	last *runReader
}

// runReader reads a run, or the findings in memory, and has the next finding.
type runReader struct {
	encoded
	from *bufio.Reader // nil: memory
	rest []encoded
}

func merge(runs []sortedRun, held []encoded) (*merger, error) {
	m := &merger{}
	open := func(r *runReader) error {
		err := r.advance()
		if err == nil {
			m.readers = append(m.readers, r)
		} else if errors.Is(err, io.EOF) {
			err = nil
		}
		return err
	}
	for _, r := range runs {
		if _, err := r.file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		if err := open(&runReader{from: bufio.NewReaderSize(r.file, 16<<10)}); err != nil {
			return nil, err
		}
	}
	return m, open(&runReader{rest: held})
}

// advance reads the next finding of a run.
func (r *runReader) advance() error {
	if r.from != nil {
		return r.readFrom(r.from)
	}
	if len(r.rest) == 0 {
		return io.EOF
	}
	r.encoded, r.rest = r.rest[0], r.rest[1:]
	return nil
}

// next returns the next finding of all runs, or io.EOF. It is valid until the next call.
func (m *merger) next() (*encoded, error) {
	if last := m.last; last != nil {
		if err := last.advance(); errors.Is(err, io.EOF) {
			m.readers = slices.DeleteFunc(m.readers, func(r *runReader) bool { return r == last })
		} else if err != nil {
			return nil, err
		}
	}
	if len(m.readers) == 0 {
		return nil, io.EOF
	}
	m.last = slices.MinFunc(m.readers, func(a, b *runReader) int { return a.compare(&b.sortKey) })
	return &m.last.encoded, nil
}
