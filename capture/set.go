// Several inputs that are one capture, as tcpdump -C and dumpcap -b write them.

package capture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sort"
	"time"

	"ivrcheck/capture/textlog"
	"ivrcheck/trace"
)

// Member is one input of a set.
type Member struct {
	// Name is what positions call it.
	Name string
	// Open opens it at its start. It is called twice: once to find out when
	// the member begins, and once to read it.
	Open func() (io.ReadCloser, error)
}

// Result is what came of one member.
type Result struct {
	Name  string
	Stats Stats
	// Err is nil or an *InputError.
	Err error
}

// ReadSet reads inputs that are one capture: it orders them by their first
// time stamps (as they are given where those are equal), and connections go on
// from one to the next. Streams are numbered through the whole set. A position
// names the member and counts its frames or lines; frames of a message that
// lie in an earlier member are not listed.
//
// Packet captures are one set and text logs another, read behind them. Raw GLI
// streams tell no time: each is read for itself, last.
//
// An error of emit ends the reading and is returned as it is, and so is that
// of ctx. A member that cannot be read, or not to its end, says so in its
// Result, and those behind it are read all the same. The Results come in the
// order of reading.
func ReadSet(ctx context.Context, members []Member, opt Options, emit func(*trace.Unit) error) ([]Result, error) {
	rd := newReading(ctx, opt, emit)
	var captures, logs, raw []*member
	for _, m := range members {
		probed := &member{Member: m, rd: rd}
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
	byTime := func(a, b *member) int { return a.first.Compare(b.first) }
	slices.SortStableFunc(captures, byTime)
	slices.SortStableFunc(logs, byTime)
	all := slices.Concat(captures, logs, raw)

	// An error that is none of a member's ends everything.
	err := each(captures, (*member).read)
	if err == nil {
		err = rd.close(nil)
	}
	if err == nil && len(logs) > 0 {
		err = rd.logs(logs)
	}
	if err == nil {
		err = each(raw, (*member).read)
	}
	results := make([]Result, len(all))
	for i, m := range all {
		results[i] = m.Result
	}
	return results, err
}

func each(members []*member, do func(*member) error) error {
	for _, m := range members {
		if err := do(m); err != nil {
			return err
		}
	}
	return nil
}

// member is a Member on its way to its Result.
type member struct {
	Member
	Result
	rd    *reading
	first time.Time // zero if it tells none
}

// own takes an error to the Result, if it is the member's; else it gives it
// back.
func (m *member) own(err error) error {
	if input := (*InputError)(nil); err != nil && !errors.As(err, &input) {
		return err
	}
	m.Err = err
	return nil
}

// read reads a member for itself, but for the connections of packet captures.
func (m *member) read() error {
	m.Result.Name = m.Member.Name
	file, err := m.Open()
	if err != nil {
		return m.own(&InputError{File: m.Member.Name, Err: err})
	}
	defer file.Close()
	return m.own(m.rd.input(m.Member.Name, file, &m.Stats))
}

// probe finds out what a member is and when it begins. What is wrong with it
// is found again when it is read.
func (m *member) probe() (kind string) {
	file, err := m.Open()
	if err != nil {
		return ""
	}
	defer file.Close()
	in, err := open(m.rd.ctx, file, Options{Input: m.rd.opt.Input})
	defer in.close()
	if err != nil {
		return ""
	}
	switch in.kind {
	case kindPcap, kindPcapng:
		m.first = firstPacket(in)
	case kindLog:
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

// firstPacket is the time of the first packet that has one.
func firstPacket(in *opened) time.Time {
	p := newPackets(Options{}, &guard{})
	p.stats = &Stats{Kind: in.kind}
	err := p.container(in.content)
	for p.source != nil {
		if err == nil {
			if err = p.next(); err == nil && !p.packet.time.IsZero() {
				return p.packet.time.Time()
			}
			continue
		}
		if !errors.As(err, new(*damage)) || in.content.failed() != nil || !p.source.resume() {
			break
		}
		err = nil
	}
	return time.Time{}
}

// logs reads logs as one text.
func (rd *reading) logs(members []*member) error {
	text := &joinedLogs{rd: rd, rest: members}
	defer text.close()
	_, err := textlog.Read(rd.ctx, members[0].Member.Name, text, rd.opt.log(), func(u *trace.Unit) error {
		text.translate(u)
		return rd.guard.unit(u)
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

// joinedLogs is the text of several logs, one behind the other: a record that
// one of them breaks off goes on in the next.
type joinedLogs struct {
	rd    *reading
	rest  []*member
	parts []*part // those that were begun

	failed []*part // those that were not

	file io.Closer
	end  int64 // how much was read
	line int   // the newlines in it
}

// part is a member in the joined text.
type part struct {
	*member
	in    *opened
	begin int64 // offset in the text
	lines int   // newlines in front of it
	err   error
}

// Read implements io.Reader. A member that cannot be read on makes room for
// the next.
func (j *joinedLogs) Read(p []byte) (int, error) {
	for {
		if j.file == nil && !j.next() {
			return 0, io.EOF
		}
		now := j.parts[len(j.parts)-1]
		n, err := now.in.content.Read(p)
		j.end += int64(n)
		j.line += bytes.Count(p[:n], []byte{'\n'})
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
		file, err := m.Open()
		if err != nil {
			m.Err = &InputError{File: m.Member.Name, Err: err}
			continue
		}
		now := &part{member: m, begin: j.end, lines: j.line}
		if now.in, now.err = open(j.rd.ctx, file, j.rd.opt); now.err != nil {
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

// close ends the use of the member that is being read.
func (j *joinedLogs) close() {
	if j.file == nil {
		return
	}
	now := j.parts[len(j.parts)-1]
	now.Stats.Bytes = now.in.close()
	_ = j.file.Close()
	j.file = nil
}

// translate makes the position of a unit one in its member.
func (j *joinedLogs) translate(u *trace.Unit) {
	// The last that begins there or before; those without a byte begin where
	// the next does.
	at := sort.Search(len(j.parts), func(i int) bool { return j.parts[i].begin > u.Pos.Offset }) - 1
	part := j.parts[at]
	u.Pos.File = part.Member.Name
	u.Pos.Offset -= part.begin
	u.Pos.Line -= part.lines
	if u.Kind == trace.Start {
		part.Stats.GLIStreams++
	}
}
