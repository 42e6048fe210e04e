// Rotated sets: several inputs that are one capture, as tcpdump -C and dumpcap -b
// write them.

package capture

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"ivrcheck/capture/container"
	"ivrcheck/capture/textlog"
	"ivrcheck/trace"
)

// Member is one input of a set.
type Member struct {
	// Name is its name in positions.
	Name string
	// Open opens it at its start. If there are several members, it is called twice: to find
	// the time at which the member begins, and to read it.
	Open func() (io.ReadCloser, error)
	// Wrap, if set, wraps the opened member while it is read.
	Wrap func(io.ReadCloser) io.ReadCloser
}

// Result is the result of reading one member.
type Result struct {
	Name  string
	Stats Stats
	// Err is nil or an *InputError.
	Err error
}

// ReadSet reads inputs that are one capture. It orders them by their first time
// stamps (equal ones as given); connections continue from one to the next.
// Streams are numbered through the whole set. A position names the member and
// counts its frames or lines; frames of a message in an earlier member are not
// listed.
//
// Packet captures are one set and text logs another, read after them. Raw GLI
// streams have no time: each is read by itself, last.
//
// An error of emit ends the reading and is returned unchanged, as is that of ctx. If a
// member cannot be read, or not to its end, its Result has the error, and the others are
// read nevertheless. The Results are in the order of reading. A single member is read as
// by Read.
func ReadSet(ctx context.Context, members []Member, opt Options, emit func(*trace.Unit) error) ([]Result, error) {
	rd := newReading(ctx, opt, emit)
	var captures, logs, raw []*member
	for _, m := range members {
		probed := &member{Member: m, rd: rd}
		if len(members) == 1 {
			captures = append(captures, probed)
			break
		}
		switch kind := probed.probe(); kind {
		case kindGLI:
			raw = append(raw, probed)
		case kindLog:
			logs = append(logs, probed)
		default:
			captures = append(captures, probed)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	slices.SortStableFunc(captures, byTime)
	placeByName(logs)
	slices.SortStableFunc(logs, byTime)
	all := slices.Concat(captures, logs, raw)

	// An error that is not a member's ends everything.
	err := readAll(captures)
	if err == nil {
		err = rd.close(nil)
	}
	if err == nil && len(logs) > 0 {
		err = rd.logs(logs)
	}
	if err == nil {
		err = readAll(raw)
	}
	results := make([]Result, len(all))
	for i, m := range all {
		results[i] = m.Result
	}
	return results, err
}

// ReadRecords reads packet captures with the order and frame numbers of Read or, if
// there are several, of ReadSet. each gets a record, which is valid until it returns.
//
// An error of each ends the reading and is returned unchanged, as is that of ctx.
// Other errors are in the Results, which are in the order of reading.
func ReadRecords(ctx context.Context, members []Member, opt Options, each func(*Record) error) ([]Result, error) {
	opt.records = &records{each: each}
	rd := newReading(ctx, opt, func(*trace.Unit) error { return nil })
	all := make([]*member, len(members))
	for i, m := range members {
		if all[i] = (&member{Member: m, rd: rd}); len(members) > 1 {
			all[i].probe()
		}
	}
	slices.SortStableFunc(all, byTime)
	err := readAll(all)
	if failed := opt.records.err; failed != nil && (err == nil || ctx.Err() == nil) {
		err = failed
	}
	results := make([]Result, len(all))
	for i, m := range all {
		results[i] = m.Result
	}
	return results, err
}

// Watched returns the options with a Watcher that follows the reading of one input. An error of its Record ends the
// reading of a packet capture.
func (opt Options) Watched(w *Watcher) Options {
	opt.records, opt.watcher = &records{each: w.Record}, w
	return opt
}

// Watch reads one input like Read, followed by a Watcher.
func Watch(ctx context.Context, name string, r io.Reader, opt Options, w *Watcher, emit func(*trace.Unit) error) (Stats, error) {
	opt = opt.Watched(w)
	rd := newReading(ctx, opt, emit)
	var stats Stats
	err := rd.close(rd.input(name, r, &stats))
	if failed := opt.records.err; failed != nil && ctx.Err() == nil {
		err = failed
	}
	return stats, err
}

func byTime(a, b *member) int { return a.first.Compare(b.first) }

// placeByName assigns to a member without a time stamp that of its predecessor by name, or
// that of the successor if it is the first: numbered pieces follow one another.
func placeByName(members []*member) {
	named := slices.Clone(members)
	slices.SortStableFunc(named, func(a, b *member) int { return natural(a.Member.Name, b.Member.Name) })
	for i, m := range named[:max(len(named)-1, 0)] {
		if next := named[i+1]; next.first.IsZero() {
			next.first = m.first
		}
	}
	for i := len(named) - 1; i > 0; i-- {
		if before := named[i-1]; before.first.IsZero() {
			before.first = named[i].first
		}
	}
	copy(members, named)
}

// natural compares names, with the numbers in them by value.
func natural(a, b string) int {
	digits := func(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }
	for a != "" && b != "" {
		n, m := digits(a), digits(b)
		if n > 0 && m > 0 {
			x, y := strings.TrimLeft(a[:n], "0"), strings.TrimLeft(b[:m], "0")
			if c := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); c != 0 {
				return c
			}
			a, b = a[n:], b[m:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func readAll(members []*member) error {
	for _, m := range members {
		if err := m.read(); err != nil {
			return err
		}
	}
	return nil
}

// member is a Member with its Result so far.
type member struct {
	Member
	Result
	rd    *reading
	first time.Time // of the member; zero if unknown
}

// own stores an error of the member in the Result and returns any other.
func (m *member) own(err error) error {
	if err != nil && !errors.As(err, new(*InputError)) {
		return err
	}
	m.Err = err
	return nil
}

// read reads a member; connections of packet captures stay open.
func (m *member) read() error {
	m.Result.Name = m.Member.Name
	file, err := m.open()
	if err != nil {
		return m.own(cmp.Or(m.rd.ctx.Err(), err))
	}
	defer file.Close()
	return m.own(m.rd.input(m.Member.Name, file, &m.Stats))
}

// open opens a member to read it.
func (m *member) open() (io.ReadCloser, error) {
	file, err := m.Open()
	switch {
	case err != nil:
		return nil, &InputError{File: m.Member.Name, Err: err}
	case m.Wrap != nil:
		return m.Wrap(file), nil
	}
	return file, nil
}

// probe detects the type and the start time of a member. It ignores errors:
// reading the member finds them again.
func (m *member) probe() (kind string) {
	file, err := m.Open()
	if err != nil {
		return ""
	}
	defer file.Close()
	in, err := open(m.rd.ctx, file, &Options{Names: m.rd.opt.Names, Input: m.rd.opt.Input, protocols: m.rd.opt.protocols})
	defer in.close()
	if err != nil {
		return ""
	}
	switch {
	case in.packets:
		m.first = firstPacket(in)
		return kindPcap
	case in.kind == kindLog:
		found := errors.New("found")
		_, _ = textlog.Read(m.rd.ctx, m.Member.Name, in.content, m.rd.opt.log(), func(u *trace.Unit) error {
			if m.first = u.Pos.Time.Time; m.first.IsZero() {
				return nil
			}
			return found
		})
	}
	return in.kind
}

// firstPacket returns the time of the first packet with a time stamp.
func firstPacket(in *opened) time.Time {
	p := newPackets(&Options{}, &sink{})
	p.stats = &Stats{Kind: in.kind}
	err := p.openContainer(in.kind, in.content)
	for p.source != nil {
		if err == nil {
			if err = p.next(); err == nil && !p.packet.Time.IsZero() {
				return p.packet.Time.Time()
			}
			continue
		}
		if !errors.As(err, new(*container.DamageError)) || in.content.Failed() != nil || !p.source.Resume() {
			break
		}
		err = nil
	}
	return time.Time{}
}

// logs reads the logs as one text.
func (rd *reading) logs(members []*member) error {
	text := &joinedLogs{rd: rd, rest: members}
	defer text.close()
	opt := rd.opt.log()
	opt.Note = func(note string) { members[0].Stats.Note = note }
	_, err := textlog.Read(rd.ctx, members[0].Member.Name, text, opt, func(u *trace.Unit) error {
		text.translate(u)
		return rd.sink.unit(u)
	})
	if err != nil {
		return err
	}
	for _, part := range slices.Concat(text.parts, text.failed) {
		if part.err == nil {
			continue
		}
		if err := part.own(rd.failure(part.Member.Name, part.in, part.err)); err != nil {
			return err
		}
	}
	return nil
}

// joinedLogs is the text of several logs in a row: a record that is cut at the
// end of one log continues in the next.
type joinedLogs struct {
	rd     *reading
	rest   []*member
	parts  []*part // opened
	failed []*part // not opened

	file io.Closer
	end  int64 // bytes read
	line int   // newlines in them
	last byte  // of them
}

// part is a member in the joined text.
type part struct {
	*member
	in    *opened
	begin int64 // offset in the text
	lines int   // newlines before it
	err   error
	// inside: the member before it has no line break at its end.
	inside bool
}

// Read implements io.Reader. If a member cannot be read any further, the next one follows.
func (j *joinedLogs) Read(p []byte) (int, error) {
	for {
		if j.file == nil && !j.next() {
			return 0, io.EOF
		}
		now := j.parts[len(j.parts)-1]
		n, err := now.in.content.Read(p)
		j.end += int64(n)
		j.line += bytes.Count(p[:n], []byte{'\n'})
		if n > 0 {
			j.last = p[n-1]
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				now.err = err
			}
			j.close()
			err = j.rd.ctx.Err()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// next opens the next member that can be opened.
func (j *joinedLogs) next() bool {
	for len(j.rest) > 0 {
		m := j.rest[0]
		j.rest = j.rest[1:]
		m.Result.Name = m.Member.Name
		file, err := m.open()
		if err != nil {
			m.Err = err
			continue
		}
		now := &part{member: m, begin: j.end, lines: j.line, inside: j.end > 0 && j.last != '\n'}
		if now.in, now.err = open(j.rd.ctx, file, &j.rd.opt); now.err != nil {
			m.Stats.Bytes = now.in.close()
			_ = file.Close()
			j.failed = append(j.failed, now)
			continue
		}
		m.Stats.Kind, m.Stats.Compression = now.in.kind, now.in.compression
		j.parts, j.file = append(j.parts, now), file
		return true
	}
	return false
}

// close closes the current member.
func (j *joinedLogs) close() {
	if j.file == nil {
		return
	}
	now := j.parts[len(j.parts)-1]
	now.Stats.Bytes = now.in.close()
	_ = j.file.Close()
	j.file = nil
}

// translate converts the position of a unit to one in its member.
func (j *joinedLogs) translate(u *trace.Unit) {
	// The last part that begins at the offset or before; an empty part begins
	// where the next does.
	at := sort.Search(len(j.parts), func(i int) bool { return j.parts[i].begin > u.Pos.Offset }) - 1
	part := j.parts[at]
	if u.Kind == trace.Document {
		j.translatePlaces(u, at)
	}
	u.Pos.File = part.Member.Name
	u.Pos.Offset -= part.begin
	u.Pos.Line -= part.lines
	if u.Kind == trace.Start {
		part.Stats.GLIStreams++
	}
}

// translatePlaces converts the column and the origins of a unit in a part. Those in the next part are unknown, because
// they belong to another file.
func (j *joinedLogs) translatePlaces(u *trace.Unit, at int) {
	const widest = 4 // bytes of an ASCII character, in UTF-32
	part, p, last := j.parts[at], &u.Pos, math.MaxInt
	if at+1 < len(j.parts) {
		last = j.parts[at+1].lines
	}
	if p.Column > 0 {
		begins := part.inside && p.Line == part.lines+1
		ends := last < math.MaxInt && p.Offset+widest*int64(len(u.Body)) > j.parts[at+1].begin && p.Line+bytes.Count(u.Body, []byte{'\n'}) > last
		if !begins && !ends {
			return
		}
		u.Origins = []trace.Origin{{Line: int32(p.Line), Column: int32(p.Column)}}
		p.Column = 0
	}
	u.Origins = originsUpTo(u, last)
	for i := range u.Origins {
		o := &u.Origins[i]
		if o.Line -= int32(part.lines); o.Line == 1 && part.inside {
			o.Column = 0
		}
	}
}

// originsUpTo returns the origins of a unit on lines up to the last one.
func originsUpTo(u *trace.Unit, last int) []trace.Origin {
	for i := range u.Origins {
		o, end := &u.Origins[i], len(u.Body)
		if i+1 < len(u.Origins) {
			end = int(u.Origins[i+1].At)
		}
		before := last - int(o.Line)
		cut := int(o.At)
		if before >= 0 {
			if o.Extent != trace.Verbatim {
				continue
			}
			for ; before >= 0 && cut < end; before-- {
				n := bytes.IndexByte(u.Body[cut:end], '\n') + 1
				if cut += n; n == 0 {
					cut = end
				}
			}
			if cut == end {
				continue
			}
			i++
		}
		return append(u.Origins[:i], trace.Origin{At: int32(cut), Extent: trace.FirstByte})
	}
	return u.Origins
}
