// Packet captures: packet by packet from the container to the connections.

package capture

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/gopacket/gopacket/layers"

	"ivrcheck/capture/gli"
	"ivrcheck/capture/tcp"
	"ivrcheck/trace"
)

// packet is one packet as a container holds it.
type packet struct {
	data []byte
	link layers.LinkType
	wire int // its length on the wire
	time trace.Instant
}

// source gives packets one after the other; data is valid until the next. Its
// error is io.EOF only at the end of a whole record, else a *damage.
type source interface {
	next(*packet) error
	// resume looks for the next record behind a damage.
	resume() bool
}

// packets is the reading of one packet capture, which may be one of several
// files.
type packets struct {
	file  string
	ports []uint16
	began func(time.Time)
	stats *Stats // of the file
	// guard takes units as they are; those whose frames count through all files
	// go through emit.
	guard *guard

	source  source
	packet  packet
	decoder *decoder
	table   *tcp.Table
	segment tcp.Segment // of the last packet, whose place is there in any case
	chunk   gli.Chunk   // what a framer is given
	unit    trace.Unit  // what it gives

	// at is what is being done, for should it panic; due is the connection that
	// inStream is about.
	at  activity
	due *stream

	// vlans are the stacks of tags met so far; a connection's Tag is an
	// index into them.
	vlans [][]uint16
	// held counts the bytes of connections that wait for more, waiting are
	// those connections, the one that has been silent longest first.
	held    int
	waiting list.List
	// frame counts as Wireshark does: packets, and what else of a pcapng
	// file it numbers. It goes on from file to file; places translates.
	frame  int
	places places

	// damage is what was met and not reported yet: it waits for what comes
	// behind it. first is the first one of the file.
	damage, first *damage
}

func newPackets(opt Options, out *guard) *packets {
	p := &packets{ports: opt.Ports, began: opt.Began, guard: out, decoder: newDecoder(), vlans: [][]uint16{nil}}
	p.table = tcp.NewTable(p.open)
	return p
}

// emit hands on a unit whose frames count through all files.
func (p *packets) emit(u *trace.Unit) error {
	if p.places.differ() {
		p.places.translate(&u.Pos)
	}
	return p.guard.unit(u)
}

// read reads one pcap or pcapng file. The connections stay open for the next.
func (p *packets) read(ctx context.Context, name string, in *window, stats *Stats) error {
	p.file, p.stats = name, stats
	p.damage, p.first = nil, nil
	p.places.begin(name, p.frame)
	defer func(streams, givenUp int) {
		stats.Streams, stats.GivenUp = p.table.Streams()-streams, p.table.GivenUp()-givenUp
	}(p.table.Streams(), p.table.GivenUp())
	failure := p.container(in)
	for {
		for failure == nil {
			var err error
			if failure, err = p.run(ctx); err != nil {
				return err
			}
		}
		d := (*damage)(nil)
		if !errors.As(failure, &d) || in.failed() != nil {
			break
		}
		p.found(d)
		if p.source == nil || !p.source.resume() {
			break
		}
		failure = nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return p.end(failure, in.failed())
}

// end ends a file. failure is what stopped its reading, io.EOF for nothing,
// broken the error of the input, if that is the reason.
func (p *packets) end(failure, broken error) error {
	compression := (*compressionError)(nil)
	place := ""
	if frame := p.frame - p.places.begun(); frame > 0 {
		place = "packet " + strconv.Itoa(frame)
	}
	switch {
	case errors.As(broken, &compression):
		p.found(&damage{at: -1, what: compression.Error()})
	case broken != nil:
		return errors.Join(p.report("end"), &InputError{File: p.file, Place: place, Err: broken})
	case !errors.Is(failure, io.EOF) && !errors.As(failure, new(*damage)):
		return &InputError{File: p.file, Place: place, Err: failure}
	}
	if err := p.report("end"); err != nil {
		return err
	}
	if p.first == nil {
		return nil
	}
	return &InputError{File: p.file, Place: p.first.place, Err: errors.New(p.first.what), Damaged: true}
}

// container reads the header of the container.
func (p *packets) container(in *window) (err error) {
	defer caught(&err)
	p.source = nil
	if p.stats.Kind == kindPcapng {
		r, err := newNgReader(in)
		p.source = r
		return err
	}
	r, err := newPcapReader(in)
	if err == nil {
		p.source = r
	}
	return err
}

// next reads the next packet, for who wants no more of it.
func (p *packets) next() (err error) {
	defer caught(&err)
	return p.source.next(&p.packet)
}

// caught turns a panic of a container's reader into an error: input may be
// hostile.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = misunderstood(r)
	}
}

func misunderstood(broken any) error {
	return fmt.Errorf("the file cannot be understood (internal error: %v; please report it with the input)", broken)
}

// activity is what is being done with a packet.
type activity uint8

const (
	elsewhere activity = iota
	inContainer
	inPacket // its layers are taken off
	inStream // its bytes are due in a connection
)

// run reads and takes packet after packet. failure is what stopped the reading of the
// container; if both are nil, something broke and is reported, and it can go on. One
// guard for many packets, which each would feel.
func (p *packets) run(ctx context.Context) (failure, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			failure, err = p.survive(broken)
		}
	}()
	for n := uint8(0); ; n++ { // comes back to 0
		if n == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p.at = inContainer
		failure = p.source.next(&p.packet)
		p.at = elsewhere
		if failure != nil {
			return failure, nil
		}
		if err := p.take(&p.packet); err != nil {
			return nil, err
		}
	}
}

// survive says what a mistake of ours that panics costs: the rest of the file, a packet
// or the rest of a connection.
func (p *packets) survive(broken any) (failure, err error) {
	at := p.at
	p.at = elsewhere
	switch at {
	case inContainer:
		return misunderstood(broken), nil
	case inPacket:
		return nil, p.broken(p.segment.Place,
			fmt.Sprintf("the packet cannot be decoded (internal error: %v; please report it with the input)", broken))
	case inStream:
		return nil, p.due.abandon(broken, p.segment.Place)
	}
	panic(broken)
}

// take takes one packet.
func (p *packets) take(in *packet) error {
	if p.damage != nil {
		if err := p.report("resumed"); err != nil {
			return err
		}
	}
	p.frame++
	if in.link == linkNone {
		return nil
	}
	p.stats.Packets++
	if p.began != nil {
		p.began(in.time.Time())
		p.began = nil
	}
	s := &p.segment
	s.Frame, s.Time = p.frame, in.time
	p.at = inPacket
	ok := plain(in.link, in.data, s)
	if ok {
		s.Tag = 0
	} else {
		ok = p.decode(in, s)
	}
	p.at = elsewhere
	if !ok {
		return nil
	}
	p.stats.Segments++
	return p.table.Segment(s)
}

// decode takes the layers off a packet that is not plain; it is false if it holds no
// TCP.
func (p *packets) decode(in *packet, s *tcp.Segment) bool {
	switch p.decoder.packet(in.link, in.data, in.wire, s) {
	case isSegment:
		if len(p.decoder.frames) > 0 {
			p.places.carriers(p.frame, p.decoder.frames)
		}
		s.Tag = p.tag(p.decoder.vlan.tags)
		return true
	case unknownLink:
		if p.stats.Unsupported == "" {
			p.stats.Unsupported = linkName(in.link)
		}
	}
	return false
}

// broken reports a packet over which the reading broke; it goes on.
func (p *packets) broken(at tcp.Place, what string) error {
	return p.emit(&trace.Unit{
		Kind: trace.Note, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Pos:    trace.Position{File: p.file, Frame: at.Frame, Time: stamp(at.Time)},
		Faults: []trace.Fault{damageFault(what, "packet "+strconv.Itoa(at.Frame-p.places.begun()), "packet")},
	})
}

// tag gives the index of a stack of VLAN tags.
func (p *packets) tag(tags []uint16) int32 {
	for i, known := range p.vlans {
		if slices.Equal(known, tags) {
			return int32(i)
		}
	}
	if len(p.vlans) == maxVLANs {
		return 0
	}
	p.vlans = append(p.vlans, slices.Clone(tags))
	return int32(len(p.vlans) - 1)
}

// maxVLANs is how many different stacks of tags are kept.
const maxVLANs = 4096

// found takes note of a damage. Those that follow it without a packet between
// are part of it.
func (p *packets) found(d *damage) {
	if p.damage != nil {
		return
	}
	d.place = ""
	if frame := p.frame - p.places.begun(); frame > 0 {
		d.place = "packet " + strconv.Itoa(frame)
	}
	if p.damage = d; p.first == nil {
		p.first = d
	}
}

// report reports the damage that was found, if there is one. how is what came
// of it: resumed or end.
func (p *packets) report(how string) error {
	d := p.damage
	if d == nil {
		return nil
	}
	p.damage = nil
	frame := p.frame - p.places.begun()
	fault := damageFault(d.String(), "packet "+strconv.Itoa(frame), how)
	fault.Args = append(fault.Args, trace.Arg{Name: "next", Value: strconv.Itoa(frame + 1)})
	return p.guard.unit(&trace.Unit{
		Kind: trace.Note, Side: -1, StreamStart: -1, StreamEnd: -1, Acked: -1,
		Pos:    trace.Position{File: p.file, Frame: frame, Time: stamp(p.segment.Time)},
		Faults: []trace.Fault{fault},
	})
}

// damageFault says that an input cannot be read on: why, behind which place,
// and what came of it.
func damageFault(what, at, how string) trace.Fault {
	return trace.Fault{Code: "CAP001", Hint: how, Args: []trace.Arg{{Name: "what", Value: what}, {Name: "at", Value: at}}}
}

func stamp(i trace.Instant) trace.Stamp { return trace.Stamp{Time: i.Time()} }
