package cli

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"

	"ivrcheck/internal/files"
	"ivrcheck/rules"
)

const (
	// maxSorted is how many findings of an input --sort auto holds.
	maxSorted = 100_000
	// sortMemory is how many bytes of findings are held in memory; the others are in
	// temporary files. It cannot change a report.
	sortMemory = 6 << 20
	// fanIn is how many files of a level are merged to one of the next.
	fanIn = 16
)

// sorter holds findings and gives them back by file and position. Findings at the same
// position stay in the order in which they were added.
type sorter struct {
	// ranks are the files in the order in which they were read.
	ranks map[string]int
	held  []ranked
	size  int // bytes of held
	count int // of all
	runs  []sortedRun
	// most, memory and scratch override maxSorted, sortMemory and files.Scratch for tests.
	most    int
	memory  int
	scratch func() (*os.File, error)
}

// ranked is a finding with what it is sorted by.
type ranked struct {
	rank   int
	place  int64
	number int // in the order of adding
	*rules.Finding
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

func (a *ranked) compare(b *ranked) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.place, b.place), cmp.Compare(a.number, b.number))
}

// rank is the place of a file among those that were read.
func (s *sorter) rank(file string) int {
	n, known := s.ranks[file]
	if !known {
		n = len(s.ranks)
		s.ranks[file] = n
	}
	return n
}

// add keeps a finding. After an error all findings are still held.
func (s *sorter) add(f *rules.Finding) error { return s.addAt(s.rank(f.File), f.Place(), f) }

// addAt is add with another place in the order.
func (s *sorter) addAt(rank int, place int64, f *rules.Finding) error {
	s.held = append(s.held, ranked{rank, place, s.count, f})
	s.count++
	if s.size += f.Size(); s.size < s.memory {
		return nil
	}
	return s.spill()
}

func (s *sorter) sort() { slices.SortFunc(s.held, func(a, b ranked) int { return a.compare(&b) }) }

// spill writes what is in memory to a temporary file.
func (s *sorter) spill() error {
	s.sort()
	next := 0
	err := s.write(0, func() (*ranked, error) {
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

// drop releases the findings in memory.
func (s *sorter) drop() {
	for _, f := range s.held {
		f.Release()
	}
	clear(s.held)
	s.held, s.size = s.held[:0], 0
}

// mergeFrom merges the runs from an index on to one.
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

// write writes a run of the findings that next gives.
func (s *sorter) write(level int, next func() (*ranked, error)) error {
	file, err := s.scratch()
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 64<<10)
	var c findingCodec
	for {
		f, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			_, err = w.Write(c.encode(f))
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

// each gives back the findings in order, until use returns an error, and drops them.
// A finding is valid until use returns.
func (s *sorter) each(use func(*rules.Finding) error) error {
	return s.eachRanked(func(r *ranked) error { return use(r.Finding) })
}

func (s *sorter) eachRanked(use func(*ranked) error) error {
	defer s.close()
	s.sort()
	m, err := merge(s.runs, s.held)
	for err == nil {
		var f *ranked
		if f, err = m.next(); err == nil {
			err = use(f)
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
	s.runs, s.count = nil, 0
	clear(s.ranks)
}

// merger returns the findings of several runs in order.
type merger struct{ readers []*runReader }

// runReader is a run, or what is in memory, with its next finding.
type runReader struct {
	ranked
	from  *bufio.Reader // nil: memory
	codec findingCodec
	rest  []ranked
}

func merge(runs []sortedRun, held []ranked) (*merger, error) {
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
func (r *runReader) advance() (err error) {
	if r.from != nil {
		r.ranked, err = r.codec.decode(r.from)
		return err
	}
	if len(r.rest) == 0 {
		return io.EOF
	}
	r.ranked, r.rest = r.rest[0], r.rest[1:]
	return nil
}

// next returns the next finding of all; io.EOF is the end.
func (m *merger) next() (*ranked, error) {
	if len(m.readers) == 0 {
		return nil, io.EOF
	}
	first := slices.MinFunc(m.readers, func(a, b *runReader) int { return a.compare(&b.ranked) })
	f := first.ranked
	if err := first.advance(); errors.Is(err, io.EOF) {
		m.readers = slices.DeleteFunc(m.readers, func(r *runReader) bool { return r == first })
	} else if err != nil {
		return nil, err
	}
	return &f, nil
}

// findingCodec writes findings to temporary files and reads them. Their connection is
// left out, because only reports that get findings at once need it.
type findingCodec struct {
	b       []byte
	reading bool
	failed  bool
}

func (c *findingCodec) encode(r *ranked) []byte {
	c.b, c.reading = append(c.b[:0], 0, 0, 0, 0), false
	own := *r.Finding
	c.ranked(r, &own)
	binary.LittleEndian.PutUint32(c.b, uint32(len(c.b)-4))
	return c.b
}

func (c *findingCodec) decode(from io.Reader) (r ranked, err error) {
	var length [4]byte
	if _, err := io.ReadFull(from, length[:]); err != nil {
		return r, err
	}
	c.b, c.reading, c.failed = make([]byte, binary.LittleEndian.Uint32(length[:])), true, false
	if _, err := io.ReadFull(from, c.b); err != nil {
		return r, errors.Join(io.ErrUnexpectedEOF, err)
	}
	r.Finding = new(rules.Finding)
	c.ranked(&r, r.Finding)
	if c.failed || len(c.b) > 0 {
		return r, errors.New("a temporary file was changed")
	}
	return r, nil
}

// ranked writes or reads all fields.
func (c *findingCodec) ranked(r *ranked, f *rules.Finding) {
	integer(c, &r.rank)
	integer(c, &r.place)
	integer(c, &r.number)
	for _, text := range []*string{
		&f.Type, &f.Rule, &f.Name, &f.Title, &f.Subject, &f.Message, &f.File, &f.Time, &f.Src, &f.Dst, &f.Direction,
		&f.CallID, &f.RequestID, &f.Port, &f.Evidence, &f.Hint, &f.Source.Document, &f.Source.Section, &f.Source.Basis,
		&f.Filter, &f.Fingerprint, &f.Suppressed, &f.At.Text, &f.Host,
	} {
		c.text(text)
	}
	integer(c, &f.Severity)
	integer(c, &f.Verdict)
	integer(c, &f.Count)
	integer(c, &f.Frame)
	list(c, &f.Frames, func(n *int) { integer(c, n) })
	integer(c, &f.Line)
	optional(c, &f.Offset, func(n *int64) { integer(c, n) })
	optional(c, &f.Stream, func(n *int) { integer(c, n) })
	list(c, &f.VLAN, func(n *uint16) { integer(c, n) })
	integer(c, &f.Spot.Line)
	integer(c, &f.Spot.Column)
	integer(c, &f.XMLLine)
	integer(c, &f.XMLColumn)
	list(c, &f.Expected, c.text)
	optional(c, &f.Actual, c.text)
	list(c, &f.Related, func(x *rules.Related) {
		c.text(&x.File)
		c.text(&x.Time)
		c.text(&x.Note)
		integer(c, &x.Frame)
		integer(c, &x.Line)
		optional(c, &x.Offset, func(n *int64) { integer(c, n) })
		integer(c, &x.Event)
	})
	list(c, &f.Hosts, func(h *rules.HostCount) {
		c.text(&h.Host)
		integer(c, &h.Count)
	})
	for i := range f.Order {
		integer(c, &f.Order[i])
	}
	c.text(&f.Whole)
	integer(c, &f.Why)
	integer(c, &f.Event)
	boolean(c, &f.Fails)
	at, _ := f.At.Time.MarshalBinary() // a zone with odd seconds, which no log can have
	stamp := string(at)
	if c.text(&stamp); c.reading && stamp != "" {
		c.failed = f.At.Time.UnmarshalBinary([]byte(stamp)) != nil || c.failed
	}
}

func integer[N ~int | ~int64 | ~uint16 | ~uint8](c *findingCodec, n *N) {
	if !c.reading {
		c.b = binary.AppendVarint(c.b, int64(*n))
		return
	}
	v, size := binary.Varint(c.b)
	if c.failed = c.failed || size <= 0; !c.failed {
		*n, c.b = N(v), c.b[size:]
	}
}

func boolean(c *findingCodec, b *bool) {
	n := 0
	if *b {
		n = 1
	}
	integer(c, &n)
	*b = n != 0
}

func (c *findingCodec) text(s *string) {
	n := len(*s)
	integer(c, &n)
	if !c.reading {
		c.b = append(c.b, *s...)
	} else if c.failed = c.failed || n < 0 || n > len(c.b); !c.failed {
		*s, c.b = string(c.b[:n]), c.b[n:]
	}
}

func optional[V any](c *findingCodec, v **V, do func(*V)) {
	has := *v != nil
	if boolean(c, &has); !has || c.failed {
		return
	}
	if c.reading {
		*v = new(V)
	}
	do(*v)
}

func list[V any](c *findingCodec, l *[]V, do func(*V)) {
	n := len(*l)
	integer(c, &n)
	if c.reading && n > 0 {
		if c.failed = c.failed || n > len(c.b); c.failed {
			return
		}
		*l = make([]V, n)
	}
	for i := range *l {
		do(&(*l)[i])
	}
}
